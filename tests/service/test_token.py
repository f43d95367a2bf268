"""Tokens of partners: shown once, kept as a hash, and nobody's from the moment they are revoked."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.service import token
from app.service.parts import Parts
from app.store import tokens
from tests.conftest import NOW
from tests.empty import emptied

PARTNER = "example-centre"


@pytest.fixture
def desk(parts: Parts, tmp_path: Path) -> Iterator[Parts]:
    with emptied(parts, tmp_path) as made:
        yield made


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which hashes the slow work was done for."""
    seen: list[str] = []
    verify = token.hasher.verify

    class Watched:
        hash = staticmethod(token.hasher.hash)

        @staticmethod
        def verify(hashed: str, secret: str) -> bool:
            seen.append(hashed)
            return verify(hashed, secret)

    monkeypatch.setattr(token, "hasher", Watched)
    return seen


def test_a_token_names_its_partner_and_is_kept_as_a_hash(desk: Parts) -> None:
    made = token.make(desk, PARTNER)
    identity, secret = made.split(".")
    assert token.partner_of(desk, made) == PARTNER
    (kept,) = desk.database.run(tokens.listed)
    assert kept.hash.startswith("$argon2id$")
    assert secret not in f"{kept.id}{kept.hash}"
    assert token.listed(desk) == (token.Token(identity, PARTNER, NOW.date()),)


def test_two_tokens_of_one_partner_are_two(desk: Parts) -> None:
    first, second = token.make(desk, PARTNER), token.make(desk, PARTNER)
    assert first != second
    token.revoke(desk, first.partition(".")[0])
    assert token.partner_of(desk, first) is None
    assert token.partner_of(desk, second) == PARTNER


def test_a_revoked_token_is_nobodys_at_once_also_while_it_is_remembered(desk: Parts) -> None:
    made = token.make(desk, PARTNER)
    assert token.partner_of(desk, made) == PARTNER
    assert token.revoke(desk, made.partition(".")[0])
    assert token.partner_of(desk, made) is None
    assert not token.revoke(desk, made.partition(".")[0]), "it had ended before"


def test_the_slow_work_is_done_once_a_minute_and_for_everybody_who_is_wrong(
    desk: Parts, verified: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(token, "monotonic", lambda: clock[0])
    made = token.make(desk, PARTNER)
    identity = made.partition(".")[0]
    for _ in range(3):
        assert token.partner_of(desk, made) == PARTNER
    assert len(verified) == 1
    clock[0] += token.REMEMBERED_SECONDS + 1
    assert token.partner_of(desk, made) == PARTNER
    assert len(verified) == 2
    for wrong in (f"{identity}.wrong", "ffffffffffff.wrong", "", "no-dot"):
        assert token.partner_of(desk, wrong) is None
    assert len(verified) == 6, "an id that there is not costs as much as a wrong secret"


def test_what_is_remembered_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token, "MOST_REMEMBERED", 2)
    remembered = token._Remembered()
    for digest in (b"a", b"b", b"c"):
        remembered.add(digest)
    assert [digest in remembered for digest in (b"a", b"b", b"c")] == [False, True, True]


@pytest.mark.parametrize("odd", ["\0.\0", "é.\udcff", "." * 5000, "a" * 5000, "id. ", "Bearer x"])
def test_odd_tokens_are_nobodys(desk: Parts, odd: str) -> None:
    assert token.partner_of(desk, odd) is None


def test_a_partner_without_a_file_has_no_desk(desk: Parts) -> None:
    with pytest.raises(ValueError, match='no partner "nobody"; there are example-centre'):
        token.make(desk, "nobody")
    made = token.make(desk, PARTNER)
    library = replace(desk.library, partners={})
    assert token.partner_of(replace(desk, library=library), made) is None
