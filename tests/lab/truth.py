"""What is true of each frame and rep: keypoints in pixels and the clinical angles.

Two definitions of the knee's frontal angle are kept, from the projected COCO points and from the
projected joint centres; their mean, `fppa_ref`, is the reference to judge by. Signs: FPPA + is
knee medial, pelvic obliquity + is free side lower, trunk lean + is toward the stance side.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .body import JOINT, Body
from .camera import Camera
from .rotation import Array, about
from .skeleton import Pose, coco_points
from .timeline import Rep, Timeline

CONVENTIONS = (
    "fppa + = knee medial; fppa = COCO-regressor keypoints, fppa_bone = joint centres, fppa_ref ="
    " mean of both (the reference); pelvic_obliquity + = free side lower; trunk_lean + = toward"
    " stance; *_bone from projected joint centres; *_bottom of a rep = median of frames within"
    " 90 % of its depth; pelvic_drop_bottom* = change from standing on two legs; *_bodyframe ="
    " square on, without perspective; asked = what the script asked for, seen square on;"
    " keypoints order = labels; L = person's left = image right; through a bent lens (camera k1)"
    " keypoints and hips_bone are where it puts them, the angles those of a straight picture"
)
LEG_ROWS = {"L": [11, 13, 15], "R": [12, 14, 16]}
OTHER = {"L": "R", "R": "L"}
BONES = {"L": ("thigh_l", "shank_l", "foot_l"), "R": ("thigh_r", "shank_r", "foot_r")}


def _deg(y: Array, x: Array) -> Array:
    return np.asarray(np.degrees(np.arctan2(y, x)))


def fppa(points: Array, leg: str) -> Array:
    """Frontal-plane projection angle of hip, knee and ankle in the image (N, 3, 2), + medial."""
    hip, knee, ankle = points[:, 0], points[:, 1], points[:, 2]
    m = -1.0 if leg == "L" else 1.0
    thigh = _deg(knee[:, 0] - hip[:, 0], knee[:, 1] - hip[:, 1])
    shank = _deg(knee[:, 0] - ankle[:, 0], ankle[:, 1] - knee[:, 1])
    return m * (thigh + shank)


def flexion(pose: Pose, leg: str) -> Array:
    """3-D knee flexion by joint centres."""
    hip, knee, ankle = (pose.positions[:, JOINT[name]] for name in BONES[leg])
    thigh, shank = knee - hip, ankle - knee
    cosine = (thigh * shank).sum(1)
    cosine /= np.linalg.norm(thigh, axis=1) * np.linalg.norm(shank, axis=1)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def _right_lower(left: Array, right: Array) -> Array:
    """Tilt of the line between two points, + when the person's right one is lower."""
    return _deg(right[:, 1] - left[:, 1], np.abs(left[:, 0] - right[:, 0]))


def angles(body: Body, pose: Pose, camera: Camera, yaw_deg: Array) -> dict[str, Array]:
    """Everything measured in a frame that does not depend on which leg stands."""
    points = camera.project(coco_points(body, pose))
    joints = camera.project(pose.positions)
    flat = np.einsum("nab,njb->nja", about(1, -yaw_deg), pose.positions)[..., :2] * [1.0, -1.0]
    out: dict[str, Array] = {"points": points}
    for leg, rows in LEG_ROWS.items():
        bones = [JOINT[name] for name in BONES[leg]]
        out[f"fppa_{leg}"] = fppa(points[:, rows], leg)
        out[f"bone_{leg}"] = fppa(joints[:, bones], leg)
        out[f"square_{leg}"] = fppa(flat[:, bones], leg)
        out[f"flex_{leg}"] = flexion(pose, leg)
        out[f"ankle_{leg}"] = pose.positions[:, bones[2], 1] - body.joints[bones[2], 1]
    hips = joints[:, [JOINT["thigh_l"], JOINT["thigh_r"]]]
    out["hips_bone"] = hips
    out["tilt"] = _right_lower(points[:, 11], points[:, 12])
    out["tilt_bone"] = _right_lower(hips[:, 0], hips[:, 1])
    middle = (points[:, 5] + points[:, 6] - points[:, 11] - points[:, 12]) / 2.0
    out["lean_left"] = _deg(middle[:, 0], -middle[:, 1])
    return out


