"""In a real browser: every leaflet stands on its paper, nothing is cut off, and a phone reads the codes."""

# a fixture that is imported is named again where it is asked for
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from app.domain.route import everybody, steps_for
from app.service.parts import Parts
from app.web.leaflet import Size
from tests.browsing import PHONE
from tests.codes import seen
from tests.journeys import running

PUBLIC = "https://drom.example"
POINTS = 72 / 25.4  # in a millimetre, as PDF counts
PAPER = {"a5": (148, 210), "a4-folded": (297, 210), "a4": (210, 297)}
PARTNER = "plan=circular&stage=here&city=duisburg&partner=example-centre"
# What lies beyond the rim of its panel, or wider or higher than the place it has.
CUT_OFF = """() => [...document.querySelectorAll(".panel")].flatMap(panel => {
  const box = panel.getBoundingClientRect(), rim = parseFloat(getComputedStyle(panel).paddingTop) - 1;
  const wrong = [...panel.querySelectorAll("p, h1, h2, li, .text, .code, .tick, :not(p) > .picture")].filter(one => {
    const has = one.getBoundingClientRect();
    return has.width && (has.top < box.top + rim || has.bottom > box.bottom - rim || has.left < box.left + rim - 4
      || has.right > box.right - rim + 4 || one.matches(".text, h1, h2") && one.scrollWidth > one.clientWidth + 1);
  });
  const above = [...panel.children].filter(one => one.previousElementSibling
    && one.getBoundingClientRect().top < one.previousElementSibling.getBoundingClientRect().bottom - 1);
  const full = panel.scrollHeight > panel.clientHeight || panel.scrollWidth > panel.clientWidth ? [panel] : [];
  return [...full, ...wrong, ...above].map(one => `${one.className || one.tagName}: ${one.textContent.trim().slice(0, 60)}`);
})"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll(".panel *")].filter(one => one.innerText && !one.children.length
  && !one.matches(".picture")).map(one => parseFloat(getComputedStyle(one).fontSize) * 0.75))"""
SOME = 9  # every ninth leaflet is printed


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("leaflets"), DROM_PUBLIC_URL=PUBLIC) as server:
        yield server.url


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1300, "height": 900}, base_url=address, device_scale_factor=2)
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def papers(pdf: bytes) -> list[tuple[int, int]]:
    """The pages of a PDF, in whole millimetres."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(width) / POINTS), round(float(height) / POINTS)) for width, height in boxes]


def test_every_leaflet_of_a_language_stands_on_two_pages(page: Page, parts: Parts) -> None:
    """In Romanes, where the note on drafts takes room as well."""
    wrong = {}
    page.emulate_media(media="print")
    paths = [*parts.library.topics, *(f"{card.topic}/{card.id}" for card in parts.library.cards.values())]
    for number, path in enumerate(paths):
        for size in Size:
            page.goto(f"/rmy/leaflet/{path}?{PARTNER}&size={size}")
            cut = page.evaluate(CUT_OFF)
            # Where nothing is cut off, paper follows: it is printed for some, since a print takes a second.
            printed = papers(page.pdf(prefer_css_page_size=True)) if number % SOME == 0 else [PAPER[size]] * 2
            if cut or printed != [PAPER[size]] * 2:
                wrong[path, str(size)] = (cut, printed)
    assert wrong == {}


@pytest.mark.parametrize("language", ["ro", "bg", "tr", "de"])
def test_the_longest_card_fits_in_letters_that_the_old_can_read(page: Page, parts: Parts, language: str) -> None:
    def length(person_card: tuple) -> int:
        person, card = person_card
        return sum(len(parts.words.say(step.text, language)) for step in steps_for(card, person))

    person, card = max(
        ((one, card) for one in everybody(language) for card in parts.library.cards.values()), key=length
    )
    state = "&".join(f"{key}={value}" for key in ("plan", "stage", "origin") if (value := getattr(person, key)))
    page.emulate_media(media="print")
    for size in Size:
        page.goto(f"/{language}/leaflet/{card.topic}/{card.id}?{state}&size={size}&partner=example-centre")
        assert page.evaluate(CUT_OFF) == []
        assert page.evaluate(SMALLEST) >= 13.9, "points"


@pytest.mark.parametrize(
    ("path", "size"), [("/counter", "a4"), ("/counter", "a5"), ("/p/example-centre/counter", "a4")]
)
def test_a_camera_reads_all_codes_of_the_counters_poster(page: Page, pictures: Path, path: str, size: str) -> None:
    page.emulate_media(media="print")
    page.goto(f"{path}?size={size}")
    assert page.evaluate(CUT_OFF) == []
    assert papers(page.pdf(prefer_css_page_size=True)) == [PAPER[size]]
    picture = page.locator(".panel").screenshot(path=pictures / f"counter-{size}.png")
    ending = "?partner=example-centre" if "/p/" in path else ""
    assert seen(picture) == [f"{PUBLIC}/{language}{ending}" for language in ("ro", "rmy", "bg", "tr", "de")]


@pytest.mark.parametrize("size", Size)
def test_a_camera_reads_the_code_on_the_printed_page(page: Page, pictures: Path, size: str) -> None:
    page.emulate_media(media="print")
    page.goto(f"/bg/leaflet/registration/register-address?{PARTNER}&size={size}")
    picture = page.locator(".sheet").first.screenshot(path=pictures / f"leaflet-{size}.png")
    (said,) = seen(picture)
    assert said == f"{PUBLIC}/bg/registration/register-address?{PARTNER}&play=1"
    assert page.locator(".code").bounding_box()["width"] >= 30 * 96 / 25.4, "30 mm at least"
    assert page.locator(".bar").first.is_hidden()


def test_the_preview_fits_a_phone_and_prints_by_a_tap(browser: Browser, address: str, pictures: Path) -> None:
    context = browser.new_context(viewport=PHONE, base_url=address, device_scale_factor=3)
    context.add_init_script("window.print = () => document.body.dataset.printed = 'yes'")
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if "Policy" in message.text else None)
    page.goto(f"/tr/leaflet/help/come-and-go?{PARTNER}&size=a4-folded")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    small = page.evaluate(
        "() => [...document.querySelectorAll('.key')].map(e => e.getBoundingClientRect()).filter(r => r.width < 48 || r.height < 48)"
    )
    assert small == []
    (said,) = seen(page.screenshot(path=pictures / "leaflet-preview.png", full_page=True))
    assert said.startswith(f"{PUBLIC}/tr/help/come-and-go?")
    page.click(".print")
    assert page.evaluate("() => document.body.dataset.printed") == "yes"
    page.click("a[hreflang='de']")
    assert page.url.endswith(f"/de/leaflet/help/come-and-go?{PARTNER}&size=a4-folded"), "what was said goes along"
    assert wrong == [], "the policy allows all that is on the page"
    context.close()


@pytest.mark.parametrize("path", ["/rmy/leaflet/help/going-home?stage=leaving", "/de/leaflet/health", "/counter"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_have_no_barriers(page: Page, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(path)
    page.evaluate(Axe().axe_script)
    found = page.evaluate("() => axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
