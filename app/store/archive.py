"""The file of a backup: a tar archive with the checksum of each file in it, so that damage is seen before a restore."""

import tarfile
import zlib
from collections.abc import Iterator, Mapping
from hashlib import file_digest, sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

SUMS = "SHA256SUMS"  # in the form of `sha256sum`, so that anybody can look: sha256sum -c SHA256SUMS
PROMISE = "the last file is SHA256SUMS"  # said first: an archive that was cut off is not taken for one of an older Drom


class NoBackup(Exception):
    """The file cannot be put back. The message says why."""


class _Reader:
    """Reads a file for the archive, and sums up exactly what went into it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sum = sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.sum.update(data)
        return data


def pack(archive: Path, kept: Mapping[str, Path]) -> list[str]:
    """Write files and folders under their names, and their checksums last; give the names of the files."""
    sums = {}
    with tarfile.open(archive, "w", format=tarfile.PAX_FORMAT, pax_headers={"comment": PROMISE}) as packed:
        for name, path in _files(kept):
            with path.open("rb") as file:
                reader = _Reader(file)
                packed.addfile(packed.gettarinfo(arcname=name, fileobj=file), reader)
            sums[name] = reader.sum.hexdigest()
        told = "".join(f"{found}  {name}\n" for name, found in sums.items()).encode()
        entry = tarfile.TarInfo(SUMS)
        entry.size = len(told)
        packed.addfile(entry, BytesIO(told))
    return list(sums)


def unpack(archive: Path, folder: Path) -> bool:
    """Unpack into an empty folder and compare each file with its checksum; False where an older Drom wrote none.

    Raises NoBackup for what is damaged, cut off, or no archive at all.
    """
    try:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
            promised = packed.pax_headers.get("comment") == PROMISE
    except (tarfile.TarError, EOFError, OSError, ValueError, zlib.error) as wrong:
        raise NoBackup(f"{archive} cannot be read ({wrong})") from wrong
    sums = folder / SUMS
    if not sums.is_file():
        if promised:
            raise NoBackup(f"{archive} is damaged: its end is missing")
        return False
    lines = (line.partition("  ") for line in sums.read_text(encoding="utf-8", errors="replace").splitlines())
    wanted = {name: found for found, _, name in lines}
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file() and path != sums}
    wrong_ones = sorted(name for name in wanted.keys() | there.keys() if _sum(there.get(name)) != wanted.get(name))
    if wrong_ones:
        raise NoBackup(f"{archive} is damaged: {', '.join(wrong_ones)} is not what was kept")
    return True


def _files(kept: Mapping[str, Path]) -> Iterator[tuple[str, Path]]:
    for name, path in kept.items():
        if path.is_file():
            yield name, path
        for file in sorted(path.rglob("*")) if path.is_dir() else ():
            if file.is_file():
                yield f"{name}/{file.relative_to(path).as_posix()}", file


def _sum(path: Path | None) -> str | None:
    if path is None:
        return None
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
