"""What opens a partner's desk and its numbers: a secret that is shown once and kept only as a hash."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from threading import Lock
from time import monotonic

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.service.parts import Parts
from app.store import tokens

ID_BYTES, SECRET_BYTES = 6, 24
MOST_LETTERS = 200  # of what somebody sends as a token
REMEMBERED_SECONDS = 60.0
MOST_REMEMBERED = 256

# OWASP's smallest set (Password Storage Cheat Sheet, Argon2id: 19 MiB, 2 passes, 1 lane): the secret has 192 bits, so
# it cannot be guessed, and a small server must not be kept busy by those who try.
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it may be listed: never its secret."""

    id: str
    partner: str
    made_on: date
    revoked_on: date | None = None


class _Remembered:
    """Which tokens were found good in the last minute, by a digest of them with the hash that they fitted."""

    def __init__(self) -> None:
        self._until: OrderedDict[bytes, float] = OrderedDict()
        self._lock = Lock()

    def add(self, digest: bytes) -> None:
        with self._lock:
            self._until[digest] = monotonic() + REMEMBERED_SECONDS
            if len(self._until) > MOST_REMEMBERED:
                self._until.popitem(last=False)

    def __contains__(self, digest: bytes) -> bool:
        with self._lock:
            return self._until.get(digest, 0.0) > monotonic()


_good = _Remembered()
_turn = Lock()  # one at a time: each verification needs 19 MiB, and a small server has few


def make(parts: Parts, partner: str) -> str:
    """Make a token for a partner and give it, `<id>.<secret>`: it cannot be shown again. Raises ValueError."""
    if partner not in parts.library.partners:
        raise ValueError(f'there is no partner "{partner}"; there are {", ".join(parts.library.partners) or "none"}')
    identity, secret = secrets.token_hex(ID_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    hashed, today = hasher.hash(secret), parts.now().date().isoformat()
    parts.database.run(lambda tx: tokens.keep(tx, identity, partner, hashed, today))
    return f"{identity}.{secret}"


def partner_of(parts: Parts, token: str) -> str | None:
    """Say whose token this is; None where it is nobody's, was revoked, or its partner has no file any more.

    The database is asked each time, so that a revoked token is nobody's at once. An id that there is not costs as much
    as a wrong secret.
    """
    identity, _, secret = token[:MOST_LETTERS].partition(".")
    # What the database could not take as text (a NUL) is nobody's id either.
    found = parts.database.run(lambda tx: tokens.find(tx, identity)) if identity.isalnum() else None
    hashed = found.hash if found else _nobodys()
    good = _fits(hashed, secret)
    if not good or found is None or found.revoked_on or found.partner not in parts.library.partners:
        return None
    return found.partner


def _fits(hashed: str, secret: str) -> bool:
    digest = sha256(f"{hashed}\n{secret}".encode("utf-8", "surrogatepass")).digest()
    if digest in _good:
        return True
    with _turn:
        try:
            hasher.verify(hashed, secret)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False
    _good.add(digest)
    return True


@cache
def _nobodys() -> str:
    """Hash a secret that nobody has."""
    return hasher.hash(secrets.token_urlsafe(SECRET_BYTES))


def revoke(parts: Parts, identity: str) -> bool:
    """End a token at once; False where there is none of that id, or it had ended before."""
    today = parts.now().date().isoformat()
    return parts.database.run(lambda tx: tokens.revoke(tx, identity, today))


def listed(parts: Parts) -> tuple[Token, ...]:
    """List all tokens, also those that ended, by partner."""
    rows = parts.database.run(tokens.listed)
    return tuple(
        Token(
            row.id,
            row.partner,
            date.fromisoformat(row.made_on),
            date.fromisoformat(row.revoked_on) if row.revoked_on else None,
        )
        for row in rows
    )
