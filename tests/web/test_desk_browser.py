"""The desk in a real browser: a counsellor logs in, reads in her language and leaves; nobody meets a barrier."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from app.main import create_fastapi, wrap
from app.service import token
from tests.conftest import NOW, make_parts
from tests.journeys import free_port
from tests.web import desk_numbers

SIZES = {"phone": {"width": 360, "height": 740}, "wide": {"width": 1280, "height": 900}}
PAGES = {"overview": "", "plans": "/plans", "cards": "/cards", "ways": "/ways", "take": "/take", "sheet": "/sheet"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a desk with made numbers, and a token of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.service.stats.report", desk_numbers.report)
        patch.setattr("app.service.stats.newest", lambda _parts: desk_numbers.NEWEST)
        parts = replace(make_parts(tmp_path_factory.mktemp("desk")), now=lambda: NOW)
        app, port = wrap(create_fastapi(parts), parts), free_port()
        server = uvicorn.Server(uvicorn.Config(app, port=port, ws="none", log_level="warning"))
        thread = Thread(target=server.run)
        thread.start()
        while thread.is_alive() and not server.started:
            sleep(0.05)
        yield f"http://127.0.0.1:{port}", token.make(parts, "example-centre")
        server.should_exit = True
        thread.join()


def seated(browser: Browser, desk: tuple[str, str], size: str, scheme: str, lang: str) -> Page:
    address, secret = desk
    context = browser.new_context(viewport=SIZES[size], base_url=address, color_scheme=scheme, java_script_enabled=True)
    page = context.new_page()
    page.goto(f"/desk?lang={lang}")
    page.fill("#key", secret)
    page.click("button.key")
    page.wait_for_url(f"**/desk?lang={lang}")
    return page


@pytest.mark.parametrize(("size", "scheme", "lang"), [("phone", "dark", "bg"), ("wide", "light", "ro")])
def test_nobody_meets_a_barrier(
    browser: Browser, desk: tuple[str, str], request: pytest.FixtureRequest, size: str, scheme: str, lang: str
) -> None:
    pictures = Path(request.config.rootpath) / "var" / "screenshots"
    pictures.mkdir(parents=True, exist_ok=True)
    page = seated(browser, desk, size, scheme, lang)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    for name, path in PAGES.items():
        page.goto(f"/desk{path}?lang={lang}")
        page.screenshot(path=pictures / f"desk-{size}-{name}.png", full_page=True)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        assert page.evaluate("() => document.documentElement.scrollWidth") <= SIZES[size]["width"], name
        small = page.evaluate(
            "() => [...document.querySelectorAll('a, button, input')].map(e => [e.innerText, e.getBoundingClientRect()])"
            ".filter(([, r]) => r.width < 48 || r.height < 48).map(([name, r]) => name + ' ' + r.width + 'x' + r.height)"
        )
        assert small == [], name
    assert wrong == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_she_reads_with_the_keyboard_and_leaves(browser: Browser, desk: tuple[str, str], scheme: str) -> None:
    page = seated(browser, desk, "phone", scheme, "de")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.focus(".sections a:nth-child(4)")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/ways**")
    page.focus("form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/login?lang=de")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.fill("#key", "wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("#trouble")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.goto("/desk")
    assert page.url.endswith("/desk/login?lang=de"), "who has left is out"
    page.context.close()


def test_the_sheet_fits_on_two_pages(browser: Browser, desk: tuple[str, str]) -> None:
    page = seated(browser, desk, "wide", "light", "de")
    page.goto("/desk/sheet")
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") in {1, 2}
    page.context.close()
