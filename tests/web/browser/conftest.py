"""The member screen's states, to show in a browser."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk.contract import report_json
from kiosk.live import Snapshot
from kiosk.pose.keypoints import Leg
from kiosk.saying import UPDATING
from kiosk.scoring.report import build_report
from tests.web.conftest import rep

STANDING = (
    *((0.0, 0.0),) * 5,
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
ON_LEFT_LEG = (*STANDING[:14], (0.48, 0.64), (0.55, 0.73), (0.47, 0.68))
KNEE_IN = (
    *((0.0, 0.0),) * 5,
    (0.585, 0.44),
    (0.465, 0.43),
    (0.64, 0.49),
    (0.41, 0.49),
    (0.59, 0.54),
    (0.45, 0.535),
    (0.555, 0.565),
    (0.49, 0.58),
    (0.51, 0.655),
    (0.47, 0.68),
    (0.55, 0.73),
    (0.45, 0.69),
)
"""A squat on the left leg: the knee is in, the right hip has dropped."""
SPOT = (0.52, 0.745, 0.14, 0.035, 3.0)


def states(report: dict[str, Any]) -> dict[str, Snapshot]:
    """Every screen by name, as the loop publishes it."""
    seen = Snapshot(camera="ok", width_px=480, height_px=640, skeleton=STANDING, spot=SPOT)
    counted = {"counted": True, "practice": False, "leg": "left", "text": "Counted"}
    refused = {"counted": False, "practice": False, "leg": "left", "knee": None, "hip": None}
    reps = replace(
        seen,
        stage="reps",
        leg="left",
        skeleton=ON_LEFT_LEG,
        instruction="Slow squats on your left leg. Down and up.",
        pictogram="squat_left",
    )
    results = replace(
        seen,
        stage="results",
        instruction="Done. Step off when you are ready.",
        pictogram="done",
        report=report,
    )
    return {
        "waiting": Snapshot(camera="ok"),
        "welcome": replace(
            seen,
            stage="welcome",
            instruction="Stand still to begin.",
            pictogram="stand_still",
            hold=0.4,
        ),
        "stand": replace(
            seen,
            stage="stand",
            instruction="Hands on your hips. Stand still on both feet.",
            pictogram="hands_on_hips",
        ),
        "lift": replace(
            seen,
            stage="lift",
            instruction="Lift one foot behind you.",
            pictogram="lift_foot",
        ),
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
            knee_now="good",
            pelvis_now="good",
        ),
        "knee_in": replace(
            reps,
            skeleton=KNEE_IN,
            reps_counted=1,
            depth_fraction=0.9,
            last_rep={
                **counted,
                "text": "Counted: keep the knee over the foot",
                "knee": "fault",
                "hip": "borderline",
            },
            knee_now="fault",
            pelvis_now="borderline",
        ),
        "refused": replace(
            reps,
            reps_counted=2,
            depth_fraction=0.2,
            last_rep={**refused, "text": "Not counted: the other foot touched down"},
        ),
        "hint": replace(
            reps,
            reps_counted=2,
            instruction="Move a little to your left.",
            pictogram="move_left",
            hint="move_left",
            last_rep={**counted, "knee": "good", "hip": "good"},
        ),
        "pause": replace(
            reps,
            reps_counted=2,
            instruction="One person at a time, please. It goes on when you are alone.",
            pictogram="one_person",
            pause="crowded",
        ),
        "change_leg": replace(
            reps,
            stage="change_leg",
            skeleton=STANDING,
            reps_counted=5,
            instruction="Well done. Both feet down. Next is your right leg.",
            pictogram="change_leg",
            leg_report={"left": report["legs"]["left"]},
            last_rep={**counted, "knee": "fault", "hip": "unsure"},
        ),
        "finishing": replace(
            reps,
            stage="finishing",
            skeleton=STANDING,
            reps_counted=5,
            instruction="Well done. Working out your result.",
            pictogram="wait",
            last_rep={**counted, "knee": "good", "hip": "unsure"},
        ),
        "results": results,
        "results_shared": replace(
            results, share_url="http://192.168.10.20:8080/r/3q2-7wEjR5mZyXvB1kLd0Q"
        ),
        "step_off": replace(
            seen,
            stage="step_off",
            instruction="Step off the spot. Step on again to start anew.",
            pictogram="step_off",
        ),
        "held": replace(
            seen,
            stage="welcome",
            held=True,
            instruction=UPDATING.words,
            pictogram=UPDATING.pictogram,
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


@pytest.fixture
def snapshots(report: dict[str, Any]) -> dict[str, Snapshot]:
    """The member screen's states by name, as the loop publishes them."""
    return states(report)


@pytest.fixture
def worst_report() -> dict[str, Any]:
    """Everything found on both legs, the left one worse: the most words that a result can have."""
    reps = [
        replace(
            rep(leg, start_s + 5 * turn, knee_deg),
            pelvic_drop_deg=14.0 + turn / 2,
            trunk_lean_deg=19.0 + turn / 2,
            knee_flexion_deg=50.0 + turn / 2,
        )
        for leg, start_s, knee_deg in ((Leg.LEFT, 4.0, 28.0), (Leg.RIGHT, 40.0, 17.0))
        for turn in range(5)
    ]
    return report_json(build_report(reps, ()))
