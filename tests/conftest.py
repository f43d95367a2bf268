"""What tests share: the real content and a database of their own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.service.parts import Parts
from app.settings import HOME, Settings
from app.wiring import build

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the golden talks anew; read the difference")


@pytest.fixture(scope="session")
def home() -> Path:
    return HOME


def make_parts(folder: Path, **changes: object) -> Parts:
    settings = Settings(database_url=f"sqlite:///{folder / 'drom.sqlite3'}", secret_key="only for tests", **changes)  # type: ignore[arg-type]
    return build(settings)


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """The wired service on a database that is thrown away."""
    made = make_parts(tmp_path_factory.mktemp("parts"))
    yield made
    made.database.close()
