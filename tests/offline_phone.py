"""A fresh phone in a real browser, with a server whose house has a sound for every sentence: for tests of offline use."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests import phone_house
from tests.browsing import PHONE, lose_the_net
from tests.journeys import Server, running
from tests.phone_house import House

HOME_PAGE = "/de?plan=circular"
CARD = "/de/registration/register-address?plan=circular"
# She likes tiles that open at once, and pages that wait until they are asked to speak.
LIKES = "localStorage.setItem('drom', '{\"open\":true}'); sessionStorage.setItem('quiet', '1');"
PATIENT = 60_000  # milliseconds
CACHED = "async (name) => (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)"
KEPT = """async ([path, wanted]) => {
  for (let tries = 0; tries < 600; tries++) {
    const found = await caches.match(path, { ignoreSearch: path.startsWith("/static/") });
    if (Boolean(found) === wanted) return true;
    await new Promise((next) => setTimeout(next, 100));
  }
}"""
PLAYING = (
    "() => [...document.querySelectorAll('audio')].find((one) => !one.paused && one.currentTime > 0.2)?.currentSrc"
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return phone_house.make(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def server(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("offline"), **house.settings) as started:
        yield started


class Phone:
    """A page of a fresh phone; `wrong` is what the console said, `asked` which clips were fetched."""

    def __init__(self, context: BrowserContext) -> None:
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.context = context
        context.set_default_timeout(PATIENT)
        context.add_init_script(LIKES)
        self.page = self.open()
        context.on("request", lambda one: self.asked.append(one.url) if "/audio/" in one.url else None)

    def open(self) -> Page:
        page = self.context.new_page()
        page.on("console", self.note)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        return page

    def note(self, message: ConsoleMessage) -> None:
        counting = message.location["url"].endswith("/api/v1/listened")  # nobody counts without the internet
        if message.type == "error" and not counting:
            self.wrong.append(f"{message.text} {message.location['url']}")

    def cached(self, name: str) -> list[str]:
        found: list[str] = self.page.evaluate(CACHED, name)
        return found

    def keeps(self, path: str, *, gone: bool = False) -> None:
        """Wait until something is kept, or no longer; of a static file any version."""
        assert self.page.evaluate(KEPT, [path, not gone]), path

    def card(self) -> str:
        self.page.goto(CARD)
        return self.page.locator("ol.steps").inner_text()

    def visit(self, address: str = HOME_PAGE) -> None:
        self.page.goto(address)
        self.page.wait_for_function("() => navigator.serviceWorker.controller")

    def settle(self) -> None:
        """Wait until the worker has what the first page brought before there was a worker."""
        self.keeps("/de/offline")
        self.keeps("/static/drom.css")

    def accept(self) -> None:
        self.visit()
        self.page.click("[data-offline] a")
        self.page.click("[data-do=load]")
        expect(self.page.locator("[data-say=done]")).to_be_visible(timeout=PATIENT)

    def lose_the_net(self) -> None:
        lose_the_net(self.context)

    def playing(self) -> str:
        source: str = self.page.wait_for_function(PLAYING).json_value()
        return re.sub(r"^.*/audio/|\.\w+$", "", source)


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Phone]:
    context = browser.new_context(viewport=PHONE, base_url=server.url)
    made = Phone(context)
    yield made
    context.close()
