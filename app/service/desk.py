"""Who sits at a partner's desk: known by a sealed pass, which ends by itself and with the token it was made for."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta

from app.domain.place import Partner
from app.service import token
from app.service.parts import Parts
from app.store import tokens
from app.store.vault import BrokenSeal

LASTS = timedelta(hours=8)
KIND = "desk"  # the vault seals other things with the same key


def enter(parts: Parts, secret: str) -> str | None:
    """Give a pass for a token, `<id>.<secret>`; None where it opens no desk here."""
    if token.partner_of(parts, secret) not in parts.library.partners:
        return None
    return write_pass(parts, secret.partition(".")[0])


def write_pass(parts: Parts, identity: str) -> str:
    """Seal a pass for the id of a token. Nothing of it is kept here."""
    until = (parts.now() + LASTS).timestamp()
    return urlsafe_b64encode(parts.vault.seal(json.dumps([KIND, identity, until]).encode())).decode()


def read_pass(parts: Parts, sealed: str) -> Partner | None:
    """Give the partner whose desk a pass opens; None where it is forged or over, or its token was withdrawn."""
    try:
        kind, identity, until = json.loads(parts.vault.open(urlsafe_b64decode(sealed)))
    except (BrokenSeal, ValueError, TypeError):
        return None
    if kind != KIND or until < parts.now().timestamp():
        return None
    found = parts.database.run(lambda tx: tokens.find(tx, identity))
    return parts.library.partners.get(found.partner) if found and not found.revoked_on else None
