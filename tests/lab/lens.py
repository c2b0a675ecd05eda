"""Bends a drawn picture as the camera's lens would: a wider straight picture, then a remap."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .camera import Camera
from .rotation import Array

MARGIN_PX = 2


class Lens:
    """For one camera: `drawn` is the straight camera to draw with, `bend` makes its picture the
    one that the bent lens takes. A lens with k1 = 0 leaves everything as it is."""

    def __init__(self, camera: Camera) -> None:
        self.camera = camera
        self.drawn = camera
        if camera.k1 != 0.0:
            self._prepare()

    def _prepare(self) -> None:
        camera = self.camera
        x, y = np.meshgrid(np.arange(camera.width) + 0.5, np.arange(camera.height) + 0.5)
        wanted = camera.straight(np.stack([x, y], axis=-1))
        low = np.minimum(np.floor(wanted.min((0, 1))), 0.0)
        pad = (MARGIN_PX - low).astype(int)
        width, height = camera.width + 2 * int(pad[0]), camera.height + 2 * int(pad[1])
        half = np.arctan(max(width, height) / 2.0 / camera.focal_px)
        fov = float(np.degrees(2.0 * half))
        self.drawn = replace(camera, width=width, height=height, long_fov_deg=fov, k1=0.0)
        self.corners, self.shares = _bilinear(wanted + pad - 0.5, width)

    def bend(self, picture: NDArray[np.float32]) -> NDArray[np.float32]:
        """The picture (h, w, 3) of `drawn` as the lens shows it (H, W, 3)."""
        if self.camera.k1 == 0.0:
            return picture
        flat = picture.reshape(-1, picture.shape[-1])
        out = np.zeros((self.camera.height * self.camera.width, 3), dtype=np.float32)
        for corner, share in zip(self.corners, self.shares, strict=True):
            out += flat[corner] * share
        return out.reshape(self.camera.height, self.camera.width, 3)


def _bilinear(at: Array, width: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Flat indices (4, N) of the four pixels about each place (H, W, 2), and their shares."""
    first = np.floor(at).astype(np.int64)
    part = (at - first).reshape(-1, 2)
    start = (first[..., 1] * width + first[..., 0]).ravel()
    x, y = part[:, 0], part[:, 1]
    shares = np.stack([(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y])
    corners = np.stack([start, start + 1, start + width, start + width + 1])
    return corners, shares[..., None].astype(np.float32)
