// The moving pictures of the instructions: one table, drawn by `puppet.js`. A picture has people
// (keyframes of poses) and things before and behind them; `still` is the moment of the cycle that
// tells most, which is all that is shown where less motion is asked for.

import * as pose from "./poses.js";
import { drawPerson, drawThing } from "./puppet.js";

const { STAND, AKIMBO, CHEER, LEFT_LEG, RIGHT_LEG, LEFT_SQUAT, RIGHT_SQUAT } = pose;
const { STRIDE, OTHER_STRIDE, PASSING, OTHER_PASSING, SIDE_STEP, LEFT_HALF_SQUAT } = pose;
const TURNED = 32; // degrees, so that the foot behind the body is seen
const SIDE_STEP_RIGHT = pose.mirrored(SIDE_STEP);

const spot = (more = {}) => ({ tag: "ellipse", class: "spot", cx: 120, cy: 212, rx: 56, ry: 12, ...more });
const LIT_SPOT = (from, to) => ({
  keys: [{ at: 0, "fill-opacity": 0 }, { at: from, "fill-opacity": 0 }, { at: to, "fill-opacity": 0.4 }, { at: 1, "fill-opacity": 0.4 }],
});
const arrow = (d, keys, more = {}) => ({ tag: "path", class: "arrow", d, keys, ...more });
const slide = (x, y) => [
  { at: 0, transform: "translate(0px, 0px)", opacity: 0 },
  { at: 0.25, transform: "translate(0px, 0px)", opacity: 1 },
  { at: 0.75, transform: `translate(${x}px, ${y}px)`, opacity: 1 },
  { at: 1, transform: `translate(${x}px, ${y}px)`, opacity: 0 },
];
const LEFTWARD = "M0-12L-14 0 0 12M-12 0H20";
const RIGHTWARD = "M0-12L14 0 0 12M12 0H-20";
const corners = (x, y, w, h, l = 20) => ({
  tag: "path", class: "frame",
  d: `M${x} ${y + l}V${y}H${x + l}M${x + w - l} ${y}H${x + w}V${y + l}M${x + w} ${y + h - l}V${y + h}H${x + w - l}M${x + l} ${y + h}H${x}V${y + h - l}`,
});

function walkOn() {
  const walk = [STRIDE, OTHER_PASSING, OTHER_STRIDE, PASSING, STRIDE, OTHER_PASSING];
  const steps = walk.map((step, index) => ({ at: index * 0.075, pose: step, turn: -90, x: 112 - index * 20 }));
  return [...steps, { at: 0.48, pose: STAND, turn: -60, x: 0 }, { at: 0.58, pose: STAND, turn: 0 }, { at: 1, pose: STAND }];
}

function walkOff() {
  const walk = [PASSING, STRIDE, OTHER_PASSING, OTHER_STRIDE, PASSING, STRIDE];
  const steps = walk.map((step, index) => ({ at: 0.36 + index * 0.09, pose: step, turn: 90, x: 10 + index * 21 }));
  return [{ at: 0, pose: STAND }, { at: 0.2, pose: STAND }, { at: 0.3, pose: STAND, turn: 60 }, ...steps, { at: 1, pose: STRIDE, turn: 90, x: 150 }];
}

function lift(onLeg, stance, start = 0, end = 1) {
  const share = end - start;
  const turn = stance === "left" ? -TURNED : TURNED;
  return [[0, AKIMBO], [0.2, AKIMBO], [0.45, onLeg], [0.85, onLeg], [1, AKIMBO]].map(([at, now]) => (
    now === AKIMBO ? { at: start + at * share, pose: now } : { at: start + at * share, pose: now, stance, turn }
  ));
}

function squat(up, down, stance) {
  const turn = stance === "left" ? -TURNED : TURNED;
  return [[0, up], [0.08, up], [0.46, down], [0.56, down], [0.94, up], [1, up]].map(([at, now]) => ({ at, pose: now, stance, turn }));
}

function sideways(from, step, rest) {
  const steps = [[0, STAND, from], [0.2, STAND, from], [0.4, step, from * 0.7], [0.6, STAND, 0], [1, STAND, 0]];
  return steps.map(([at, now, x]) => ({ at, pose: now, x: x + rest, size: 0.84, floor: 210 }));
}

function depthwards(from, to) {
  const steps = [[0, STAND, 0], [0.2, STAND, 0], [0.4, STRIDE, 0.33], [0.55, OTHER_STRIDE, 0.66], [0.7, STAND, 1], [1, STAND, 1]];
  return steps.map(([at, now, share]) => {
    const size = from + (to - from) * share;
    return { at, pose: now, x: -18, size, floor: 212 + (size - 0.94) * 60 };
  });
}

const dots = Array.from({ length: 8 }, (_, index) => {
  const angle = (index * Math.PI) / 4;
  const fade = Array.from({ length: 9 }, (_, step) => ({ at: step / 8, opacity: 0.2 + 0.8 * (1 - ((step - index + 8) % 8) / 8) }));
  return { tag: "circle", class: "dot", cx: 120 + 62 * Math.sin(angle), cy: 120 - 62 * Math.cos(angle), r: 11, keys: fade };
});

