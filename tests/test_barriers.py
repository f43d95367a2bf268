"""No page has a barrier that axe-core can see (WCAG 2.2 AA), in both colour schemes, in every language."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import PHONE

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAGES = (
    "/",
    "/p/example-centre",
    "/{lang}",
    "/{lang}?plan=circular",
    "/{lang}/plan?plan=ask",
    "/{lang}/school?plan=settle",
    "/{lang}/school/enrol-child?plan=settle&city=duisburg",
    "/{lang}/person",
    "/{lang}/person?city=dortmund",
    "/{lang}/nowhere",
)


def barriers(page: Page) -> list[str]:
    """Name every violation with its element, in the light and in the dark.

    axe-core is evaluated, not added as a script: our policy forbids that.
    """
    page.evaluate(AXE)
    seen = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.evaluate(
            "() => Promise.all(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished))"
        )
        found = page.evaluate(f"() => axe.run(document, {json.dumps(RULES)})")
        nodes = [(one["id"], node["html"][:160]) for one in found["violations"] for node in one["nodes"]]
        seen += [f"{scheme}: {name}: {html}" for name, html in nodes]
    return seen


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, base_url=address, bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_barrier(page: Page, path: str) -> None:
    for language in ("ro", "bg", "tr", "rmy", "de") if "{lang}/school/" in path else ("rmy",):
        page.goto(path.format(lang=language))
        assert barriers(page) == [], language


@pytest.mark.parametrize("helpful", ["true", "false"])
def test_the_thanks_is_said_to_screen_readers_and_the_keyboard_goes_on_from_there(page: Page, helpful: str) -> None:
    page.goto("/de/school/enrol-child?plan=settle&city=duisburg")
    pressed = page.locator(f"[data-helpful={helpful}]")
    thanks = pressed.get_attribute("data-thanks")
    pressed.focus()
    page.keyboard.press("Enter")
    assert page.inner_text("#told") == thanks
    page.keyboard.press("Tab")
    person = "() => document.activeElement.matches('.helped .go')"
    assert page.evaluate(person) is (helpful == "false"), (
        "what comes next is the way to a person, where it did not help"
    )
    assert page.evaluate("() => document.activeElement.matches('main *')"), "she does not begin at the top again"
    above = "() => document.querySelector('.helped').compareDocumentPosition(document.activeElement) & 2"
    assert not page.evaluate(above)


def test_no_state_of_a_page_has_a_barrier(page: Page) -> None:
    page.goto("/bg/school/enrol-child?plan=settle&city=duisburg")
    page.click("summary")
    for name in ("large", "slow", "open"):
        page.click(f".settings [data-set={name}]")
    page.locator(".step .play").nth(2).click()
    assert barriers(page) == []
    page.click("[data-helpful=true]")
    assert barriers(page) == []
    page.goto("/bg?plan=settle")
    page.click(".settings [data-set=open]")
    page.locator(".tile a").first.click()
    assert page.locator(".tile.armed").count() == 1
    assert barriers(page) == []
