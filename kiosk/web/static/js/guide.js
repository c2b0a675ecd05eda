// The one thing to do now: words, moving picture, how much of the standing still is done.

import { fit } from "./fit.js";
import { element, onChange, shown, text } from "./paint.js";
import { createPictogram } from "./pictograms.js";

const byId = (id) => document.getElementById(id);
const LEAST = 0.4; // of the size; instructions stay far larger (tests), only trouble is so long

const small = createPictogram(byId("pictogram"));
const large = createPictogram(byId("attract"));

const elsewhere = onChange((sentences) => byId("elsewhere").replaceChildren(...sentences.map(said)));
const fitted = onChange(() => fit(byId("told"), LEAST));

function alarm({ pause, hint }) {
  if (pause) return "pause";
  return hint ? "hint" : "";
}

function said({ lang, words }) {
  const item = element("li", "", words);
  item.lang = lang;
  return item;
}

// `dark`: nobody is near, and nothing on the page moves.
export function guide(state, dark) {
  const waiting = ["waiting", "held"].includes(state.stage) && !alarm(state);
  byId("screen").dataset.alert = alarm(state);
  shown(byId("eyebrow"), Boolean(state.pause));
  text(byId("instruction"), state.instruction);
  small(waiting || state.results ? null : state.pictogram);
  large(waiting && !state.camera.message ? state.pictogram : null, dark);
  byId("disc").classList.toggle("holding", state.hold !== null);
  byId("held").style.setProperty("--held", state.hold ?? 0);
  elsewhere(state.elsewhere);
  fitted([state.instruction, state.stage, alarm(state), innerWidth, innerHeight]);
}
