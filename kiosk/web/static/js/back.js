// On the gym's own screen, which may have no keyboard: back to the member screen as soon as
// the next person steps on the spot. A replay steps on nobody's spot and leaves the page open.

import { follow } from "./stream.js";

const { events, screen } = document.body.dataset;
let empty = false;

follow(events, {
  onHello() {},
  onAlive() {},
  onLost() {},
  onState(state) {
    if (empty && state.stage !== "waiting" && !state.banner) location.replace(screen);
    empty = state.stage === "waiting";
    document.body.dataset.heard = state.seq;
  },
});
