"""drom words: the translations, and learning from what people say."""

import typer

from app.cli.learn import learn
from app.cli.start import parts
from app.language.catalogues import update
from app.settings import Settings

words = typer.Typer(no_args_is_help=True, help="The translations, and what people say.")
words.command()(learn)


@words.command("update")
def words_update() -> None:
    """Bring the PO files up to the German source; changed sentences become fuzzy."""
    made = parts(with_database=False)
    others = [code for code in made.library.languages if code != "de"]
    update(made.library, Settings().home / "locales", others)
