// What part of the camera image the glass shows: the person and the spot, as large as fits,
// standing on a floor that stays put. Grows at once, shrinks and shifts slowly, so that a
// squat neither zooms nor scrolls the picture.

const ROOM = 1.18; // window height as a multiple of the tallest figure lately
const BESIDE = 1.12; // window width as a multiple of the widest thing in it
const BELOW = 0.07; // part of the window under the feet
const HEAD = 1.24; // height with the head, which has no points, by height to the shoulders
const FEW = 8; // points; with fewer the figure says nothing about where the body ends
const SHRINK = 0.004;
const FOLLOW = 0.06;

const ease = (from, to, share) => from + (to - from) * share;

export function createView() {
  let view = null;

  // points: [x, y] in image heights; answers { x, y, width, height } with the given aspect.
  return function next(points, spot, imageAspect, aspect) {
    const seen = points.filter(Boolean);
    if (seen.length >= FEW) view = moved(view, around(seen, spot));
    return view ? window(view, aspect) : whole(imageAspect, aspect);
  };
}

function around(seen, spot) {
  const xs = seen.map((point) => point[0]);
  const ys = seen.map((point) => point[1]);
  const feet = Math.max(...ys);
  const tall = (feet - Math.min(...ys)) * HEAD;
  if (spot) xs.push(spot.x - spot.half_width, spot.x + spot.half_width);
  const floor = spot ? Math.max(feet, spot.y + spot.half_height) : feet;
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  return { middle: (left + right) / 2, floor, tall: tall + floor - feet, wide: right - left };
}

function moved(view, now) {
  if (!view) return now;
  const grown = (name) => (now[name] > view[name] ? now[name] : ease(view[name], now[name], SHRINK));
  return {
    middle: ease(view.middle, now.middle, FOLLOW),
    floor: ease(view.floor, now.floor, FOLLOW),
    tall: grown("tall"),
    wide: grown("wide"),
  };
}

function window({ middle, floor, tall, wide }, aspect) {
  const height = Math.max(tall * ROOM, (wide * BESIDE) / aspect);
  const width = height * aspect;
  return { x: middle - width / 2, y: floor - height * (1 - BELOW), width, height };
}

function whole(imageAspect, aspect) {
  if (!imageAspect) return null;
  const height = Math.max(1, imageAspect / aspect);
  const width = height * aspect;
  return { x: (imageAspect - width) / 2, y: (1 - height) / 2, width, height };
}
