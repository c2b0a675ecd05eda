// Follows the kiosk's event stream and never gives up: reopens it when it errs or falls
// silent, closes it while the page is hidden, and says whether it is alive.

const SILENT_MS = 6000; // the kiosk beats every 2 s
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 4000;

export function follow(url, { onHello, onWords = () => {}, onState, onAlive, onLost }) {
  let source = null;
  let heardAt = 0;
  let retryMs = FIRST_RETRY_MS;
  let retryTimer = 0;

  function heard() {
    heardAt = performance.now();
    retryMs = FIRST_RETRY_MS;
    onAlive();
  }

  function listen(name, handle) {
    source.addEventListener(name, (event) => {
      heard();
      handle(JSON.parse(event.data));
    });
  }

  function open() {
    close();
    heardAt = performance.now();
    source = new EventSource(url);
    listen("hello", onHello);
    listen("words", onWords);
    listen("state", onState);
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
