// One voice for a page: tiles say their name, cards play step by step. Without JavaScript the browser's controls stay.
// In the language of 2019 (no "?." and "??"), since old telephones are handed on: tests/web/test_old_browsers.py.
"use strict";
const PLAY = "▶", PAUSE = "⏸", SLOW = 0.8;
const $$ = (query, where = document) => [...where.querySelectorAll(query)];
const root = document.documentElement;

// What somebody likes: bigger letters, slower speech, tiles that open at once. Kept on this phone alone.
const likes = { large: false, slow: false, open: false };
try { Object.assign(likes, JSON.parse(localStorage.getItem("drom") || "{}")); } catch { /* no storage: for this page only */ }
function like(name, value) {
  likes[name] = value;
  try { localStorage.setItem("drom", JSON.stringify(likes)); } catch { /* the same */ }
  show();
}
function show() {
  root.classList.toggle("large", likes.large);
  root.classList.toggle("opens", likes.open);
  root.dataset.rate = likes.slow ? SLOW : 1; // the talk's voice reads it too
  voice.defaultPlaybackRate = voice.playbackRate = root.dataset.rate;
  $$("[data-set]").forEach((button) => button.setAttribute("aria-pressed", String(likes[button.dataset.set])));
}

// The voice: one sound element that says a list of things, one after another, and lights what it says.
const voice = document.createElement("audio");
voice.hidden = true;
let said = [], at = 0, owner = null, finished = () => {};
function address(sound) {
  const fits = $$("source", sound).find((one) => voice.canPlayType(one.type));
  return fits ? fits.src : "";
}
function light(one, on) {
  if (!one || !one.mark) return;
  one.mark.classList.toggle("now", on);
  if (on && said.length > 1) one.mark.scrollIntoView({ block: "nearest" });
}
function press(on) {
  if (!owner) return;
  owner.setAttribute("aria-pressed", String(on));
  const sign = owner.querySelector(".sign");
  if (sign) sign.textContent = on ? PAUSE : PLAY;
}
function hush() {
  voice.pause();
  light(said[at], false);
  press(false);
  said = [];
  owner = null;
}
function say(list, button, then = () => {}) {
  hush();
  said = list.filter((one) => one.url);
  owner = button;
  finished = then;
  if (!said.length) return Promise.resolve(false);
  return begin(0);
}
function begin(number) {
  at = number;
  voice.src = said[at].url;
  voice.playbackRate = root.dataset.rate;
  light(said[at], true);
  press(true);
  return voice.play().then(() => true, () => { hush(); return false; });
}
voice.addEventListener("ended", () => {
  light(said[at], false);
  if (at + 1 < said.length) { begin(at + 1); return; }
  const then = finished;
  hush();
  then();
});
function toggle(list, button, then) {
  if (owner !== button) { say(list(), button, then); return; }
  if (voice.paused) { voice.play(); press(true); light(said[at], true); } else { voice.pause(); press(false); }
}

// A button in place of the browser's controls. The one of a whole card says every step and lights it.
function button(sound, kind) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `play ${kind}`;
  made.setAttribute("aria-label", sound.getAttribute("aria-label"));
  made.setAttribute("aria-pressed", "false");
  made.append(Object.assign(document.createElement("span"), { className: "sign", textContent: PLAY, ariaHidden: "true" }));
  return made;
}
function whole() {
  return $$("article .heading-sound, article .step audio").map((sound) => (
    { url: address(sound), mark: sound.closest(sound.matches(".heading-sound") ? "header" : ".step") }));
}
function dress(sound) {
  if (sound === voice || sound.dataset.dressed) return;
  sound.dataset.dressed = "1";
  sound.hidden = true;
  sound.removeAttribute("controls");
  if (sound.classList.contains("heading")) sound.classList.add("heading-sound");
  if (sound.classList.contains("more")) return; // said by another's button
  const mark = sound.closest(".step, .tile, .place, header, .heading"), place = sound.closest(".place");
  const made = button(sound, sound.className);
  const all = () => [sound, ...(place ? $$(".more", place) : [])];
  const list = () => (sound.classList.contains("whole") ? whole() : all().map((one) => ({ url: address(one), mark })));
  made.addEventListener("click", () => {
    quiet(false);
    if (sound.closest("article")) count("played");
    toggle(list, made, sound.classList.contains("whole") ? () => count("heard") : undefined);
  });
  sound.after(made);
  if (!mark || !mark.matches(".step")) return;
  mark.classList.add("spoken"); // the picture of a step is its button, and so is all of the step
  made.prepend(mark.querySelector(".picture"));
  mark.prepend(made);
  mark.addEventListener("click", (event) => event.target.closest("a, button") || made.click());
}

// The first touch of a tile says its name, the second opens it; keys and screen readers open at once.
let armed = null;
function disarm() {
  if (armed) armed.classList.remove("armed");
  armed = null;
}
document.addEventListener("click", (event) => {
  const link = event.target.closest(".tile a");
  if (!link) { if (!event.target.closest(".tile")) disarm(); return; }
  const tile = link.closest(".tile"), sound = tile.querySelector("audio");
  if (likes.open || !sound || event.detail === 0 || armed === tile) return;
  event.preventDefault();
  disarm();
  quiet(false);
  armed = tile;
  tile.classList.add("armed");
  document.querySelector("#told").textContent = document.querySelector("#told").dataset.again;
  say([{ url: address(sound), mark: tile }], tile.querySelector(".play"));
});

