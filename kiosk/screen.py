"""What the member screen shows for a state of the session: one Snapshot, plain words.

Decides the words of each stage and refusal. Leaves layout and colour to the page.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kiosk.contract import report_json
from kiosk.live import Snapshot
from kiosk.pose.keypoints import FACE_JOINTS, Leg, Pose
from kiosk.scoring import protocol
from kiosk.scoring.angles import Angles, angles_now
from kiosk.scoring.events import (
    CheckCompleted,
    Event,
    LegLifted,
    PersonArrived,
    RepCounted,
    RepRefused,
)
from kiosk.scoring.findings import Refusal, Rep, Verdict
from kiosk.scoring.session import Session, Stage

INSTRUCTIONS = {
    Stage.WAITING: "Step on the spot.",
    Stage.STAND: "Stand still on both feet, hands on your hips.",
    Stage.LIFT: "Lift one foot behind you.",
    Stage.PRACTICE: "Practice: one slow squat on your {leg} leg.",
    Stage.REPS: "Slow squats on your {leg} leg. Down and up.",
    Stage.CHANGE_LEG: "Well done. Now stand on your {other} leg.",
    Stage.FINISHING: "Well done. Working out your result.",
    Stage.RESULTS: "Done. Step off when you are ready.",
}
REFUSED = {
    Refusal.SHALLOW: "Not counted: go a little deeper",
    Refusal.FOOT_DOWN: "Not counted: the other foot touched down",
    Refusal.TOO_FAST: "Not counted: go slower, two seconds down, two up",
    Refusal.HOP: "Not counted: keep the standing foot in place",
    Refusal.LOW_CONFIDENCE: "Not counted: the camera could not see you well",
    Refusal.WRONG_LEG: "Not counted: that was the other leg",
    Refusal.TWO_LEGS: "Not counted: both feet were down",
    Refusal.KNEE_LIFT: "Not counted: that was a knee lift",
}
COUNTED = "Counted"
KNEE_IN = "Counted: keep the knee over the foot"
HIP_DROPS = "Counted: keep the hips level"
PRACTISED = "Good. Now it counts."


def after_events(shown: Snapshot, events: tuple[Event, ...]) -> Snapshot:
    """The snapshot with what the newest events changed: last rep, report."""
    for event in events:
        match event:
            case PersonArrived():
                shown = replace(shown, last_rep=None, report=None)
            case LegLifted():
                shown = replace(shown, last_rep=None)
            case RepCounted() | RepRefused():
                shown = replace(shown, last_rep=last_rep(event))
            case CheckCompleted():
                shown = replace(shown, report=report_json(event.report))
            case _:
                pass
    return shown


def after_frame(shown: Snapshot, session: Session, t_s: float, pose: Pose | None) -> Snapshot:
    """The snapshot of one frame; everything that events left stays."""
    angles = angles_now(session.tracker, pose)
    leg = session.leg
    wanted = session.practice_wanted if session.stage is Stage.PRACTICE else session.reps_wanted
    return replace(
        shown,
        t_s=t_s,
        camera="ok",
        camera_message=None,
        stage=session.stage.value,
        instruction=instruction(session.stage, leg),
        leg=leg.value if leg else None,
        reps_counted=session.practiced if session.stage is Stage.PRACTICE else session.counted,
        reps_wanted=wanted,
        skeleton=skeleton(pose, shown.width_px, shown.height_px),
        depth_fraction=_depth_fraction(angles),
        knee_fppa_deg=angles.knee_fppa_deg if angles else None,
    )


def instruction(stage: Stage, leg: Leg | None) -> str:
    """One sentence of what to do now."""
    words = {"leg": leg.value, "other": leg.other.value} if leg else {"leg": "", "other": "other"}
    return INSTRUCTIONS[stage].format(**words)


def last_rep(event: RepCounted | RepRefused) -> dict[str, Any]:
    """The newest rep in words and verdicts, by the cut alone (the leg's verdict comes later)."""
    rep = event.rep
    return {
        "counted": rep.counted,
        "practice": event.practice,
        "leg": rep.leg.value,
        "text": _rep_words(event),
        "knee": _live_verdict(rep, rep.knee_fppa_deg, protocol.KNEE_FPPA_DEG),
        "hip": _live_verdict(rep, rep.pelvic_drop_deg, protocol.PELVIC_DROP_DEG),
    }


def skeleton(
    pose: Pose | None, width_px: int, height_px: int
) -> tuple[tuple[float, float] | None, ...] | None:
    """Points as fractions of the image, without the face. None when nobody is seen."""
    if pose is None or not width_px or not height_px:
        return None
    return tuple(
        None
        if point is None or index in FACE_JOINTS
        else (round(point.x_px / width_px, 4), round(point.y_px / height_px, 4))
        for index, point in enumerate(pose.points)
    )


def _rep_words(event: RepCounted | RepRefused) -> str:
    refusal = event.rep.refused_because
    if refusal:
        return REFUSED[refusal]
    if isinstance(event, RepCounted) and event.faulty_knee:
        return KNEE_IN
    if isinstance(event, RepCounted) and event.faulty_hip:
        return HIP_DROPS
    return PRACTISED if event.practice else COUNTED


def _live_verdict(rep: Rep, value_deg: float | None, band: protocol.Band) -> str | None:
    if not rep.counted or value_deg is None:
        return None
    if value_deg <= band.good_max:
        verdict = Verdict.GOOD
    else:
        verdict = Verdict.BORDERLINE if value_deg <= band.fault_min else Verdict.FAULT
    return verdict.value


def _depth_fraction(angles: Angles | None) -> float | None:
    """0 standing on one leg, 1 at the target depth."""
    if angles is None or angles.knee_flexion_deg is None:
        return None
    start = protocol.PERCH_FLEXION_DEG
    return max(0.0, (angles.knee_flexion_deg - start) / (protocol.DEPTH_GOOD_MIN_DEG - start))
