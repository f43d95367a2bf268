"""Put the parts together for a command, or say what is wrong with the content and stop."""

import sys

import typer

from app.content.load import BrokenContent
from app.language.registry import BrokenLanguage
from app.language.words import BrokenCatalogue
from app.service.parts import Parts
from app.settings import Settings
from app.web import logs
from app.wiring import build


def parts(*, with_database: bool = True, with_key: bool = False) -> Parts:
    """Put the parts together, or say what is wrong with the content and stop; `with_key` where something is sealed."""
    settings = Settings()
    logs.setup(settings.log)
    try:
        return build(settings, with_database=with_database, with_key=with_key)
    except BrokenContent as broken:
        for problem in broken.problems:
            print(problem, file=sys.stderr)
    except (BrokenLanguage, BrokenCatalogue, ValueError) as broken:
        print(broken, file=sys.stderr)
    raise typer.Exit(1)
