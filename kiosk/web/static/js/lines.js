// The two lines that the check is about: hip-knee-ankle of the standing leg, and the pelvis. Colour,
// dashes and a mark say together how each looks now; without a verdict both are plain and solid.

import { make, show } from "./shapes.js";

const VERDICTS = ["good", "borderline", "fault"];
const [L_HIP, R_HIP] = [11, 12];
const BEYOND = 0.75; // the pelvis's line goes on this part of its length past each hip
const MARK = 74; // drawing units
const BESIDE_KNEE = 82;

const path = (points) => `M${points.map((p) => p.map((v) => v.toFixed(1)).join(" ")).join("L")}`;

function createLine(kind, parent) {
  const casing = make("path", "casing", parent);
  const line = make("path", `${kind}-line`, parent);
  const mark = make("use", "mark", parent);
  return (points, verdict, markAt) => {
    for (const shape of [casing, line]) show(shape, points);
    show(mark, points && verdict);
    if (!points) return;
    for (const shape of [casing, line]) shape.setAttribute("d", path(points));
    for (const name of VERDICTS) {
      line.classList.toggle(name, verdict === name);
      mark.classList.toggle(name, verdict === name);
    }
    if (!verdict) return;
    mark.setAttribute("href", `#icon-${verdict}`);
    mark.setAttribute("width", MARK);
    mark.setAttribute("height", MARK);
    // Turned back: the drawing is mirrored, its marks must not be.
    mark.setAttribute("transform", `translate(${markAt[0].toFixed(1)} ${markAt[1].toFixed(1)}) scale(-1 1) translate(${-MARK / 2} ${-MARK / 2})`);
  };
}

export function createLines(parent) {
  const drawPelvis = createLine("pelvis", parent);
  const drawKnee = createLine("knee", parent);

  function pelvis(left, right, verdict) {
    if (!left || !right) return drawPelvis(null);
    const [x, y] = [(right[0] - left[0]) * BEYOND, (right[1] - left[1]) * BEYOND];
    const ends = [[left[0] - x, left[1] - y], [right[0] + x, right[1] + y]];
    const outside = Math.sign(left[0] - right[0]) || 1;
    return drawPelvis(ends, verdict, [ends[0][0] + outside * MARK * 0.75, ends[0][1]]);
  }

  return function draw(at, stance, verdicts) {
    const leg = stance.map((index) => at[index]);
    const whole = leg.length === 3 && leg.every(Boolean);
    if (leg.length) pelvis(at[L_HIP], at[R_HIP], verdicts.pelvis);
    else drawPelvis(null);
    if (!whole) return drawKnee(null);
    const outside = stance.includes(L_HIP) ? 1 : -1; // the left knee's outside is right in the image
    return drawKnee(leg, verdicts.knee, [leg[1][0] + outside * BESIDE_KNEE, leg[1][1]]);
  };
}
