// Shapes of the drawing in the glass.

const SVG = "http://www.w3.org/2000/svg";

export function make(tag, className, parent) {
  const shape = document.createElementNS(SVG, tag);
  if (className) shape.setAttribute("class", className);
  parent.append(shape);
  return shape;
}

export function place(shape, attributes) {
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value.toFixed(1));
}

export function show(shape, visible) {
  shape.style.display = visible ? "" : "none";
}
