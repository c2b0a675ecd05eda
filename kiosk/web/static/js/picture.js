// The camera picture behind the figure, if staff show it: in the glass only while the check needs
// it, exactly where the figure's points lie. Where there is no picture the glass stays plain, and
// the page asks again.

const AGAIN_MS = 2000;

export function createPicture(img, url) {
  let wanted = false;
  let again = 0;

  function ask() {
    clearTimeout(again);
    img.hidden = true;
    if (wanted) img.src = url;
    else img.removeAttribute("src");
  }

  img.addEventListener("load", () => (img.hidden = !wanted));
  img.addEventListener("error", () => {
    img.hidden = true;
    if (wanted) again = setTimeout(ask, AGAIN_MS);
  });

  // seen: the part of the image that the glass shows, in image heights; null hides the picture.
  return function show(seen, { picture, aspect }) {
    const on = Boolean(picture && url && seen && aspect);
    if (on !== wanted) {
      wanted = on;
      ask();
    }
    if (!on) return;
    const share = {
      left: -seen.x / seen.width, top: -seen.y / seen.height,
      width: aspect / seen.width, height: 1 / seen.height,
    };
    for (const [name, value] of Object.entries(share)) img.style.setProperty(name, `${(value * 100).toFixed(2)}%`);
  };
}
