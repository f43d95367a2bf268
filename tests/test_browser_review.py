"""A speaker with a cheap phone opens the sheet from a file, corrects, ticks, saves; an editor takes it back."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from typer.testing import CliRunner

from app.cli import app
from tests.browsing import PHONE
from tests.reviewing import CATALOGUE, REVIEWS, open_project, small_project

SENTENCE = "textarea[data-text='sample.papers']"
DEADLINE = "textarea[data-text='sample.answer']"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DROM_HOME", str(tmp_path))
    return small_project(tmp_path)


@pytest.fixture
def page(browser: Browser, home: Path) -> Iterator[Page]:
    """The exported sheet, opened at the size of a cheap phone; what goes wrong in it is collected."""
    path = home / "sheet.html"
    made = CliRunner().invoke(app, ["review", "export", "ro", "--output", str(path)])
    assert made.exit_code == 0, made.output
    context = browser.new_context(viewport=PHONE, accept_downloads=True)
    opened = context.new_page()
    wrong: list[str] = []
    asked: list[str] = []
    opened.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(path.as_uri())
    yield opened
    assert wrong == []
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []
    context.close()


def write(page: Page, field: str, text: str) -> None:
    """Write as a person does: touch the field, which then holds the sentence, and put other words there."""
    page.focus(field)
    page.fill(field, text)


def save(page: Page, path: Path) -> Path:
    with page.expect_download() as waiting:
        page.click("#save")
    waiting.value.save_as(path)
    return path


def test_a_sheet_is_filled_in_and_comes_back(page: Page, home: Path) -> None:
    page.fill("#role", "native speaker, teacher")
    write(page, SENTENCE, "Luați cu dumneavoastră buletinul.")
    page.check("section[data-card=sample] input[type=checkbox]")
    assert "1 von 1 Karten gut, 1 Änderungen" in page.inner_text("#told")
    answer = save(page, home / "answer.json")
    taken = CliRunner().invoke(app, ["review", "import", str(answer), "--on", "2026-11-20"])
    assert taken.exit_code == 0, taken.output
    assert "1 corrections, 1 cards good, 0 refused" in taken.output
    assert 'msgstr "Luați cu dumneavoastră buletinul."' in (home / CATALOGUE).read_text()
    assert "native speaker, teacher" in (home / REVIEWS).read_text()
    assert ("ro", "sample") in open_project(home)[0].reviews
    assert "1     0\n" in CliRunner().invoke(app, ["review", "status"]).output


def test_a_touched_field_begins_with_the_sentence_and_a_lost_value_is_said(page: Page, home: Path) -> None:
    page.focus(DEADLINE)
    assert page.input_value(DEADLINE).startswith("Aveți la dispoziție 2 săptămâni")
    assert page.eval_on_selector(DEADLINE, "field => field.scrollHeight <= field.offsetHeight")  # all of it is seen
    page.focus(SENTENCE)
    assert page.input_value(DEADLINE) == ""  # looked at, not changed
    write(page, DEADLINE, "Aveți timp 2 săptămânile.")
    assert "Bitte genau so stehen lassen: „2 săptămâni“" in page.inner_text(".advice >> nth=2")
    write(page, DEADLINE, "Aveți timp: 2 săptămâni.")
    assert not page.locator(".advice >> nth=2").is_visible()
    write(page, DEADLINE, "x" * 200)
    assert "200 von 160" in page.inner_text(".advice >> nth=2")


def test_a_draft_outlives_closing_the_page(page: Page, home: Path) -> None:
    page.fill("#role", "mediator")
    write(page, SENTENCE, "Aduceți buletinul.")
    page.check("input[type=checkbox]")
    page.reload()
    assert (page.input_value("#role"), page.input_value(SENTENCE)) == ("mediator", "Aduceți buletinul.")
    assert page.is_checked("input[type=checkbox]")


def test_without_a_role_it_asks_for_one(page: Page, home: Path) -> None:
    page.check("input[type=checkbox]")
    page.click("#save")
    assert "Rolle" in page.inner_text("#told")
    page.uncheck("input[type=checkbox]")
    assert json.loads(save(page, home / "answer.json").read_text())["cards"] == {}


def test_it_fits_a_phone_and_paper(page: Page, home: Path, request: pytest.FixtureRequest) -> None:
    folder = Path(request.config.rootpath) / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    small = page.evaluate(
        "() => [...document.querySelectorAll('button, textarea, .tick')].filter(e => e.offsetHeight < 48).length"
    )
    assert small == 0
    page.screenshot(path=folder / "review-phone.png", full_page=True)
    page.emulate_media(media="print")
    assert page.locator(".ruled").first.is_visible()
    assert not page.locator("#save").is_visible()
    page.screenshot(path=folder / "review-paper.png", full_page=True)
