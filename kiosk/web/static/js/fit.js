// The screen cannot scroll: long words are set smaller, in steps, until all of them fit.

const STEP = 0.02;

const overflows = (box) => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;

// Sets `--fit` on `box`, from 1 down to `least`, until none of `parts` overflows.
export function fit(box, least, parts = [box]) {
  for (let size = 1; size >= least; size -= STEP) {
    box.style.setProperty("--fit", size.toFixed(2));
    if (!parts.some(overflows)) return;
  }
}
