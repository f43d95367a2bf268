"""A real browser for tests: a cheap phone in it, tiles that are touched as people do who cannot read, and no internet."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys import running

PHONE = {"width": 360, "height": 740}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
HEARD = "() => [...document.querySelectorAll('audio')].some(a => !a.paused && a.currentTime > 0.2)"
# A POST, since a service worker may answer what is only read; counting is what tests allow to fail without the internet.
UNREACHED = "() => fetch('/api/v1/listened', { method: 'POST' }).then(() => false, () => true)"


def chromium() -> str:
    """Find Chromium: best the one without windows, which opens a page with a third of the work."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    assert found, "install Chromium: sudo apt install chromium"
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where Drom is served."""
    with running(tmp_path_factory.mktemp("browser")) as server:
        yield server.url


@pytest.fixture
def pictures(request: pytest.FixtureRequest) -> Path:
    folder = Path(request.config.rootpath) / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def phone(browser: Browser, address: str, *, javascript: bool = True, dark: bool = False) -> Page:
    context = browser.new_context(
        viewport=PHONE, java_script_enabled=javascript, base_url=address, color_scheme="dark" if dark else "light"
    )
    return context.new_page()


def tap(page: Page, tile: str) -> None:
    """Touch a tile as somebody does who cannot read: the first touch says its name, the second opens it."""
    link, was = page.locator(f".tile:has(a{tile}) a").first, page.url
    link.click()
    assert page.url == was, "the first touch only speaks"
    page.wait_for_function("() => document.querySelector('.tile.armed')")
    link.click()
    page.wait_for_url(lambda url: url != was)


def lose_the_net(context: BrowserContext) -> None:
    """Take the internet away, and wait until it is gone: a busy browser lets a request or two through after the call."""
    context.set_offline(True)
    for page in context.pages:
        page.wait_for_function(UNREACHED)
