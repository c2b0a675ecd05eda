// The results: left and right side by side, words first, then the value with its spread.

import { element, icon, onChange, shown } from "./paint.js";

const byId = (id) => document.getElementById(id);

function check(found) {
  const words = element("div", "",
    element("p", "words", found.words),
    element("p", "amount", found.amount || "not measured"));
  return element("li", "", icon(found.verdict), words);
}

function leg(result) {
  const card = element("section", "leg-result",
    element("h2", "", result.name),
    element("p", "reps", result.counted),
    element("ul", "", ...result.checks.map(check)));
  card.dataset.side = result.side;
  return card;
}

function gap(found) {
  return element("p", "", icon(found.verdict),
    element("span", "", `${found.name}: ${found.words.toLowerCase()}`, element("small", "", found.amount)));
}

function titled(title, parts) {
  return parts.length ? [element("h2", "", title), ...parts] : [];
}

// The screen cannot scroll: long texts are set smaller, in steps, until all of them fit.
function fit(aside) {
  for (let size = 1; size >= 0.55; size -= 0.03) {
    aside.style.setProperty("--fit", size);
    if (aside.scrollHeight <= aside.clientHeight) return;
  }
}

export const results = onChange((report) => {
  shown(byId("results"), Boolean(report));
  if (!report) return;
  byId("result-legs").replaceChildren(...report.legs.map(leg));
  byId("result-symmetry").replaceChildren(
    ...titled("Left against right", report.symmetry.map(gap)));
  byId("result-advice").replaceChildren(
    ...titled("What may help", report.advice.map((advice) => element("p", "", advice.text))));
  fit(byId("result-aside"));
});
