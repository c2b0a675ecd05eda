"""One person's body: rest mesh, joints, skin weights and COCO keypoints, out of the `anny` model.

Decides which of the model's bones move on their own (the rest ride along). Axes: x to the
person's left, y up, z the way the person faces; metres. Clothes, pose and light are others'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from .rotation import Array

MOVING: tuple[tuple[str, str], ...] = (
    ("pelvis", "root"),
    ("thigh_l", "upperleg01.L"),
    ("shank_l", "lowerleg01.L"),
    ("foot_l", "foot.L"),
    ("thigh_r", "upperleg01.R"),
    ("shank_r", "lowerleg01.R"),
    ("foot_r", "foot.R"),
    ("spine_1", "spine04"),
    ("spine_2", "spine03"),
    ("spine_3", "spine02"),
    ("chest", "spine01"),
    ("neck", "neck01"),
    ("head", "head"),
    ("clavicle_l", "clavicle.L"),
    ("upperarm_l", "upperarm01.L"),
    ("forearm_l", "lowerarm01.L"),
    ("twist_l", "lowerarm02.L"),
    ("hand_l", "wrist.L"),
    ("clavicle_r", "clavicle.R"),
    ("upperarm_r", "upperarm01.R"),
    ("forearm_r", "lowerarm01.R"),
    ("twist_r", "lowerarm02.R"),
    ("hand_r", "wrist.R"),
)
LUMBAR = "spine05"
"""The lowest bone of the spine: it rides on the pelvis, unless a body is `hinged`."""
JOINT = {name: i for i, (name, _) in enumerate(MOVING)}
PARENT = (-1, 0, 1, 2, 0, 4, 5, 0, 7, 8, 9, 10, 11, 10, 13, 14, 15, 16, 10, 18, 19, 20, 21)
COCO = (
    "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder",
    "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip",
    "left_knee", "right_knee", "left_ankle", "right_ankle",
)  # fmt: skip
LANDMARKS = (
    "eye.L",
    "eye.R",
    "finger3-1.L",
    "finger3-1.R",
    "finger2-1.L",
    "finger2-1.R",
    "finger5-1.L",
    "finger5-1.R",
)


@dataclass(frozen=True)
class Body:
    """Rest state of one person; V vertices, J = len(MOVING) joints."""

    vertices: Array  # (V, 3), the lowest point of the soles at y = 0
    faces: np.ndarray[Any, np.dtype[np.int32]]  # (F, 3)
    joints: Array  # (J, 3)
    weights: Array  # (V, J), rows sum to one
    coco_share: Array  # (17, J), how much of each COCO point rides on each joint
    coco_arm: Array  # (17, J, 3), and its place from that joint, times that share
    marks: dict[str, Array]  # rest position of LANDMARKS
    height_m: float
    lumbar_share: Array  # (V,) how much of each row's pelvis is the lowest bone of the spine
    lumbar_joint: Array  # (3,) where that bone begins

    def joint(self, name: str) -> Array:
        """Rest position (3,) of the joint called `name`."""
        return np.asarray(self.joints[JOINT[name]])

    def coco_rest(self, name: str) -> Array:
        """Rest position (3,) of the COCO point called `name`."""
        row = COCO.index(name)
        return np.asarray(self.coco_share[row] @ self.joints + self.coco_arm[row].sum(0))


@cache
def _model() -> Any:
    from anny import Anny

    return Anny(skinning_method="lbs")


@cache
def _coco_weights() -> Array:
    from anny import KeypointsRegressor

    regressor = KeypointsRegressor.coco(_model(), labels=list(COCO))
    return np.asarray(regressor.regression_weights.double().numpy())


def _riding(labels: list[str], parents: list[int]) -> list[int]:
    """For each bone of the model, the moving joint it rides on."""
    moving = {bone: i for i, (_, bone) in enumerate(MOVING)}
    out: list[int] = []
    for bone in range(len(labels)):
        while bone > 0 and labels[bone] not in moving:
            bone = parents[bone]
        out.append(moving.get(labels[bone], 0))
    return out


def _upright(points: Any) -> Array:
    """The model's axes (z up, -y ahead) to ours."""
    p = np.asarray(points.detach().double().numpy())
    return np.stack([p[:, 0], p[:, 2], -p[:, 1]], axis=1)


