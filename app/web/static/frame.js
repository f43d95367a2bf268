// Inside a partner's page: Escape closes, the frame grows with the page, and other sites open beside it.
"use strict";
(() => {
  const allowed = [location.origin, ...document.currentScript.dataset.origins.split(" ")];
  if (window.parent === window) return;
  let host = "";
  let closed = false; // Escape may come before the page around us has said who it is
  const tell = (message) => { if (host) window.parent.postMessage(message, host); };
  const grow = () => tell({ drom: "height", height: Math.ceil(document.body.getBoundingClientRect().height) });
  window.addEventListener("message", ({ origin, source, data }) => {
    if (source !== window.parent || !allowed.includes(origin) || !data || data.drom !== "hello") return;
    host = origin;
    if (closed) tell({ drom: "close" });
    else grow();
  });
  if (window.ResizeObserver) new ResizeObserver(grow).observe(document.body);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    closed = true;
    tell({ drom: "close" });
  });
  document.addEventListener("click", ({ target }) => {
    const link = target.closest && target.closest("a[href]");
    if (link && link.protocol.startsWith("http") && link.origin !== location.origin) {
      link.target = "_blank";
      link.rel = "noopener";
    }
  });
})();
