"""Talk with Drom on its page in a browser: tap, write, and wait for the answer."""

from collections.abc import Callable

from playwright.sync_api import Page

NEWEST = ".log > .said:last-child"
TAPS = ("card:enrol-child", "plan:settle", "stage:here", "origin:bulgaria", "origin:romania", "city:duisburg")


def answered(page: Page, do: Callable[[], object]) -> None:
    """Do something that Drom answers, and wait until the answer stands there."""
    before = page.locator(".log > .said").count()
    do()
    page.wait_for_function(
        "(before) => document.querySelectorAll('.log > .said').length > before && !document.querySelector('.log .waiting')",
        arg=before,
    )


def tap(page: Page, choice: str) -> None:
    answered(page, page.locator(f"{NEWEST} [value='{choice}'], #tap [value='{choice}']").first.click)


def write(page: Page, words: str) -> None:
    page.fill(".words", words)
    answered(page, lambda: page.press(".words", "Enter"))


def tap_to_the_card(page: Page) -> None:
    """Answer whatever is asked by tapping, until the card has been told."""
    for _ in range(8):
        if page.locator(f"{NEWEST} [value=good]").count():
            return
        offered = [page.locator(f"{NEWEST} [value='{name}']") for name in TAPS]
        found = next(button for button in offered if button.count())
        tap(page, found.get_attribute("value") or "")
    raise AssertionError(page.locator(".log").inner_text())


def seen(page: Page) -> list[str]:
    return page.locator(".log > .hers, .log > .said .line").all_inner_texts()
