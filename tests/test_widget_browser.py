"""In a real browser: the one line on a foreign page gives a button that opens Drom, and another site gets nothing."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FrameLocator, Locator, Page, Route, expect

from app.settings import HOME
from tests.browsing import PHONE
from tests.foreign import CENTRE, UGLY, line, page_of, site
from tests.journeys import free_port, running

WIDE = {"width": 1000, "height": 800}


@pytest.fixture(scope="module")
def partner_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def drom(tmp_path_factory: pytest.TempPathFactory, partner_port: int) -> Iterator[str]:
    """Drom, with the centre's site in its file."""
    folder = tmp_path_factory.mktemp("widget")
    (folder / "locales").symlink_to(HOME / "locales")
    (folder / "content").mkdir()
    for path in (HOME / "content").iterdir():
        if path.name != "partners":
            (folder / "content" / path.name).symlink_to(path)
    shutil.copytree(HOME / "content" / "partners", folder / "content" / "partners")
    file = folder / "content" / "partners" / f"{CENTRE}.toml"
    file.write_text(file.read_text().replace("http://127.0.0.1:8000", f"http://127.0.0.1:{partner_port}"))
    clips = os.environ.get("DROM_AUDIO_DIR", str(HOME / "audio" / "built"))
    with running(folder, DROM_HOME=str(folder), DROM_AUDIO_DIR=clips) as server:
        yield server.url


@pytest.fixture(scope="module")
def centre(drom: str, partner_port: int) -> Iterator[str]:
    pages = {
        "/": page_of(line(drom)),
        "/plain": page_of(""),
        "/ro": page_of(line(drom), "ro-RO"),
        "/fr": page_of(line(drom, 'data-side="left"'), "fr"),
        "/twice": page_of(f"<main><p>Help:</p>{line(drom, 'data-mode=inline')}</main>{line(drom)}"),
        "/ugly": page_of(line(drom), style='<link rel="stylesheet" href="/ugly.css">'),
        "/ugly.css": UGLY,
    }
    with site(pages, drom, partner_port) as address:
        yield address


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page; in the end nothing may have been wrong in its console."""
    opened: list[Page] = []
    wrong: list[str] = []

    def go(address: str, **context: object) -> Page:
        page = browser.new_context(**{"viewport": WIDE, **context}).new_page()  # type: ignore[arg-type]
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address)
        opened.append(page)
        return page

    yield go
    for page in opened:
        page.context.close()
    assert wrong == []


def opener(page: Page) -> Locator:
    return page.locator("button.open")


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def escape_from_the_frame(page: Page) -> None:
    """Choose Romanian in the frame and press Escape there, as soon as the frame's own script listens."""
    frame(page).locator(f"a[href='/widget/{CENTRE}/ro']").press("Enter")
    frame(page).locator("a[href^='/ro/chat']").focus()
    page.frames[-1].wait_for_load_state("domcontentloaded")
    page.keyboard.press("Escape")


def test_the_button_opens_drom_and_the_way_leads_to_an_answer(
    visit: Callable[..., Page], drom: str, centre: str
) -> None:
    page = visit(f"{centre}/", viewport=PHONE)
    expect(opener(page)).to_have_text("👂Hilfe in Ihrer Sprache")
    opener(page).click()
    expect(page.get_by_role("dialog", name="Beratung Musterplatz · Drom")).to_be_visible()
    inner = frame(page)
    expect(inner.locator("h1")).to_contain_text("Beratung Musterplatz")
    inner.locator(f"a[href='/widget/{CENTRE}/ro']").press("Enter")
    expect(inner.locator("html")).to_have_attribute("lang", "ro")
    inner.locator("a[href^='/ro?']").press("Enter")
    inner.locator("a[href*='plan=settle']").press("Enter")
    inner.locator("a[href^='/ro/registration?']").press("Enter")
    inner.locator("a[href*='/register-address']").press("Enter")
    expect(inner.locator("ol.steps li").first).to_be_visible()
    assert f"partner={CENTRE}&frame=1" in page.frames[-1].url
    inner.locator("nav.row a").first.click()  # "another language" leads back to the partner's own first page
    expect(inner.locator("h1")).to_contain_text("Beratung Musterplatz")
    assert page.frames[-1].url.startswith(f"{drom}/widget/{CENTRE}")


