"""Bring a database to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import make_url

MIGRATIONS = Path(__file__).parent / "migrations"


def config(url: str) -> Config:
    """Make Alembic's configuration for a database."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.attributes["url"] = url.replace("postgresql://", "postgresql+psycopg://")
    return made


def migrate(url: str) -> None:
    """Run the revisions that are missing; nothing happens where none is. A new SQLite file is its owner's alone."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        path = Path(address.database)
        if path.parent.is_dir() and not path.exists():
            path.touch(0o600)  # SQLite gives the journals beside it the same rights
    command.upgrade(config(url), "head")
