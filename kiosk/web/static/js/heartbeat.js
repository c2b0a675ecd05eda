// On the gym's own screen, whichever page it shows: says every few seconds that a frame was really
// painted, so that a frozen browser is noticed. Who is refused asks no more.

const WHERE = "/painted";
const EVERY_MS = 5000;
const PATIENCE_MS = 4000;

// Browsers call back before they paint; what is queued there runs after. A stuck one never calls.
const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
const pause = () => new Promise((done) => setTimeout(done, EVERY_MS));

async function refused() {
  try {
    const answer = await fetch(WHERE, { method: "POST", signal: AbortSignal.timeout(PATIENCE_MS) });
    return answer.status === 403;
  } catch {
    return false; // the kiosk starts anew; the page stays
  }
}

do {
  await painted();
} while (!(await refused()) && !(await pause()));
