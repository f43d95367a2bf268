"""What a page tells the counts in a real browser: one person counts once, and only what she does."""

from playwright.sync_api import Browser

from tests.browsing import phone


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
