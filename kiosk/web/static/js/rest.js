// While nobody is near, the page is dark but for the one thing to do, and that moves a little now and
// then, so that it burns into no screen. Somebody near, or a touch, lights it up again at once.

const TOUCHED_MS = 30000; // lit up for so long by a touch
const STEP_MS = 20000;
const REACH = 2; // rem to each side
const ROUND = [34, 22]; // steps there and back, sideways and up and down: together every place comes

// There and back between -1 and 1.
const swing = (step, round) => Math.abs(((step % round) / round) * 4 - 2) - 1;

function drift() {
  const step = Math.floor(Date.now() / STEP_MS);
  ["--drift-x", "--drift-y"].forEach((name, axis) => {
    document.body.style.setProperty(name, `${(REACH * swing(step, ROUND[axis])).toFixed(2)}rem`);
  });
}

// Answers a function that is told with each state whether the kiosk rests, and says whether the page
// is dark; `again` paints the newest state anew.
export function createRest(again) {
  let touchedAt = -Infinity;
  let lit = 0;
  let drifting = 0;

  function touched() {
    touchedAt = performance.now();
    clearTimeout(lit);
    lit = setTimeout(again, TOUCHED_MS + 1);
    again();
  }

  function darken(dark) {
    document.body.toggleAttribute("data-resting", dark);
    clearInterval(drifting);
    if (!dark) return;
    drift();
    drifting = setInterval(drift, STEP_MS);
  }

  addEventListener("pointerdown", touched);
  addEventListener("keydown", touched);

  return function rest(resting) {
    const dark = resting && performance.now() - touchedAt > TOUCHED_MS;
    if (dark !== document.body.hasAttribute("data-resting")) darken(dark);
    return dark;
  };
}
