// Answers from what the phone keeps when the internet is slow or away. What it keeps, and when: docs/offline.md.
"use strict";
importScripts("/static/join.js");

const CACHES = { state: "drom-state", clips: "drom-clips", played: "drom-played", visited: "drom-visited", first: "drom-first", static: "drom-static" };
const PAGE = /^\/(?:p\/[\w-]+|(?!api\/)[a-z]{2,3}(?:\/.*)?)?$/; // "/", a partner's, and what begins with a language
const CLIP = /^\/audio\/([a-z]+\/[\w-]+)\.(ogg|mp3)$/;
const TYPES = { ogg: "audio/ogg; codecs=opus", mp3: "audio/mpeg" };
const MOST = { visited: 60, played: 100, static: 60 };
const PATIENCE = 3000; // milliseconds that a page may take where an older one is kept
// What holds only now is not said later: the hours of an office (by the pictures of those lines, in
// content/phrases.toml), and what a partner notes until a day.
const NOW = /<(span|p|li)\b[^>]*>\s*(?:🟢|🔴|🕗)[^<]*<\/\1>/gu, STILL_NOW = /🟢|🔴|🕗/u;
const NOTE = /<section class="note">.*?<\/section>/gsu;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(first(event.data).catch(() => {})));
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (PAGE.test(url.pathname)) event.respondWith(page(event, url));
  } else if (CLIP.test(url.pathname)) {
    if (["audio", "video"].includes(request.destination)) event.respondWith(clip(event, url));
  } else if (url.pathname.startsWith("/static/")) event.respondWith(asset(event, url));
});

// Pages: from the network, or after a while from the phone, or the page that says that there is none.
async function page(event, url) {
  const fresh = fetch(event.request);
  event.waitUntil(fresh.then((answer) => visited(url, answer.clone())).catch(() => {}));
  const old = await find(url);
  const answer = await soon(fresh, old);
  if (answer && answer.status < 500) return answer;
  return old ?? answer ?? await nothing(url) ?? Response.error();
}

// What the network says; nothing where it fails, or where there is something old and it takes too long.
function soon(fresh, old) {
  const late = old && new Promise((enough) => setTimeout(enough, PATIENCE));
  return Promise.race([fresh, late].filter(Boolean)).catch(() => null);
}

async function kept() {
  const answer = await caches.match("/offline/kept", { cacheName: CACHES.state });
  return answer?.json();
}

// A page that asks for less than was said before ("/ro" for one whose plan is known) is the one with what was said.
function meant(address, url) {
  const own = new URL(address, url);
  return own.pathname === url.pathname && [...url.searchParams].every(([name, value]) => own.searchParams.get(name) === value);
}

async function find(url) {
  const state = await kept();
  const address = state?.list.pages.find((one) => meant(one, url));
  const whole = address && await caches.match(address, { cacheName: `drom-pages-${state.list.version}`, ignoreVary: true });
  return whole ?? caches.match(url.pathname + url.search, { cacheName: CACHES.visited, ignoreVary: true });
}

async function nothing(url) {
  const cache = await caches.open(CACHES.first);
  const language = /^\/([a-z]{2,3})(?:\/|$)/.exec(url.pathname)?.[1];
  const any = (await cache.keys()).map((one) => new URL(one.url).pathname).filter((path) => path.endsWith("/offline"));
  return cache.match(any.includes(`/${language}/offline`) ? `/${language}/offline` : any[0] ?? "", { ignoreVary: true });
}

async function visited(url, answer) {
  const html = answer.headers.get("content-type")?.startsWith("text/html");
  if (answer.status !== 200 || answer.redirected || !html || /no-store/.test(answer.headers.get("cache-control"))) return;
  const text = (await answer.text()).replace(NOW, "").replace(NOTE, "");
  if (STILL_NOW.test(text)) return;
  const headers = new Headers(answer.headers);
  for (const name of ["content-encoding", "content-length", "etag"]) headers.delete(name);
  await put("visited", url.pathname + url.search, new Response(text, { headers }));
}

