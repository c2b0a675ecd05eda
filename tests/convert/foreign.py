"""Writes keypoints as other tools do: the inverse of `kiosk.convert`, for its tests."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kiosk.pose.keypoints import Joint, Point, Pose
from kiosk.pose.recording import RecordedMoment, RecordingHeader, RecordingReader

MEDIAPIPE = {
    "left_shoulder": 11,
    "right_shoulder": 12,
    "left_elbow": 13,
    "right_elbow": 14,
    "left_wrist": 15,
    "right_wrist": 16,
    "left_hip": 23,
    "right_hip": 24,
    "left_knee": 25,
    "right_knee": 26,
    "left_ankle": 27,
    "right_ankle": 28,
}
BODY_25 = [
    "nose",
    "neck",
    "right_shoulder",
    "right_elbow",
    "right_wrist",
    "left_shoulder",
    "left_elbow",
    "left_wrist",
    "mid_hip",
    "right_hip",
    "right_knee",
    "right_ankle",
    "left_hip",
    "left_knee",
    "left_ankle",
    "right_eye",
    "left_eye",
    "right_ear",
    "left_ear",
    "left_big_toe",
    "left_small_toe",
    "left_heel",
    "right_big_toe",
    "right_small_toe",
    "right_heel",
]
COCO_18 = [
    "nose",
    "neck",
    "right_shoulder",
    "right_elbow",
    "right_wrist",
    "left_shoulder",
    "left_elbow",
    "left_wrist",
    "right_hip",
    "right_knee",
    "right_ankle",
    "left_hip",
    "left_knee",
    "left_ankle",
    "right_eye",
    "left_eye",
    "right_ear",
    "left_ear",
]
TRUNK = [f"{side}_{part}" for side in ("right", "left") for part in ("shoulder", "elbow", "wrist")]
LEGS = [f"{side}_{part}" for side in ("right", "left") for part in ("hip", "knee", "ankle")]
FACE = ["right_eye", "left_eye", "right_ear", "left_ear"]
FEET = [f"{side}_{part}" for side in ("left", "right") for part in ("big_toe", "small_toe", "heel")]
BODY_25 = ["nose", "neck", *TRUNK, "mid_hip", *LEGS, *FACE, *FEET]
COCO_18 = ["nose", "neck", *TRUNK, *LEGS, *FACE]
COCO_17 = [joint.name.lower() for joint in Joint]

Moments = Sequence[RecordedMoment]


def recorded(path: Path) -> tuple[RecordingHeader, list[RecordedMoment]]:
    """A keypoint recording, whole."""
    reader = RecordingReader(path)
    try:
        return reader.header, list(reader)
    finally:
        reader.close()


def points_of(pose: Pose | None) -> dict[str, Point]:
    """The points that were seen, by name."""
    return {
        joint.name.lower(): point
        for joint, point in zip(Joint, pose.points if pose else (), strict=bool(pose))
        if point is not None
    }


def landmark_rows(moments: Moments, header: RecordingHeader) -> list[dict[tuple[str, str], float]]:
    """Per frame the cells that are not empty: (name of the landmark, axis) and what it says."""
    return [
        {
            (name, axis): value
            for name, point in points_of(moment.pose).items()
            for axis, value in zip(
                ("x", "y", "z", "visibility"),
                (point.x_px / header.width_px, point.y_px / header.height_px, 0.1, point.score),
                strict=True,
            )
        }
        for moment in moments
    ]


def write_csv(
    path: Path,
    header: RecordingHeader,
    moments: Moments,
    column: Callable[[str, int, str], str],
    times: Mapping[str, Callable[[RecordedMoment], object]] | None = None,
    separator: str = ",",
) -> Path:
    """One row a frame; `column(name, number from 0, axis)` names the columns of all 33."""
    names = [next((k for k, n in MEDIAPIPE.items() if n == i), f"other_{i}") for i in range(33)]
    axes = ("x", "y", "z", "visibility")
    clock = times or {}
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=separator)
        out.writerow([*clock, *(column(n, i, a) for i, n in enumerate(names) for a in axes)])
        for moment, cells in zip(moments, landmark_rows(moments, header), strict=True):
            told = [str(tell(moment)) for tell in clock.values()]
            row = [cells.get((name, axis), "") for name in names for axis in axes]
            out.writerow(told + [f"{c:.8f}" if isinstance(c, float) else c for c in row])
    return path


def flat(pose: Pose | None, layout: Sequence[str]) -> list[float]:
    """`[x, y, score, …]` in the order of the layout; zeros for what was not seen."""
    points = points_of(pose)
    return [value for name in layout for value in points.get(name, (0.0, 0.0, 0.0))]


def openpose_frame(pose: Pose | None, layout: Sequence[str]) -> dict[str, Any]:
    """One frame's document; no people where nobody was seen."""
    people = [{"person_id": [-1], "pose_keypoints_2d": flat(pose, layout)}] if pose else []
    return {"version": 1.3, "people": people}


def write_openpose_folder(folder: Path, moments: Moments, layout: Sequence[str]) -> Path:
    """OpenPose's --write_json: one file a frame."""
    folder.mkdir()
    for number, moment in enumerate(moments):
        path = folder / f"squat_{number:012}_keypoints.json"
        path.write_text(json.dumps(openpose_frame(moment.pose, layout)), encoding="utf-8")
    return folder


def write_openpose_file(path: Path, moments: Moments, layout: Sequence[str]) -> Path:
    """All frames in one list."""
    frames = [openpose_frame(moment.pose, layout) for moment in moments]
    path.write_text(json.dumps(frames), encoding="utf-8")
    return path


def write_coco_results(path: Path, moments: Moments) -> Path:
    """COCO's results; the frames' numbers are in the names of their images, out of order."""
    results = [
        {
            "image_id": f"clip1_{number:06}.jpg",
            "category_id": 1,
            "keypoints": flat(moment.pose, COCO_17),
            "score": 0.9,
        }
        for number, moment in enumerate(moments)
        if moment.pose
    ]
    path.write_text(json.dumps(results[::-1]), encoding="utf-8")
    return path


def write_coco_annotations(path: Path, header: RecordingHeader, moments: Moments) -> Path:
    """COCO's annotations; ids say nothing, the names of the images number the frames."""
    size = {"width": header.width_px, "height": header.height_px}
    images = [
        {"id": 7000 - n, "file_name": f"frames/{n + 1:05}.png", **size} for n in range(len(moments))
    ]
    annotations = [
        {"id": n, "image_id": 7000 - n, "category_id": 1, "keypoints": flat(m.pose, COCO_17)}
        for n, m in enumerate(moments)
        if m.pose
    ]
    document = {"images": images, "annotations": annotations, "categories": []}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
