// The health page: renews itself, and says so when it cannot, for old figures look like new ones.

import { later, renew } from "./renew.js";

const EVERY_MS = 30_000;
const AFTER_TROUBLE_MS = 5_000;

const page = document.getElementById("health");
const stale = document.getElementById("stale");

async function follow() {
  const answered = await renew(page.dataset.now);
  stale.hidden = answered;
  later(follow, answered ? EVERY_MS : AFTER_TROUBLE_MS);
}

later(follow, Number(page.dataset.everyMs) || EVERY_MS);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) renew(page.dataset.now).then((answered) => (stale.hidden = answered));
});
