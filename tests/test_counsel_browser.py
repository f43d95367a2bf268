"""A counsellor in a real browser: she finds a card by typing, copies the link, and nothing stands in anybody's way."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browsing import PHONE
from tests.journeys import running

STATE = "plan=circular&stage=here&origin=romania&city=duisburg"
CARD = f"/ro/counsel/registration/register-address?{STATE}"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("counsel")
    with running(folder, DROM_PUBLIC_URL="https://drom.example", DROM_OPERATOR="Beratung Muster") as server:
        yield server.url


def test_she_finds_a_card_by_typing_and_copies_the_link(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, base_url=address)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"/ro/counsel?{STATE}")
    everything = page.locator(".index li:visible").count()
    page.fill("#find", "§ 17 bmg WOHNUNGSGEBERBESTATIGUNG")
    found = page.locator(".index li:visible")
    expect(found.filter(has_text="Wie melde ich meine Adresse an?")).to_be_visible()
    assert 0 < found.count() < everything / 4
    assert page.locator(".topic:visible").count() < page.locator(".topic").count()
    expect(page.locator("#found")).to_have_text(f"{found.count()} / {everything}")
    page.fill("#find", "")
    expect(found).to_have_count(everything)
    page.fill("#find", "register-address")
    found.first.locator("a").click()
    page.wait_for_url(f"**{CARD}")
    page.click("#copy")
    expect(page.locator("#copied")).to_contain_text("Der Link ist kopiert.")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == f"https://drom.example/ro/registration/register-address?{STATE}"
    context.close()


def test_all_of_it_is_there_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto(CARD)
    assert page.locator("#copy").is_hidden()
    assert page.locator("#address").input_value().endswith(STATE)
    page.click(".choose summary")
    page.select_option("[name=plan]", "settle")
    page.click(".fields button")
    assert "plan=settle&stage=here&origin=romania&city=duisburg" in page.url
    assert "Ich bleibe" in page.locator(".state").inner_text()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_stands_in_anybodys_way(browser: Browser, address: str, scheme: str, width: int) -> None:
    view = {"width": width, "height": 740}
    context = browser.new_context(viewport=view, base_url=address, color_scheme=scheme)
    page = context.new_page()
    for path in (f"/rmy/counsel?{STATE}", f"{CARD}&with=bg", "/bg/privacy"):
        page.goto(path)
        page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, path
        small = page.evaluate(
            "() => [...document.querySelectorAll('main a, main button, main summary, main select, main input')]"
            ".map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])"
            ".filter(([, r]) => r.width && (r.width < 48 || r.height < 48)).map(([name, r]) => `${name} ${r.width}x${r.height}`)"
        )
        assert small == [], path
    context.close()
