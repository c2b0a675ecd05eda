// Draws the stick figure. Points are fractions of the camera image; the mirroring is CSS.
// The head is a plain disc placed from shoulders and hips: no face point ever arrives here.

import { createView } from "./view.js";

const SVG = "http://www.w3.org/2000/svg";
const SIZE = 1000; // height of the drawing's own units
const [L_SHOULDER, R_SHOULDER, L_HIP, R_HIP] = [5, 6, 11, 12];
const LEG = { left: [11, 13, 15], right: [12, 14, 16] };

function make(tag, className, parent) {
  const shape = document.createElementNS(SVG, tag);
  shape.setAttribute("class", className);
  parent.append(shape);
  return shape;
}

function place(shape, attributes) {
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value.toFixed(1));
}

function show(shape, visible) {
  shape.style.display = visible ? "" : "none";
}

const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

export function createFigure(svg, bones) {
  svg.replaceChildren();
  const view = createView();
  const torso = make("polygon", "torso", svg);
  const head = make("circle", "head", svg);
  const lines = bones.map((bone) => ({ bone, line: make("line", "bone", svg) }));
  const used = [...new Set(bones.flat())];
  const joints = used.map((index) => ({ index, dot: make("circle", "joint", svg) }));

  // Image fractions to drawing units: the window that `view` chooses fills the drawing.
  function toDrawing(figure) {
    const points = figure.points.map((p) => p && [p[0] * figure.aspect, p[1]]);
    const box = svg.viewBox.baseVal;
    const seen = view(points, box.width / box.height);
    if (!seen) return null;
    const scale = SIZE / seen.height;
    return points.map((p) => p && [(p[0] - seen.x) * scale, (p[1] - seen.y) * scale]);
  }

  function drawBones(at, stance) {
    for (const { bone: [from, to], line } of lines) {
      const [a, b] = [at[from], at[to]];
      show(line, a && b);
      if (!a || !b) continue;
      place(line, { x1: a[0], y1: a[1], x2: b[0], y2: b[1] });
      line.classList.toggle("stance", stance.includes(from) && stance.includes(to));
      line.classList.toggle("pelvis", from === L_HIP && to === R_HIP);
    }
  }

  function drawJoints(at, stance) {
    for (const { index, dot } of joints) {
      const point = at[index];
      show(dot, point);
      if (!point) continue;
      const carries = stance.includes(index);
      dot.classList.toggle("stance", carries);
      place(dot, { cx: point[0], cy: point[1], r: carries ? 19 : 11 });
    }
  }

  function drawBody(at) {
    const corners = [at[L_SHOULDER], at[R_SHOULDER], at[R_HIP], at[L_HIP]];
    const whole = corners.every(Boolean);
    show(torso, whole);
    show(head, whole);
    if (!whole) return;
    torso.setAttribute("points", corners.map((p) => p.map((v) => v.toFixed(1)).join(",")).join(" "));
    const neck = middle(corners[0], corners[1]);
    const hips = middle(corners[2], corners[3]);
    const up = [neck[0] - hips[0], neck[1] - hips[1]];
    place(head, { cx: neck[0] + up[0] * 0.44, cy: neck[1] + up[1] * 0.44, r: Math.hypot(...up) * 0.19 });
  }

  return function draw(figure, leg) {
    const at = figure && toDrawing(figure);
    show(svg, at);
    if (!at) return;
    const stance = LEG[leg] ?? [];
    drawBody(at);
    drawBones(at, stance);
    drawJoints(at, stance);
  };
}
