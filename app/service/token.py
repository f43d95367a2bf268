"""What opens a partner's desk and its numbers: a secret that is shown once and kept only as a hash."""

from dataclasses import dataclass
from datetime import date

from app.service.parts import Parts


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it may be listed: never its secret."""

    id: str
    partner: str
    made_on: date
    revoked_on: date | None = None


def make(parts: Parts, partner: str) -> str:
    """Make a token for a partner and give it, `<id>.<secret>`: it cannot be shown again. Raises ValueError."""
    raise NotImplementedError


def partner_of(parts: Parts, token: str) -> str | None:
    """Say whose token this is; None where it is nobody's, or was revoked."""
    raise NotImplementedError


def revoke(parts: Parts, identity: str) -> bool:
    """End a token at once; False where there is none of that id, or it had ended before."""
    raise NotImplementedError


def listed(parts: Parts) -> tuple[Token, ...]:
    """List all tokens, also those that ended, by partner."""
    raise NotImplementedError
