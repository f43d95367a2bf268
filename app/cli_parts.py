"""What all commands begin with: the parts put together, or what is wrong with the content."""

import logging
import multiprocessing
import sys

import typer

from app.content.load import BrokenContent
from app.language.registry import BrokenLanguage
from app.language.words import BrokenCatalogue
from app.service.parts import Parts
from app.settings import Settings
from app.wiring import build

CORES = max(1, multiprocessing.cpu_count())


def parts(*, with_database: bool = True) -> Parts:
    """Put the parts together, or say what is wrong with the content and stop."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for noisy in ("httpx", "alembic"):  # the first would log addresses, which hold tokens
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        return build(Settings(), with_database=with_database)
    except BrokenContent as broken:
        for problem in broken.problems:
            print(problem, file=sys.stderr)
    except (BrokenLanguage, BrokenCatalogue, ValueError) as broken:
        print(broken, file=sys.stderr)
    raise typer.Exit(1)
