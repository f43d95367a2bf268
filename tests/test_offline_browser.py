"""A phone without internet: it keeps what she said yes to, plays it, and never mixes old words with new sound."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.language import sound
from app.service import catalogue
from tests import offline_phone, phone_house
from tests.browsing import PHONE
from tests.journeys import Server, running
from tests.offline_phone import CARD, HOME_PAGE, PATIENT, Phone
from tests.phone_house import House

house, server, phone = offline_phone.house, offline_phone.server, offline_phone.phone
OLD, NEW = "Ihr Zuhause bleibt in der Heimat?", "Ihr Zuhause bleibt weiter in der Heimat?"


def test_after_her_yes_she_opens_and_hears_a_card_without_internet(
    phone: Phone, house: House, server: Server, pictures: Path
) -> None:
    phone.visit()
    phone.settle()
    said = phone.page.request.get("/de/offline").text()
    assert all(url.removeprefix(server.url) in said for url in phone.asked), "without a question nothing big is loaded"
    phone.page.click("[data-offline] a")
    expect(phone.page.locator("[data-say=ask]:visible")).to_contain_text(re.compile(r"\d+ Megabyte"), timeout=PATIENT)
    phone.page.screenshot(path=pictures / "de-offline-1-ask.png")
    phone.page.click("[data-do=load]")
    expect(phone.page.locator("[data-say=done]")).to_be_visible(timeout=PATIENT)
    phone.page.screenshot(path=pictures / "de-offline-2-done.png")

    phone.lose_the_net()
    phone.page.goto(HOME_PAGE)
    phone.page.click("a[href^='/de/registration?']")
    phone.page.click("a[href*='/register-address']")
    step = phone.page.locator("ol.steps li").nth(1)
    with house.parts() as parts:
        expected = parts.clips.name(step.locator("> span").inner_text(), "de")
    step.locator("button.play").click()
    assert phone.playing() == expected, "the sound is that of the text"
    end = "() => [...document.querySelectorAll('audio')].find((one) => !one.paused).seekable.end(0)"
    assert phone.page.evaluate(end) > 4, "she can go back in it"

    phone.page.click("button.play.whole")
    phone.page.wait_for_selector("ol.steps li.now", timeout=30_000)  # the title first, and then each step
    assert phone.playing().startswith("de/")
    assert phone.wrong == []


def test_a_page_that_is_not_kept_says_so_aloud(phone: Phone, pictures: Path) -> None:
    phone.visit(CARD)
    phone.settle()
    phone.lose_the_net()
    phone.page.goto("/de/health?plan=circular")
    phone.page.screenshot(path=pictures / "de-offline-3-nothing.png")
    expect(phone.page.locator("h1")).to_contain_text("kein Internet")
    phone.page.click("header button.play")
    assert phone.playing().startswith("de/")
    phone.page.goto(CARD)
    expect(phone.page.locator("ol.steps")).to_be_visible()  # the first page that she saw is there nevertheless
    assert phone.wrong == []


def test_whoever_says_no_loads_nothing_and_is_asked_nothing_again(phone: Phone) -> None:
    phone.visit()
    phone.page.click("[data-offline] a")
    phone.page.click("[data-do=no]")
    phone.page.wait_for_url("**/de?plan=circular")
    phone.page.reload()
    assert phone.cached("drom-clips") == []
    assert len(phone.asked) <= 1, "no more than the sentence that there is no internet"


def test_what_was_heard_is_heard_again_without_internet(phone: Phone) -> None:
    phone.visit(CARD)
    phone.settle()
    phone.page.locator("ol.steps button.play").first.click()
    heard = phone.playing()
    phone.keeps(f"/audio/{heard}.ogg")
    phone.lose_the_net()
    phone.page.goto(CARD)
    phone.page.locator("ol.steps button.play").first.click()
    assert phone.playing() == heard


def test_an_interrupted_download_goes_on_where_it_stopped(phone: Phone, server: Server) -> None:
    some = 40

    def refuse(route, request) -> None:
        if len(phone.asked) > some:
            route.abort()
        else:
            route.continue_()

    phone.visit()
    phone.context.route("**/audio/de/*", refuse)
    phone.page.click("[data-offline] a")
    phone.page.click("[data-do=load]")
    expect(phone.page.locator("[data-say=failed]")).to_be_visible(timeout=PATIENT)
    there = set(phone.cached("drom-clips"))
    assert there
    assert phone.cached("drom-state") == ["/offline/wanted"]

    phone.context.unroute("**/audio/de/*")
    phone.asked.clear()
    phone.page.goto(HOME_PAGE)  # any page goes on with it
    phone.keeps("/offline/kept")
    again = {url.removeprefix(server.url) for url in phone.asked} & there
    assert again == set(), "no clip is loaded twice"
    assert len(phone.cached("drom-clips")) > len(there)


def test_removing_leaves_nothing(phone: Phone) -> None:
    phone.accept()
    phone.page.click("[data-do=remove]")
    expect(phone.page.locator("[data-say=ask]:visible")).to_be_visible()
    expect(phone.page.locator("[data-list]")).to_be_focused()
    assert phone.cached("drom-clips") == []
    assert not [name for name in phone.page.evaluate("() => caches.keys()") if name.startswith("drom-pages")]


def joined(phone: Phone, pieces: tuple[str, ...], form: str) -> bytes:
    """Let the phone put clips together."""
    script = """async ([pieces, form]) => {
      await new Promise((done) => {
        const script = document.createElement("script");
        script.src = "/static/join.js";
        script.onload = done;
        document.head.append(script);
      });
      const files = pieces.map(async (piece) => (await fetch(`/audio/${piece}.${form}`)).arrayBuffer());
      return [...self.join(form, await Promise.all(files))];
    }"""
    return bytes(phone.page.evaluate(script, [list(pieces), form]))


def test_the_phone_joins_a_card_as_the_server_does(phone: Phone, house: House, tmp_path: Path) -> None:
    phone.visit()
    with house.parts() as parts:
        told = catalogue.card(parts, "register-address", phone_house.PERSON)
        pieces = phone_house.wholes(parts)[told.clip.id]
        server = {form: parts.clips.ready(told.clip.id, form) for form in sound.FORMATS}
        heard = sum(parts.clips.find(piece).seconds for piece in pieces)
    assert len(pieces) > 4
    assert joined(phone, pieces, "ogg") == server["ogg"].read_bytes()
    (tmp_path / "whole.mp3").write_bytes(joined(phone, pieces, "mp3"))
    audio = sound.decode(tmp_path / "whole.mp3")
    assert len(audio.samples) / 2 / audio.rate == pytest.approx(heard, abs=0.1 * len(pieces))


def test_new_words_replace_the_old_with_their_sound_or_not_at_all(browser: Browser, tmp_path: Path) -> None:
    house = phone_house.make(tmp_path)
    with running(tmp_path, **house.settings) as server:
        context = browser.new_context(viewport=PHONE, base_url=server.url)
        phone = Phone(context)
        phone.accept()
        there = set(phone.cached("drom-clips"))
        server.stop()
        house.change("registration/register-address.toml", OLD, NEW)
        server.start()

        # The sound of the new words is not there yet, so that the new set cannot be loaded: the old one stays whole.
        context.route("**/offline/de/pages.json*", lambda route: route.abort())
        phone.page.evaluate("() => sessionStorage.clear()")
        phone.page.goto(HOME_PAGE)
        phone.keeps("/offline/wanted")
        phone.lose_the_net()
        assert phone.card().count(OLD) == 1
        context.set_offline(False)

        house.speak()
        server.stop()
        server.start()
        context.unroute("**/offline/de/pages.json*")
        phone.asked.clear()
        phone.page.goto(HOME_PAGE)
        phone.keeps("/offline/wanted", gone=True)
        phone.lose_the_net()
        assert NEW in phone.card()
        step = phone.page.locator("ol.steps li").first
        step.locator("button.play").click()
        with house.parts() as parts:
            assert phone.playing() == parts.clips.name(step.locator("> span").inner_text(), "de")
        loaded = {url.removeprefix(server.url) for url in phone.asked}
        assert len(loaded) <= 3, "only what changed is loaded"
        assert there - set(phone.cached("drom-clips")), "what nobody says any more is gone"
        context.close()
