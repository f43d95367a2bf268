"""drom channels: whether the messengers are set up well."""

import typer

from app.cli.start import parts
from app.ports import discover

channels = typer.Typer(no_args_is_help=True, help="The messengers.")


@channels.command("check")
def check() -> None:
    """Ask each vendor whether the settings are right, and say what is wrong and what to do."""
    made = parts(with_database=False)
    bad = 0
    for name in discover.modules("app.channels"):
        channel = made.channels.get(name)
        if channel is None:
            print(f"{name}: off (docs/channels/{name}.md)")
            continue
        for found in channel.check(f"{made.public_url}/webhooks/{name}"):
            print(f"{name}: {'ok   ' if found.good else 'WRONG'} {found.text}")
            bad += not found.good
    if not made.channels:
        print("No channel is set up: docs/channels has a page for each.")
    if made.channels and not made.public_url.startswith("https://"):
        print("WRONG DROM_PUBLIC_URL is not an https address: no messenger can call it, and none will fetch a clip.")
        bad += 1
    raise typer.Exit(int(bool(bad)))
