"""The talk in a real browser, at the size of a cheap phone: tapped, typed, by keyboard, without a net, and reloaded."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsing import HEARD, PHONE, lose_the_net
from tests.chatting import NEWEST, answered, seen, tap, tap_to_the_card, write

NO_MEMORY = (
    "Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
)
SMALL = """() => [...document.querySelectorAll('button, .back, input.words')].filter((e) => {
  const {width, height} = e.getBoundingClientRect();
  return width && (width < 48 || height < 48);
}).map((e) => e.outerHTML)"""


@pytest.fixture
def page_of(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open a phone; whatever goes wrong on its pages is a fault of the test."""
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def made(*, small: bool = False, dark: bool = False, javascript: bool = True) -> Page:
        size = {"width": 320, "height": 480} if small else PHONE
        scheme = "dark" if dark else "light"
        opened.append(
            browser.new_context(
                viewport=size,
                base_url=address,
                color_scheme=scheme,
                java_script_enabled=javascript,
                reduced_motion="reduce",
            )
        )
        page = opened[-1].new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        return page

    yield made
    for context in opened:
        context.close()
    assert wrong == []


@pytest.mark.parametrize("language", ["ro", "bg", "tr", "rmy", "de"])
def test_by_tapping_alone_she_hears_how_a_child_starts_school(page_of: Callable[..., Page], language: str) -> None:
    page = page_of()
    page.goto(f"/{language}/chat")
    assert page.evaluate(
        "() => document.querySelector('.log > .said').firstElementChild.matches('audio, .play, .quiet')"
    )
    tap_to_the_card(page)
    card = page.locator(".log > .said").nth(-2)
    for _ in range(24):  # where the studio has yet to make the voice, "again" brings it
        if card.locator("button.play.big").count():
            break
        page.wait_for_timeout(2500)
        tap(page, "again")
    assert card.locator(".line").count() > 4
    play = card.locator("button.play.big")
    page.wait_for_function(HEARD)
    assert play.get_attribute("aria-pressed") == "true", "the newest is heard by itself"
    assert page.evaluate("() => document.activeElement.matches('.play.big')"), "the tap leads to the sound"
    play.click()
    expect(play).to_have_attribute("aria-pressed", "false")
    tap(page, "bad" if language == "de" else "good")
    assert page.locator(".log > .hers").count() >= 3
    assert page.locator(f"{NEWEST} .choice").count() >= 2
    assert page.locator("#tap .fixed").count() == 3


def test_a_question_in_romanian_is_typed_and_the_field_keeps_the_focus(page_of: Callable[..., Page]) -> None:
    page = page_of()
    page.goto("/ro/chat?plan=settle&stage=here&origin=romania&city=duisburg")
    write(page, "cum înscriu copilul la școală?")
    if not page.locator(f"{NEWEST} [value=good]").count():
        tap_to_the_card(page)
    else:
        assert page.evaluate("() => document.activeElement.matches('.words')")
    assert page.input_value(".words") == ""
    assert page.locator(".hers").first.inner_text().endswith("cum înscriu copilul la școală?")


def test_a_reload_keeps_the_talk_in_silence_and_another_tab_is_another_talk(page_of: Callable[..., Page]) -> None:
    page = page_of()
    page.goto("/bg/chat")
    tap(page, "plan:return")
    tap(page, "menu")
    before = seen(page)
    page.reload()
    page.wait_for_selector(f"{NEWEST}:not(.past)")
    assert seen(page) == before
    assert page.evaluate("() => [...document.querySelectorAll('audio')].every((a) => a.paused)")
    assert page.evaluate("() => Math.ceil(scrollY + innerHeight) >= document.documentElement.scrollHeight - 2")
    write(page, "3")
    assert page.locator(f"{NEWEST} [value^='card:']").count() >= 2, "the talk goes on where it was"
    other = page.context.new_page()
    other.goto("/bg/chat")
    assert other.locator(".hers").count() == 0


def test_stop_leaves_nothing_in_the_tab(page_of: Callable[..., Page]) -> None:
    page = page_of()
    page.goto("/de/chat")
    tap(page, "plan:return")
    page.fill(".words", "stopp")
    page.press(".words", "Enter")
    page.wait_for_selector(f"{NEWEST} [value=start]")
    assert page.locator(".log > *").count() == 1
    assert page.evaluate("() => Object.keys(sessionStorage).filter((key) => !key.startsWith('drom-first'))") == []
    tap(page, "start")
    assert page.locator(f"{NEWEST} [value='plan:settle']").count() == 1