def by_leg(a: Mapping[str, Array], leg: str) -> dict[str, Array]:
    """The same angles seen from stance leg `leg`."""
    sign = 1.0 if leg == "L" else -1.0
    return {
        "fppa": a[f"fppa_{leg}"],
        "fppa_bone": a[f"bone_{leg}"],
        "fppa_ref": (a[f"fppa_{leg}"] + a[f"bone_{leg}"]) / 2.0,
        "fppa_bodyframe": a[f"square_{leg}"],
        "pelvic_obliquity": sign * a["tilt"],
        "pelvic_obliquity_bone": sign * a["tilt_bone"],
        "trunk_lean": sign * a["lean_left"],
        "knee_flexion": a[f"flex_{leg}"],
    }


def frame_rows(a: Mapping[str, Array], line: Timeline, t_s: Array,
               camera: Camera) -> list[dict[str, Any]]:  # fmt: skip
    """One row a frame, in the form of the truth file: points where the lens puts them."""
    points, hips = camera.bent(a["points"]), camera.bent(a["hips_bone"])
    sides = {leg: by_leg(a, leg) for leg in "LR"}
    touch = line.tracks["touch"].at(t_s) > 0.97
    rows = []
    for i, t in enumerate(t_s):
        phase, support, stance = _phase_at(line, float(t))
        seen = {k: round(float(v[i]), 3) for k, v in sides[support].items()}
        rows.append({
            "frame": i, "t_s": round(float(t), 4), "phase": phase, "support": support,
            "stance": stance, "touch": bool(touch[i]) and stance is not None,
            "keypoints": np.round(points[i], 2).tolist(),
            "hips_bone": np.round(hips[i], 2).tolist(),
            **seen,
            "fppa_L": round(float(a["fppa_L"][i]), 3), "fppa_R": round(float(a["fppa_R"][i]), 3),
            "hip_tilt_right_lower": round(float(a["tilt"][i]), 3),
            "hip_tilt_right_lower_bone": round(float(a["tilt_bone"][i]), 3),
            "trunk_lean_left": round(float(a["lean_left"][i]), 3),
            "free_ankle_height_m": round(float(a[f"ankle_{OTHER[support]}"][i]), 3),
        })  # fmt: skip
    return rows


def _phase_at(line: Timeline, t: float) -> tuple[str, str, str | None]:
    current = line.phases[0]
    for phase in line.phases:
        if phase[0] <= t + 1e-6:
            current = phase
    return current[1:]


def bottom(flex: Array, rep: Rep, t_s: Array) -> Array:
    """Frames (indices) of a rep within 90 % of its depth."""
    inside = np.flatnonzero((t_s >= rep.t_start) & (t_s <= rep.t_end))
    low, high = flex[inside].min(), flex[inside].max()
    return np.asarray(inside[flex[inside] >= low + 0.9 * (high - low)])


def rep_row(a: Mapping[str, Array], rep: Rep, t_s: Array, still: int) -> dict[str, Any]:
    """Truth of one rep; `still` is a frame of plain standing on two legs."""
    leg = "L" if rep.leg == "both" else rep.leg
    seen = by_leg(a, leg)
    rows = bottom(seen["knee_flexion"], rep, t_s)
    deepest = rows[int(np.argmax(seen["knee_flexion"][rows]))]
    rep.peak_s = float(t_s[deepest])
    peak = float(seen["knee_flexion"][deepest])

    def middle(name: str) -> float:
        return float(np.median(seen[name][rows]))

    def change(name: str) -> float:
        return middle(name) - float(seen[name][still])

    values = {
        "peak_flexion": peak,
        "peak_flexion_rel": peak - float(seen["knee_flexion"][still]),
        "fppa_bottom": middle("fppa"),
        "fppa_bottom_bone": middle("fppa_bone"),
        "fppa_bottom_ref": middle("fppa_ref"),
        "fppa_bottom_bodyframe": middle("fppa_bodyframe"),
        "pelvic_drop_bottom": change("pelvic_obliquity"),
        "pelvic_drop_bottom_bone": change("pelvic_obliquity_bone"),
        "trunk_lean_bottom": middle("trunk_lean"),
    }
    times = {
        "t_start": rep.t_start,
        "t_bottom_nominal": (rep.t_down + rep.t_up) / 2.0,
        "t_end": rep.t_end,
        "t_bottom": rep.peak_s,
    }
    return {
        "leg": rep.leg,
        **{k: round(v, 3) for k, v in times.items()},
        "counted": rep.why_not is None,
        "why_not": rep.why_not,
        **{k: round(v, 2) for k, v in values.items()},
        "asked": {
            "fppa_ref": round(rep.want.fppa_deg, 2),
            "drop": round(rep.want.drop_deg, 2),
            "lean": round(rep.want.lean_deg, 2),
            "flexion": round(rep.want.flex_deg, 2),
        },
    }
