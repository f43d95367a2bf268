"""What tests share: the real content and a database of their own."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from app.main import create_fastapi, wrap
from app.service import note
from app.service.parts import Parts
from app.settings import HOME, Settings
from app.wiring import build
from tests import sounds
from tests.browsing import address, browser, pictures

__all__ = ["address", "browser", "pictures"]

PUBLIC = "https://drom.test"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the golden talks anew; read the difference")


def pytest_configure(config: pytest.Config) -> None:
    """Give the processes that test side by side one folder of sounds, until the last is done."""
    if not hasattr(config, "workerinput"):
        made = tempfile.TemporaryDirectory(prefix="drom-sounds-")
        os.environ[sounds.PLACE] = made.name
        config.add_cleanup(made.cleanup)


@pytest.fixture(scope="session")
def home() -> Path:
    return HOME


def make_parts(folder: Path, **changes: object) -> Parts:
    settings = Settings(database_url=f"sqlite:///{folder / 'drom.sqlite3'}", secret_key="only for tests", **changes)  # type: ignore[arg-type]
    return build(settings)


def withdraw_notes(parts: Parts) -> None:
    """Take back every note that partners have written."""
    for one in note.listed(parts):
        if one.status in note.OPEN:
            note.withdraw(parts, one.number)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is set up but an address and a database of the test's own."""
    for name in [name for name in os.environ if name.startswith("DROM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DROM_DATABASE_URL", f"sqlite:///{tmp_path / 'drom.sqlite3'}")
    monkeypatch.setenv("DROM_SECRET_KEY", "only for tests")
    monkeypatch.setenv("DROM_PUBLIC_URL", PUBLIC)


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """The wired service on a database that is thrown away."""
    made = make_parts(tmp_path_factory.mktemp("parts"))
    yield made
    made.database.close()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def web(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who asks the whole application, with all its layers."""
    transport = httpx.ASGITransport(wrap(create_fastapi(parts), parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://drom.test") as client:
        yield client
