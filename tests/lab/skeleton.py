"""From joint rotations to joint positions, skin and keypoints (linear blend skinning)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .body import PARENT, Body
from .rotation import Array


@dataclass(frozen=True)
class Pose:
    """N frames: rotation of each joint against rest (N, J, 3, 3) and its place (N, J, 3)."""

    rotations: Array
    positions: Array


def attach(body: Body, rotations: Array, root: Array) -> Pose:
    """Hang every joint on its parent, starting from the pelvis at `root` (N, 3)."""
    positions = np.empty(rotations.shape[:3])
    positions[:, 0] = root
    for j in range(1, len(PARENT)):
        p = PARENT[j]
        offset = body.joints[j] - body.joints[p]
        positions[:, j] = positions[:, p] + rotations[:, p] @ offset
    return Pose(rotations, positions)


def move(pose: Pose, turn: Array, shift: Array) -> Pose:
    """The same pose turned (N, 3, 3) about the origin and then shifted (N, 3)."""
    rotations = turn[:, None] @ pose.rotations
    positions = np.einsum("nab,njb->nja", turn, pose.positions) + shift[:, None]
    return Pose(rotations, positions)


def skin(body: Body, vertices: Array, pose: Pose, frame: int) -> Array:
    """Posed place (V, 3) of rest `vertices` (the body's own, or its clothes) in one frame."""
    r, p = pose.rotations[frame], pose.positions[frame]
    offset = p - np.einsum("jab,jb->ja", r, body.joints)
    matrices = np.concatenate([r, offset[..., None]], axis=2).reshape(len(r), 12)
    blended = (body.weights @ matrices).reshape(-1, 3, 4)
    return np.asarray(np.einsum("vab,vb->va", blended[..., :3], vertices) + blended[..., 3])


def coco_points(body: Body, pose: Pose) -> Array:
    """COCO keypoints (N, 17, 3) in world metres: the regressor applied to the bare posed skin."""
    turned = np.einsum("njab,kjb->nka", pose.rotations, body.coco_arm, optimize=True)
    return np.asarray(turned + np.einsum("kj,nja->nka", body.coco_share, pose.positions))
