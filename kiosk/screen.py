"""What the member screen shows for a state of the session: one Snapshot. Pure.

Leaves the words to `saying`, layout and colour to the page.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kiosk.contract import check_report_json, leg_json
from kiosk.live import Snapshot
from kiosk.pose.keypoints import FACE_JOINTS, Pose
from kiosk.saying import (
    COUNTED,
    HIP_DROPS,
    KNEE_IN,
    PRACTISED,
    PRACTISED_HIP_DROPS,
    PRACTISED_KNEE_IN,
    REFUSED,
    UPDATING,
    instruction,
)
from kiosk.scoring import flow, protocol
from kiosk.scoring.angles import Angles, angles_now
from kiosk.scoring.check_state import Session
from kiosk.scoring.checks import leg_report
from kiosk.scoring.events import (
    CheckCompleted,
    CheckPaused,
    Event,
    LegCompleted,
    LegLifted,
    PersonArrived,
    RepCounted,
    RepMeasuredAgain,
    RepRefused,
)
from kiosk.scoring.findings import Refusal, Verdict
from kiosk.scoring.flow import Stage
from kiosk.scoring.spot import Spot


def after_events(shown: Snapshot, session: Session, events: tuple[Event, ...]) -> Snapshot:
    """The snapshot with what the newest events changed: last rep, first leg, report."""
    for event in events:
        match event:
            case PersonArrived():
                shown = forgotten(shown)
            case LegLifted() | CheckPaused():
                shown = replace(shown, last_rep=None)
            case RepCounted() | RepRefused():
                shown = replace(shown, last_rep=last_rep(event, judging=session.judging))
            case CheckCompleted():
                shown = replace(shown, report=check_report_json(event), leg_report=None)
            case LegCompleted() | RepMeasuredAgain() if session.done:
                shown = replace(shown, leg_report=_first_leg(session))
            case _:
                pass
    return shown


def forgotten(shown: Snapshot) -> Snapshot:
    """Nothing of anybody's check is left on the screen."""
    return replace(shown, last_rep=None, leg_report=None, report=None, share_url=None)


def after_frame(shown: Snapshot, session: Session, t_s: float, pose: Pose | None) -> Snapshot:
    """The snapshot of one frame; everything that events left stays."""
    angles = angles_now(session.tracker, pose)
    practice = session.stage is Stage.PRACTICE
    say = instruction(session)
    over = session.stage in (Stage.WAITING, Stage.STEP_OFF)
    return replace(
        forgotten(shown) if over else shown,
        t_s=t_s,
        camera="ok",
        camera_message=None,
        stage=session.stage.value,
        instruction=say.words,
        pictogram=say.pictogram,
        hint=session.hint.value if session.hint else None,
        pause=session.paused.value if session.paused else None,
        held=False,
        hold=_hold(session),
        leg=session.leg.value if session.leg else None,
        reps_counted=session.practiced if practice else session.counted,
        reps_wanted=session.practice_wanted if practice else session.reps_wanted,
        skeleton=skeleton(pose, shown.width_px, shown.height_px),
        spot=ellipse(session.spot, shown.width_px, shown.height_px),
        depth_fraction=_depth_fraction(angles, eased=session.tries.eased),
        knee_fppa_deg=angles.knee_fppa_deg if angles else None,
        **_lines(session, angles),
    )


def while_held(shown: Snapshot) -> Snapshot:
    """The snapshot of a frame while no check can begin: nothing of the check's way is left."""
    return replace(
        forgotten(shown),
        held=True,
        instruction=UPDATING.words,
        pictogram=UPDATING.pictogram,
        hint=None,
        pause=None,
        hold=None,
    )


def _first_leg(session: Session) -> dict[str, Any]:
    """The completed leg as it is known now, in the form of the report's `legs`."""
    leg = session.done[0]
    found = leg_report(leg, session.reps, small_squats=session.tries.eased, judging=session.judging)
    return {leg.value: leg_json(found)}


def _hold(session: Session) -> float | None:
    if session.stage is not Stage.WELCOME:
        return None
    return min(1.0, session.still_s / session.welcome_s) if session.welcome_s > 0 else 1.0


def ellipse(
    spot: Spot | None, width_px: int, height_px: int
) -> tuple[float, float, float, float, float] | None:
    """The spot as fractions of the picture, see `Snapshot.spot`."""
    if spot is None or not width_px or not height_px:
        return None
    return (
        round(spot.x_px / width_px, 4),
        round(spot.y_px / height_px, 4),
        round(spot.half_width_px / width_px, 4),
        round(spot.half_height_px / height_px, 4),
        round(spot.tilt_deg, 1),
    )


def _lines(session: Session, angles: Angles | None) -> dict[str, Any]:
    """How the knee and the pelvis look at this moment of a squat; on the way, not a verdict.

    The pelvis by glances of its network, else by the wrists' line with the hands on the hips.
    """
    if angles is None or session.tracker.movement.dip is None or not session.judging:
        return {"knee_now": None, "pelvis_now": None}
    return {
        "knee_now": _now(angles.knee_fppa_deg, protocol.KNEE_FPPA_DEG),
        "pelvis_now": _now(angles.pelvic_drop_deg, protocol.PELVIC_DROP_DEG),
    }


def _now(value_deg: float | None, band: protocol.Band) -> str | None:
    if value_deg is None:
        return None
    if value_deg <= band.good_max:
        verdict = Verdict.GOOD
    else:
        verdict = Verdict.BORDERLINE if value_deg <= band.fault_min else Verdict.FAULT
    return verdict.value


def last_rep(event: RepCounted | RepRefused, *, judging: bool = True) -> dict[str, Any]:
    """The newest rep in words and verdicts, by the cut alone (the leg's verdict comes later); a
    board that is too slow to judge gives it none."""
    rep = event.rep
    judged = rep.counted and judging
    return {
        "counted": rep.counted,
        "practice": event.practice,
        "leg": rep.leg.value,
        "text": _rep_words(event),
        "knee": _now(rep.knee_fppa_deg, protocol.KNEE_FPPA_DEG) if judged else None,
        "hip": _now(rep.sure_drop_deg, protocol.PELVIC_DROP_DEG) if judged else None,
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
    if refusal or isinstance(event, RepRefused):
        return REFUSED[refusal or Refusal.LOW_CONFIDENCE]
    counted, practised = COUNTED, PRACTISED
    if event.faulty_knee:
        counted, practised = KNEE_IN, PRACTISED_KNEE_IN
    elif event.faulty_hip:
        counted, practised = HIP_DROPS, PRACTISED_HIP_DROPS
    return practised if event.practice else counted


def _depth_fraction(angles: Angles | None, *, eased: bool) -> float | None:
    """0 standing on one leg, 1 at the target depth."""
    if angles is None or angles.knee_flexion_deg is None:
        return None
    start = protocol.PERCH_FLEXION_DEG
    target_deg = flow.EASIER_TARGET_DEG if eased else protocol.DEPTH_GOOD_MIN_DEG
    return max(0.0, (angles.knee_flexion_deg - start) / (target_deg - start))
