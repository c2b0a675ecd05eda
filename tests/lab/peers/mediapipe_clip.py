"""MediaPipe Pose over one clip: landmarks as CSV, its CPU time as JSON on standard output.

Runs in an environment of its own (`requirements-mediapipe.lock`) and knows nothing of the kiosk:

    python tests/lab/peers/mediapipe_clip.py CLIP.mp4 LANDMARKS.csv

The legacy solution of mediapipe 0.10.14, `model_complexity=1`: the full model, the only one that
its package carries (lite and heavy are fetched when asked for). Everything else as it ships, the
smoothing of landmarks too; it works offline. Frames are decoded in batches by one thread before
the watch starts, so that `cpu_ms` is `Pose.process` alone, over all of its threads.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import mediapipe as mp

POINTS = 33
BATCH = 60
"""Frames decoded at once, 55 MB at 480x640."""
WARM_UP_FRAMES = 5
"""Run but not timed: detection and the first use of each network."""
HEADER = [f"landmark_{n}_{axis}" for n in range(POINTS) for axis in ("x", "y", "z", "visibility")]

Timed = tuple[float, Any]
"""Seconds since the clip's start, and the picture (height x width x RGB)."""


def batches(clip: Path) -> Iterator[list[Timed]]:
    """The clip's frames in RGB. Ends the program with a sentence when it is no video."""
    capture = cv2.VideoCapture(str(clip), cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
    if not capture.isOpened():
        sys.exit(f"{clip} is not a video that OpenCV reads.")
    fps = capture.get(cv2.CAP_PROP_FPS)
    size, given = WARM_UP_FRAMES, 0
    while batch := _decoded(capture, size):
        yield [((given + n) / fps, picture) for n, picture in enumerate(batch)]
        size, given = BATCH, given + len(batch)


def _decoded(capture: Any, count: int) -> list[Any]:
    pictures: list[Any] = []
    while len(pictures) < count:
        more, picture = capture.read()
        if not more:
            break
        pictures.append(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
    return pictures


def row(t_s: float, landmarks: Any) -> list[str]:
    """One line of the CSV; without landmarks (nobody was seen) its cells are empty."""
    if landmarks is None:
        return [f"{t_s:.6f}", *[""] * len(HEADER)]
    values = [(p.x, p.y, p.z, p.visibility) for p in landmarks.landmark]
    return [f"{t_s:.6f}", *(f"{value:.7f}" for point in values for value in point)]


def main(clip: Path, target: Path) -> None:
    """Write the CSV and print `{"frames", "seen", "cpu_ms"}`, the last a frame after warm-up."""
    frames = seen = timed = 0
    cpu_s = 0.0
    with (
        target.open("w", encoding="utf-8", newline="") as file,
        mp.solutions.pose.Pose(model_complexity=1, static_image_mode=False) as network,
    ):
        out = csv.writer(file)
        out.writerow(["time_s", *HEADER])
        for batch in batches(clip):
            started = time.process_time()
            found = [network.process(picture).pose_landmarks for _, picture in batch]
            if frames:
                cpu_s += time.process_time() - started
                timed += len(batch)
            out.writerows(row(t_s, each) for (t_s, _), each in zip(batch, found, strict=True))
            frames += len(batch)
            seen += sum(each is not None for each in found)
    print(json.dumps({"frames": frames, "seen": seen, "cpu_ms": 1000 * cpu_s / max(timed, 1)}))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Give a clip and the CSV to write.")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
