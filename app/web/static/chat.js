// The talk without loading pages. What was said stands in sessionStorage: it ends with the tab (docs/chat.md).
import { fixedOf, hers, key, said } from "./bubbles.js";
import { hush, player, speak } from "./voice.js";

const KEY = "drom-talk", MOST = 80, PATIENCE = 20_000;
const STAYS = ["partner", "frame"]; // what an address says of the place, not of her
const find = (selector, inside = document) => inside.querySelector(selector);
const copy = (name) => document.importNode(find(name).content, true).firstElementChild;
const log = find(".log");
const labels = () => find(".dock").dataset;
let kept = { session: "", lang: labels().lang, entries: [], pending: null };
let busy = false;

function keep() {
  kept.entries = kept.entries.slice(-MOST);
  try {
    if (kept.session || kept.pending) sessionStorage.setItem(KEY, JSON.stringify(kept));
    else sessionStorage.removeItem(KEY);
  } catch { /* a frame that may keep nothing: the talk lives as long as the page */ }
}
function recall() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY));
    return Array.isArray(found?.entries) && /^([\w-]{22})?$/.test(found.session) ? found : null;
  } catch {
    return null;
  }
}

function add(entry) {
  if (entry.hers) {
    log.append(hers(entry.hers, labels()));
    return log.lastElementChild;
  }
  log.append(said(entry, labels()));
  const fixed = fixedOf(entry).map((one) => key(one, "fixed"));
  find("#tap").replaceChildren(find("#tap input"), ...fixed);
  return log.lastElementChild;
}
// The newest thing to tap looks so; what stands above still works, as old buttons do in a messenger.
function fade() {
  for (const node of log.children) node.classList.add("past");
}
function look(node) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  node.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
}

async function ask(message) {
  const { partner, state } = labels();
  const body = { lang: kept.lang, message };
  if (kept.session) body.session = kept.session;
  if (partner) body.partner = partner;
  const patience = new AbortController(), end = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await fetch(`/api/v1/chat${state && `?${state}`}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal: patience.signal,
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  } finally {
    clearTimeout(end);
  }
}
async function send(message, told, typed) {
  if (busy) return;
  busy = true;
  hush();
  find(".failed", log)?.remove();
  fade();
  const words = told && add({ hers: told }), dots = copy("#waiting");
  if (told) kept.entries.push({ hers: told });
  kept.pending = message;
  keep();
  log.append(dots);
  look(words || dots);
  const answer = await ask(message);
  dots.remove();
  if (answer) await take(answer, typed);
  else fail(typed);
  busy = false;
}
async function take(answer, typed) {
  const { language } = answer.person, before = log.lastElementChild;
  const ended = !fixedOf(answer.messages.slice(-1)[0]).length;
  kept.session = ended ? "" : answer.session;
  kept.pending = null;
  if (!language) { // all is forgotten, or somebody else has the phone now
    kept.entries = [];
    log.replaceChildren();
    anew();
  } else if (language !== kept.lang) await redress(language);
  const entries = answer.messages.map((one) => ({ ...one, lang: kept.lang }));
  const nodes = entries.map(add);
  if (!ended) kept.entries.push(...entries);
  keep();
  const sounds = nodes.flatMap((node) => find(".play.big", node) ?? []);
  if (!typed) (sounds[0] ?? nodes[0]).focus({ preventScroll: true });
  look(before?.isConnected && before.matches(".hers") ? before : nodes[0]);
  speak(sounds);
}
function fail(typed) {
  const node = copy("#failed"), { ogg, mp3 } = node.dataset;
  const sounds = ogg ? [player({ ogg, mp3 }, labels().listen, "play big")] : [];
  node.prepend(...sounds);
  log.append(node);
  node.scrollIntoView({ block: "nearest" });
  if (!typed) find(".retry", node).focus({ preventScroll: true });
  speak(sounds);
}

// What one person said of herself is not carried to the next: the address and all that leads away are a new person's.
function anew() {
  const { pathname, search } = location, here = `/${labels().lang}`;
  const stays = new URLSearchParams([...new URLSearchParams(search)].filter(([name]) => STAYS.includes(name)));
  const to = (path) => path + (`${stays}` && `?${stays}`), manifest = find("link[rel=manifest]");
  labels().state = "";
  history.replaceState(null, "", to(pathname));
  for (const form of document.forms) form.setAttribute("action", to(pathname));
  if (manifest) manifest.href = to(`${here}/manifest.webmanifest`);
  stays.set("plan", "open");
  find(".back").href = to(here);
}
// She took another language: the page around the talk goes over to it, and so does its address.
async function redress(language) {
  const address = `/${language}/chat${location.search}`;
  const answer = await fetch(address).catch(() => null);
  kept.lang = language;
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const writes = document.activeElement.matches(".words");
  for (const part of [".talk-head", ".dock"]) find(part).replaceWith(document.importNode(find(part, page), true));
  if (writes) find(".words").focus();
  log.setAttribute("aria-label", page.title);
  document.documentElement.lang = language;
  document.title = page.title;
  history.replaceState(null, "", address);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=choice], button.retry");
  if (!button) return;
  event.preventDefault();
  if (button.matches(".retry")) return send(kept.pending);
  const told = ["picture", "label"].map((part) => find(`.${part}`, button).textContent).join(" ");
  send({ choice: button.value }, told);
});
document.addEventListener("submit", (event) => {
  if (event.target.id !== "write") return;
  event.preventDefault();
  const field = find(".words"), text = field.value.trim();
  if (!text || busy) return;
  field.value = "";
  send({ text }, text, true);
});

const before = recall(), given = find("#tap input").value;
if (given && given !== before?.session) { // she tapped before this script was here
  kept.session = given;
  keep();
} else if (before) {
  kept = before;
  fade();
  for (const entry of kept.entries) add(entry).classList.add("past");
  if (!kept.pending) log.lastElementChild.classList.remove("past");
  window.scrollTo(0, document.body.scrollHeight);
  if (kept.pending) fail(true);
  else if (kept.lang !== labels().lang) send({ choice: `lang:${labels().lang}` });
} else log.querySelector("button.play")?.click(); // it greets aloud, where the browser lets it