@pytest.mark.parametrize("gone", ["acum altcineva", "stop"])
def test_what_one_said_is_not_carried_to_the_next_on_the_same_phone(page_of: Callable[..., Page], gone: str) -> None:
    page = page_of()
    page.goto("/ro/chat?plan=return&stage=here&city=duisburg&partner=example-centre")
    tap(page, "menu")
    page.fill(".words", gone)
    page.press(".words", "Enter")
    page.wait_for_function(
        "() => document.querySelectorAll('.log > .said').length === 1 && !document.querySelector('.hers')"
    )
    assert page.url.endswith("/ro/chat?partner=example-centre")
    assert page.get_attribute(".dock", "data-state") == ""
    leading = "() => [...document.querySelectorAll('form, a.back, link[rel=manifest]')].map((e) => e.action || e.href)"
    assert [at for at in page.evaluate(leading) if "plan=return" in at or "city=" in at] == []
    tap(page, "start" if gone == "stop" else "lang:ro")
    assert page.locator(f"{NEWEST} [value='plan:settle']").count() == 1, "she is asked for a plan of her own"
    assert page.get_attribute(".back", "href") == "/ro?partner=example-centre&plan=open"


def test_where_nothing_may_be_kept_the_talk_goes_on(page_of: Callable[..., Page]) -> None:
    page = page_of(small=True)
    page.add_init_script(NO_MEMORY)
    page.goto("/tr/chat?partner=example-centre&frame=1")
    tap(page, "plan:circular")
    tap(page, "menu")
    tap(page, "topic:school")
    assert "frame=1" in (page.get_attribute(".back", "href") or "")


def test_she_takes_another_language_by_ear(page_of: Callable[..., Page]) -> None:
    page = page_of()
    page.goto("/ro/chat?plan=settle")
    tap(page, "menu")
    while not page.locator(f"{NEWEST} [value=language]").count():
        tap(page, "more")
    for _ in range(60):
        if all(one["audio"] for one in page.request.get("/api/v1/languages").json()["languages"]):
            break
        page.wait_for_timeout(1000)
    tap(page, "language")
    page.locator(f"{NEWEST} .ears li", has=page.locator("[value='lang:tr']")).locator(".play").click()
    page.wait_for_function(HEARD)
    tap(page, "lang:tr")
    assert re.search(r"/tr/chat\?plan=settle$", page.url)
    assert page.evaluate("() => document.documentElement.lang") == "tr"
    assert page.locator(NEWEST).get_attribute("lang") == "tr"
    page.goto("/bg/chat")
    page.wait_for_selector(f"{NEWEST}[lang=bg]:not(.past)")
    assert page.locator(".log > .said[lang=ro]").count() >= 1, "what was said before is still there"


def test_without_a_net_nothing_is_lost(page_of: Callable[..., Page]) -> None:
    page = page_of()
    page.goto("/ro/chat?plan=settle")
    lose_the_net(page.context)
    write(page, "cum fac Anmeldung?")
    assert page.locator(".log > .failed").count() == 1
    page.context.set_offline(False)
    page.reload()
    page.wait_for_selector(".log > .failed")
    page.click(".retry")
    page.wait_for_selector(f"{NEWEST}:not(.failed) .choice")
    assert page.locator(".failed").count() == 0
    assert page.locator(".hers").all_inner_texts()[0].endswith("cum fac Anmeldung?")
    assert page.locator(".hers").count() == 1


def test_without_javascript_it_is_the_same_talk(page_of: Callable[..., Page]) -> None:
    page = page_of(javascript=False)
    page.goto("/de/chat")
    page.click("[value='plan:circular']")
    assert page.locator(".said audio[controls], .said .quiet").count() == 1
    page.fill(".words", "Wie kommt mein Kind in die Schule?")
    page.press(".words", "Enter")
    assert page.locator(".hers").inner_text().endswith("Wie kommt mein Kind in die Schule?")
    assert page.locator(".said .choice").count() >= 2
    assert page.url.endswith("/de/chat")


def test_by_keyboard_alone(page_of: Callable[..., Page]) -> None:
    page = page_of()
    page.goto("/de/chat")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.value") == "plan:settle":
            break
    answered(page, lambda: page.keyboard.press("Enter"))
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.matches('.said:last-child .choice')"), "choices follow the sound"
    assert page.evaluate(
        "() => document.activeElement.getBoundingClientRect().bottom <= document.querySelector('.dock').offsetTop"
    )
    answered(page, lambda: page.keyboard.press("Enter"))
    assert page.evaluate("() => document.activeElement.matches('.play.big, .said:not(:has(.play))')")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_barrier_and_everything_fits(page_of: Callable[..., Page], dark: bool) -> None:
    page = page_of(dark=dark)
    page.goto("/rmy/chat" if dark else "/bg/chat")
    assert Axe().run(page).response["violations"] == []
    tap(page, "plan:settle")
    box, dock = page.locator(NEWEST).bounding_box(), page.locator(".dock").bounding_box()
    assert box
    assert dock
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= dock["y"], "the newest message and its choices fit"
    write(page, "qwrtz")
    tap(page, "person")
    lose_the_net(page.context)
    page.click("#tap [value=menu]")
    page.wait_for_selector(".log > .failed")
    assert Axe().run(page).response["violations"] == []
    for width in (320, 360, 1200):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        assert page.evaluate(SMALL) == []
        page.evaluate("() => window.scrollTo(0, document.body.scrollHeight)")
        assert page.evaluate("() => document.querySelector('.dock').getBoundingClientRect().bottom") > 639, (
            "no gap below"
        )