def test_before_it_is_opened_nothing_but_the_script_is_loaded_and_nothing_is_kept(
    visit: Callable[..., Page], drom: str, centre: str
) -> None:
    names = "() => Object.getOwnPropertyNames(window).filter(name => isNaN(name)).sort()"
    without = visit(f"{centre}/plain").evaluate(names)
    page = visit("about:blank")
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(f"{centre}/")
    expect(opener(page)).to_be_visible()
    script = f"{drom}/widget/{CENTRE}.js"
    assert [url for url in loaded if not url.startswith(centre)] == [script]
    assert len(page.request.get(script).body()) < 15_000
    opener(page).click()
    expect(frame(page).locator("h1")).to_be_visible()
    assert [url for url in loaded if not url.startswith((centre, drom))] == []
    assert page.evaluate(names) == without, "no name is left behind"
    assert page.context.cookies() == []
    for where in page.frames:
        assert where.evaluate("() => [localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_the_keyboard_opens_and_closes_and_keeps_its_place(visit: Callable[..., Page], centre: str) -> None:
    page = visit(f"{centre}/")
    expect(opener(page)).to_have_attribute("aria-expanded", "false")
    focused = "() => document.activeElement.shadowRoot?.activeElement.className"
    for key in ("Enter", " "):
        opener(page).focus()
        page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        expect(opener(page)).to_have_attribute("aria-expanded", "true")
        assert page.evaluate(focused) == "close", "the focus is in the dialog"
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(opener(page)).to_have_attribute("aria-expanded", "false")
        assert page.evaluate(focused) == "open corner", "and comes back"
        expect(page.locator("iframe")).to_have_count(0)


def test_escape_inside_the_frame_closes_as_well(visit: Callable[..., Page], centre: str) -> None:
    page = visit(f"{centre}/")
    opener(page).click()
    escape_from_the_frame(page)
    expect(page.locator("iframe")).to_have_count(0)
    assert page.evaluate("() => document.activeElement.shadowRoot.activeElement.className") == "open corner"


def test_escape_before_the_frame_is_whole_closes_when_it_is(visit: Callable[..., Page], centre: str) -> None:
    page = visit(f"{centre}/")
    fonts: list[Route] = []
    page.route("**/*.woff2", lambda font: fonts.append(font))  # noqa: PLW0108 - Playwright marks what it calls
    opener(page).click()
    escape_from_the_frame(page)
    expect(page.locator("iframe")).to_have_count(1)
    assert fonts
    for font in fonts:
        font.continue_()
    expect(page.locator("iframe")).to_have_count(0)


def test_a_message_of_anybody_else_does_nothing(visit: Callable[..., Page], centre: str) -> None:
    page = visit(f"{centre}/")
    opener(page).click()
    expect(frame(page).locator("h1")).to_be_visible()
    page.evaluate("() => window.postMessage({ drom: 'close' }, '*')")
    page.evaluate("() => new Promise(done => setTimeout(done))")
    expect(page.locator("iframe")).to_have_count(1)


# Read as: the page's language · the button's.
LANGUAGES = [("/", "Hilfe in Ihrer Sprache", "de"), ("/ro", "Ajutor în limba dumneavoastră", "ro"), ("/fr", None, "de")]


@pytest.mark.parametrize(("path", "label", "lang"), LANGUAGES)
def test_the_button_speaks_the_language_of_the_page(
    visit: Callable[..., Page], centre: str, path: str, label: str | None, lang: str
) -> None:
    page = visit(f"{centre}{path}")
    expect(page.locator("[data-drom]")).to_have_attribute("lang", lang)
    if label:
        expect(opener(page)).to_contain_text(label)
    opener(page).click()
    assert f"?lang={lang}" in (page.locator("iframe").get_attribute("src") or "")


def test_it_works_twice_on_a_page(visit: Callable[..., Page], centre: str) -> None:
    page = visit(f"{centre}/twice")
    inline, corner = page.locator("main button.open"), page.locator("button.corner")
    inline.click()
    expect(page.get_by_role("region", name="Beratung Musterplatz · Drom")).to_be_visible()
    expect(frame(page).locator("h1")).to_be_visible()
    page.wait_for_function(
        "() => document.querySelector('main [data-drom]').shadowRoot.querySelector('iframe').style.height"
    )
    height = page.locator("main iframe").bounding_box()
    assert height
    assert 320 <= height["height"] <= WIDE["height"] * 0.85 + 1
    corner.click()
    expect(page.locator("iframe")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator("iframe")).to_have_count(1)
    inline.click()
    expect(page.locator("iframe")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_style_of_the_page_cannot_break_it(visit: Callable[..., Page], centre: str, scheme: str) -> None:
    plain, ugly = (visit(f"{centre}{path}", color_scheme=scheme, reduced_motion="reduce") for path in ("/", "/ugly"))
    boxes = []
    for page in (plain, ugly):
        opener(page).click()
        expect(frame(page).locator("h1")).to_be_visible()
        boxes.append(
            [page.locator(part).bounding_box() for part in ("button.corner", "dialog", "button.close", "iframe")]
        )
        colours = "b => [getComputedStyle(b).color, getComputedStyle(b).backgroundColor, getComputedStyle(b).fontSize]"
        boxes[-1].append(opener(page).evaluate(colours))
        assert page.locator("dialog").evaluate("d => getComputedStyle(d).animationName") == "none"
    assert boxes[0] == boxes[1]
    for box in (boxes[0][0], boxes[0][2]):
        assert min(box["width"], box["height"]) >= 48


def test_another_site_is_told_that_it_may_not(browser: Browser, drom: str) -> None:
    with site({"/": page_of(line(drom))}, drom) as elsewhere:
        page = browser.new_page()
        page.goto(elsewhere)
        opener(page).click()
        expect(frame(page).locator("h1")).to_contain_text("Diese Seite darf Drom nicht zeigen.")
        way = frame(page).locator("a")
        assert (way.get_attribute("href"), way.get_attribute("target")) == (f"/p/{CENTRE}", "_blank")
        with page.context.expect_page() as opened:
            way.click()
        opened.value.wait_for_load_state()
        assert opened.value.url == f"{drom}/p/{CENTRE}"
        page.close()


def test_the_browser_keeps_out_a_site_that_does_not_say_who_it_is(browser: Browser, drom: str) -> None:
    silent = f'<iframe src="{drom}/widget/{CENTRE}" referrerpolicy="no-referrer"></iframe>'
    with site({"/": page_of(silent)}, drom) as elsewhere:
        page = browser.new_page()
        with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
            page.goto(elsewhere)
        page.close()


def test_the_example_page_works(visit: Callable[..., Page], drom: str) -> None:
    page = visit(f"{drom}/widget/example")
    expect(page.locator("button.open")).to_have_count(2)
    page.locator("button.corner").click()
    expect(frame(page).locator("h1")).to_contain_text("Beratung Musterplatz")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", [f"/widget/{CENTRE}?lang=bg", f"/widget/{CENTRE}/tr", "/widget/example-county", "/widget/example"]
)
def test_there_are_no_barriers(visit: Callable[..., Page], drom: str, path: str, scheme: str) -> None:
    page = visit(f"{drom}{path}", color_scheme=scheme, reduced_motion="reduce", viewport=PHONE)
    if path == "/widget/example":
        page.locator("button.corner").click()
        expect(frame(page).locator("h1")).to_be_visible()
    found = Axe().run(page, options={"resultTypes": ["violations"], "iframes": False})
    assert found.violations_count == 0, found.generate_report()
