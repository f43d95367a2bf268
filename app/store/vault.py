"""Keys that name nobody, and seals that only this installation can open."""

import hmac
import os
import secrets
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_BYTES = 32
NONCE_BYTES = 12


class BrokenSeal(Exception):
    """Something was sealed with another secret, or changed since."""


class Vault:
    """Hashes and seals with keys drawn from one secret."""

    def __init__(self, secret: bytes) -> None:
        if not secret:
            raise ValueError("the secret is empty: set DROM_SECRET_KEY or leave it out")
        self._hashing = _derive(secret, b"drom names")
        self._cipher = AESGCM(_derive(secret, b"drom seals"))

    def key(self, *parts: str) -> str:
        """Name something by a keyed hash. Each part's length counts, so that ("a", "bc") is not ("ab", "c")."""
        message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
        return hmac.digest(self._hashing, message, sha256).hex()

    def seal(self, data: bytes) -> bytes:
        """Encrypt and sign (AES-GCM, a random nonce in front)."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, data, None)

    def open(self, sealed: bytes) -> bytes:
        """Give back what was sealed. Raises BrokenSeal."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
        except (InvalidTag, ValueError):
            raise BrokenSeal("sealed with another secret: was DROM_SECRET_KEY or var/secret changed?") from None


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=SECRET_BYTES, salt=None, info=purpose).derive(secret)


def look_up_secret(path: Path) -> bytes:
    """Read the secret for somebody who only looks around; where none can be read, give one that is kept nowhere."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, PermissionError):
        return secrets.token_hex(SECRET_BYTES).encode()


def load_secret(path: Path) -> bytes:
    """Read this installation's secret; make it where there is none (mode 0600). Two processes agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        own = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(secrets.token_hex(SECRET_BYTES).encode())
        try:
            os.link(own, path)  # fails where the other process was first
        except FileExistsError:
            pass
        finally:
            own.unlink()
    return path.read_bytes()
