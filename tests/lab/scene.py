"""The room: wall, floor and gym clutter as coloured boxes, balls and bars; light and camera care.

Decides only what stands where (a seed places the clutter beside and behind the person, never in
front); drawing is the renderer's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .rotation import Array, about

Colour = tuple[int, int, int]
MATERIALS = ("plain", "wood", "rubber", "tile", "brick", "mirror", "poster", "window")


@dataclass(frozen=True)
class Light:
    """Where light comes from (unit-free direction, toward the light) and how strong."""

    key: tuple[float, float, float] = (0.5, 0.9, 0.8)
    key_gain: float = 0.75
    fill: tuple[float, float, float] = (-0.8, 0.5, 0.5)
    fill_gain: float = 0.25
    ambient: float = 0.42


@dataclass(frozen=True)
class Scene:
    """A room. `clutter` 0 to 3 says how much stands about; `window` above 0 puts windows of that
    brightness (1 is the brightest white) into the wall; `shutter_s` blurs what moves; `mat` lays
    the printed floor mat in place of the painted spot, its middle under the person; `plain` shades
    people in the second way of `shaders`."""

    wall: Colour = (200, 198, 190)
    wall_kind: str = "plain"
    floor: Colour = (132, 110, 88)
    floor_kind: str = "wood"
    wall_m: float = -2.2
    clutter: int = 2
    spot: bool = True
    light: Light = field(default_factory=Light)
    exposure: float = 1.0
    noise: float = 2.5
    blur_px: float = 0.55
    shutter_s: float = 0.0
    window: float = 0.0
    mat: bool = False
    plain: bool = False


@dataclass(frozen=True)
class Part:
    """Triangles of one material: vertices (V, 3), normals (V, 3), texture places (V, 3)."""

    material: str
    colour: Colour
    vertices: Array
    normals: Array
    local: Array
    shades: bool = True


def box(centre: Any, size: Any, colour: Colour, material: str = "plain", yaw_deg: float = 0.0,
        shades: bool = True) -> Part:  # fmt: skip
    """A box of six faces."""
    verts, norms = [], []
    for axis in range(3):
        for sign in (-1.0, 1.0):
            n = np.zeros(3)
            n[axis] = sign
            u, v = np.roll([1.0, 0, 0], axis + 1), np.roll([1.0, 0, 0], axis + 2)
            corners = [n + a * u + b * v for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
            order = (0, 1, 2, 0, 2, 3) if sign > 0 else (0, 2, 1, 0, 3, 2)
            verts += [corners[i] for i in order]
            norms += [n] * 6
    local = np.array(verts) * np.asarray(size) / 2.0
    turn = about(1, yaw_deg)
    return Part(material, colour, local @ turn.T + np.asarray(centre), np.array(norms) @ turn.T,
                local, shades)  # fmt: skip


def ball(centre: Any, radius: Any, colour: Colour, steps: int = 24) -> Part:
    """A ball, or an ellipsoid where `radius` has three values."""
    u, v = np.meshgrid(np.linspace(0, np.pi, steps), np.linspace(0, 2 * np.pi, 2 * steps))
    p = np.stack([np.sin(u) * np.cos(v), np.cos(u), np.sin(u) * np.sin(v)], -1)
    quads = [p[:-1, :-1], p[:-1, 1:], p[1:, 1:], p[:-1, :-1], p[1:, 1:], p[1:, :-1]]
    points = np.stack(quads, axis=2).reshape(-1, 3)
    size = np.broadcast_to(np.asarray(radius, dtype=float), (3,))
    return Part("plain", colour, points * size + np.asarray(centre), points, points * size)


def bar(start: Any, end: Any, radius: float, colour: Colour, steps: int = 20) -> Part:
    """A round bar with its two ends closed."""
    a, b = np.asarray(start, dtype=float), np.asarray(end, dtype=float)
    along = (b - a) / np.linalg.norm(b - a)
    side = np.cross(along, [0.3, 0.5, 0.81])
    side /= np.linalg.norm(side)
    up = np.cross(along, side)
    t = np.linspace(0, 2 * np.pi, steps + 1)
    ring = np.cos(t)[:, None] * side + np.sin(t)[:, None] * up
    verts, norms = [], []
    for i in range(steps):
        r0, r1 = ring[i], ring[i + 1]
        p = [a + r0 * radius, a + r1 * radius, b + r1 * radius, b + r0 * radius]
        verts += [p[0], p[1], p[2], p[0], p[2], p[3], a, p[1], p[0], b, p[3], p[2]]
        norms += [r0, r1, r1, r0, r1, r0] + [-along] * 3 + [along] * 3
    points = np.array(verts)
    return Part("plain", colour, points, np.array(norms), points)


IRON: Colour = (44, 45, 48)
STEEL: Colour = (150, 152, 156)


def _rack(x: float, z: float, rng: np.random.Generator) -> Iterator[Part]:
    """Two shelves of dumbbells."""
    for y in (0.32, 0.68):
        yield box((x, y, z), (1.15, 0.05, 0.32), IRON)
        for k in range(4):
            cx = x - 0.42 + 0.28 * k
            head = 0.05 + 0.012 * float(rng.uniform(-1, 1)) + 0.008 * k
            for dz in (-0.10, 0.10):
                ends = ((cx, y + 0.09, z + dz - 0.045), (cx, y + 0.09, z + dz + 0.045))
                yield bar(*ends, head, (60, 60, 64))
            yield bar((cx, y + 0.09, z - 0.1), (cx, y + 0.09, z + 0.1), 0.016, STEEL)
    for dx in (-0.55, 0.55):
        yield box((x + dx, 0.38, z), (0.06, 0.76, 0.3), IRON)


def _kettlebells(x: float, z: float, colour: Colour) -> Iterator[Part]:
    for k in range(3):
        cx, r = x + 0.27 * k, 0.10 - 0.012 * k
        yield ball((cx, r, z), r, colour if k % 2 else IRON)
        yield bar((cx - 0.05, 2 * r + 0.03, z), (cx + 0.05, 2 * r + 0.03, z), 0.016, IRON)
        for dx in (-0.05, 0.05):
            yield bar((cx + dx, 2 * r - 0.04, z), (cx + dx, 2 * r + 0.04, z), 0.014, IRON)


def _wall_bars(x: float, z: float) -> Iterator[Part]:
    wood = (176, 136, 92)
    for dx in (-0.42, 0.42):
        yield box((x + dx, 1.15, z), (0.07, 2.3, 0.1), wood)
    for k in range(13):
        y = 0.18 + 0.17 * k
        yield bar((x - 0.42, y, z + 0.04), (x + 0.42, y, z + 0.04), 0.018, wood)


def _bench(x: float, z: float, colour: Colour) -> Iterator[Part]:
    yield box((x, 0.43, z), (0.32, 0.09, 1.15), colour, yaw_deg=8.0)
    for dz in (-0.42, 0.42):
        yield box((x, 0.2, z + dz), (0.28, 0.38, 0.07), IRON, yaw_deg=8.0)


def _plates(x: float, z: float) -> Iterator[Part]:
    yield bar((x, 0.02, z), (x, 1.0, z), 0.03, STEEL)
    for k, (y, r) in enumerate(((0.26, 0.22), (0.62, 0.17), (0.9, 0.12))):
        colour = ((40, 40, 42), (150, 44, 40), (40, 70, 130))[k]
        yield bar((x, y, z - 0.06), (x, y, z + 0.10), r, colour)


ACCENTS: tuple[Colour, ...] = (
    (150, 60, 50), (58, 92, 140), (70, 120, 84), (196, 160, 60), (120, 84, 130), (70, 74, 80),
)  # fmt: skip


def _walls(scene: Scene) -> Iterator[Part]:
    z = scene.wall_m
    dark = tuple(int(c * 0.55) for c in scene.wall)
    yield box((0, -0.065, 1.0), (14.0, 0.1, 11.0), scene.floor, scene.floor_kind, shades=False)
    yield box((0, 1.6, z - 0.05), (14.0, 3.2, 0.1), scene.wall, scene.wall_kind, shades=False)
    yield box((0, 0.06, z + 0.012), (14.0, 0.12, 0.024), (dark[0], dark[1], dark[2]))
    yield box((0, 3.25, 1.0), (14.0, 0.1, 11.0), (214, 214, 210), shades=False)
    for x in (-3.6, 3.6):
        yield box((x, 1.6, 1.0), (0.1, 3.2, 11.0), scene.wall, scene.wall_kind, shades=False)


def _hangings(scene: Scene, rng: np.random.Generator) -> Iterator[Part]:
    z = scene.wall_m + 0.02
    side = float(rng.choice([-1.0, 1.0]))
    if scene.clutter >= 1:
        colour = ACCENTS[int(rng.integers(len(ACCENTS)))]
        place = (side * float(rng.uniform(0.8, 1.15)), 1.62, z)
        yield box(place, (0.6, 0.85, 0.02), colour, "poster")
    if scene.clutter >= 2:
        yield box((-side * 1.35, 1.25, z), (1.0, 1.7, 0.02), (170, 180, 188), "mirror")
    if scene.clutter >= 3:
        yield box((side * 2.0, 1.5, z), (0.45, 0.6, 0.02), (225, 215, 190), "poster")


def _windows(scene: Scene) -> Iterator[Part]:
    """Tall windows behind the person, where posters would hang."""
    for x in (-1.32, 0.0, 1.32):
        yield box((x, 1.4, scene.wall_m + 0.03), (1.2, 2.0, 0.02), (255, 255, 255), "window",
                  shades=False)  # fmt: skip


def _gear(scene: Scene, rng: np.random.Generator) -> Iterator[Part]:
    back = scene.wall_m
    places = [float(p) for p in rng.permutation([-1.45, 1.45])]
    accent = ACCENTS[int(rng.integers(len(ACCENTS)))]
    sets = [
        lambda x: _rack(x, back + 0.35, rng),
        lambda x: _wall_bars(x, back + 0.08),
        lambda x: _bench(x, back + 0.85, accent),
        lambda x: iter([ball((x, 0.32, back + 0.5), 0.32, accent)]),
        lambda x: _plates(x, back + 0.4),
        lambda x: _kettlebells(x - 0.3, back + 0.5, accent),
        lambda x: iter([box((x, 0.25, back + 0.5), (0.5, 0.5, 0.6), (150, 120, 84), yaw_deg=14.0)]),
    ]
    order = rng.permutation(len(sets))
    for k in range(min(scene.clutter, 2)):
        yield from sets[order[k]](places[k] + float(rng.uniform(-0.15, 0.15)))
    if scene.clutter >= 3:
        yield from sets[order[2]](float(rng.choice([-2.5, 2.5])))


def build_room(scene: Scene, seed: int) -> list[Part]:
    """All parts of the room; the same seed places them the same way."""
    rng = np.random.default_rng(seed + 1000)
    hangings = list(_hangings(scene, rng))
    behind = list(_windows(scene)) if scene.window > 0.0 else hangings
    return [*_walls(scene), *behind, *_gear(scene, rng)]
