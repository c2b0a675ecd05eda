// Keeps a page of staff new: asks for it again and puts what has changed in its place.

// A hidden page waits until somebody looks.
export function later(task, delayMs) {
  setTimeout(() => (document.hidden ? later(task, delayMs) : task()), delayMs);
}

// Only what has changed is replaced, so that a screen reader is not sent back to its beginning.
export function putInPlace(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const part of fresh.querySelectorAll("[data-part]")) {
    for (const old of document.querySelectorAll(`[data-part="${part.dataset.part}"]`)) {
      if (old.outerHTML !== part.outerHTML) old.replaceWith(part);
    }
  }
}

// Answers whether the kiosk did; whoever was signed out meanwhile is sent to sign in.
export async function renew(address) {
  try {
    const answer = await fetch(address);
    if (answer.redirected) location.reload();
    else if (answer.ok) putInPlace(await answer.text());
    return answer.ok;
  } catch {
    return false;
  }
}
