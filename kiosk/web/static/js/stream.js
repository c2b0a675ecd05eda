// Follows the kiosk's event stream and never gives up: reopens it when it errs or falls silent,
// closes it while the page is hidden, and says whether it is alive. Where something answers and yet
// no state comes (the safe mode's page, or this page is broken), the page loads itself anew.

const SILENT_MS = 6000; // the kiosk beats every 2 s
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 4000;
const FAILURES = 5; // one after another, some 8 s
const PATIENCE_MS = 4000;

// Only into an answer: a browser's own error page would stay for ever.
function renew() {
  fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) })
    .then(() => location.reload(), () => {});
}

export function follow(url, { onHello, onWords = () => {}, onState, onAlive, onLost }) {
  let source = null;
  let heardAt = 0;
  let retryMs = FIRST_RETRY_MS;
  let retryTimer = 0;
  let failures = 0;

  function listen(name, handle) {
    source.addEventListener(name, (event) => {
      heardAt = performance.now();
      onAlive();
      try {
        handle(JSON.parse(event.data));
      } catch (error) {
        lose();
        throw error;
      }
    });
  }

  function follows(state) {
    onState(state);
    retryMs = FIRST_RETRY_MS;
    failures = 0;
  }

  function open() {
    close();
    heardAt = performance.now();
    source = new EventSource(url);
    listen("hello", onHello);
    listen("words", onWords);
    listen("state", follows);
    listen("beat", () => {});
    source.addEventListener("error", lose);
  }

  function close() {
    clearTimeout(retryTimer);
    source?.close();
    source = null;
  }

  function lose() {
    close();
    onLost();
    failures += 1;
    if (failures >= FAILURES) renew();
    retryTimer = setTimeout(open, retryMs);
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  }

  setInterval(() => {
    if (source && performance.now() - heardAt > SILENT_MS) lose();
  }, 1000);
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => event.persisted && open());
  open();
}
