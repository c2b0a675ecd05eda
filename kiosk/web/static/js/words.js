// Puts the fixed words into the page, in the language that the stream says.

import { text } from "./paint.js";

export function setWords({ lang, words }) {
  document.documentElement.lang = lang;
  document.title = words.title;
  for (const element of document.querySelectorAll("[data-say]")) text(element, words[element.dataset.say]);
  for (const element of document.querySelectorAll("[data-say-label]")) {
    element.setAttribute("aria-label", words[element.dataset.sayLabel]);
  }
  for (const button of document.querySelectorAll(".languages button")) {
    button.setAttribute("aria-pressed", String(button.value === lang));
  }
}

// A touch on a language changes it without leaving the page; the stream brings the words.
export function offerLanguages(box) {
  box?.addEventListener("click", ({ target }) => {
    const language = target.closest("button")?.value;
    if (!language) return;
    fetch(box.dataset.choose, { method: "POST", body: new URLSearchParams({ language }) });
  });
}