// Count that a card is heard, and whether to the end; nothing is said of who listens.
const told = document.querySelector("[data-card]");
const counted = new Set();
function count(event) {
  if (!told || counted.has(event)) return;
  counted.add(event);
  send("/api/v1/listened", { card: told.dataset.card, ...(told.dataset.voice && { voice: told.dataset.voice }), event, ...state() });
}
function state() {
  const query = new URLSearchParams(location.search);
  const known = { lang: root.lang };
  for (const name of ["plan", "stage", "origin", "partner"]) if (query.get(name)) known[name] = query.get(name);
  return known;
}
function send(url, body) {
  if (!navigator.onLine) return;
  const content = new Blob([JSON.stringify(body)], { type: "application/json" });
  try { navigator.sendBeacon(url, content); } catch { /* Chrome 59 to 80 sends no JSON so: what is not counted is not counted */ }
}

// "Stop" holds for the next pages too, until something is played by hand.
function quiet(value) {
  try {
    if (value) sessionStorage.setItem("quiet", "1");
    if (value === false) sessionStorage.removeItem("quiet");
    return sessionStorage.getItem("quiet") === "1";
  } catch { return value === true; }
}
// Say the whole card: nobody hears its end who has not heard it begin.
function tell(all) {
  return say(whole(), all, () => count("heard")).then((begun) => { if (begun) count("played"); return begun; });
}
const DO = {
  again: () => { quiet(false); tell(document.querySelector(".player .play")); },
  stop: () => { quiet(true); hush(); },
  languages: (pressed) => (quiet(false), say($$(".languages .tile").map((mark) => ({ url: address(mark.querySelector("audio") || mark), mark })), pressed)),
};
document.addEventListener("click", (event) => {
  const pressed = event.target.closest("button");
  if (!pressed) return;
  const { set, helpful } = pressed.dataset;
  if (pressed.dataset.do in DO) DO[pressed.dataset.do](pressed);
  if (set) {
    like(set, !likes[set]);
    const name = pressed.nextElementSibling && pressed.nextElementSibling.querySelector("audio.more");
    if (name) say([{ url: address(name), mark: null }], null);
  }
  if (helpful) {
    send("/api/v1/feedback", { card: told.dataset.card, helpful: helpful === "true", ...state() });
    const asked = pressed.closest(".helped"), thanks = $$("audio.more", asked)[helpful === "true" ? 0 : 1];
    if (thanks) say([{ url: address(thanks), mark: null }], null);
    $$("button", asked).forEach((one) => one.remove());
    asked.prepend(Object.assign(document.createElement("span"), { textContent: pressed.dataset.thanks }));
    document.querySelector("#told").textContent = pressed.dataset.thanks;
    asked.tabIndex = -1; // the key that was pressed is gone: who goes by keys goes on from here
    asked.focus({ preventScroll: true });
    if (helpful === "false") asked.querySelector("a").hidden = false;
  }
});

// The search answers while somebody types. Her words go in the body, never into an address.
const asking = document.querySelector("form.ask");
let turn = 0, pause = 0;
async function answer() {
  const mine = ++turn;
  const body = new URLSearchParams(new FormData(asking));
  body.append("typing", "1"); // answered, not counted: what she sends is
  const found = await fetch(asking.action, { method: "POST", body }).catch(() => null);
  if (!found || !found.ok || mine !== turn) return;
  const page = new DOMParser().parseFromString(await found.text(), "text/html");
  const tiles = document.importNode(page.querySelector("#found"), true);
  document.querySelector("#found").replaceWith(tiles);
  $$("audio", tiles).forEach(dress);
}
if (asking) asking.addEventListener("input", () => {
  clearTimeout(pause);
  if (asking.elements.q.value.trim().length > 2) pause = setTimeout(answer, 150);
});

// The voice of this page is still being made: look again, and show it as soon as it is there.
function lookAgain(left) {
  if (!left) return;
  setTimeout(async () => {
    const found = await fetch(location.href, { cache: "no-store" }).catch(() => null);
    const text = found && found.ok ? await found.text() : "";
    if (text && !text.includes('class="quiet coming"')) location.reload();
    else lookAgain(left - 1);
  }, 2000);
}

document.body.append(voice);
const [way] = performance.getEntriesByType("navigation"); // nothing before Safari 15
const came = !way || way.type === "navigate"; // not by going back, nor by loading the page again
if (came) count("opened");
$$("audio").forEach(dress);
show();
if (document.querySelector(".coming")) lookAgain(60);
// A page says what it asks, and a card itself, where the browser lets it: after a first touch somewhere on our pages it
// does. Not after "stop", and not when going back.
function arrive() {
  const heading = document.querySelector("header .heading-sound"), all = document.querySelector(".player .play");
  if (document.querySelector(".languages")) return DO.languages(document.querySelector("[data-do=languages]"));
  if (all) return tell(all);
  if (!heading) return Promise.resolve(true);
  const hello = document.querySelector(".greeting audio");
  const first = hello ? [{ url: address(hello), mark: hello.closest(".step") }] : [];
  return say([...first, { url: address(heading), mark: heading.closest("header") }], heading.nextElementSibling);
}
// Where the browser refuses, the first touch of nothing in particular is enough.
function wake(event) {
  document.removeEventListener("click", wake);
  if (!event.target.closest("a, button, input, summary") && !said.length) arrive();
}
if (came && !quiet()) arrive().then((begun) => begun || document.addEventListener("click", wake));
