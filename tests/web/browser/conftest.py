"""The member screen's states, to show in a browser."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk.live import Snapshot

STANDING = (
    (0.0, 0.0),
    (0.0, 0.0),
    (0.0, 0.0),
    (0.0, 0.0),
    (0.0, 0.0),
    (0.57, 0.38),
    (0.45, 0.38),
    (0.62, 0.44),
    (0.40, 0.44),
    (0.58, 0.48),
    (0.44, 0.48),
    (0.54, 0.52),
    (0.48, 0.52),
    (0.55, 0.63),
    (0.48, 0.63),
    (0.55, 0.73),
    (0.47, 0.73),
)
"""A person facing the camera: 17 points, fractions of the image."""


@pytest.fixture
def snapshots(report: dict[str, Any]) -> dict[str, Snapshot]:
    """The member screen's states by name, as the loop publishes them."""
    seen = Snapshot(camera="ok", width_px=480, height_px=640, skeleton=STANDING)
    counted = {"counted": True, "practice": False, "leg": "left", "text": "Counted"}
    refused = {"counted": False, "practice": False, "leg": "left", "knee": None, "hip": None}
    reps = replace(
        seen, stage="reps", leg="left", instruction="Slow squats on your left leg. Down and up."
    )
    return {
        "waiting": Snapshot(camera="ok"),
        "stand": replace(seen, stage="stand", instruction="Stand still, hands on your hips."),
        "practice": replace(
            reps,
            stage="practice",
            instruction="Practice: one slow squat on your left leg.",
            depth_fraction=0.4,
        ),
        "reps": replace(
            reps,
            reps_counted=3,
            depth_fraction=1.05,
            banner="Replay: nothing here is a real check.",
            last_rep={**counted, "knee": "borderline", "hip": "good"},
        ),
        "refused": replace(
            reps,
            reps_counted=2,
            depth_fraction=0.2,
            last_rep={**refused, "text": "Not counted: the other foot touched down"},
        ),
        "change_leg": replace(
            reps,
            stage="change_leg",
            reps_counted=5,
            instruction="Well done. Now stand on your right leg.",
            last_rep={**counted, "knee": "fault", "hip": "unsure"},
        ),
        "finishing": replace(
            reps,
            stage="finishing",
            reps_counted=5,
            instruction="Well done. Working out your result.",
            last_rep={**counted, "knee": "good", "hip": "unsure"},
        ),
        "results": replace(
            seen, stage="results", instruction="Done. Step off when you are ready.", report=report
        ),
        "camera_lost": Snapshot(
            camera="lost", camera_message="The camera sends no pictures: check its cable."
        ),
        "store_full": Snapshot(
            camera="ok",
            instruction="The disk of the results is full: delete old checks or free some room, "
            "then start the check again.",
        ),
    }