async function put(name, address, answer) {
  const cache = await caches.open(CACHES[name]);
  await cache.delete(address, { ignoreVary: true }); // so that it is the youngest again
  await cache.put(address, answer);
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST[name])).map((one) => cache.delete(one, { ignoreVary: true })));
}

// Clips: their names carry the hash of their text, so that what the phone has is always right.
async function clip(event, url) {
  const range = event.request.headers.get("range");
  const whole = await caches.match(url.pathname, { ignoreVary: true }) ?? await joined(url.pathname);
  if (whole) return part(whole, range);
  const answer = await fetch(url.pathname).catch(() => null); // all of it, so that it can be kept
  if (answer?.status !== 200) return answer ?? new Response(null, { status: 504 });
  event.waitUntil(put("played", url.pathname, answer.clone()).catch(() => {}));
  return !range || range === "bytes=0-" ? answer : part(answer, range);
}

async function joined(path) {
  const [, name, form] = CLIP.exec(path);
  const state = await kept();
  const parts = state?.list.joined[name]?.map((number) => `/audio/${state.list.clips[number][0]}.${form}`);
  const found = await Promise.all((parts ?? []).map((one) => caches.match(one, { ignoreVary: true })));
  if (!found.length || !found.every(Boolean)) return undefined;
  const bytes = self.join(form, await Promise.all(found.map((one) => one.arrayBuffer())));
  return new Response(bytes, { headers: { "content-type": TYPES[form], "accept-ranges": "bytes" } });
}

// Browsers ask for sound by the piece (RFC 9110, section 14); some play nothing without a 206.
async function part(whole, range) {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? ["", "", ""];
  if (!from && !to) return whole;
  const bytes = await whole.arrayBuffer(), size = bytes.byteLength;
  const start = from ? Number(from) : Math.max(0, size - Number(to));
  const end = from && to ? Math.min(size, Number(to) + 1) : size;
  if (start >= end) return new Response(null, { status: 416, headers: { "content-range": `bytes */${size}` } });
  const headers = {
    "content-type": whole.headers.get("content-type"), "content-length": end - start, "accept-ranges": "bytes",
    "content-range": `bytes ${start}-${end - 1}/${size}`,
  };
  return new Response(bytes.slice(start, end), { status: 206, headers });
}

// While a deployment goes on, an older process answers for the hash of a newer file too, with its own bytes: only
// what is said to be immutable may stay under a hash.
function lasts(address, answer) {
  return answer.status === 200 && (!/[?&]v=/.test(address) || /immutable/.test(answer.headers.get("cache-control")));
}

// Files with a hash in their address never change.
async function asset(event, url) {
  const address = url.pathname + url.search;
  const old = await caches.match(address, { cacheName: CACHES.static, ignoreVary: true });
  if (old && url.searchParams.has("v")) return old;
  const fresh = fetch(event.request);
  const keep = (answer) => (lasts(address, answer) ? put("static", address, answer.clone()) : undefined);
  event.waitUntil(fresh.then(keep).catch(() => {}));
  return await soon(fresh, old) ?? old ?? Response.error();
}

// What was loaded before there was a worker: the page that is open, its files, and the page for times without internet.
async function first({ open, files, fallback, form }) {
  const lasting = await caches.open(CACHES.first);
  const answer = fallback && await fetch(fallback);
  if (answer?.status === 200) {
    const said = form && new RegExp(`/audio/[a-z]+/[\\w-]+\\.${form}`).exec(await answer.clone().text());
    if (said && !await caches.match(said[0])) await lasting.add(said[0]);
    await lasting.put(fallback, answer);
  }
  if (open) await visited(new URL(open), await fetch(open));
  const there = await Promise.all(files.map((file) => caches.match(file, { ignoreVary: true })));
  await Promise.all(files.filter((_, number) => !there[number]).map(async (file) => {
    const fresh = await fetch(file);
    if (lasts(file, fresh)) await put("static", file, fresh);
  }));
}
