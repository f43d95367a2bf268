"""A phone with a slow line, little room or little data, a page that speaks of now, and somebody else's page."""

import re

from playwright.sync_api import Route, expect

from tests import offline_phone
from tests.journeys import Server
from tests.offline_phone import CARD, HOME_PAGE, PATIENT, Phone
from tests.phone_house import House

house, server, phone = offline_phone.house, offline_phone.server, offline_phone.phone
# Answers of a server whose older process still runs, and of one that is away.
ANSWER = """() => {
  const answers = { old: [200, "no-cache"], away: [502, "immutable"], good: [200, "max-age=31536000, immutable"] };
  self.fetch = async (asked) => {
    const [status, keep] = answers[new URL(asked.url ?? asked, self.location).searchParams.get("v")];
    return new Response("", { status, headers: { "cache-control": keep } });
  };
}"""
MOBILE = "Object.defineProperty(navigator, 'connection', { value: { saveData: false, type: 'cellular' } })"
BEGIN = """async (yes) => {
  const list = { url: "/offline/de.json?plan=circular", sound: true, yes };
  await (await caches.open("drom-state")).put("/offline/wanted", Response.json(list));
}"""
LOOK = """async () => {
  const { look } = await import(document.querySelector("script[data-keep]").dataset.keep);
  await look(document.querySelector("[data-offline]").dataset.offline);
}"""
SAVING = MOBILE.replace("false", "true")
# As if the set on the phone were another one.
CHANGE = """async (change) => {
  const cache = await caches.open("drom-state"), state = await (await cache.match("/offline/kept")).json();
  await cache.put("/offline/kept", Response.json(Object.assign(state, change)));
}"""
STATIC = """async () => (await (await caches.open("drom-static")).keys()).map((one) => one.url).filter((one) => one.includes("any"))"""


def test_on_a_slow_line_a_kept_page_comes_from_the_phone(phone: Phone) -> None:
    phone.accept()
    worker = phone.context.service_workers[0]
    worker.evaluate("() => { self.fetch = () => new Promise(() => {}); }")  # asked, and never answered
    phone.page.goto(CARD)
    expect(phone.page.locator("ol.steps")).to_be_visible()
    assert phone.wrong == []


def test_the_bytes_of_an_older_process_do_not_stay_under_a_newer_hash(phone: Phone) -> None:
    phone.visit()
    phone.settle()
    phone.context.service_workers[0].evaluate(ANSWER)
    files = [f"/static/any.css?v={name}" for name in ("old", "away", "good")]
    for file in files:
        phone.page.evaluate("(file) => fetch(file)", file)
    phone.keeps(files[-1])
    assert [url.partition("=")[2] for url in phone.page.evaluate(STATIC)] == ["good"]

    first = [file.replace("any", "many") for file in files]
    phone.page.evaluate("(files) => navigator.serviceWorker.controller.postMessage({ files })", first)
    phone.keeps(first[-1])
    assert [url.partition("=")[2] for url in phone.page.evaluate(STATIC)] == ["good", "good"]


def test_what_began_without_a_question_does_not_go_on_where_data_is_paid_for(phone: Phone) -> None:
    phone.context.add_init_script(MOBILE)
    phone.visit()
    phone.page.evaluate(BEGIN, False)
    phone.page.evaluate(LOOK)
    assert phone.cached("drom-clips") == []
    assert phone.cached("drom-state") == ["/offline/wanted"]
    phone.page.evaluate(BEGIN, True)  # to that she said yes
    phone.page.evaluate(LOOK)
    assert phone.cached("drom-state") == ["/offline/kept"]


def test_where_data_is_saved_only_the_texts_are_offered(phone: Phone) -> None:
    phone.context.add_init_script(SAVING)
    phone.visit()
    phone.page.click("[data-offline] a")
    expect(phone.page.locator("[data-say=ask-text]")).to_be_visible(timeout=PATIENT)
    phone.page.click("[data-do=load]")
    expect(phone.page.locator("[data-say=done-text]")).to_be_visible(timeout=PATIENT)
    assert phone.cached("drom-clips") == []
    phone.lose_the_net()
    phone.page.goto(CARD)
    expect(phone.page.locator("ol.steps")).to_be_visible()


