// Rating on a phone: a tap is sent without loading the page anew, and the next squat appears by
// itself. Without this script the same forms work, and "Look again" asks for the next squat.

import { later, putInPlace, renew } from "./renew.js";

const BUSY_MS = 700;
const IDLE_MS = 5_000;

const page = document.getElementById("agreement");
const stale = document.getElementById("stale");
let waiting = 0; // taps that the kiosk has not answered yet
let last = Promise.resolve();

// What a trainer has opened or is typing into must not be taken away.
const typing = () => Boolean(page.querySelector("details[data-keep][open]"));

// The squat to rate is what the trainer wants to see, not the bar above it; once, as it appears.
let atCard = false;
function toCard() {
  const card = page.querySelector(".card");
  if (card && !atCard) page.scrollIntoView();
  atCard = Boolean(card);
}

async function ask() {
  try {
    const answer = await fetch(page.dataset.state);
    if (answer.redirected) location.reload();
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

async function follow() {
  const told = waiting ? null : await ask();
  if (!waiting) stale.hidden = told !== null;
  const news = told && told.mark !== page.dataset.mark && !typing() && !waiting;
  if (news && (await renew(location.href))) page.dataset.mark = told.mark;
  toCard();
  later(follow, told && !told.busy ? IDLE_MS : BUSY_MS);
}

// Taps are sent one after the other, as fast as they come; the page shows what came of the last.
async function send(address, body) {
  try {
    const answer = await fetch(address, { method: "POST", body });
    const html = await answer.text();
    if (waiting === 1) putInPlace(html);
    page.dataset.mark = "";
  } catch {
    stale.hidden = false;
  }
  waiting -= 1;
}

function tapped(event) {
  const form = event.target.closest("form[data-tap]");
  if (!form) return;
  event.preventDefault();
  for (const button of form.querySelectorAll("[aria-pressed]")) {
    button.setAttribute("aria-pressed", button === event.submitter);
  }
  const body = new URLSearchParams(new FormData(form, event.submitter));
  waiting += 1;
  last = last.then(() => send(form.action, body));
}

page.addEventListener("submit", tapped);
toCard();
later(follow, BUSY_MS);
