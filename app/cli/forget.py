"""drom forget: one person at once, and what there was of her."""

import sys
from typing import Annotated

import typer

from app.cli.start import parts
from app.service import forget as forgetting

NOTHING = """Nothing was found, so nothing was removed. Is it another channel, or is the address written wrongly?
The address is what the messenger calls her, which is a telephone number on WhatsApp alone: docs/privacy.md.
A talk that was silent for 90 days is gone by itself. She can always write "stop" in the talk: that forgets at once."""


def forget(
    channel: Annotated[str, typer.Argument(help="whatsapp, telegram, messenger, viber, generic or web")],
    address: Annotated[str, typer.Argument(help="the person's address there; it is not written anywhere")],
) -> None:
    """Forget a person at once: the conversation and everything that waits."""
    made = parts()
    try:
        found = forgetting.forget(made, channel, address)
    except ValueError as wrong:
        print(wrong, file=sys.stderr)
        raise typer.Exit(1) from wrong
    finally:
        made.database.close()
    if not any(found):
        print(NOTHING, file=sys.stderr)
        raise typer.Exit(1)
    print(f"forgotten: {_many(found.talks, 'talk')}, {_many(found.replies, 'waiting reply', 'waiting replies')}")


def _many(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or f'{one}s'}"
