"""The page for editors: fresh, and true to the content."""

from app.service import overview
from app.service.parts import Parts
from app.settings import HOME


def test_the_page_in_the_docs_is_fresh(parts: Parts) -> None:
    page = (HOME / "docs" / "cards.md").read_text(encoding="utf-8")
    assert page == overview.page(parts.library, parts.words), "run `make docs`"


def test_it_says_for_whom_a_step_is(parts: Parts) -> None:
    page = overview.page(parts.library, parts.words)
    assert (
        "Ein Zimmer vom Chef zählt auch. Dann unterschreibt der Chef die Wohnungsgeberbestätigung. *(circular)*" in page
    )


def test_every_card_has_its_row(parts: Parts) -> None:
    page = overview.page(parts.library, parts.words)
    assert [name for name in parts.library.cards if f"(#{name})" not in page] == []
