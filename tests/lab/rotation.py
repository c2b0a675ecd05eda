"""Rotation matrices for stacks of frames; arrays of shape (..., 3, 3), angles in degrees."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def about(axis: int, angle_deg: Array | float) -> Array:
    """Rotation about coordinate axis 0, 1 or 2 by `angle_deg`, right-handed."""
    angle = np.radians(np.asarray(angle_deg, dtype=float))
    c, s = np.cos(angle), np.sin(angle)
    out = np.zeros((*angle.shape, 3, 3))
    i, j = (axis + 1) % 3, (axis + 2) % 3
    out[..., axis, axis] = 1.0
    out[..., i, i], out[..., j, j] = c, c
    out[..., i, j], out[..., j, i] = -s, s
    return out


def from_vector(rotvec: Array) -> Array:
    """Rodrigues' formula: rotation vectors (..., 3), in radians, to matrices."""
    angle = np.linalg.norm(rotvec, axis=-1)[..., None, None]
    axis = rotvec / np.maximum(angle[..., 0], 1e-12)
    k = np.zeros((*rotvec.shape[:-1], 3, 3))
    k[..., 0, 1], k[..., 0, 2], k[..., 1, 2] = -axis[..., 2], axis[..., 1], -axis[..., 0]
    k -= np.swapaxes(k, -1, -2)
    return np.asarray(np.eye(3) + np.sin(angle) * k + (1.0 - np.cos(angle)) * (k @ k))


def to_vector(matrix: Array) -> Array:
    """Inverse of `from_vector` for turns well under half a circle."""
    m = matrix
    v = np.stack(
        [m[..., 2, 1] - m[..., 1, 2], m[..., 0, 2] - m[..., 2, 0], m[..., 1, 0] - m[..., 0, 1]],
        axis=-1,
    )
    cosine = np.clip((np.trace(m, axis1=-2, axis2=-1) - 1.0) / 2.0, -1.0, 1.0)
    angle = np.arccos(cosine)[..., None]
    return v * np.where(angle < 1e-6, 0.5, angle / (2.0 * np.maximum(np.sin(angle), 1e-9)))


def between(a: Array, b: Array, share: Array | float) -> Array:
    """The rotation `share` of the way from `a` to `b` (0 gives `a`, 1 gives `b`)."""
    step = to_vector(np.swapaxes(a, -1, -2) @ b)
    return a @ from_vector(step * np.asarray(share, dtype=float)[..., None])


def unit(v: Array) -> Array:
    """Vectors (..., 3) scaled to length one."""
    length: Array = np.linalg.norm(v, axis=-1, keepdims=True)
    return v / np.maximum(length, 1e-12)


def frame(along: Array, normal: Array) -> Array:
    """Orthonormal frame whose second column is `along` and first is `normal` made square to it."""
    y = unit(along)
    x = unit(normal - (normal * y).sum(-1, keepdims=True) * y)
    return np.stack([x, y, np.cross(x, y)], axis=-1)
