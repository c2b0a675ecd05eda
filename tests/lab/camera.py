"""The camera: where it stands, what pixel a point falls on, and how its lens bends the picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .rotation import Array, about

UNBENDING_ROUNDS = 16


@dataclass(frozen=True)
class Camera:
    """Camera on the +z side looking toward the person at the origin.

    `yaw_deg` turns it to its left, `pitch_deg` tips it down, `roll_deg` turns the picture
    clockwise; `long_fov_deg` is the field of view along the picture's longer side. `k1` is the
    first radial coefficient of the lens (Brown's model, radius in focal lengths): below 0 straight
    lines bow outward (barrel), above 0 inward.
    """

    width: int = 480
    height: int = 640
    distance_m: float = 2.9
    height_m: float = 0.95
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    long_fov_deg: float = 66.0
    k1: float = 0.0

    @property
    def focal_px(self) -> float:
        """Focal length in pixels."""
        half = np.radians(self.long_fov_deg / 2.0)
        return float(max(self.width, self.height) / 2.0 / np.tan(half))

    @property
    def centre_px(self) -> Array:
        """Middle (2,) of the picture."""
        return np.array([self.width / 2.0, self.height / 2.0])

    @property
    def place(self) -> Array:
        """Position (3,) in metres."""
        return np.array([0.0, self.height_m, self.distance_m])

    @property
    def turn(self) -> Array:
        """World to camera rotation (3, 3); the camera looks along its own -z."""
        return about(2, self.roll_deg) @ about(0, self.pitch_deg) @ about(1, -self.yaw_deg)

    def project(self, points: Array) -> Array:
        """Pixels (..., 2) of world points (..., 3) through a lens that bends nothing."""
        p = (points - self.place) @ self.turn.T
        depth = -p[..., 2]
        u = self.width / 2.0 + self.focal_px * p[..., 0] / depth
        v = self.height / 2.0 - self.focal_px * p[..., 1] / depth
        return np.stack([u, v], axis=-1)

    def bent(self, pixels: Array) -> Array:
        """Where the lens puts pixels (..., 2) of `project`."""
        if self.k1 == 0.0:
            return pixels
        off = pixels - self.centre_px
        square = ((off / self.focal_px) ** 2).sum(-1, keepdims=True)
        return np.asarray(self.centre_px + off * (1.0 + self.k1 * square))

    def straight(self, pixels: Array) -> Array:
        """Inverse of `bent`, for pixels in the picture."""
        off = pixels - self.centre_px
        out = off
        for _ in range(UNBENDING_ROUNDS):
            square = ((out / self.focal_px) ** 2).sum(-1, keepdims=True)
            out = off / (1.0 + self.k1 * square)
        return self.centre_px + out

    def clip_matrix(self) -> Array:
        """OpenGL clip matrix (4, 4) that agrees with `project`."""
        near, far = 0.1, 40.0
        view = np.eye(4)
        view[:3, :3] = self.turn
        view[:3, 3] = -self.turn @ self.place
        lens = np.zeros((4, 4))
        lens[0, 0] = 2.0 * self.focal_px / self.width
        lens[1, 1] = 2.0 * self.focal_px / self.height
        lens[2, 2], lens[2, 3] = -(far + near) / (far - near), -2.0 * far * near / (far - near)
        lens[3, 2] = -1.0
        return lens @ view
