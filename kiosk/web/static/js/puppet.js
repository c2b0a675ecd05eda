// Draws a posed body as a pictogram and moves it through keyframes. Browsers run the movement; a
// still picture is drawn where less motion is asked for.

const SVG = "http://www.w3.org/2000/svg";
const [CENTRE, FLOOR] = [120, 212];
const FROM_ABOVE = 0.2; // how far a point toward the viewer sinks: the viewer's eye is above the floor
const HEAD = 15;

const BODY = "var(--body)";
const LIT = "var(--lit)";
const DIM = "var(--dim)";

// Where a place of the pose is in the drawing, for a frame that turns, moves and sizes the body.
function placed([across, up, toward], { turn = 0, x = 0, floor = FLOOR, size = 1 }) {
  const angle = (turn * Math.PI) / 180;
  const right = across * Math.cos(angle) + toward * Math.sin(angle);
  const near = toward * Math.cos(angle) - across * Math.sin(angle);
  return [CENTRE + x + right * size, floor + (near * FROM_ABOVE - up) * size];
}

const point = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;

function line(frame, joints, end = "") {
  return `M${joints.map((joint) => point(placed(frame.pose[joint], frame))).join("L")}${end}`;
}

function disc(frame) {
  const [x, y] = placed(frame.pose.head, frame);
  const radius = HEAD * (frame.size ?? 1);
  return `M${point([x - radius, y])}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`;
}

const legColour = (side) => ({ stance }) => (!stance ? BODY : stance === side ? LIT : DIM);
const plain = () => BODY;
const leg = (side) => ({
  width: 15, path: (frame) => line(frame, ["h", "k", "a", "t"].map((j) => side[0] + j)),
  colour: legColour(side),
});
const arm = (side) => ({
  width: 11, path: (frame) => line(frame, ["s", "e", "w"].map((j) => side + j)), colour: plain,
});
const TORSO = { width: 12, solid: true, colour: plain, path: (f) => line(f, ["ls", "rs", "rh", "lh"], "z") };
const HEAD_PART = { width: 0, solid: true, colour: plain, path: disc };

function partsOf({ stance }) {
  const [behind, before] = stance === "right" ? ["left", "right"] : ["right", "left"];
  return [leg(behind), leg(before), TORSO, arm("l"), arm("r"), HEAD_PART];
}

function make(tag, attributes, parent) {
  const shape = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
  parent.append(shape);
  return shape;
}

function animate(shape, keys, { ms, moving, still }) {
  const times = keys.map((key, index) => key.at ?? index / Math.max(1, keys.length - 1));
  const steps = keys.map(({ at, ...css }, index) => ({ ...css, offset: times[index], easing: "ease-in-out" }));
  if (moving && keys.length > 1) {
    shape.animate(steps, { duration: ms, iterations: Infinity });
    return;
  }
  const shown = keys.reduce((best, key, index) => (times[index] <= still + 1e-6 ? key : best), keys[0]);
  for (const [name, value] of Object.entries(shown)) if (name !== "at") shape.style.setProperty(name, value);
}

function drawPart(part, frames, group, play) {
  const keys = (css) => frames.map((frame) => ({ at: frame.at, d: `path("${part.path(frame)}")`, ...css(frame) }));
  const size = Math.max(...frames.map((frame) => frame.size ?? 1));
  const kind = part.solid ? "solid" : "limb";
  const edge = make("path", { class: "edge", "stroke-width": part.width * size + 6 }, group);
  animate(edge, keys(() => ({})), play);
  const shape = make("path", { class: kind, "stroke-width": part.width * size }, group);
  animate(shape, keys((frame) => (part.solid ? {} : { stroke: part.colour(frame) })), play);
}

// One person through `frames`: { at (0..1), pose, turn, x, floor, size, stance, opacity }.
export function drawPerson(svg, frames, play) {
  const group = make("g", { class: "person" }, svg);
  if (frames.some((frame) => frame.opacity !== undefined)) {
    animate(group, frames.map(({ at, opacity = 1 }) => ({ at, opacity })), play);
  }
  for (const part of partsOf(frames[0])) drawPart(part, frames, group, play);
}

// Anything else: { tag, keys?, place?, ...attributes }, keys as CSS with `at`, `place` its origin.
export function drawThing(svg, { tag, keys, place, ...attributes }, play) {
  const parent = place ? make("g", { transform: `translate(${place})` }, svg) : svg;
  const shape = make(tag, attributes, parent);
  if (keys) animate(shape, keys, play);
}
