"""Keys name nobody, seals open only with the right secret, and the secret is made once."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.store.vault import BrokenSeal, Vault, load_secret, look_up_secret


def test_a_key_depends_on_every_part_and_on_the_secret() -> None:
    vault = Vault(b"one")
    keys = {vault.key("a", "bc"), vault.key("ab", "c"), vault.key("a", "b", "c"), Vault(b"two").key("a", "bc")}
    assert len(keys) == 4
    assert vault.key("a", "bc") == Vault(b"one").key("a", "bc")


def test_only_the_right_secret_opens_a_seal() -> None:
    sealed = Vault(b"one").seal(b"address")
    assert b"address" not in sealed
    assert Vault(b"one").open(sealed) == b"address"
    with pytest.raises(BrokenSeal):
        Vault(b"two").open(sealed)


def test_the_secret_is_made_once_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret"
    with ThreadPoolExecutor(1) as pool:
        found = set(pool.map(lambda _: load_secret(path), range(5)))
    assert len(found) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["secret"]


def test_who_only_looks_makes_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret"
    assert look_up_secret(path) != look_up_secret(path)
    assert list(tmp_path.iterdir()) == []
    assert load_secret(path) == look_up_secret(path)


def test_an_empty_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="DROM_SECRET_KEY"):
        Vault(b"")
