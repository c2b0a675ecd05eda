// The Setup view: keeps the picture and what is told about it new, and offers the editor.

import { createEditor } from "./setup-draw.js";

const PICTURE_EVERY_MS = 250;
const AFTER_TROUBLE_MS = 1500;
const FACTS_EVERY_MS = 1500;

const byId = (id) => document.getElementById(id);
const page = byId("setup");
const picture = byId("picture");

function later(task, delayMs) {
  setTimeout(() => (document.hidden ? later(task, delayMs) : task()), delayMs);
}

// The old picture stays until the new one is here; the number keeps the browser from its cache.
function followPicture(image, notice) {
  const address = image.src;
  let number = 0;
  const next = () => {
    number += 1;
    image.src = `${address}?n=${number}`;
  };
  image.addEventListener("load", () => {
    notice.hidden = true;
    image.hidden = false;
    image.dataset.number = number;
    later(next, PICTURE_EVERY_MS);
  });
  image.addEventListener("error", () => {
    notice.hidden = false;
    image.hidden = true;
    later(next, AFTER_TROUBLE_MS);
  });
  next();
}

// Only what has changed is replaced, so that a screen reader is not sent back to its beginning.
function putInPlace(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const part of fresh.querySelectorAll("[data-part]")) {
    for (const old of page.querySelectorAll(`[data-part="${part.dataset.part}"]`)) {
      if (old.outerHTML !== part.outerHTML) old.replaceWith(part);
    }
  }
}

async function followFacts() {
  try {
    const answer = await fetch(page.dataset.now);
    if (answer.redirected) location.reload(); // signed out meanwhile
    else if (answer.ok) putInPlace(await answer.text());
  } catch {
    // The kiosk is away for a moment: the page keeps what it knows and asks again.
  }
  later(followFacts, FACTS_EVERY_MS);
}

if (picture) {
  followPicture(picture, byId("no-picture"));
  createEditor(byId("editor"), byId("draw-form"), byId("draw-said"));
  const draw = byId("draw");
  const open = () => {
    byId("editor").toggleAttribute("hidden", !draw.open);
    byId("seen-now").classList.toggle("drawing", draw.open);
  };
  draw.addEventListener("toggle", open);
  open();
}
later(followFacts, FACTS_EVERY_MS);
