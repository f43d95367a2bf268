// One voice at a time, in one element: a phone that has let it sound once lets it sound again.

const voice = document.createElement("audio");
let now = null, after = [];

export function player(clip, name, look) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: look, textContent: "▶", clip });
  button.setAttribute("aria-label", name);
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    if (button === now && !voice.paused) hush();
    else speak([button]);
  });
  return button;
}
export function speak([button, ...others]) {
  after = others;
  if (!button) return;
  if (button !== now || voice.error) {
    voice.src = voice.canPlayType("audio/ogg; codecs=opus") ? button.clip.ogg : button.clip.mp3;
    voice.playbackRate = document.documentElement.dataset.rate ?? 1;
    show(false);
    now = button;
  }
  voice.play().catch(() => show(false)); // a browser that wants a tap first gets one
}
export function hush() {
  after = [];
  for (const sound of document.querySelectorAll("audio")) sound.pause();
  if (!now) voice.load(); // within her tap, so that the answer may sound where a browser is strict about it
}
function show(playing) {
  if (!now) return;
  now.textContent = playing ? "❚❚" : "▶";
  now.setAttribute("aria-pressed", String(playing));
}

voice.preload = "none";
document.body.append(voice);
voice.addEventListener("pause", () => show(false));
voice.addEventListener("ended", () => speak(after));
document.addEventListener("play", (event) => {
  for (const sound of document.querySelectorAll("audio")) if (sound !== event.target) sound.pause();
  if (event.target === voice) show(true);
}, true);
