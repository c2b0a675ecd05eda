// The results: left and right side by side, words first, then the value with its spread; what it
// may mean, what may help, and the way to take it home.

import { fit } from "./fit.js";
import { element, icon, onChange, shown, text } from "./paint.js";
import { make } from "./shapes.js";

const byId = (id) => document.getElementById(id);
const LEAST = 0.5;

function check(found) {
  const words = element("div", "",
    element("p", "words", found.words),
    element("p", "amount", found.amount));
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
  const words = element("span", "", `${found.name}: ${found.words}`, element("small", "", found.amount));
  return element("p", "", icon(found.verdict), words);
}

function exercise({ id, name }) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("class", "exercise");
  drawing.setAttribute("viewBox", "0 0 160 120");
  drawing.setAttribute("aria-hidden", "true");
  make("use", "", drawing).setAttribute("href", `#exercise-${id}`);
  return element("li", "", drawing, element("p", "name", name));
}

function qr(code) {
  shown(byId("share"), Boolean(code));
  if (!code) return;
  const svg = byId("qr");
  svg.setAttribute("viewBox", `0 0 ${code.size} ${code.size}`);
  svg.replaceChildren();
  make("path", "light", svg).setAttribute("d", `M0 0h${code.size}v${code.size}h-${code.size}z`);
  make("path", "dark", svg).setAttribute("d", code.path);
}

function fill(id, part, parts) {
  shown(byId(part), parts.length > 0);
  byId(id).replaceChildren(...parts);
}

const painted = onChange(([report]) => {
  shown(byId("results"), Boolean(report));
  if (!report) return;
  byId("result-legs").replaceChildren(...report.legs.map(leg));
  fill("result-symmetry", "compared", report.symmetry.map(gap));
  fill("result-meanings", "meaning", report.meanings.map((words) => element("p", "", words)));
  fill("result-exercises", "help", report.exercises.map(exercise));
  text(byId("result-trainer"), report.trainer ?? "");
  qr(report.qr);
  fit(byId("result-legs"), LEAST, [...byId("result-legs").querySelectorAll("li")]);
  fit(byId("result-aside"), LEAST);
});

export const results = (report) => painted([report, innerWidth, innerHeight]);
