// What part of the camera image the figure's window shows: the person, as large as fits,
// standing on a floor that stays put. Grows at once, shrinks and shifts slowly, so that a
// squat neither zooms nor scrolls the picture.

const ROOM = 1.34; // window height as a multiple of the tallest figure lately
const BELOW = 0.13; // part of the window under the feet
const SHRINK = 0.004;
const FOLLOW = 0.06;

const ease = (from, to, share) => from + (to - from) * share;

export function createView() {
  let view = null;

  // points: [x, y] in image units; answers { x, y, width, height } with the given aspect
  return function next(points, aspect) {
    const seen = points.filter(Boolean);
    if (seen.length < 8) return view && window(view, aspect);
    const xs = seen.map((p) => p[0]);
    const ys = seen.map((p) => p[1]);
    const floor = Math.max(...ys);
    const now = {
      middle: (Math.min(...xs) + Math.max(...xs)) / 2,
      floor,
      tall: (floor - Math.min(...ys)) * 1.24, // and the head, which has no points
    };
    view = view
      ? {
          middle: ease(view.middle, now.middle, FOLLOW),
          floor: ease(view.floor, now.floor, FOLLOW),
          tall: now.tall > view.tall ? now.tall : ease(view.tall, now.tall, SHRINK),
        }
      : now;
    return window(view, aspect);
  };
}

function window({ middle, floor, tall }, aspect) {
  const height = tall * ROOM;
  const width = height * aspect;
  return { x: middle - width / 2, y: floor - height * (1 - BELOW), width, height };
}
