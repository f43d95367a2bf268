// Drom's button on a partner's page; it opens Drom in a frame. Before that, nothing more is loaded, and nothing is kept.
((own) => {
  "use strict";
  const script = document.currentScript;
  const { mode = "button", side = "right", lang: wanted = document.documentElement.lang } = script.dataset;
  const at = new URL(script.src).origin;
  const said = wanted.toLowerCase().split("-")[0].replace(/^(rom|rm[nclofw])$/, "rmy");
  const lang = own.words[said] ? said : "de";
  const [label, close, name] = own.words[lang];
  const inline = mode === "inline";
  let frame = null;

  const make = (tag, attributes, ...inside) => {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  };
  const picture = (sign) => make("span", { "aria-hidden": "true" }, sign);
  const button = make("button", { type: "button", class: "open", "aria-expanded": "false" }, picture("👂"), label);
  const closing = make("button", { type: "button", class: "close", "aria-label": close }, picture("✕"));
  const place = make("div", { class: "place" });
  const title = `${name} · Drom`;
  const panel = make(inline ? "section" : "dialog", { "aria-label": title },
    make("div", { class: "bar" }, make("strong", {}, picture("🛣️"), " Drom"), closing), place);
  const host = make("div", { lang, "data-drom": mode });
  const root = host.attachShadow({ mode: "open" });

  // The host page's style must not reach us: what is important inside a shadow wins over what is outside it.
  const css = `
:host { all: initial !important; display: block !important; color-scheme: light dark !important;
  --accent: ${own.light.accent}; --on: ${own.light.on}; --paper: #fdf8f1; --ink: #2b2118 }
@media (prefers-color-scheme: dark) {
  :host { --accent: ${own.dark.accent}; --on: ${own.dark.on}; --paper: #1d1712; --ink: #f6ecdf } }
* { box-sizing: border-box; font: 600 18px/1.3 system-ui, sans-serif }
button { min-width: 48px; min-height: 48px; border: 2px solid var(--on); border-radius: 28px; cursor: pointer;
  background: var(--accent); color: var(--on) }
:focus-visible { outline: 4px solid var(--accent); outline-offset: 3px }
.open { display: inline-flex; align-items: center; gap: 10px; padding: 10px 20px; min-height: 56px }
.corner { position: fixed; z-index: 2147483000; bottom: 16px; max-width: calc(100vw - 32px); box-shadow: 0 2px 12px #0006 }
dialog, section { padding: 0; border: 1px solid var(--accent); border-radius: 16px; overflow: hidden;
  background: var(--paper); color: var(--ink) }
dialog { width: min(420px, 100vw); height: min(760px, 100vh); height: min(760px, 100dvh); max-width: none; max-height: none }
dialog[open], section { display: flex; flex-direction: column }
dialog::backdrop { background: #000a }
section { margin-top: 12px; max-width: 720px }
[hidden] { display: none }
.bar { display: flex; align-items: center; justify-content: space-between; gap: 8px; padding: 6px 6px 6px 16px }
.place { flex: 1; display: flex }
iframe { flex: 1; width: 100%; height: 480px; min-height: 0; border: 0; background: var(--paper) }
dialog iframe { height: auto }
@media (max-width: 480px) { dialog { width: 100vw; height: 100vh; height: 100dvh; border: 0; border-radius: 0 } }
@media (prefers-reduced-motion: no-preference) { dialog[open] { animation: rise .2s } }
@keyframes rise { from { opacity: 0; transform: translateY(24px) } }
@media print { :host { display: none !important } }`;
  try {
    const sheet = new CSSStyleSheet(); // no style-src of the host page is asked for this one
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(make("style", {}, css));
  }

  const open = () => {
    if (!inline && !panel.showModal) { // a browser from before dialogs
      window.open(`${at}/p/${own.code}`, "_blank", "noopener");
      return;
    }
    frame = make("iframe", {
      src: `${at}/widget/${own.code}?lang=${lang}`, title, allow: "autoplay", referrerpolicy: "origin",
      sandbox: "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads",
    });
    const greeted = frame;
    frame.addEventListener("load", () => greeted.contentWindow && greeted.contentWindow.postMessage({ drom: "hello" }, at));
    place.append(frame);
    button.setAttribute("aria-expanded", "true");
    if (inline) panel.hidden = false;
    else panel.showModal();
  };
  const shut = () => { // the frame goes, and whatever it was saying with it
    if (!frame) return;
    frame = null;
    place.textContent = "";
    button.setAttribute("aria-expanded", "false");
    if (inline) panel.hidden = true;
    else panel.close();
    button.focus();
  };
  button.addEventListener("click", () => (frame ? shut() : open()));
  closing.addEventListener("click", shut);
  panel.addEventListener("close", shut);
  panel.addEventListener("click", (event) => { if (event.target === panel && !inline) shut(); });
  root.addEventListener("keydown", (event) => { if (event.key === "Escape") shut(); });
  window.addEventListener("message", ({ origin, source, data }) => {
    if (!frame || origin !== at || source !== frame.contentWindow) return;
    if (data && data.drom === "close") shut();
    if (data && data.drom === "height" && inline && Number.isFinite(data.height)) {
      frame.style.height = `${Math.min(Math.max(data.height, 320), innerHeight * 0.85)}px`;
    }
  });

  const show = () => {
    if (inline) {
      panel.hidden = true;
      script.after(host);
    } else {
      const others = document.querySelectorAll("[data-drom=button]").length; // two corners are one above the other
      button.classList.add("corner");
      button.setAttribute("aria-haspopup", "dialog");
      button.style[side === "left" ? "left" : "right"] = "16px";
      button.style.bottom = `${16 + 68 * others}px`;
      document.body.append(host);
    }
    root.append(button, panel);
  };
  if (document.body) show();
  else document.addEventListener("DOMContentLoaded", show);
})(OWN); // the server puts the partner's words and colours here: app/web/widget.py
