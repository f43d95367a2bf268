"""Everything a running service consists of, put together once by the wiring and handed to the use cases."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from app.domain.library import Library
from app.domain.operator import Operator
from app.language.clips import Clips
from app.language.words import Words
from app.ports.channel import Channel
from app.ports.engine import Engine
from app.ports.listener import Listener
from app.service.board import Board
from app.store.database import Database
from app.store.vault import Vault


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, repr=False)
class Parts:
    """`now` is the only clock; `engines` speak, in each language's own order; `listener` is None where nobody hears.

    `board` holds what partners say in public.
    """

    home: Path
    public_url: str
    library: Library
    words: Words
    clips: Clips
    engines: Mapping[str, Engine]
    channels: Mapping[str, Channel]
    database: Database
    vault: Vault
    now: Callable[[], datetime] = _utc_now
    listener: Listener | None = None
    operator: Operator = field(default_factory=Operator)
    board: Board = field(default_factory=Board)
