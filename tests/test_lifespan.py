"""The application while it runs: what goes on behind the doors."""

import asyncio
from pathlib import Path

from app.flow.conversation import Conversation, dump
from app.main import create_fastapi
from app.store import conversations
from tests.conftest import make_parts

DAY = 24 * 60 * 60


def test_a_server_with_pages_alone_forgets_talks_in_time_too(tmp_path: Path) -> None:
    parts = make_parts(tmp_path)
    assert not parts.channels
    now = parts.now().timestamp()
    for key, days in (("old", 91), ("new", 89)):
        parts.database.run(lambda tx, k=key, d=days: conversations.save(tx, k, dump(Conversation()), now - d * DAY))

    def kept(key: str) -> str | None:
        return parts.database.run(lambda tx: conversations.load(tx, key))

    async def serve() -> None:
        app = create_fastapi(parts, delivering=True)
        async with app.router.lifespan_context(app):
            for _ in range(400):
                if not kept("old"):
                    break
                await asyncio.sleep(0.05)
            assert (kept("old"), bool(kept("new"))) == (None, True)

    asyncio.run(serve())
