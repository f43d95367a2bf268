"""A speaker records with her phone (Chromium's own fake microphone), a reviewer says yes, and people hear her."""

import re
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect, sync_playwright
from typer.testing import CliRunner

from app.cli import app
from app.language import sound
from tests.browsing import PHONE, QUIET, chromium
from tests.journeys import Server, running
from tests.language.test_takes import speech

SECONDS = 3.0


def microphone(path: Path, samples: np.ndarray) -> Path:
    """Write what the fake microphone hears, over and over."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.RATE)
        file.writeframes((samples.clip(-1, 1) * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("room")
    with running(folder, DROM_RECORDINGS_DIR=str(folder / "live"), DROM_WAITING_DIR=str(folder / "waiting")) as started:
        yield started


def link(server: Server, monkeypatch: pytest.MonkeyPatch, *options: str) -> str:
    """Make a link on the command line, as whoever runs it does."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DROM_PUBLIC_URL", server.url)
    made = CliRunner().invoke(app, ["audio", "invite", "ro", *options])
    assert made.exit_code == 0, made.output
    return made.output.splitlines()[0]


@pytest.fixture
def phone(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A phone whose microphone hears what the test says; whatever goes wrong on a page is collected."""
    heard = microphone(tmp_path / "heard.wav", request.param)
    fake = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={heard}",
    ]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=[*QUIET, *fake])
        page = opened.new_context(viewport=PHONE).new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        yield page
        opened.close()
    assert wrong == []


def record(page: Page, milliseconds: int) -> None:
    page.click("#record")
    expect(page.locator("#record")).to_contain_text("Gata")
    page.wait_for_timeout(milliseconds)
    page.click("#record")
    expect(page.locator("#take")).to_be_visible()


@pytest.mark.parametrize("phone", [speech(SECONDS, level=0.1)], indirect=True, ids=["speech"])
def test_her_voice_is_heard_by_others(
    phone: Page, server: Server, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.goto(link(server, monkeypatch, "--variety", "Vlax"))
    phone.screenshot(path=pictures / "room-1-welcome.png", full_page=True)
    phone.click("text=Türkçe")
    expect(phone.locator("#record")).to_have_count(0)
    phone.click(".go")
    text = phone.inner_text(".sentence")
    expect(phone.locator(".meaning")).to_contain_text("Guten Tag")
    phone.screenshot(path=pictures / "room-2-sentence.png", full_page=True)
    record(phone, int(SECONDS * 1000))
    phone.screenshot(path=pictures / "room-3-take.png", full_page=True)
    phone.click("#again")
    phone.wait_for_timeout(int(SECONDS * 1000))
    phone.click("#record")
    phone.click("#good")
    expect(phone.locator(".sentence")).not_to_have_text(text)
    expect(phone.locator("main")).to_contain_text(re.compile(r"1 din \d+"))
    phone.goto(link(server, monkeypatch, "--reviewer"))
    expect(phone.locator(".sentence")).to_have_text(text)
    phone.screenshot(path=pictures / "room-4-review.png", full_page=True)
    phone.click("button.go")
    expect(phone.locator("main")).to_contain_text("Nu așteaptă nimic")
    heard = phone.request.get(f"{server.url}/api/v1/languages").json()["languages"][0]
    assert heard["audio"]["voice"] == "human"


@pytest.mark.parametrize("phone", [np.zeros(sound.RATE * 3)], indirect=True, ids=["silence"])
def test_a_covered_microphone_is_told_at_once(phone: Page, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    phone.goto(link(server, monkeypatch))
    phone.click(".go")
    text = phone.inner_text(".sentence")
    record(phone, 1500)
    phone.click("#good")
    expect(phone.locator("#told")).to_contain_text("prea încet")
    assert phone.inner_text(".sentence") == text, "nothing is lost: she may try again"
