"""The file of a backup: whatever is damaged in it is seen before anything is put back."""

import random
import subprocess
from pathlib import Path

import pytest

from app.store import archive
from app.store.archive import NoBackup


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    voices = tmp_path / "voices" / "ro"
    voices.mkdir(parents=True)
    (voices / "a.opus").write_bytes(bytes(range(256)) * 9)
    (tmp_path / "secret").write_text("key")
    made = tmp_path / "kept.tar"
    wanted = {"secret": tmp_path / "secret", "recordings": tmp_path / "voices", "waiting": tmp_path / "nothing"}
    assert archive.pack(made, wanted) == ["secret", "recordings/ro/a.opus"]
    return made


def fresh(tmp_path: Path, number: int = 0) -> Path:
    folder = tmp_path / f"back-{number}"
    folder.mkdir()
    return folder


def test_what_is_whole_comes_back_and_anybody_can_look_whether_it_is(kept: Path, tmp_path: Path) -> None:
    folder = fresh(tmp_path)
    assert archive.unpack(kept, folder)
    assert (folder / "recordings" / "ro" / "a.opus").read_bytes() == bytes(range(256)) * 9
    subprocess.run(["sha256sum", "--check", "--strict", archive.SUMS], cwd=folder, check=True, capture_output=True)


def test_no_flipped_bit_puts_back_another_file(kept: Path, tmp_path: Path) -> None:
    """A bit of the padding hurts nothing; any other is refused."""
    whole, dice = kept.read_bytes(), random.Random(18)
    for number in range(300):
        data = bytearray(whole)
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        kept.write_bytes(data)
        folder = fresh(tmp_path, number)
        try:
            assert archive.unpack(kept, folder), "it is never taken for one of an older Drom"
        except NoBackup:
            continue
        assert (folder / "secret").read_text() == "key"
        assert (folder / "recordings" / "ro" / "a.opus").read_bytes() == bytes(range(256)) * 9


def test_an_archive_that_was_cut_off_is_refused_wherever_it_ends(kept: Path, tmp_path: Path) -> None:
    whole = kept.read_bytes()
    end = whole.rindex(archive.SUMS.encode())
    for number, size in enumerate(range(512, end, 512)):
        kept.write_bytes(whole[:size])
        with pytest.raises(NoBackup):
            archive.unpack(kept, fresh(tmp_path, number))
