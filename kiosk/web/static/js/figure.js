// Draws what the camera sees in the glass: the spot, the stick figure, the knee's and the pelvis's
// line. Points are fractions of the camera image; the mirroring is CSS. The head is a plain disc
// placed from shoulders and hips: no face point ever arrives here.

import { createLines } from "./lines.js";
import { make, place, show } from "./shapes.js";
import { createView } from "./view.js";

const SIZE = 1000; // height of the drawing's own units
const [L_SHOULDER, R_SHOULDER, L_HIP, R_HIP] = [5, 6, 11, 12];
const LEG = { left: [11, 13, 15], right: [12, 14, 16] };

const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

// The drawing is as wide as its element, whatever the layout gave it.
function fillElement(svg, box, again) {
  new ResizeObserver(() => {
    const { clientWidth, clientHeight } = box;
    if (!clientWidth || !clientHeight) return;
    svg.setAttribute("viewBox", `0 0 ${((SIZE * clientWidth) / clientHeight).toFixed(1)} ${SIZE}`);
    again();
  }).observe(box);
}

export function createFigure(svg, bones, onSeen) {
  svg.replaceChildren();
  const view = createView();
  const spot = make("ellipse", "spot", svg);
  const body = make("g", "body", svg);
  const torso = make("polygon", "torso", body);
  const head = make("circle", "head", body);
  const sticks = bones.map((bone) => ({ bone, line: make("line", "bone", body) }));
  const used = [...new Set(bones.flat())];
  const joints = used.map((index) => ({ index, dot: make("circle", "joint", body) }));
  const drawLines = createLines(body);

  function drawSpot(found, toDrawing, scale) {
    show(spot, found);
    if (!found) return;
    const [x, y] = toDrawing([found.x, found.y]);
    place(spot, { cx: x, cy: y, rx: found.half_width * scale, ry: found.half_height * scale });
    spot.setAttribute("transform", `rotate(${found.tilt_deg} ${x.toFixed(1)} ${y.toFixed(1)})`);
  }

  function drawBones(at, stance) {
    for (const { bone: [from, to], line } of sticks) {
      const [a, b] = [at[from], at[to]];
      show(line, a && b);
      if (!a || !b) continue;
      place(line, { x1: a[0], y1: a[1], x2: b[0], y2: b[1] });
      line.classList.toggle("stance", stance.includes(from) && stance.includes(to));
    }
    for (const { index, dot } of joints) {
      const point = at[index];
      show(dot, point);
      if (point) place(dot, { cx: point[0], cy: point[1], r: 11 });
    }
  }

  function drawTrunk(at) {
    const corners = [at[L_SHOULDER], at[R_SHOULDER], at[R_HIP], at[L_HIP]];
    const seen = corners.every(Boolean);
    show(torso, seen);
    show(head, seen);
    if (!seen) return;
    torso.setAttribute("points", corners.map((p) => p.map((v) => v.toFixed(1)).join(",")).join(" "));
    const neck = middle(corners[0], corners[1]);
    const hips = middle(corners[2], corners[3]);
    const up = [neck[0] - hips[0], neck[1] - hips[1]];
    place(head, { cx: neck[0] + up[0] * 0.44, cy: neck[1] + up[1] * 0.44, r: Math.hypot(...up) * 0.19 });
  }

  // Tells `onSeen` which part of the image the glass shows, in image heights; null when none.
  function draw(state) {
    const { figure, spot: found, lines, leg, aspect } = state;
    const box = svg.viewBox.baseVal;
    const points = (figure?.points ?? []).map((p) => p && [p[0] * aspect, p[1]]);
    const seen = view(points, found, aspect, box.width / box.height);
    const scale = seen ? SIZE / seen.height : 0;
    const toDrawing = (p) => p && [(p[0] - seen.x) * scale, (p[1] - seen.y) * scale];
    show(svg, seen && (figure || found));
    show(body, figure);
    onSeen(seen, state);
    if (!seen) return;
    drawSpot(found, toDrawing, scale);
    if (!figure) return;
    const at = points.map(toDrawing);
    const stance = (lines && LEG[leg]) || [];
    drawTrunk(at);
    drawBones(at, stance);
    drawLines(at, stance, lines);
  }

  let newest = null;
  fillElement(svg, svg.parentElement, () => newest && draw(newest));
  return (state) => draw((newest = state));
}
