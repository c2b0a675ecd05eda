// The words beside the figure: instruction, leg, count, depth, last rep. Wording is the server's.

import { element, icon, onChange, refresh, shown, text } from "./paint.js";

const byId = (id) => document.getElementById(id);
const LONG = 64; // letters; a sentence of trouble, not an instruction
const MOVING = new Set(["practice", "reps"]);
const COUNTING = new Set(["reps", "change_leg", "finishing"]);
const SHOWING_REPS = new Set(["practice", ...COUNTING]);

const pips = onChange(([counted, wanted]) => {
  const marks = Array.from({ length: wanted }, (_, i) => element("li", i < counted ? "full" : ""));
  byId("pips").replaceChildren(...marks);
});

const counted = onChange((number) => {
  text(byId("counted"), String(number));
  if (number > 0) refresh(byId("counted"));
});

const lastRep = onChange((rep) => {
  const box = byId("last-rep");
  shown(box, Boolean(rep));
  if (!rep) return;
  const kind = rep.counted ? "good" : "refused";
  const said = element("p", "said", icon(kind), element("span", "words", rep.text));
  const verdicts = rep.verdicts.map((v) =>
    element("p", "", icon(v.verdict), element("span", "words", v.words)),
  );
  box.replaceChildren(said, ...verdicts);
  refresh(box);
});

function depth(state) {
  const box = byId("depth");
  shown(box, state.depth !== null && MOVING.has(state.stage));
  if (state.depth === null) return;
  box.style.setProperty("--depth", Math.min(1.25, Math.max(0, state.depth)));
  const deep = state.depth >= 1;
  box.classList.toggle("deep", deep);
  text(byId("depth-words"), deep ? "Deep enough" : "Depth");
}

export function guide(state) {
  text(byId("instruction"), state.instruction);
  byId("instruction").classList.toggle("long", state.instruction.length > LONG);
  shown(byId("leg"), Boolean(state.leg_name));
  text(byId("leg"), state.leg_name ?? "");
  shown(byId("count"), COUNTING.has(state.stage));
  counted(state.counted);
  text(byId("wanted"), String(state.wanted));
  pips([state.counted, state.wanted]);
  lastRep(SHOWING_REPS.has(state.stage) ? state.last_rep : null);
  depth(state);
}
