// Starts the worker that keeps pages and sound on the phone (docs/offline.md); loads nothing big by itself.
"use strict";
(() => {
  if (!("serviceWorker" in navigator) || window.top !== window) return; // in somebody else's page nothing is kept
  const language = /^\/([a-z]{2,3})(?:\/|$)/.exec(location.pathname)?.[1];
  const here = document.currentScript;
  const sort = new Audio().canPlayType("audio/ogg; codecs=opus") ? "ogg" : "mp3";
  const form = navigator.connection?.saveData ? "" : sort; // no sound where data is saved
  for (const one of document.querySelectorAll("[data-offline]")) one.hidden = false;

  async function start() {
    await navigator.serviceWorker.register("/sw.js", { scope: "/" });
    const { active } = await navigator.serviceWorker.ready;
    if (!sessionStorage.getItem("drom-first-" + language)) {
      sessionStorage.setItem("drom-first-" + language, "1");
      const files = performance.getEntriesByType("resource").map((one) => new URL(one.name))
        .filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"));
      const fallback = language && `/${language}/offline`;
      active.postMessage({ open: location.href, files: files.map((url) => url.pathname + url.search), fallback, form });
    }
    if (/\/keep$/.test(location.pathname)) return; // that page does it itself, and shows it
    const { look } = await import(here.dataset.keep);
    await look(document.querySelector("[data-offline]")?.dataset.offline);
  }
  addEventListener("load", () => start().catch(() => {})); // without internet it goes on another time
})();
