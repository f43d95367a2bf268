"""drom doctor: look at everything, and say what to do."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import typer

from app.checks import runner
from app.cli.start import parts
from app.domain.finding import Look, State
from app.service import doctor as service
from app.service import note
from app.service.parts import Parts
from app.settings import Settings
from app.store import backup
from app.store.database import Unavailable

SIGN = {State.WELL: "✓", State.NOTE: "·", State.WRONG: "✗"}
NEEDED = (3, 11)


def doctor() -> None:
    """Look at settings, database, sound, content and room, and say what to do. Ends with 1 where something is wrong."""
    found = []
    for look in _all():
        found.append(look.state)
        print(f"{SIGN[look.state]} {look.about}: {look.text}")
    print(f"{found.count(State.WRONG)} wrong, {found.count(State.NOTE)} worth a look")
    raise typer.Exit(int(State.WRONG in found))


def _all() -> Iterator[Look]:
    settings = Settings()
    python = ".".join(map(str, sys.version_info[:3]))
    yield Look("python", State.WELL if sys.version_info >= NEEDED else State.WRONG, python)
    yield from _key(settings)
    yield from _open_to_others(settings)
    there, newest = backup.revisions(settings.database)
    yield from _schema(settings, there, newest)
    made = parts(with_database=False)  # a look changes nothing: no schema is brought up here
    usable = bool(there) and there == newest
    yield from service.look(made, with_database=usable)
    yield _content(made, with_database=usable)
    made.database.close()


def _content(made: Parts, *, with_database: bool) -> Look:
    """Find what `drom check` finds: in the files, and in what partners wrote."""
    today = date.today()  # noqa: DTZ011  # as `drom check` does
    problems = runner.check(made.home, today)
    if with_database:
        with suppress(Unavailable):  # then the look at the database has said so
            problems += note.problems(made, today)
    errors = sum(not problem.warning for problem in problems)
    text = f"{errors} errors: `drom check` names them" if errors else "`drom check` finds no error"
    return Look("content", State.WRONG if errors else State.WELL, text)


def _key(settings: Settings) -> Iterator[Look]:
    """Look at the key: it opens waiting replies, so nobody else on the machine may read it."""
    secret = settings.var / "secret"
    if settings.secret_key:
        yield Look("key", State.WELL, "from DROM_SECRET_KEY")
    elif not secret.is_file():
        yield Look("key", State.NOTE, "will be made at the first start under var/; `drom backup` keeps it")
    elif secret.stat().st_mode & 0o077:
        yield Look("key", State.WRONG, "others on this machine can read var/secret: chmod 600 var/secret")
    else:
        yield Look("key", State.WELL, "in var/secret, readable for its owner alone")


def _open_to_others(settings: Settings) -> Iterator[Look]:
    """Look whether others on the machine can read the database: people's hashes and small counts are in it."""
    path = backup.path_of(settings.database)
    if path is not None and path.is_file() and path.stat().st_mode & 0o077:
        yield Look("database", State.WRONG, f"others on this machine can read {path.name}: chmod 600 {path}*")


def _schema(settings: Settings, there: str, newest: str) -> Iterator[Look]:
    path = backup.path_of(settings.database)
    if path is not None and path.is_file() and not backup.is_whole(path):
        text = f"SQLite finds damage in {path.name}: stop the service and put the last backup back (`drom restore`)"
        yield Look("database", State.WRONG, text)
    elif there == newest:
        yield Look("schema", State.WELL, f"revision {there}, the newest")
    elif there:
        yield Look("schema", State.NOTE, f"revision {there}: the next start brings it to {newest}; `drom backup` first")
    elif path is not None:
        yield Look("schema", State.NOTE, "there is no database yet; the first start makes it")
    else:
        yield Look("database", State.WRONG, "out of reach or empty. Is it running, and is DROM_DATABASE_URL right?")
