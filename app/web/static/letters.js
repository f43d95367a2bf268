// Romanes in other letters: pan-Vlax as it is written here, the Romanian way, or Bulgarian letters. By rule and only
// for the eye; German words keep their letters. After the research on spelling, section 4.
"use strict";
const WAYS = ["vlax", "romanian", "cyrillic"];
const ROMANIAN = [
  [/g(?=[ei])/g, "gh"], [/c/g, "ț"], [/š/g, "ș"], [/j/g, "i"], [/ž/g, "j"], [/x/g, "h"],
];
// "dž" and "č" come out as g and c before e and i: they must not be taken for "g" and "c" again, so they wait as signs.
const HOLD = [["g", "\uE000"], ["c", "\uE001"], ["gi", "\uE002"], ["ci", "\uE003"]];
const CYRILLIC = {
  "dž": "дж", "čh": "ч", "č": "ч", "š": "ш", "ž": "ж", "ja": "я", "ju": "ю", "rr": "рр", "kh": "кх", "ph": "пх", "th": "тх",
  a: "а", b: "б", c: "ц", d: "д", e: "е", f: "ф", g: "г", h: "х", i: "и", j: "й", k: "к", l: "л", m: "м", n: "н", o: "о",
  p: "п", r: "р", s: "с", t: "т", u: "у", v: "в", x: "х", z: "з",
};
function romanian(text) {
  const held = new Map(HOLD);
  const first = text.replace(/dž(?=[ei])|dž|čh?(?=[ei])|čh?/g, (match, place) => {
    const soft = /[ei]/.test(text[place + match.length] || "");
    return held.get(match[0] === "d" ? (soft ? "g" : "gi") : soft ? "c" : "ci");
  });
  const rest = ROMANIAN.reduce((done, [from, to]) => done.replace(from, to), first);
  return HOLD.reduce((done, [to, sign]) => done.split(sign).join(to), rest);
}
function cyrillic(text) {
  return text.replace(/dž|čh|ja|ju|rr|kh|ph|th|[a-zčšž]/g, (match) => CYRILLIC[match] || match);
}
function written(text, way) {
  if (way === "vlax") return text;
  const change = way === "romanian" ? romanian : cyrillic;
  return text.replace(/[A-Za-zČčŠšŽž]+/g, (word) => {
    const small = change(word.toLowerCase());
    return word[0] === word[0].toLowerCase() ? small : small[0].toUpperCase() + small.slice(1);
  });
}
const plain = new WeakMap(), title = document.title;
function write(way) {
  let named = title;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const tongue = parent.closest("[lang]");
    if (!tongue || tongue.lang !== "rmy" || parent.closest("script, .brand")) continue;
    if (!plain.has(node)) plain.set(node, node.data);
    node.data = written(plain.get(node), way);
    if (parent.closest("h1")) named = named.replace(plain.get(node).trim(), () => node.data.trim());
  }
  document.title = named;
}
let way = "vlax";
try { way = localStorage.getItem("drom-letters") || way; } catch { /* no storage: for this page only */ }
const key = document.querySelector("[data-letters]");
if (key) key.addEventListener("click", () => {
  way = WAYS[(WAYS.indexOf(way) + 1) % WAYS.length];
  try { localStorage.setItem("drom-letters", way); } catch { /* the same */ }
  write(way);
});
if (way !== "vlax") write(way);