def _weights(model: Any, riding: list[int], lumbar: int) -> tuple[Array, Array]:
    """Rows per vertex over the moving joints, and the part of the pelvis that is the lumbar's."""
    share = model.vertex_bone_weights.double().numpy()
    bones = model.vertex_bone_indices.long().numpy()
    out = np.zeros((share.shape[0], len(MOVING)))
    np.add.at(out, (np.arange(share.shape[0])[:, None], np.asarray(riding)[bones]), share)
    total = out.sum(1)
    return out / total[:, None], np.asarray((share * (bones == lumbar)).sum(1) / total)


def _coco(vertices: Array, joints: Array, weights: Array) -> tuple[Array, Array]:
    """The regressor's points, summed up per joint they ride on."""
    coco = _coco_weights()
    share = coco @ weights
    place = np.stack([coco @ (weights * vertices[:, [k]]) for k in range(3)], axis=-1)
    return share, place - share[..., None] * joints


def build_body(shape: Mapping[str, float]) -> Body:
    """Body of the given shape: `gender` 0 man to 1 woman, `age`, `muscle`, `weight`, `height`,
    `proportions`, each 0 to 1 as in `anny`."""
    import torch

    model = _model()
    with torch.no_grad():
        out = model(phenotype_kwargs={k: torch.tensor([float(v)]) for k, v in shape.items()})
    vertices, heads = _upright(out["rest_vertices"][0]), _upright(out["rest_bone_heads"][0])
    labels = list(model.bone_labels)
    floor = np.array([0.0, vertices[:, 1].min(), 0.0])
    vertices, heads = vertices - floor, heads - floor
    joints = np.stack([heads[labels.index(bone)] for _, bone in MOVING])
    riding = _riding(labels, list(model.bone_parents))
    weights, lumbar = _weights(model, riding, labels.index(LUMBAR))
    share, arm = _coco(vertices, joints, weights)
    return Body(
        vertices=vertices,
        faces=np.asarray(model.get_triangular_faces().numpy(), dtype=np.int32),
        joints=joints,
        weights=weights,
        coco_share=share,
        coco_arm=arm,
        marks={name: heads[labels.index(name)] for name in LANDMARKS},
        height_m=float(vertices[:, 1].max()),
        lumbar_share=lumbar,
        lumbar_joint=heads[labels.index(LUMBAR)],
    )


def bent(body: Body, waist: float) -> Body:
    """The same body with the skin above the hip joints going with the lowest of the spine."""
    if waist == 0.0:
        return body
    hip_m, size = body.joint("thigh_l")[1], body.height_m / 1.7
    up = np.clip((body.vertices[:, 1] - hip_m) / (0.12 * size), 0.0, 1.0)
    moved = body.weights[:, JOINT["pelvis"]] * waist * up * up * (3.0 - 2.0 * up)
    weights = body.weights.copy()
    weights[:, JOINT["pelvis"]] -= moved
    weights[:, JOINT["spine_1"]] += moved
    return replace(body, weights=weights)


def hinged(body: Body, share: float) -> Body:
    """The same body with the lowest bone of the spine as much a part of the trunk: it turns at the
    height of the hip joints, and the skin of waist and belly goes with it."""
    if share == 0.0:
        return body
    weights, joints = body.weights.copy(), body.joints.copy()
    weights[:, JOINT["pelvis"]] -= share * body.lumbar_share
    weights[:, JOINT["spine_1"]] += share * body.lumbar_share
    joints[JOINT["spine_1"]] += share * (body.lumbar_joint - joints[JOINT["spine_1"]])
    return replace(body, weights=weights, joints=joints)
