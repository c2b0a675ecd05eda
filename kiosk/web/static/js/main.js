// The member screen: follows the stream and hands each state to the parts that paint it.

import { createFigure } from "./figure.js";
import { guide } from "./guide.js";
import { shown, text } from "./paint.js";
import { createPicture } from "./picture.js";
import { createRest } from "./rest.js";
import { results } from "./results.js";
import { createSound } from "./sound.js";
import { follow } from "./stream.js";
import { tally } from "./tally.js";
import { offerLanguages, setWords } from "./words.js";

const byId = (id) => document.getElementById(id);
const { build, events, picture } = document.body.dataset;
const screen = byId("screen");
const IN_THE_GLASS = new Set(["welcome", "stand", "lift", "practice", "reps", "change_leg", "finishing", "step_off"]);
const showPicture = createPicture(byId("picture"), picture);
let drawFigure = () => {};
let playCue = null;
let newest = null;
const rest = createRest(() => newest && paint(newest));

const LONG = 90; // letters: a sentence for staff, who come near to read it

function notice(id, words) {
  shown(byId(id), Boolean(words));
  byId(id).toggleAttribute("data-long", (words ?? "").length > LONG);
  text(byId(id).querySelector("span"), words ?? "");
}

// After the browser has painted it, the state's number is on the page: how old it is can be measured.
function markPainted({ seq, t_s: takenAt }) {
  requestAnimationFrame(() => setTimeout(() => {
    screen.dataset.taken = takenAt;
    screen.dataset.painted = seq;
  }));
}

function paint(state) {
  newest = state;
  const dark = rest(state.resting && state.camera.state === "ok");
  const showsResults = state.stage === "results" && Boolean(state.results);
  screen.dataset.stage = showsResults || state.stage !== "results" ? state.stage : "done";
  screen.dataset.camera = state.camera.state;
  screen.dataset.hint = state.hint ?? "";
  screen.dataset.cue = state.cue.name ?? "";
  screen.dataset.seq = state.seq;
  notice("banner", state.banner);
  notice("camera-message", state.camera.message);
  const inGlass = IN_THE_GLASS.has(state.stage);
  drawFigure(inGlass ? state : { ...state, figure: null, spot: null, picture: false });
  guide(state, dark);
  tally(state);
  results(showsResults ? state.results : null);
  playCue?.(state.cue.name, state.cue.seq, state.cue.sound);
  markPainted(state);
}

offerLanguages(byId("languages"));
follow(events, {
  onHello(hello) {
    if (hello.build !== build) location.reload();
    drawFigure = createFigure(byId("figure"), hello.bones, showPicture);
    playCue ??= createSound(hello.sounds);
  },
  onWords: setWords,
  onState: paint,
  onAlive() {
    screen.dataset.link = "alive";
    shown(byId("link-lost"), false);
  },
  onLost() {
    screen.dataset.link = "lost";
    showPicture(null, {}); // it would stand still
    shown(byId("link-lost"), true);
  },
});