const shrink = (near, far) => [[0, 1.12, near], [0.3, 1.12, near], [0.65, 0.72, far], [1, 0.72, far]].map(
  ([at, size, floor]) => ({ at, pose: STAND, size, floor }),
);

const PICTURES = {
  step_on: { ms: 5200, still: 0.3, behind: [spot(LIT_SPOT(0.45, 0.6))], people: [walkOn()] },
  step_off: { ms: 4200, still: 0.54, behind: [spot()], people: [walkOff()] },
  stand_still: {
    ms: 2600, still: 0, behind: [spot(), spot({ class: "spot ripple", keys: [{ at: 0, transform: "scale(1.7)", opacity: 0 }, { at: 0.6, opacity: 0.9, transform: "scale(1)" }, { at: 1, transform: "scale(1)", opacity: 0 }] })],
    people: [[{ pose: STAND }]],
  },
  hands_on_hips: {
    ms: 3200, still: 0.5, behind: [spot()],
    people: [[{ at: 0, pose: STAND }, { at: 0.15, pose: STAND }, { at: 0.45, pose: AKIMBO }, { at: 0.9, pose: AKIMBO }, { at: 1, pose: STAND }]],
  },
  lift_foot_left: { ms: 3400, still: 0.5, behind: [spot()], people: [lift(RIGHT_LEG, "right")] },
  lift_foot_right: { ms: 3400, still: 0.5, behind: [spot()], people: [lift(LEFT_LEG, "left")] },
  lift_foot: { ms: 6400, still: 0.25, behind: [spot()], people: [[...lift(LEFT_LEG, "left", 0, 0.5), ...lift(RIGHT_LEG, "right", 0.5, 1)]] },
  change_leg: {
    ms: 4800, still: 0, behind: [spot()],
    people: [
      [[0, LEFT_LEG, "left"], [0.25, LEFT_LEG, "left"], [0.4, AKIMBO], [0.6, AKIMBO], [0.75, RIGHT_LEG, "right"], [1, RIGHT_LEG, "right"]].map(
        ([at, now, stance]) => ({ at, pose: now, stance, size: 0.86, turn: { left: -TURNED, right: TURNED }[stance] }),
      ),
    ],
    before: [arrow("M84 54C96 32 144 32 156 54M156 54l-17-3M156 54l3-17", [{ at: 0, opacity: 0.3 }, { at: 0.5, opacity: 1 }, { at: 1, opacity: 0.3 }])],
  },
  squat_left: { ms: 4200, still: 0.5, behind: [spot()], people: [squat(LEFT_LEG, LEFT_SQUAT, "left")] },
  squat_right: { ms: 4200, still: 0.5, behind: [spot()], people: [squat(RIGHT_LEG, RIGHT_SQUAT, "right")] },
  squat_smaller: {
    ms: 3600, still: 0.5, behind: [spot(), { tag: "path", class: "frame", d: "M206 70V196" }, { tag: "path", class: "old", d: "M192 172h28" }],
    people: [squat(LEFT_LEG, LEFT_HALF_SQUAT, "left").map((frame) => ({ ...frame, x: -14 }))],
    before: [{ tag: "path", class: "arrow", d: "M190 172h32", keys: [{ at: 0, transform: "translate(0px, 0px)" }, { at: 0.3, transform: "translate(0px, 0px)" }, { at: 0.5, transform: "translate(0px, -46px)" }, { at: 1, transform: "translate(0px, -46px)" }] }],
  },
  wait: { ms: 1600, still: 0, people: [], before: dots },
  updating: {
    ms: 3200, still: 0, people: [],
    before: [
      { tag: "path", class: "arrow turning", d: "M63 120A57 57 0 0 1 168 89M168 89l-4-27M168 89l-27 2M177 120A57 57 0 0 1 72 151M72 151l4 27M72 151l27-2", keys: [{ at: 0, transform: "rotate(0deg)" }, { at: 1, transform: "rotate(360deg)" }] },
    ],
  },
  done: {
    ms: 3000, still: 0.5, behind: [spot(LIT_SPOT(0.1, 0.3))],
    people: [[{ at: 0, pose: STAND }, { at: 0.25, pose: CHEER }, { at: 0.85, pose: CHEER }, { at: 1, pose: STAND }]],
  },
  feet_in_view: { ms: 3600, still: 0.7, people: [shrink(240, 186)], before: [corners(70, 38, 100, 164)] },
  head_in_view: { ms: 3600, still: 0.7, people: [shrink(216, 210)], before: [corners(70, 62, 100, 164)] },
  light: {
    ms: 2600, still: 0.6,
    people: [[{ at: 0, pose: STAND, opacity: 0.35, size: 0.74 }, { at: 0.6, pose: STAND, opacity: 1, size: 0.74 }, { at: 1, pose: STAND, opacity: 0.35, size: 0.74 }]],
    before: [
      { tag: "circle", class: "glow", cx: 120, cy: 50, r: 15 },
      arrow("M120 24v-2M141 29l2-2M99 29l-2-2M149 50h3M91 50h-3M141 71l2 2M99 71l-2 2", [{ at: 0, opacity: 0.15 }, { at: 0.6, opacity: 1 }, { at: 1, opacity: 0.15 }]),
    ],
  },
  lens: {
    ms: 2800, still: 0.35, people: [],
    before: [
      { tag: "rect", class: "case", x: 42, y: 66, width: 156, height: 116, rx: 20 },
      { tag: "path", class: "case", d: "M88 66l10-20h44l10 20z" },
      { tag: "circle", class: "ring", cx: 120, cy: 124, r: 40 },
      { tag: "circle", class: "glow", cx: 120, cy: 124, r: 18, keys: [{ at: 0, opacity: 0.25 }, { at: 0.7, opacity: 1 }, { at: 1, opacity: 1 }] },
      { tag: "rect", class: "cloth", x: 76, y: 92, width: 46, height: 46, rx: 8, keys: [{ at: 0, transform: "translate(-14px, -8px) rotate(-8deg)" }, { at: 0.25, transform: "translate(50px, 6px) rotate(8deg)" }, { at: 0.5, transform: "translate(-14px, 22px) rotate(-8deg)" }, { at: 0.75, transform: "translate(84px, 70px) rotate(14deg)" }, { at: 1, transform: "translate(84px, 70px) rotate(14deg)" }] },
    ],
  },
  step_back: { ms: 3800, still: 0.5, people: [depthwards(1.1, 0.74)], before: [arrow("M0-14L-12 0M0-14L12 0M0-12V18", slide(0, -26), { place: "180 152" })] },
  come_closer: { ms: 3800, still: 0.5, people: [depthwards(0.74, 1.1)], before: [arrow("M0 14L-12 0M0 14L12 0M0 12V-18", slide(0, 26), { place: "180 126" })] },
  move_left: { ms: 3200, still: 0.4, behind: [spot({ cx: 96, rx: 48 })], people: [sideways(58, SIDE_STEP, -24)], before: [arrow(LEFTWARD, slide(-40, 0), { place: "142 46" })] },
  move_right: { ms: 3200, still: 0.4, behind: [spot({ cx: 144, rx: 48 })], people: [sideways(-58, SIDE_STEP_RIGHT, 24)], before: [arrow(RIGHTWARD, slide(40, 0), { place: "98 46" })] },
  face_camera: {
    ms: 3400, still: 0.35, behind: [spot({ cy: 198, rx: 50 })],
    people: [[[0, 62], [0.25, 62], [0.45, 30], [0.65, 0], [1, 0]].map(([at, turn]) => ({ at, pose: STAND, turn, size: 0.88, floor: 198 }))],
    before: [arrow("M182 196C176 218 146 226 116 225M116 225l13-11M116 225l14 9", [{ at: 0, opacity: 0.2 }, { at: 0.4, opacity: 1 }, { at: 1, opacity: 0.2 }])],
  },
  one_person: {
    ms: 4000, still: 0.2, behind: [spot()],
    people: [
      [[0, STAND, 52, 0], [0.25, STAND, 52, 0], [0.4, OTHER_STRIDE, 76, 90], [0.55, PASSING, 104, 90], [0.7, STRIDE, 132, 90], [1, STRIDE, 132, 90]].map(([at, now, x, turn]) => ({ at, pose: now, x, turn, opacity: 0.45, size: 0.92, floor: 206 })),
      [{ pose: STAND, x: -8 }],
    ],
  },
  stay_there: {
    ms: 2600, still: 0, behind: [spot({ cy: 206, rx: 44 })],
    people: [[0, 0.5, 1].map((at) => ({ at, pose: STAND, size: 0.8, floor: 206, opacity: at === 0.5 ? 1 : 0.45 }))],
    before: [
      corners(62, 46, 116, 178),
      { tag: "path", class: "scan", d: "M72 56H168", keys: [{ at: 0, transform: "translate(0px, 0px)" }, { at: 0.5, transform: "translate(0px, 158px)" }, { at: 1, transform: "translate(0px, 0px)" }] },
    ],
  },
};

const lessMotion = matchMedia("(prefers-reduced-motion: reduce)");

function draw(svg, name, held) {
  const { ms, still, people, behind = [], before = [] } = PICTURES[name];
  const play = { ms, still, moving: !held && !lessMotion.matches };
  svg.replaceChildren();
  for (const thing of behind) drawThing(svg, thing, play);
  for (const frames of people) drawPerson(svg, frames, play);
  for (const thing of before) drawThing(svg, thing, play);
}

// Answers a function that shows a picture by name, `held` without its movement; an unknown or no
// name shows none.
export function createPictogram(svg) {
  let shown = null;
  let still = false;
  const show = (name, held = false) => {
    const known = name && Object.hasOwn(PICTURES, name) ? name : null;
    if (known === shown && held === still) return;
    [shown, still] = [known, held];
    svg.dataset.name = known ?? "";
    if (known) draw(svg, known, still);
    else svg.replaceChildren();
  };
  lessMotion.addEventListener("change", () => shown && draw(svg, shown, still));
  return show;
}

export const PICTOGRAMS = Object.keys(PICTURES);
