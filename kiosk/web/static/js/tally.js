// How far along: leg, count, depth, how the last rep was, the first leg's short result.

import { fit } from "./fit.js";
import { element, icon, onChange, refresh, shown, text } from "./paint.js";

const byId = (id) => document.getElementById(id);
const MOVING = new Set(["practice", "reps"]);
const LEAST = 0.7;
const COUNTING = new Set(["reps"]);

const pips = onChange(([counted, wanted]) => {
  const marks = Array.from({ length: wanted }, (_, i) => element("li", i < counted ? "full" : ""));
  byId("pips").replaceChildren(...marks);
});

const counted = onChange((number) => {
  text(byId("counted"), String(number));
  if (number > 0) refresh(byId("counted"));
});

const lastRep = onChange(([rep]) => {
  const box = byId("last-rep");
  shown(box, Boolean(rep));
  if (!rep) return;
  const kind = rep.counted ? "good" : "refused";
  const said = element("p", "said", icon(kind), element("span", "words", rep.text));
  const verdicts = rep.verdicts.map((v) =>
    element("p", "", icon(v.verdict), element("span", "words", v.words)),
  );
  box.classList.toggle("not-counted", !rep.counted);
  box.replaceChildren(said, ...verdicts);
  fit(box, LEAST);
  refresh(box);
});

const firstLeg = onChange((leg) => {
  const box = byId("first-leg");
  shown(box, Boolean(leg));
  if (!leg) return;
  const checks = leg.checks.map((found) => element("li", "", icon(found.verdict),
    element("div", "", element("p", "words", found.words), element("p", "amount", found.amount))));
  box.replaceChildren(
    element("h2", "", leg.name),
    element("p", "reps", leg.counted),
    element("ul", "", ...checks));
});

function depth(state) {
  const box = byId("depth");
  shown(box, state.depth !== null && MOVING.has(state.stage));
  if (state.depth === null) return;
  box.style.setProperty("--depth", Math.min(1.25, Math.max(0, state.depth)));
  box.classList.toggle("deep", state.depth >= 1);
}

export function tally(state) {
  shown(byId("leg"), Boolean(state.leg_name) && MOVING.has(state.stage));
  text(byId("leg-name"), state.leg_name ?? "");
  shown(byId("count"), COUNTING.has(state.stage));
  counted(state.counted);
  text(byId("wanted"), String(state.wanted));
  pips([state.counted, state.wanted]);
  lastRep([MOVING.has(state.stage) ? state.last_rep : null, innerWidth, innerHeight]);
  firstLeg(state.first_leg);
  depth(state);
}
