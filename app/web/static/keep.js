// Loads everything that one person may want onto the phone, goes on where it stopped, and changes versions as a whole.
const STATE = "drom-state", CLIPS = "drom-clips", STATIC = "drom-static", PAGES = "drom-pages-";
const GONE = ["drom-clips", "drom-played", "drom-visited", STATE];
const ALONE = 5_000_000; // bytes that may be loaded without a question, where nobody pays for them by the piece
const LITTLE = 500_000; // bytes that what she keeps may change by on any line: some sentences
const AT_ONCE = 4, TRIES = 3;
export const form = new Audio().canPlayType("audio/ogg; codecs=opus") ? "ogg" : "mp3";
export const frugal = () => navigator.connection?.saveData === true;

const read = async (name) => (await caches.match(`/offline/${name}`, { cacheName: STATE }))?.json();
const write = async (name, what) => (await caches.open(STATE)).put(`/offline/${name}`, Response.json(what));
const forget = async (name) => (await caches.open(STATE)).delete(`/offline/${name}`);
export const kept = () => read("kept");
export const wanted = () => read("wanted");
export const refuse = () => write("refused", true);
export const giveUp = async () => { await forget("wanted"); await refuse(); };
// Is what is kept that which the list names, in the form that this browser plays? It may have learnt another one.
export const current = (state, list) => state?.list.version === list.version && state.form === form;
export const address = (clip) => `/audio/${clip[0]}.${form}`;
export const size = (clips) => clips.reduce((sum, clip) => sum + clip[form === "ogg" ? 1 : 2], 0);

async function get(url, options) {
  const answer = await fetch(url, options);
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`);
  return answer;
}

export const listed = async (url, options) => (await get(url, options)).json();

export async function missing(list) {
  const there = new Set();
  for (const name of [CLIPS, "drom-played", "drom-first"]) {
    for (const one of await (await caches.open(name)).keys()) there.add(new URL(one.url).pathname);
  }
  return list.clips.filter((clip) => !there.has(address(clip)));
}

// May this be loaded without a question? Not on a connection that is paid by the piece, or that saves data.
export function free(bytes) {
  const sort = navigator.connection?.type ?? "unknown";
  return bytes < ALONE && !frugal() && ["unknown", "wifi", "ethernet"].includes(sort);
}

async function needRoom(bytes) {
  const { quota, usage } = await navigator.storage?.estimate?.() ?? {};
  if (quota && quota - usage < bytes * 1.2) throw new DOMException("no room", "QuotaExceededError");
}

// Load a set. `tell` hears how much of it is there, from 0 to 1. Whoever stops it keeps what came so far.
// `yes` is her own, on the page that asks: it goes on with that on any line.
export function load(url, options) {
  const work = () => attempt(url, options);
  return navigator.locks ? navigator.locks.request("drom-keep", { signal: options.signal }, work) : work();
}

async function attempt(url, { sound, yes, signal, tell = () => {} }) {
  await write("wanted", { url, sound, yes });
  for (let tries = 0; tries < TRIES; tries++) {
    const list = await listed(url, { signal });
    const silent = await missing(list), lacking = sound ? silent : []; // without sound, what is heard already stays
    const all = (sound ? size(list.clips) : 0) + list.bytes.pages;
    let left = size(lacking) + list.bytes.pages;
    await needRoom(left);
    tell(1 - left / all);
    await each(lacking, AT_ONCE, async (clip) => {
      await take(clip, signal);
      left -= size([clip]);
      tell(1 - left / all);
    });
    await copyPlayed(list, sound);
    await each(list.static, AT_ONCE, (file) => takeStatic(file, signal));
    const pack = await listed(url.replace(".json", "/pages.json"), { signal });
    if (pack.version !== list.version) continue; // the texts changed on the way: look what is new
    await fill(pack);
    await write("kept", { url, sound: sound || !silent.length, form, list }); // from here on, all at once, the new ones count
    await forget("wanted");
    await tidy(list);
    tell(1);
    return;
  }
  throw new Error("the texts change all the time");
}

async function each(things, atOnce, work) {
  const waiting = [...things];
  const worker = async () => { while (waiting.length) await work(waiting.shift()); };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function take(clip, signal) {
  const answer = await get(address(clip), { signal, cache: "no-store" }); // kept once, not in the browser's store as well
  await (await caches.open(CLIPS)).put(address(clip), answer);
}

// What was heard before is not loaded again, but moves to where it stays.
async function copyPlayed(list, sound) {
  const cache = await caches.open(CLIPS);
  const there = new Set((await cache.keys()).map((one) => new URL(one.url).pathname));
  for (const path of list.clips.map(address).filter((one) => !there.has(one))) {
    const heard = await caches.match(path, { ignoreVary: true });
    if (heard || sound) await cache.put(path, heard ?? await get(path));
  }
}

async function takeStatic(file, signal) {
  const cache = await caches.open(STATIC);
  if (await cache.match(file, { ignoreVary: true })) return;
  const answer = await get(file, { signal });
  // An older process, while a deployment goes on: its bytes must not stay under the hash of newer ones.
  if (/[?&]v=/.test(file) && !/immutable/.test(answer.headers.get("cache-control"))) throw new Error(`${file}: another version`);
  await cache.put(file, answer);
}

async function fill({ version, headers, pages }) {
  const cache = await caches.open(PAGES + version);
  for (const [path, html] of Object.entries(pages)) await cache.put(path, new Response(html, { headers }));
}

async function tidy(list) {
  for (const name of await caches.keys()) {
    if (name.startsWith(PAGES) && name !== PAGES + list.version) await caches.delete(name);
  }
  const cache = await caches.open(CLIPS), good = new Set(list.clips.map(address));
  for (const one of await cache.keys()) if (!good.has(new URL(one.url).pathname)) await cache.delete(one);
}

export async function remove() {
  for (const name of await caches.keys()) if (GONE.includes(name) || name.startsWith(PAGES)) await caches.delete(name);
  await refuse(); // whoever removes it does not want it to come back by itself
}

// On a visit: go on with what was begun, bring up to date what is kept, or keep what is small anyway. What she did not
// say yes to goes on only where this line may be used for it: it may have begun on another one.
export async function look(url) {
  if (!navigator.onLine) return undefined;
  const begun = await wanted(), state = await kept();
  if (begun?.yes) return load(begun.url, begun);
  if (!begun && (sessionStorage.getItem("drom-looked") || (!state && (!url || await read("refused"))))) return undefined;
  sessionStorage.setItem("drom-looked", "1");
  if (!state && !free(0)) return undefined;
  const set = begun ?? state ?? { url, sound: true };
  const list = await listed(set.url);
  const bytes = list.bytes.pages + (set.sound ? size(await missing(list)) : 0);
  const may = free(bytes) || (state && bytes < LITTLE);
  if (!may || (!begun && current(state, list))) return undefined;
  return load(set.url, { sound: set.sound });
}
