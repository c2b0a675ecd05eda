// The ellipse over the picture with its handles: by mouse, touch and keyboard. The form's five
// numbers are the only state: a handle writes them, and typing in them moves the handles.

const SVG = "http://www.w3.org/2000/svg";
const REACH_PX = 24; // half of what a finger needs
const KNOB_PX = 10;
const STEP = 1;
const LARGE_STEP = 5;
const OUT_PX = 34; // a handle is so far beyond the rim, for the floor is flat and fingers are not

const NAMES = ["x", "y", "width", "height", "tilt"];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// Each handle: its label, where it is on the unit circle of the ellipse, which numbers the arrows
// change (sideways and upright, with their signs), and what it says of itself.
const HANDLES = {
  middle: {
    label: "Middle of the spot",
    at: [0, 0],
    keys: { sideways: ["x", 1], upright: ["y", 1] },
    said: (n) => `${n.x} % from the left, ${n.y} % from the top`,
    now: "x",
  },
  width: {
    label: "Width of the spot",
    at: [1, 0],
    keys: { sideways: ["width", 1], upright: ["width", -1] },
    said: (n) => `${n.width} % wide`,
    now: "width",
  },
  height: {
    label: "Height of the spot",
    at: [0, 1],
    keys: { sideways: ["height", 1], upright: ["height", 1] },
    said: (n) => `${n.height} % high`,
    now: "height",
  },
  tilt: {
    label: "Tilt of the spot",
    at: [-1, 0],
    keys: { sideways: ["tilt", 1], upright: ["tilt", -1] },
    said: (n) => `tilted ${n.tilt} degrees clockwise`,
    now: "tilt",
  },
};

const radians = (degrees) => (degrees * Math.PI) / 180;

function element(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent.append(made);
  return made;
}

function within(input, value) {
  const kept = Math.min(Number(input.max), Math.max(Number(input.min), value));
  return Math.round(kept * 10) / 10;
}

// The middle and the half axes in the picture's pixels.
export function ellipseOf(numbers, width, height) {
  return {
    x: (numbers.x / 100) * width,
    y: (numbers.y / 100) * height,
    rx: (numbers.width / 200) * width,
    ry: (numbers.height / 200) * height,
    turn: radians(numbers.tilt),
  };
}

// Where (along, beside) in half axes is in the picture, `out` pixels beyond the rim.
export function placeOf({ x, y, rx, ry, turn }, [along, beside], out = 0) {
  const [right, down] = [along * (rx + out), beside * (ry + out)];
  return [
    x + right * Math.cos(turn) - down * Math.sin(turn),
    y + right * Math.sin(turn) + down * Math.cos(turn),
  ];
}

// Which numbers follow when a handle is dragged to (px, py).
export function dragged(name, numbers, [px, py], width, height) {
  const { x, y, turn } = ellipseOf(numbers, width, height);
  const [right, down] = [px - x, py - y];
  const along = Math.abs(right * Math.cos(turn) + down * Math.sin(turn));
  const beside = Math.abs(down * Math.cos(turn) - right * Math.sin(turn));
  if (name === "middle") return { x: (px / width) * 100, y: (py / height) * 100 };
  if (name === "width") return { width: (along / width) * 200 };
  if (name === "height") return { height: (beside / height) * 200 };
  return { tilt: (Math.atan2(-down, -right) * 180) / Math.PI };
}

