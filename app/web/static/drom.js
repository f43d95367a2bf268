// Bigger play buttons where there is JavaScript; without it the browser's own controls stay. One sound at a time.
"use strict";
const PLAY = "▶", PAUSE = "⏸";
let current = null;

// Count that a card is listened to, and whether to the end; nothing is said of who listens.
const told = document.querySelector("[data-card]");
const counted = new Set();
function count(event) {
  if (!told?.dataset.voice || counted.has(event)) return;
  counted.add(event);
  const { card, voice } = told.dataset;
  const body = JSON.stringify({ card, voice, event, lang: document.documentElement.lang });
  navigator.sendBeacon?.("/api/v1/listened", new Blob([body], { type: "application/json" }));
}

function toggle(sound, button) {
  if (!sound.paused) {
    sound.pause();
    return;
  }
  if (current && current !== sound) current.pause();
  current = sound;
  sound.play().catch(() => { button.textContent = PLAY; });
}

function dress(sound) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = sound.classList.contains("big") ? "play big" : "play";
  button.textContent = PLAY;
  button.setAttribute("aria-label", sound.getAttribute("aria-label"));
  button.setAttribute("aria-pressed", "false");
  sound.hidden = true;
  sound.removeAttribute("controls");
  sound.after(button);
  const show = (playing) => {
    button.textContent = playing ? PAUSE : PLAY;
    button.setAttribute("aria-pressed", String(playing));
    sound.closest(".step")?.classList.toggle("now", playing);
  };
  button.addEventListener("click", () => toggle(sound, button));
  sound.addEventListener("play", () => { show(true); count("played"); });
  sound.addEventListener("pause", () => show(false));
  sound.addEventListener("ended", () => {
    sound.currentTime = 0;
    show(false);
    if (sound.classList.contains("big")) count("heard");
  });
}
document.querySelectorAll("audio").forEach(dress);

// The search answers while somebody types. Her words go in the body, never into an address.
const asking = document.querySelector("form.ask");
let turn = 0, pause = 0;
async function answer() {
  const mine = ++turn;
  const body = new URLSearchParams(new FormData(asking));
  const found = await fetch(asking.action, { method: "POST", body }).catch(() => null);
  if (!found?.ok || mine !== turn) return;
  const page = new DOMParser().parseFromString(await found.text(), "text/html");
  const tiles = document.importNode(page.querySelector(".tiles"), true);
  document.querySelector(".tiles").replaceWith(tiles);
  tiles.querySelectorAll("audio").forEach(dress);
}
asking?.addEventListener("input", () => {
  clearTimeout(pause);
  if (asking.elements.q.value.trim().length > 2) pause = setTimeout(answer, 150);
});

// The voice of this page is still being made: look again, and show it as soon as it is there.
function lookAgain(left) {
  if (!left) return;
  setTimeout(async () => {
    const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
    const text = answer?.ok ? await answer.text() : "";
    if (text && !text.includes('class="quiet coming"')) location.reload();
    else lookAgain(left - 1);
  }, 2000);
}
if (document.querySelector(".coming")) lookAgain(60);
