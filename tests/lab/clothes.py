"""What the person wears: where each garment lies on the rest mesh and how far it stands off.

Every garment is a signed field over the vertices, metres inside its hem; the renderer cuts it
sharply at zero. Shoes hide the toes by smoothing. Colours are carried along, not used here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .body import JOINT, Body
from .rotation import Array, unit

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Outfit:
    """Garments and colours (sRGB bytes). `bottom`: a key of BOTTOMS; `top`: of TOPS; `hair_style`:
    short, bun, tail or bald; `stripes`: bands over both garments. `print_kind`: what is printed on
    `print_on` (1 bottom, 2 top, 3 both), see PRINTS, in `print_col`, repeated every `print_m`.
    `belt_m` is the height of a waistband of its own colour. `waist_deg` and `hem_deg` tilt the
    upper edge of the bottom and the lower one of the top against the pelvis, `wave_m` bends both.
    `drape` is how far the top below the ribs hangs from them (1) and not on the pelvis (0)."""

    bottom: str = "leggings"
    top: str = "tee"
    bottom_col: Colour = (42, 48, 70)
    top_col: Colour = (60, 140, 130)
    shoe_col: Colour = (228, 228, 232)
    skin: Colour = (214, 168, 138)
    hair: Colour = (50, 34, 26)
    hair_style: str = "short"
    beard: bool = False
    stripes: bool = False
    print_kind: str = "none"
    print_on: int = 3
    print_col: Colour = (220, 220, 220)
    print_m: float = 0.06
    belt_m: float = 0.0
    belt_col: Colour = (20, 20, 22)
    waist_deg: float = 0.0
    hem_deg: float = 0.0
    wave_m: float = 0.0
    drape: float = 0.0


PRINTS = ("none", "bars", "checks", "dots", "spots", "slanted", "plaid")


@dataclass(frozen=True)
class Dressed:
    """A body with its clothes on: `body` has the dressed mesh (hair knots added), `cover` (V, 4)
    holds the fields of bottom, top, shoe and hair."""

    body: Body
    cover: Array
    outfit: Outfit
    loose: float
    face: Mapping[str, Array]
    waist_y: float


# How far below the crotch a bottom reaches (share of the leg), how far it stands off, how loose.
BOTTOMS = {
    "leggings": (0.93, 0.002, 0.0),
    "shorts": (0.44, 0.012, 0.4),
    "trousers": (0.97, 0.02, 1.0),
    "hotpants": (0.12, 0.003, 0.0),
    "cycling": (0.40, 0.002, 0.0),
    "wide_shorts": (0.5, 0.03, 0.8),
    "capri": (0.66, 0.004, 0.1),
}
# Sleeve (share of the upper arm, more than 1 reaches the forearm), hem below the waist, stand-off.
TOPS = {
    "tee": (0.55, 0.05, 0.008),
    "tank": (-0.02, 0.03, 0.004),
    "hoodie": (1.9, 0.10, 0.022),
    "tucked": (0.5, 0.0, 0.006),
    "crop": (-0.02, -0.11, 0.003),
    "bra": (-0.02, -0.2, 0.003),
    "long_sleeve": (1.95, 0.05, 0.005),
    "wide_tee": (0.7, 0.14, 0.02),
    "long_tee": (0.6, 0.22, 0.016),
}


def normals_of(vertices: Array, faces: Any) -> Array:
    """Vertex normals (V, 3), area weighted."""
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    face = np.cross(b - a, c - a)
    out = np.zeros_like(vertices)
    for axis in range(3):
        for corner in range(3):
            out[:, axis] += np.bincount(faces[:, corner], face[:, axis], len(vertices))
    return unit(out)


def _share(body: Body, *names: str) -> Array:
    return np.asarray(body.weights[:, [JOINT[n] for n in names]].sum(1))


def _arms(body: Body) -> Array:
    parts = ("upperarm", "forearm", "twist", "hand")
    return _share(body, *(f"{part}_{s}" for part in parts for s in "lr"))


def _edge(body: Body, tilt_deg: float, wave_m: float) -> Array:
    """How much higher a tilted, uneven edge is at each vertex; + lifts the person's left."""
    x, z = body.vertices[:, 0], body.vertices[:, 2]
    wave = np.sin(23.0 * x + 11.0 * z) * 0.6 + np.sin(41.0 * x - 17.0 * z + 1.0) * 0.4
    return np.asarray(np.tan(np.radians(tilt_deg)) * x + wave_m * wave)


