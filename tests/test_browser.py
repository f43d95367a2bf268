"""In a real browser, at the size of a cheap phone: tap from the language to the answer, and hear it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import HEARD, phone, tap


@pytest.mark.parametrize("language", ["ro", "bg", "tr", "rmy", "de"])
def test_she_taps_from_the_language_to_the_answer_and_hears_it(
    browser: Browser, address: str, pictures: Path, language: str
) -> None:
    page = phone(browser, address, dark=language == "tr")
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto("/")
    page.screenshot(path=pictures / f"{language}-1-languages.png")
    tap(page, f"[href^='/{language}']")
    page.screenshot(path=pictures / f"{language}-2-plan.png")
    tap(page, "[href*='plan=circular']")
    page.screenshot(path=pictures / f"{language}-3-topics.png")
    tap(page, f"[href^='/{language}/registration?']")
    page.screenshot(path=pictures / f"{language}-4-cards.png")
    tap(page, "[href*='/register-address']")
    page.screenshot(path=pictures / f"{language}-5-card.png", full_page=True)
    assert page.locator("ol.steps li").count() >= 4
    assert "Anmeldung" in page.locator("ol.steps").inner_text()

    play = page.locator("button.play.whole")
    play.wait_for(timeout=60_000)  # the page shows it by itself as soon as the studio has made the voice
    page.wait_for_function(HEARD)  # and speaks by itself, since she has touched the page before
    assert play.get_attribute("aria-pressed") == "true"
    assert page.locator("header.now, .step.now").count() == 1, "what is said is lit"
    metrics = page.request.get("/metrics").text()
    assert f'drom_events_today{{event="played-machine",language="{language}"}}' in metrics, "listening is counted"
    page.click(".row a[href*='/person']")
    page.screenshot(path=pictures / f"{language}-6-person.png", full_page=True)
    assert wrong == []
    page.context.close()


def test_the_three_questions_lead_to_a_plan(browser: Browser, address: str) -> None:
    page = phone(browser, address)
    page.goto("/bg")
    tap(page, "[href*='plan=ask']")
    for answer in ("stay=some-months", "family=at-home", "travel=rarely"):
        tap(page, f"[href*='{answer}']")
    tap(page, "[href*='plan=circular']")
    assert "plan=circular" in page.url
    page.context.close()


def test_everything_is_there_without_javascript(browser: Browser, address: str, pictures: Path) -> None:
    page = phone(browser, address, javascript=False)
    for _ in range(60):
        page.goto("/ro/registration/register-address?plan=settle&stage=here&city=dortmund")
        if not page.locator(".coming").count():
            break
        page.wait_for_timeout(500)
    page.screenshot(path=pictures / "ro-without-javascript.png", full_page=True)
    assert page.locator("ol.steps audio[controls]").first.is_visible()
    assert page.locator("audio[controls]").count() >= 5
    assert page.locator("button.play").count() == 0
    page.context.close()


def test_each_step_alone_slower_again_and_stop(browser: Browser, address: str) -> None:
    page = phone(browser, address)
    page.goto("/bg/school/enrol-child?plan=settle&stage=here&city=duisburg")
    page.locator(".step").nth(2).click()
    page.wait_for_function(HEARD)
    assert page.locator(".step.now").count() == 1
    page.click(".player [data-set=slow]")
    assert page.evaluate("() => [...document.querySelectorAll('audio')].find(a => !a.paused).playbackRate") < 1
    page.click("[data-do=again]")
    page.wait_for_function("() => document.querySelector('header.now')")
    page.click("[data-do=stop]")
    assert page.evaluate("() => [...document.querySelectorAll('audio')].every(a => a.paused)")
    assert page.locator(".now").count() == 0
    page.reload()
    assert page.get_attribute(".player [data-set=slow]", "aria-pressed") == "true", "what she likes stays on her phone"
    page.context.close()


@pytest.mark.parametrize(
    ("touches", "written"),
    [
        (0, "Sar džal murro čhavo ande škola?"),
        (1, "Sar gial murro ciavo ande șkola?"),
        (2, "Сар джал мурро чаво анде школа?"),
    ],
)
def test_romanes_in_the_letters_she_learned(browser: Browser, address: str, touches: int, written: str) -> None:
    page = phone(browser, address)
    page.goto("/rmy/school/enrol-child?plan=settle")
    for _ in range(touches):
        page.click("[data-letters]")
    assert page.inner_text("h1").endswith(written)
    assert page.title() == f"{written} · Drom"
    assert "Kommunales Integrationszentrum" in page.inner_text("ol.steps"), "German words keep their letters"
    page.context.close()


def test_keys_and_screen_readers_open_at_once_and_so_does_the_setting(browser: Browser, address: str) -> None:
    page = phone(browser, address)
    page.goto("/ro?plan=settle")
    page.locator("a[href*='/school?']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ro/school?**")
    page.click(".settings [data-set=open]")
    page.locator(".tile a").first.click()
    page.wait_for_url("**/ro/school/*")
    page.context.close()


def test_targets_are_big_and_nothing_scrolls_sideways(browser: Browser, address: str) -> None:
    page = phone(browser, address)
    page.set_viewport_size({"width": 320, "height": 640})
    for path in (
        "/",
        "/ro",
        "/bg/health?plan=settle",
        "/tr/registration/register-address?plan=return&city=duisburg",
        "/rmy/person",
    ):
        page.goto(path)
        small = page.evaluate(
            "() => [...document.querySelectorAll('main .tile a, .play, .key, .back')]"
            ".map(e => [e.className || e.innerText, e.getBoundingClientRect()]).filter(([, r]) => r.width && (r.width < 48 || r.height < 48))"
            ".map(([name, r]) => name + ' ' + r.width + 'x' + r.height)"
        )
        assert small == [], path
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320, path
    page.context.close()
