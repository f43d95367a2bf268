// Bigger play buttons where there is JavaScript; without it the browser's own controls stay. One sound at a time.
"use strict";
const PLAY = "▶", PAUSE = "⏸";
let current = null;

function toggle(sound, button) {
  if (!sound.paused) {
    sound.pause();
    return;
  }
  if (current && current !== sound) current.pause();
  current = sound;
  sound.play().catch(() => { button.textContent = PLAY; });
}

for (const sound of document.querySelectorAll("audio")) {
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
  sound.addEventListener("play", () => show(true));
  sound.addEventListener("pause", () => show(false));
  sound.addEventListener("ended", () => { sound.currentTime = 0; show(false); });
}

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
