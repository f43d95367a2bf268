"""Copy the SQLite database while it is in use, look whether a copy is whole, and put one back."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from app.store.migrate import config


def path_of(url: str) -> Path | None:
    """Say where a database's file is; None where it is not SQLite."""
    found = make_url(url)
    return Path(found.database or "") if found.get_backend_name() == "sqlite" else None


def copy(database: Path, to: Path) -> None:
    """Copy the database as it is at one moment, while others write (SQLite's own online backup). Raises OSError."""
    try:
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as target:
            source.backup(target)
    except sqlite3.Error as wrong:
        raise OSError(f"{database.name}: {wrong}") from wrong


def is_whole(database: Path) -> bool:
    """Say whether SQLite finds no damage."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
            return [row[0] for row in opened.execute("PRAGMA integrity_check")] == ["ok"]
    except sqlite3.DatabaseError:
        return False


def put_back(copied: Path, database: Path) -> None:
    """Put a copy in the place of the database. Nobody may use it meanwhile; its journal goes with the old one.

    The copy is beside it before anything is removed, so that a full disk leaves the old database whole.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    draft = database.with_name(f"{database.name}.coming")
    try:
        draft.touch(0o600)
        shutil.copyfile(copied, draft)
        for journal in ("-wal", "-shm"):
            database.with_name(database.name + journal).unlink(missing_ok=True)
        draft.replace(database)
    finally:
        draft.unlink(missing_ok=True)


def revisions(url: str) -> tuple[str, str]:
    """Name the revision that the database has and the newest there is; the first is empty where none can be read."""
    head = ScriptDirectory.from_config(config(url)).get_current_head() or ""
    path = path_of(url)
    if path is not None and not path.is_file():
        return "", head
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() or "", head
    except SQLAlchemyError:
        return "", head
    finally:
        engine.dispose()
