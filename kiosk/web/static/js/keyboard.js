// On the gym's own screen, which has no address bar: F2 opens the staff pages, Escape goes back to
// the members' screen, and a page that nobody touches any more goes back by itself.

const MEMBERS = "/";
const STAFF = "/staff/";
const UNTOUCHED_MS = 5 * 60 * 1000;

if (location.pathname !== MEMBERS) {
  let leaving = 0;
  const touched = () => {
    clearTimeout(leaving);
    leaving = setTimeout(() => location.assign(MEMBERS), UNTOUCHED_MS);
  };
  for (const touch of ["pointerdown", "keydown", "scroll"]) addEventListener(touch, touched);
  touched();
}

addEventListener("keydown", ({ key }) => {
  if (key === "F2") location.assign(STAFF);
  if (key === "Escape" && location.pathname !== MEMBERS) location.assign(MEMBERS);
});
