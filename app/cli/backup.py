"""drom backup and drom restore: everything that cannot be made again, in one file."""

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from app.settings import Settings
from app.store import archive as archives
from app.store import backup as store
from app.store.archive import NoBackup

DATABASE, SECRET, WAITING, RECORDINGS = "drom.sqlite3", "secret", "waiting", "recordings"
Archive = Annotated[Path, typer.Argument(help="the file, for instance drom-2026-03-01.tar")]


def backup(archive: Archive) -> None:
    """Keep the database, the key and people's recordings in one file, while the service runs.

    Whoever has the file can read the replies that wait: keep it as you keep the server.
    """
    settings = Settings()
    database = store.path_of(settings.database)
    try:
        archive.touch(0o600, exist_ok=False)  # it will hold the key: readable for its owner alone from the first byte
    except FileExistsError:
        raise typer.BadParameter(f"{archive} is there already: take another name, or remove it") from None
    except OSError as wrong:
        why = f"{archive} cannot be written ({wrong.strerror}): name a file in a folder that is there and open to you"
        raise typer.BadParameter(why) from wrong
    try:
        kept = _pack(archive, settings, database)
    except BaseException as wrong:
        archive.unlink(missing_ok=True)  # half a backup is none, and would stand in the way of the next
        if not isinstance(wrong, OSError):
            raise
        print(f"Nothing was kept ({wrong}): mend that, and run it again.")
        raise typer.Exit(1) from wrong
    print(f"{archive}: {len(kept)} files, {archive.stat().st_size / 1_000_000:.1f} MB")
    if SECRET not in kept and not settings.secret_key:
        print("There is no key under var/ yet: nothing was received so far.")


def _pack(archive: Path, settings: Settings, database: Path | None) -> list[str]:
    """Write the file; give the names of what is in it."""
    kept = {SECRET: settings.var / "secret", WAITING: settings.waiting, RECORDINGS: settings.recordings}
    with tempfile.TemporaryDirectory() as folder:
        if database is None:
            print("The database is PostgreSQL: keep it with pg_dump (docs/handbook.md). This file holds the rest.")
        elif database.is_file():
            store.copy(database, Path(folder) / DATABASE)
            kept = {DATABASE: Path(folder) / DATABASE, **kept}
        return archives.pack(archive, kept)


def restore(
    archive: Archive,
    yes: Annotated[bool, typer.Option("--yes", help="replace what is there without asking")] = False,
) -> None:
    """Put a backup back. Stop the service first."""
    settings = Settings()
    database = store.path_of(settings.database)
    if not archive.is_file():
        raise typer.BadParameter(f"there is no file {archive}")
    if not yes:
        typer.confirm(
            "This replaces the database, the key and the recordings that are here. Is the service stopped?", abort=True
        )
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder)
        _unpack(archive, found)
        copied = found / DATABASE
        if database is not None and copied.is_file():
            if not store.is_whole(copied):
                print(f"The database in {archive} is damaged: nothing was changed. Take an older file.")
                raise typer.Exit(1)
            store.put_back(copied, database)
        for name, target in (
            (SECRET, settings.var / "secret"),
            (WAITING, settings.waiting),
            (RECORDINGS, settings.recordings),
        ):
            _put_back(found / name, target)
    print("Everything is back. Start the service: it brings an older database to the newest schema by itself.")


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack what `drom backup` wrote; stop before anything is changed where the file is damaged or something else."""
    try:
        checked = archives.unpack(archive, folder)
        if not any((folder / name).exists() for name in (DATABASE, SECRET, WAITING, RECORDINGS)):
            raise NoBackup(f"Nothing in {archive} was written by `drom backup`")
    except NoBackup as wrong:
        print(f"{wrong}: nothing was changed. Take another file.")
        raise typer.Exit(1) from wrong
    if not checked:
        print(f"{archive} is of an older Drom, without checksums: whether its files are whole could not be looked at.")


def _put_back(source: Path, target: Path) -> None:
    for path in [source] if source.is_file() else sorted(source.rglob("*")):
        if path.is_file():
            to = target / path.relative_to(source) if source.is_dir() else target
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, to)  # file by file: the folders that are there keep their owner and their rights