def _bottom(body: Body, outfit: Outfit) -> Array:
    reach, _, _ = BOTTOMS[outfit.bottom]
    hip, ankle = body.joint("thigh_l")[1], body.joint("foot_l")[1]
    y = body.vertices[:, 1]
    waist = hip + 0.10 * body.height_m / 1.7 + _edge(body, outfit.waist_deg, outfit.wave_m)
    hem = hip - reach * (hip - ankle)
    return np.asarray(np.minimum(np.minimum(waist - y, y - hem), (0.4 - _arms(body)) * 0.2))


def _sleeve(body: Body, length: float) -> Array:
    """Metres of sleeve left beyond each vertex; large off the arms."""
    out = np.full(len(body.vertices), 1.0)
    for s in "lr":
        shoulder, elbow = body.joint(f"upperarm_{s}"), body.joint(f"forearm_{s}")
        bone = elbow - shoulder
        along = (body.vertices - shoulder) @ unit(bone) / np.linalg.norm(bone)
        left = (length - along) * float(np.linalg.norm(bone))
        side = body.vertices[:, 0] * (1.0 if s == "l" else -1.0) > 0
        out = np.where(side & (_arms(body) > 0.05), np.minimum(out, left), out)
    return out


def _top(body: Body, outfit: Outfit) -> Array:
    kind = outfit.top
    length, overlap, _ = TOPS[kind]
    hem = body.joint("thigh_l")[1] + (0.10 - overlap) * body.height_m / 1.7
    hem = hem + _edge(body, outfit.hem_deg, outfit.wave_m)
    neck = body.joint("neck") + np.array([0.0, -0.005, 0.035])
    wide = 0.085 if kind in ("tank", "crop", "bra") else 0.068
    opening = np.linalg.norm((body.vertices - neck) * [1.0, 1.0, 0.8], axis=1) - wide
    head = (0.5 - _share(body, "head", "neck")) * 0.2
    low = body.vertices[:, 1] - hem
    return np.asarray(np.minimum.reduce([low, opening, head, _sleeve(body, length)]))


def _shoe(body: Body) -> Array:
    collar = body.joint("foot_l")[1] + 0.005
    return np.asarray(
        np.minimum(collar - body.vertices[:, 1], (_share(body, "foot_l", "foot_r") - 0.3) * 0.2)
    )


def _hair(body: Body, style: str) -> Array:
    eye = (body.marks["eye.L"] + body.marks["eye.R"]) / 2.0
    v = body.vertices
    line = eye[1] + 0.072 - 0.72 * (eye[2] + 0.02 - v[:, 2])
    field = np.minimum(v[:, 1] - line, (_share(body, "head") - 0.4) * 0.2)
    return field if style != "bald" else np.full(len(v), -1.0)


