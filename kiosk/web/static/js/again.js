// After a new start was asked for: waits until the kiosk has gone and answers again.

const EVERY_MS = 2_000;
const GONE_AT_THE_LATEST = 8;

const then = document.getElementById("again").dataset.then;
let asked = 0;
let gone = false;

async function answers() {
  try {
    return (await fetch(then, { redirect: "manual" })).status !== 503;
  } catch {
    return false;
  }
}

// A start that was over between two questions is not waited for without end.
async function follow() {
  asked += 1;
  const here = await answers();
  gone = gone || !here;
  if (here && (gone || asked > GONE_AT_THE_LATEST)) location.assign(then);
  else setTimeout(follow, EVERY_MS);
}

setTimeout(follow, EVERY_MS);
