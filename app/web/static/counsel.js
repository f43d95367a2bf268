// The counsellor's pages: copy a link, print, and find a card while typing. All of it works without, only slower.
"use strict";
const at = (id) => document.getElementById(id);
const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

for (const id of ["copy", "print"]) if (at(id)) at(id).hidden = false;
document.querySelector(".hand label")?.classList.add("unseen");
at("print")?.addEventListener("click", () => print());
at("copy")?.addEventListener("click", async () => {
  const field = at("address");
  field.select();
  // Where the page does not come over https there is no clipboard but the old one.
  await (navigator.clipboard?.writeText(field.value) ?? Promise.reject()).catch(() => document.execCommand("copy"));
  at("copied").textContent = at("copied").dataset.said;
});

const cards = [...document.querySelectorAll("[data-words]")].map((card) => [card, fold(card.dataset.words)]);
if (cards.length) document.querySelector(".find").hidden = false;
at("find")?.addEventListener("input", ({ target }) => {
  const words = fold(target.value).split(/\s+/);
  for (const [card, text] of cards) card.hidden = !words.every((word) => text.includes(word));
  for (const topic of document.querySelectorAll(".topic")) topic.hidden = !topic.querySelector("li:not([hidden])");
  at("found").textContent = target.value.trim() && `${cards.filter(([card]) => !card.hidden).length} / ${cards.length}`;
});
