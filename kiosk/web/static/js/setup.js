// The Setup view: keeps the picture and what is told about it new, and offers the editor.

import { later, renew } from "./renew.js";
import { createEditor } from "./setup-draw.js";

const PICTURE_EVERY_MS = 250;
const AFTER_TROUBLE_MS = 1500;
const FACTS_EVERY_MS = 1500;

const byId = (id) => document.getElementById(id);
const page = byId("setup");
const picture = byId("picture");

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

// The kiosk may be away for a moment: the page keeps what it knows and asks again.
async function followFacts() {
  await renew(page.dataset.now);
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
