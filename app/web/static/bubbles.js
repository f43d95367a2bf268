// How the talk is shown: what she says, and what Drom says: its sound, its picture and words, then what can be tapped.
import { player } from "./voice.js";

const LINK = String.raw`https://[^\s<>"]*[^\s<>".,;:!?)]|\*[^*\s](?:[^*]*[^*\s])?\*(?![\p{L}\d_])`;
const PIECES = {
  "☎️": new RegExp(String.raw`(${LINK}|\+\d[\d /()-]+\d|\b0\d[\d /()-]{3,}\d|\b11\d(?:\d{3})?\b)`, "u"),
  "🌐": new RegExp(String.raw`(${LINK}|(?:[\p{L}\d_-]+\.)+[a-z]{2,}(?:/[\p{L}\d_/-]*)?)`, "u"),
  "": new RegExp(`(${LINK})`, "u"),
};
let hellos;

export function make(tag, attributes = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value) node.setAttribute(name, value);
  node.append(...inside);
  return node;
}
const picture = (emoji) => make("span", { class: "picture", "aria-hidden": "true" }, emoji);

// A telephone number is one only in a line with a telephone, a bare web page only by a globe: as in app/web/linked.py.
function line(text, words) {
  const [head] = text.split(" ", 1);
  const emoji = /\p{L}/u.test(head) ? "" : head;
  const cut = (emoji ? text.slice(head.length + 1) : text).split(PIECES[emoji] ?? PIECES[""]);
  const pieces = cut.map((part, index) => (index % 2 ? piece(part, emoji, words) : part));
  return make("p", { class: "line" }, ...(emoji ? [picture(emoji)] : []), make("span", {}, ...pieces));
}
function piece(part, emoji, words) {
  if (part.startsWith("*")) return make("strong", {}, part.slice(1, -1));
  const web = part.startsWith("https:");
  if (emoji === "☎️" && !web) return make("a", { href: `tel:${part.replace(/[^\d+]/g, "")}` }, part);
  return make("a", { href: web ? part : `https://${part}`, rel: "noreferrer", target: "_blank" }, emoji === "🗺️" ? words.map : part);
}

export function hers(text, words) {
  return make("p", { class: "hers" }, make("span", { class: "unseen" }, `${words.you}: `), text);
}
export function fixedOf({ choices }) {
  const last = choices.slice(-3);
  return last.map(({ id }) => id).join() === "again,person,menu" ? last : [];
}
export function key({ id, emoji, label }, look, number) {
  const lang = id.startsWith("lang:") && id.slice(5);
  const inside = [picture(emoji), make("span", { class: "label" }, label)];
  if (number) inside.unshift(make("span", { class: "number" }, String(number)));
  return make("button", { class: `key ${look}`, form: "tap", name: "choice", value: id, lang }, ...inside);
}
export function said(entry, words) {
  const sound = entry.audio
    ? player(entry.audio, words.listen, "play big")
    : make("p", { class: "quiet" }, picture("🔇"), ` ${words.silent}`);
  const node = make("article", { class: "said", lang: entry.lang, tabindex: "-1" }, sound);
  node.append(...entry.text.split("\n").filter(Boolean).map((one) => line(one, words)));
  const choices = entry.choices.slice(0, entry.choices.length - fixedOf(entry).length);
  const items = choices.map((one, index) => make("li", {}, key(one, "choice", index + 1)));
  const ears = choices.filter(({ id }) => id.startsWith("lang:"));
  if (items.length) node.append(make("ul", { class: ears.length ? "choices ears" : "choices" }, ...items));
  for (const one of ears) greet(one.id.slice(5), items[choices.indexOf(one)], words);
  return node;
}
// A language is chosen by ear: it says hello beside its name.
async function greet(code, item, words) {
  hellos ??= fetch("/api/v1/languages").then((answer) => answer.json()).catch(() => ({ languages: [] }));
  const { name, audio } = (await hellos).languages.find((one) => one.code === code) ?? {};
  if (audio) item.append(player(audio, `${words.listen}: ${name}`, "play"));
}