export function createEditor(svg, form, announcer) {
  const inputs = Object.fromEntries(NAMES.map((name) => [name, form.elements[name]]));
  const { width, height } = svg.viewBox.baseVal;
  const drawn = element("ellipse", { class: "drawn" }, svg);
  const arms = element("path", { class: "arm" }, svg);
  const handles = Object.fromEntries(
    Object.entries(HANDLES).map(([name, handle]) => [name, makeHandle(name, handle)]),
  );

  function makeHandle(name, { label, now }) {
    const { min, max } = inputs[now];
    const group = element("g", {
      class: "handle", id: `handle-${name}`, tabindex: "0", role: "slider",
      "aria-label": label, "aria-valuemin": min, "aria-valuemax": max,
    }, svg);
    element("circle", { class: "reach" }, group);
    element("circle", { class: "knob" }, group);
    group.addEventListener("pointerdown", (event) => grab(event, name, group));
    // Chromium scrolls the page under a finger even where touch-action forbids it within an SVG.
    group.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    group.addEventListener("keydown", (event) => step(event, name));
    return group;
  }

  function numbers() {
    return Object.fromEntries(NAMES.map((name) => [name, Number(inputs[name].value)]));
  }

  function set(changed) {
    for (const [name, value] of Object.entries(changed)) {
      inputs[name].value = within(inputs[name], value);
    }
    paint();
  }

  function paint() {
    const given = numbers();
    const ellipse = ellipseOf(given, width, height);
    const { x, y, rx, ry } = ellipse;
    for (const [key, value] of Object.entries({ cx: x, cy: y, rx, ry })) drawn.setAttribute(key, value);
    drawn.setAttribute("transform", `rotate(${given.tilt} ${x} ${y})`);
    const ends = [];
    for (const [name, group] of Object.entries(handles)) {
      const [cx, cy] = shownAt(name, ellipse);
      ends.push(`M${x} ${y}L${cx} ${cy}`);
      group.setAttribute("transform", `translate(${cx} ${cy})`);
      group.querySelector(".reach").setAttribute("r", REACH_PX * pixel());
      group.querySelector(".knob").setAttribute("r", KNOB_PX * pixel());
      group.setAttribute("aria-valuenow", given[HANDLES[name].now]);
      group.setAttribute("aria-valuetext", HANDLES[name].said(given));
    }
    arms.setAttribute("d", ends.join(""));
  }

  // A pixel of the screen in those of the picture.
  function pixel() {
    return width / (svg.getBoundingClientRect().width || width);
  }

  // Beyond the rim, but never outside the picture, where no finger reaches.
  function shownAt(name, ellipse) {
    const edge = KNOB_PX * pixel();
    const [cx, cy] = placeOf(ellipse, HANDLES[name].at, OUT_PX * pixel());
    return [Math.min(width - edge, Math.max(edge, cx)), Math.min(height - edge, Math.max(edge, cy))];
  }

  function inPicture(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [at.x, at.y];
  }

  // The handle keeps the distance that it had from the finger, so that it does not jump.
  function grab(event, name, group) {
    if (event.button !== 0) return;
    event.preventDefault();
    group.focus({ preventScroll: true });
    group.setPointerCapture(event.pointerId);
    group.classList.add("held");
    const [x, y] = inPicture(event);
    const ellipse = ellipseOf(numbers(), width, height);
    const [cx, cy] = name === "tilt" ? shownAt(name, ellipse) : placeOf(ellipse, HANDLES[name].at);
    const off = [cx - x, cy - y];
    const move = (moved) => {
      const [px, py] = inPicture(moved);
      set(dragged(name, numbers(), [px + off[0], py + off[1]], width, height));
    };
    const held = new AbortController();
    const drop = () => {
      held.abort();
      group.classList.remove("held");
      say(name);
    };
    group.addEventListener("pointermove", move, { signal: held.signal });
    for (const end of ["pointerup", "pointercancel"]) {
      group.addEventListener(end, drop, { signal: held.signal });
    }
  }

  function step(event, name) {
    const arrow = ARROWS[event.key];
    if (!arrow || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const size = event.shiftKey ? LARGE_STEP : STEP;
    const { keys } = HANDLES[name];
    const [number, sign] = arrow[0] ? keys.sideways : keys.upright;
    set({ [number]: numbers()[number] + (arrow[0] || arrow[1]) * sign * size });
    say(name);
  }

  function say(name) {
    announcer.textContent = `${HANDLES[name].label}: ${HANDLES[name].said(numbers())}.`;
  }

  form.addEventListener("input", paint);
  new ResizeObserver(paint).observe(svg);
  paint();
}
