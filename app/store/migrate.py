"""Bring a database to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def config(url: str) -> Config:
    """Make Alembic's configuration for a database."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.attributes["url"] = url.replace("postgresql://", "postgresql+psycopg://")
    return made


def migrate(url: str) -> None:
    """Run the revisions that are missing; nothing happens where none is."""
    command.upgrade(config(url), "head")
