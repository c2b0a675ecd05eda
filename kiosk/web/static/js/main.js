// The member screen: follows the stream and hands each state to the parts that paint it.

import { createFigure } from "./figure.js";
import { guide } from "./guide.js";
import { shown, text } from "./paint.js";
import { results } from "./results.js";
import { follow } from "./stream.js";

const byId = (id) => document.getElementById(id);
const { build, events } = document.body.dataset;
const screen = byId("screen");
let drawFigure = () => {};

function notice(id, words) {
  shown(byId(id), Boolean(words));
  text(byId(id).querySelector("span"), words ?? "");
}

function paint(state) {
  const showsResults = state.stage === "results" && Boolean(state.results);
  screen.dataset.stage = showsResults || state.stage !== "results" ? state.stage : "done";
  screen.dataset.camera = state.camera.state;
  screen.dataset.seq = state.seq;
  notice("banner", state.banner);
  notice("camera-message", state.camera.message);
  drawFigure(state.figure, state.leg);
  guide(state);
  results(showsResults ? state.results : null);
}

follow(events, {
  onHello(hello) {
    if (hello.build !== build) location.reload();
    drawFigure = createFigure(byId("figure"), hello.bones);
  },
  onState: paint,
  onAlive() {
    screen.dataset.link = "alive";
    notice("link-lost", null);
  },
  onLost() {
    screen.dataset.link = "lost";
    notice("link-lost", "Connection lost. Trying again …");
  },
});
