"""The frames of a take: room, shadows, people by depth, blur, lens, and what the sensor adds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .clothes import dress
from .lens import Lens
from .render import Figure, Image, Patch, Renderer
from .scene import Scene, build_room
from .skeleton import skin
from .take import Actor, Take

SHADE = 0.42  # how much a person's shadow takes off the floor
# A bright window veils the picture: what share of its light, spread over how many pixels of 640.
VEIL, VEIL_PX, VEIL_FROM = 0.14, 60.0, 200.0


def pictures(take: Take) -> Iterator[Image]:
    """Frames (H, W, 3) in 0..255, before noise."""
    scene, lens = take.scene, Lens(take.camera)
    with Renderer(lens.drawn, scene) as renderer:
        parts = build_room(scene, int(take.spec.get("seed", 1)))
        room = _blurred(renderer.room(parts), scene)
        veil = _veil(room) if scene.window > 0.0 else None
        people = [(actor, renderer.wear(dress(actor.body, actor.outfit))) for actor in take.actors]
        for i in range(len(take.t_s)):
            frame = _drawn(renderer, scene, room, people, i) if people else room.copy()
            yield lens.bend(frame if veil is None else frame + veil)


def _drawn(renderer: Renderer, scene: Scene, room: Image, people: Sequence[tuple[Actor, Figure]],
           i: int) -> Image:  # fmt: skip
    """One frame: all shadows onto the room, then the people, the farthest first."""
    frame = room.copy()
    layers = []
    for actor, figure in sorted(people, key=lambda pair: float(pair[0].pose.positions[i, 0, 2])):
        moments = [skin(figure.person.body, figure.person.body.vertices, pose, i)
                   for pose in actor.poses]  # fmt: skip
        drawn = [renderer.person(figure, vertices) for vertices in moments]
        layers.append(mean([seen for seen, _ in drawn]))
        shadow = mean([dark for _, dark in drawn])
        shadow.of(frame)[...] *= 1.0 - SHADE * shadow.values
    for layer in layers:
        values = _blurred(layer.values, scene)
        part = layer.of(frame)
        part *= 1.0 - values[..., 3:] / 255.0
        part += values[..., :3]
    return frame


def mean(patches: Sequence[Patch]) -> Patch:
    """The average of parts of a picture; a part is nothing outside its own box."""
    if len(patches) == 1:
        return patches[0]
    boxes = np.array([patch.box for patch in patches])
    x0, y0 = (int(v) for v in boxes[:, :2].min(0))
    x1, y1 = (int(v) for v in boxes[:, 2:].max(0))
    sheet = np.zeros((y1 - y0, x1 - x0, patches[0].values.shape[-1]), dtype=np.float32)
    for patch in patches:
        left, top, right, bottom = patch.box
        sheet[top - y0 : bottom - y0, left - x0 : right - x0] += patch.values / len(patches)
    return Patch((x0, y0, x1, y1), sheet)


def _blurred(image: Image, scene: Scene) -> Image:
    """The lens's blur, put on layers before they are laid over each other."""
    from scipy.ndimage import gaussian_filter

    return np.asarray(gaussian_filter(image, (scene.blur_px, scene.blur_px, 0)))


def _veil(room: Image) -> Image:
    """Stray light of a window over the whole picture, as the empty room gives it."""
    from scipy.ndimage import gaussian_filter

    wide = VEIL_PX * room.shape[0] / 640.0
    bright = np.where(room > VEIL_FROM, room, 0.0).astype(np.float32)
    return np.asarray(gaussian_filter(bright, (wide, wide, 0)) * np.float32(VEIL))


class Sensor:
    """What the camera does to a clean picture: fall-off, exposure and noise.

    The noise of a frame is a window at a random place of one large sheet of it: as good as fresh
    for the eye and the encoder, and ten times cheaper.
    """

    def __init__(self, scene: Scene, size: tuple[int, int], seed: int) -> None:
        self.size = size
        self.rng = np.random.default_rng(seed + 9000)
        y, x = np.mgrid[0 : size[0], 0 : size[1]]
        away = ((x / size[1] - 0.5) ** 2 + (y / size[0] - 0.5) ** 2) * 2.0
        self.fall_off = (1.0 - 0.16 * away).astype(np.float32)[..., None] * scene.exposure
        sheet = (size[0] + 128, size[1] + 128)
        grain = self.rng.standard_normal((*sheet, 1), dtype=np.float32)
        tint = self.rng.standard_normal((*sheet, 3), dtype=np.float32)
        self.noise = (0.8 * grain + 0.5 * tint) * np.float32(scene.noise)

    def take(self, clean: Image) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """One frame as bytes."""
        top, left = (int(v) for v in self.rng.integers(0, 128, 2))
        image = clean * self.fall_off
        grain = self.noise[top : top + self.size[0], left : left + self.size[1]]
        image += grain * (0.6 + image * (0.4 / 128.0))
        return np.asarray(np.clip(image, 0, 255, out=image), dtype=np.uint8)
