// The update page: shows what is new of an update, also when the kiosk starts anew under it.

import { later, renew } from "./renew.js";

const EVERY_MS = 15_000;
const BUSY_MS = 2_000;

const page = document.getElementById("update");
const stale = document.getElementById("stale");
const signedOut = document.getElementById("signed-out");

// The kiosk's own words of how things stand; null while it does not answer.
async function ask() {
  try {
    const answer = await fetch(page.dataset.state);
    if (answer.redirected) return { signedOut: true };
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

async function follow() {
  const told = await ask();
  stale.hidden = told !== null;
  if (told?.signedOut) {
    signedOut.hidden = false;
    return;
  }
  if (told && told.mark !== page.dataset.mark && (await renew(page.dataset.page))) {
    page.dataset.mark = told.mark;
  }
  later(follow, told && !told.busy ? EVERY_MS : BUSY_MS);
}

if (page) later(follow, "busy" in page.dataset ? BUSY_MS : EVERY_MS);
