// The page that asks whether to keep everything on the phone: says how big it is, loads, shows how far, says when done.
import * as keep from "./keep.js";

const MEGABYTE = 1_000_000;
const box = document.querySelector("[data-list]"), bar = box.querySelector("progress"), percent = box.querySelector("output");
const said = [...box.querySelectorAll("[data-say]")], keys = [...box.querySelectorAll("[data-do]")];
let stopping = null;

function show(name, size, ...doing) {
  const fits = (one) => !size || one.dataset.size === size, pressed = document.activeElement?.closest("[data-do]");
  for (const one of said) one.hidden = one.dataset.say !== name || !fits(one);
  for (const one of keys) one.hidden = !doing.includes(one.dataset.do);
  bar.parentElement.hidden = name !== "loading";
  if (pressed?.hidden) box.focus({ preventScroll: true }); // not to another key: one more touch must not take all away
}

// The sentence with the smallest number that is not too small.
function worded(bytes) {
  const sizes = said.filter((one) => one.dataset.say === "ask").map((one) => Number(one.dataset.size));
  return String(sizes.find((size) => size * MEGABYTE >= bytes) ?? sizes.at(-1));
}

function speak(name) {
  const sound = box.querySelector(`[data-say="${name}"]:not([hidden]) audio`);
  sound?.play().catch(() => {}); // where no sound may begin by itself, the words stand there
}

async function ask() {
  const state = await keep.kept(), begun = await keep.wanted();
  if (begun?.yes && begun.url === box.dataset.list) return load(begun.sound);
  bar.parentElement.hidden = false; // it moves until it is known how big all of it is
  bar.removeAttribute("value");
  percent.textContent = "";
  if (!navigator.onLine) return state ? show("done", "", "remove") : show("failed", "", "load");
  const list = await keep.listed(box.dataset.list);
  const whole = state?.sound || keep.frugal(); // the sound is offered again where data is no longer saved
  if (whole && keep.current(state, list)) return show(state.sound ? "done" : "done-text", "", "remove");
  const also = state ? ["remove"] : [];
  if (keep.frugal()) return show("ask-text", "", "load", "no", ...also);
  return show("ask", worded(keep.size(await keep.missing(list)) + list.bytes.pages), "load", "no", ...also);
}

async function load(sound) {
  stopping = new AbortController();
  show("loading", "", "stop");
  const tell = (share) => {
    bar.value = Math.floor(share * 100);
    percent.textContent = `${bar.value} %`;
  };
  try {
    await keep.load(box.dataset.list, { sound, yes: true, tell, signal: stopping.signal });
    const done = (await keep.kept()).sound ? "done" : "done-text"; // the sound may have been there before
    show(done, "", "remove");
    speak(done);
  } catch (error) {
    if (stopping.signal.aborted) return;
    const full = error.name === "QuotaExceededError";
    if (full) await keep.giveUp();
    show(full ? "full" : "failed", "", "load");
    speak(full ? "full" : "failed");
  } finally {
    stopping = null;
  }
}

const DO = {
  load: () => load(!keep.frugal()),
  no: async () => { await keep.refuse(); location.assign(box.dataset.back); },
  stop: async () => { stopping?.abort(); await keep.giveUp(); await again(); },
  remove: async () => { await keep.remove(); await again(); },
};
const again = () => ask().catch(() => show("failed", "", "load"));
for (const key of keys) key.addEventListener("click", () => DO[key.dataset.do]());
if ("serviceWorker" in navigator && "caches" in window) again();
else show("failed", "");
