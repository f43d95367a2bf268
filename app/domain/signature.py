"""Sign a body, and check a signature in constant time: HMAC-SHA256, as most webhooks use it."""

import hashlib
import hmac


def sign(secret: str, body: bytes, prefix: str = "sha256=") -> str:
    """Sign the raw body. The answer is the prefix (some vendors have none) and the digest in hex."""
    if not secret:
        raise ValueError("an empty secret signs nothing")
    return prefix + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(secret: str, body: bytes, header: str, prefix: str = "sha256=") -> bool:
    """Check a signature that came in a header. Without a secret nothing counts as signed."""
    if not secret:
        return False
    return is_same(sign(secret, body, prefix), header.strip())


def is_same(expected: str, given: str) -> bool:
    """Compare two secrets without telling by the time it takes how much of them is right."""
    return hmac.compare_digest(expected.encode("utf-8", "replace"), given.encode("utf-8", "replace"))