def _smooth(vertices: Array, faces: Any, mask: Any, rounds: int) -> Array:
    """Laplacian smoothing of the masked vertices."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    edges = np.concatenate([edges, edges[:, ::-1]])
    count = np.bincount(edges[:, 0], minlength=len(vertices))[:, None]
    out = vertices.copy()
    for _ in range(rounds):
        total = np.stack([
            np.bincount(edges[:, 0], out[edges[:, 1], k], len(out)) for k in range(3)
        ], axis=1)  # fmt: skip
        out[mask] = (0.4 * out + 0.6 * total / np.maximum(count, 1))[mask]
    return out


def _ease(x: Array) -> Array:
    x = np.clip(x, 0.0, 1.0)
    return np.asarray(x * x * (3 - 2 * x))


def _stand_off(body: Body, outfit: Outfit, cover: Array) -> Array:
    """How far each vertex moves out along its normal."""
    _, bottom_m, loose = BOTTOMS[outfit.bottom]
    top_m = TOPS[outfit.top][2]
    hip, ankle = body.joint("thigh_l")[1], body.joint("foot_l")[1]
    down = np.clip((hip - body.vertices[:, 1]) / (hip - ankle), 0.0, 1.0)
    flare = bottom_m * (1.0 + loose * 0.8 * down)
    hair_m = {"short": 0.012, "bun": 0.014, "tail": 0.014, "bald": 0.0}[outfit.hair_style]
    out = flare * _ease(cover[:, 0] / 0.012) * _ease((down + 0.10) / 0.25)
    out = np.maximum(out, (bottom_m * 0.3 + top_m) * _ease(cover[:, 1] / 0.012))
    out = np.maximum(out, 0.014 * _ease(cover[:, 2] / 0.02))
    return np.asarray(np.maximum(out, hair_m * _ease(cover[:, 3] / 0.03)))


def _knot(centre: Array, size: Array, rings: int = 12) -> tuple[Array, Any]:
    """An ellipsoid."""
    u, v = np.meshgrid(np.linspace(0, np.pi, rings), np.linspace(0, 2 * np.pi, 2 * rings))
    points = np.stack([np.sin(u) * np.cos(v), np.cos(u), np.sin(u) * np.sin(v)], -1)
    i = np.arange(2 * rings * rings).reshape(2 * rings, rings)
    a, b, c, d = i[:-1, :-1], i[1:, :-1], i[1:, 1:], i[:-1, 1:]
    faces = np.concatenate([np.stack(t, -1).reshape(-1, 3) for t in ((a, b, c), (a, c, d))])
    return points.reshape(-1, 3) * size + centre, faces


def _with_knot(body: Body, outfit: Outfit, cover: Array) -> tuple[Body, Array]:
    head = _share(body, "head") > 0.5
    top = body.vertices[head][:, 1].max()
    back = body.vertices[head][:, 2].min()
    if outfit.hair_style == "bun":
        centre, size = np.array([0.0, top + 0.005, back + 0.055]), np.array([0.046, 0.04, 0.046])
    else:
        centre, size = np.array([0.035, top - 0.15, back - 0.01]), np.array([0.045, 0.13, 0.035])
    points, faces = _knot(centre, size)
    weights = np.zeros((len(points), body.weights.shape[1]))
    weights[:, JOINT["head"]] = 1.0
    field = np.tile([-1.0, -1.0, -1.0, 1.0], (len(points), 1))
    more = replace(
        body,
        vertices=np.concatenate([body.vertices, points]),
        faces=np.concatenate([body.faces, (faces + len(body.vertices)).astype(np.int32)]),
        weights=np.concatenate([body.weights, weights]),
    )
    return more, np.concatenate([cover, field])


def _hung(body: Body, outfit: Outfit, top: Any) -> Array:
    """Skin weights with a loose top's lower part hanging from the chest, not riding on the hips."""
    if outfit.drape == 0.0:
        return body.weights
    weights = body.weights.copy()
    low = [JOINT[name] for name in ("pelvis", "thigh_l", "thigh_r", "spine_1", "spine_2")]
    moved = weights[np.ix_(top, low)] * outfit.drape
    weights[np.ix_(top, low)] -= moved
    weights[top, JOINT["chest"]] += moved.sum(1)
    return np.asarray(weights)


def dress(body: Body, outfit: Outfit) -> Dressed:
    """Put the outfit on the body."""
    cover = np.stack([
        _bottom(body, outfit), _top(body, outfit), _shoe(body),
        _hair(body, outfit.hair_style),
    ], axis=1)  # fmt: skip
    foot = cover[:, 2] > 0.002
    vertices = _smooth(body.vertices, body.faces, foot, 160)
    mark = cover[:, 1] > 0.0
    vertices = _smooth(vertices, body.faces, mark, 3 if outfit.top != "hoodie" else 12)
    normals = normals_of(vertices, body.faces)
    vertices = vertices + normals * _stand_off(body, outfit, cover)[:, None]
    worn = replace(body, vertices=vertices, weights=_hung(body, outfit, mark))
    if outfit.hair_style in ("bun", "tail"):
        worn, cover = _with_knot(worn, outfit, cover)
    nose = body.coco_rest("nose")
    face = {"eye_l": body.marks["eye.L"], "eye_r": body.marks["eye.R"], "nose": nose}
    waist_y = float(body.joint("thigh_l")[1] + 0.10 * body.height_m / 1.7)
    return Dressed(worn, cover, outfit, BOTTOMS[outfit.bottom][2], face, waist_y)
