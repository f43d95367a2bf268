"""drom partner token, tokens, revoke: what opens a partner's desk."""

import sys
from typing import Annotated

import typer

from app.cli.start import parts
from app.service import token as tokens


def token(code: Annotated[str, typer.Argument(help="the partner: the name of its file in content/partners")]) -> None:
    """Make a token and print it. It is shown once: only a hash of it is kept."""
    made = parts()
    try:
        print(tokens.make(made, code))
        # Beside the key and not behind it: who takes it from standard output takes nothing else.
        print(f"If {code} is new since the server began, restart Drom so that the key opens its desk", file=sys.stderr)
    except ValueError as wrong:
        print(wrong, file=sys.stderr)
        raise typer.Exit(1) from wrong
    finally:
        made.database.close()


def list_tokens() -> None:
    """List the tokens that were made, never their secrets."""
    made = parts()
    for each in tokens.listed(made):
        print(
            f"{each.id}  {each.partner}  {each.made_on}" + (f"  revoked {each.revoked_on}" if each.revoked_on else "")
        )
    made.database.close()


def revoke(identity: Annotated[str, typer.Argument(help="its id, as `drom partner tokens` lists it")]) -> None:
    """End a token at once."""
    made = parts()
    ended = tokens.revoke(made, identity)
    made.database.close()
    if not ended:
        print(f"{identity}: there is no good token of that id; see drom partner tokens", file=sys.stderr)
    raise typer.Exit(int(not ended))
