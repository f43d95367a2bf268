"""Settings from the environment, prefix DROM_. Read by main, cli and wiring only; docs/settings.md lists them."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

HOME = Path(__file__).resolve().parent.parent
PREFIX = "DROM_"


class Settings(BaseSettings):
    """What the whole service needs. Channels and engines read their own, with their name behind the prefix."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    home: Path = HOME
    database_url: str = ""
    public_url: str = "http://localhost:8000"
    secret_key: str = Field(default="", repr=False)
    operator: str = ""
    operator_mail: str = ""
    audio_dir: Path | None = None
    recordings_dir: Path | None = None
    waiting_dir: Path | None = None
    deliver: bool = True
    make_sound: bool = True
    log: Literal["text", "json"] = "text"
    vendor_seconds: float = Field(default=10, gt=0, le=15)
    requests_a_minute: int = Field(default=600, ge=0)
    drain_seconds: float = Field(default=0, ge=0, le=60)

    @property
    def var(self) -> Path:
        """The folder for what this installation makes and keeps: database, secret, voice data."""
        return self.home / "var"

    @property
    def database(self) -> str:
        """The database's address; a SQLite file under var/ where none is given."""
        return self.database_url or f"sqlite:///{self.var / 'drom.sqlite3'}"

    @property
    def has_database(self) -> bool:
        """Say whether there is a database already; a SQLite file is only made when the service first runs."""
        address = self.database
        return not address.startswith("sqlite") or Path(address.partition(":///")[2]).is_file()

    @property
    def audio(self) -> Path:
        """The folder of the clips that are made here."""
        return self.audio_dir or self.home / "audio" / "built"

    @property
    def recordings(self) -> Path:
        """The folder of what people spoke and reviewers found good."""
        return self.recordings_dir or self.home / "audio" / "recordings"

    @property
    def waiting(self) -> Path:
        """The folder of what people spoke and no reviewer has heard yet."""
        return self.waiting_dir or self.var / "recordings"


def of(name: str, environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give a channel's or engine's own settings in lower case: DROM_TELEGRAM_BOT_TOKEN is telegram's "bot_token"."""
    prefix = f"{PREFIX}{name}_".upper()
    given = os.environ if environment is None else environment
    return {key[len(prefix) :].lower(): value for key, value in given.items() if key.startswith(prefix) and value}
