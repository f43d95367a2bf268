"""What a page tells the counts in a real browser: one person counts once, and only what she does."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import phone

CARD = "/bg/school/enrol-child?plan=settle&stage=here&city=duisburg"
# What the page tells is written down for the test, over all pages of the tab.
NOTED = """navigator.sendBeacon = (url, body) => {
  body.text().then((told) => sessionStorage.setItem("told", (sessionStorage.getItem("told") || "") + JSON.parse(told).event + " "));
  return true;
}"""
REFUSED = """HTMLMediaElement.prototype.play = function() {
  return this.isConnected && window.mayPlay ? this.dispatchEvent(new Event("play")) && Promise.resolve() : Promise.reject(new DOMException("no"));
}"""
TOLD = "() => (sessionStorage.getItem('told') || '').trim().split(' ')"


@pytest.fixture
def noting(browser: Browser, address: str) -> Iterator[Page]:
    page = phone(browser, address)
    page.add_init_script(NOTED)
    yield page
    page.context.close()


def test_who_loads_a_card_again_or_goes_back_to_it_has_opened_it_once(noting: Page) -> None:
    noting.goto(CARD)
    noting.wait_for_function("() => (sessionStorage.getItem('told') || '').includes('opened')")
    noting.reload()
    noting.goto("/bg/person")
    noting.go_back()
    noting.wait_for_selector(".player .play")
    assert noting.evaluate(TOLD).count("opened") == 1


def test_who_hears_a_card_by_the_key_again_has_played_it_too(noting: Page) -> None:
    noting.add_init_script(REFUSED)
    noting.goto(CARD)
    noting.wait_for_selector(".player .play")
    noting.click("[data-do=again]")
    assert "played" not in noting.evaluate(TOLD), "refused, so nothing began"
    noting.evaluate("() => { window.mayPlay = true; }")
    noting.click("[data-do=again]")
    for _ in range(noting.locator("article .play").count() + 1):
        noting.evaluate("() => document.querySelector('body > audio').dispatchEvent(new Event('ended'))")
    noting.wait_for_function("() => (sessionStorage.getItem('told') || '').includes('heard')")
    told = noting.evaluate(TOLD)
    assert (told.count("played"), told.count("heard")) == (1, 1)


def test_pauses_in_typing_are_answered_but_only_what_is_sent_counts_as_a_search(browser: Browser, address: str) -> None:
    page = phone(browser, address)
    page.goto("/de?plan=settle")
    with page.expect_request("**/de/search?*") as pause:
        page.type("[name=q]", "xyzzy")
    assert (pause.value.post_data or "").endswith("&typing=1")
    with page.expect_request(lambda request: request.is_navigation_request()) as sent:
        page.press("[name=q]", "Enter")
    assert sent.value.post_data == "q=xyzzy"
    page.context.close()
