// The pictograms' person: one body, posed. Places are [across, up, toward the viewer] in units of
// about a centimetre, from the floor between the feet. As in a mirror, the person's own left is on
// the viewer's left, so `left` stands at negative `across`.

const SIDES = { l: "r", r: "l" };

// Left side of a body that is the same on both sides; the head stands alone.
function bothSides(head, left) {
  const pose = { head };
  for (const [joint, [across, up, toward]] of Object.entries(left)) {
    pose[`l${joint}`] = [across, up, toward];
    pose[`r${joint}`] = [-across, up, toward];
  }
  return pose;
}

// The same pose done by the other side.
export function mirrored(pose) {
  const turned = {};
  for (const [joint, [across, up, toward]] of Object.entries(pose)) {
    const name = joint === "head" ? joint : SIDES[joint[0]] + joint.slice(1);
    turned[name] = [-across, up, toward];
  }
  return turned;
}

export function between(from, to, share) {
  const pose = {};
  for (const [joint, place] of Object.entries(from)) {
    pose[joint] = place.map((value, axis) => value + (to[joint][axis] - value) * share);
  }
  return pose;
}

export const STAND = bothSides([0, 161, 4], {
  s: [-22, 133, 0], e: [-33, 109, -3], w: [-35, 85, 6],
  h: [-10, 83, 0], k: [-12, 44, 3], a: [-13, 8, 0], t: [-17, 3, 10],
});

export const AKIMBO = { ...STAND, le: [-47, 109, -8], lw: [-19, 90, 6], re: [47, 109, -8], rw: [19, 90, 6] };

export const CHEER = {
  ...STAND, le: [-40, 152, 0], lw: [-50, 177, 4], re: [40, 152, 0], rw: [50, 177, 4],
};

// On the left leg, hands on the hips, the right foot behind.
export const LEFT_LEG = {
  head: [2, 161, 4],
  ls: [-21, 133, 0], rs: [23, 134, 0],
  le: [-44, 107, -8], lw: [-18, 90, 6], re: [47, 110, -8], rw: [22, 91, 6],
  lh: [-8, 82, 0], rh: [13, 84, 0],
  lk: [-4, 44, 4], la: [-2, 8, 0], lt: [-4, 3, 11],
  rk: [17, 47, 9], ra: [18, 30, -22], rt: [18, 18, -30],
};

// The bottom of a single-leg squat: hips back and level, knee over the foot, chest up.
export const LEFT_SQUAT = {
  head: [2, 128, 26],
  ls: [-21, 103, 15], rs: [23, 104, 15],
  le: [-45, 79, 0], lw: [-18, 63, 0], re: [48, 81, 0], rw: [22, 64, 0],
  lh: [-9, 53, -22], rh: [13, 54, -22],
  lk: [-6, 39, 16], la: [-2, 8, 0], lt: [-4, 3, 11],
  rk: [17, 30, 8], ra: [18, 33, -27], rt: [18, 25, -37],
};

export const LEFT_HALF_SQUAT = between(LEFT_LEG, LEFT_SQUAT, 0.45);
export const RIGHT_LEG = mirrored(LEFT_LEG);
export const RIGHT_SQUAT = mirrored(LEFT_SQUAT);

// A walk, seen from the side: left foot in front, passing, right foot in front.
export const STRIDE = {
  ...STAND,
  head: [0, 159, 6],
  le: [-27, 108, -13], lw: [-27, 88, -20], re: [27, 108, 10], rw: [27, 92, 25],
  lk: [-8, 46, 20], la: [-8, 9, 22], lt: [-8, 7, 34],
  rk: [8, 45, -4], ra: [8, 14, -28], rt: [8, 4, -22],
};
export const OTHER_STRIDE = mirrored(STRIDE);
export const PASSING = {
  ...STAND, le: [-27, 108, -4], lw: [-28, 84, 2], re: [27, 108, -4], rw: [28, 84, 2],
  lk: [-8, 44, 3], la: [-8, 8, 0], lt: [-8, 4, 12],
  rk: [8, 47, 14], ra: [8, 18, -12], rt: [8, 8, -6],
};
export const OTHER_PASSING = mirrored(PASSING);

// A step to the person's left: weight on the right leg, left foot out.
export const SIDE_STEP = {
  ...STAND, lk: [-24, 46, 4], la: [-33, 12, 0], lt: [-38, 7, 9], head: [-3, 160, 4],
};
