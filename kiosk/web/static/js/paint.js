// Changes the page only where it differs: screen readers hear news, not every frame.

export function text(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

export function shown(element, visible) {
  if (element.hidden === visible) element.hidden = !visible;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.classList.add("icon", name);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

// Runs `build` only when `value` differs from the last time.
export function onChange(build) {
  let last;
  return (value) => {
    const now = JSON.stringify(value);
    if (now === last) return;
    last = now;
    build(value);
  };
}

// Plays the arrival animation once (the style sheet leaves it out for reduced motion).
export function refresh(element) {
  element.classList.remove("fresh");
  void element.getBoundingClientRect();
  element.classList.add("fresh");
}