def test_where_data_is_saved_the_sound_that_is_there_stays(phone: Phone) -> None:
    phone.accept()
    there = set(phone.cached("drom-clips"))
    phone.page.evaluate(CHANGE, {"list": {"version": "old", "pages": [], "joined": {}, "clips": []}})
    phone.page.evaluate("async (path) => (await caches.open('drom-clips')).delete(path)", min(there))
    saving = phone.context.new_page()
    saving.add_init_script(SAVING)
    phone.page.close()
    phone.page = saving
    saving.goto("/de/keep?plan=circular")
    saving.click("[data-do=load]")
    expect(saving.locator("[data-say=done-text]")).to_be_visible(timeout=PATIENT)
    assert set(phone.cached("drom-clips")) == there - {min(there)}

    phone.page = phone.open()
    phone.page.goto("/de/keep?plan=circular")
    expect(phone.page.locator("[data-say=ask]:visible")).to_be_visible(timeout=PATIENT)
    phone.page.click("[data-do=load]")
    expect(phone.page.locator("[data-say=done]")).to_be_visible(timeout=PATIENT)
    assert set(phone.cached("drom-clips")) == there


def test_a_browser_that_learnt_another_form_loads_anew(phone: Phone) -> None:
    phone.accept()
    there = set(phone.cached("drom-clips"))
    phone.page.evaluate(CHANGE, {"form": "mp3"})
    phone.page.evaluate("() => caches.delete('drom-clips')")  # as if they were all MP3
    phone.page.reload()
    expect(phone.page.locator("[data-say=ask]:visible")).to_be_visible(timeout=PATIENT)
    phone.page.click("[data-do=load]")
    expect(phone.page.locator("[data-say=done]")).to_be_visible(timeout=PATIENT)
    assert set(phone.cached("drom-clips")) == there


def test_where_there_is_no_room_she_is_told(phone: Phone) -> None:
    phone.context.add_init_script("navigator.storage.estimate = async () => ({ quota: 1_000_000, usage: 900_000 })")
    phone.visit()
    phone.page.click("[data-offline] a")
    phone.page.click("[data-do=load]")
    expect(phone.page.locator("[data-say=full]")).to_be_visible(timeout=PATIENT)
    assert phone.cached("drom-clips") == []


def test_what_an_office_does_now_is_not_said_later(phone: Phone, house: House) -> None:
    with house.parts() as parts:
        city = next(city for city in parts.library.cities.values() if any(place.schedule for place in city.places))
    person = f"/de/person?plan=circular&city={city.id}"
    phone.visit()
    phone.page.goto(person)
    hours = re.compile("🟢|🔴|🕗")
    expect(phone.page.locator("main")).to_contain_text(hours)
    phone.keeps(person)
    phone.lose_the_net()
    phone.page.goto(person)
    expect(phone.page.locator(".places")).to_be_visible()
    expect(phone.page.locator("main")).not_to_contain_text(hours)


def test_in_somebody_elses_page_nothing_is_kept(phone: Phone, server: Server) -> None:
    def allow(route: Route) -> None:  # as the widget's page does, which may stand in a frame
        answer = route.fetch()
        headers = {name: value for name, value in answer.headers.items() if name != "content-security-policy"}
        route.fulfill(response=answer, headers=headers)

    page = f"<!doctype html><iframe src='{server.url}{HOME_PAGE}'></iframe>"
    phone.context.route("http://page.example/", lambda route: route.fulfill(body=page, content_type="text/html"))
    phone.context.route(f"**{HOME_PAGE}", allow)
    phone.page.goto("http://page.example/")
    framed = phone.page.frame_locator("iframe")
    expect(framed.locator(".tile").first).to_be_visible()
    expect(framed.locator("button.play").first).to_be_visible()  # the scripts have run
    expect(framed.locator("[data-offline]")).to_be_hidden()
    assert phone.context.service_workers == []
