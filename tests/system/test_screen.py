"""What the member screen says: words for every stage and refusal, no face, depth as a fraction."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk import screen
from kiosk.camera.frame import RecordedFrame
from kiosk.live import Snapshot
from kiosk.pose.keypoints import FACE_JOINTS, JOINT_COUNT, Leg, Point, Pose
from kiosk.scoring import protocol
from kiosk.scoring.angles import Angles
from kiosk.scoring.events import (
    CheckCompleted,
    LegLifted,
    PersonArrived,
    RepCounted,
    RepRefused,
    StoodStill,
)
from kiosk.scoring.findings import Refusal, Rep
from kiosk.scoring.report import build_report
from kiosk.scoring.session import Session, Stage

from .rig import Rig

REP = Rep(Leg.LEFT, 1.0, 2.0, 3.0, True, None, 4.0, 3.0, 2.0, 1.0, 65.0)
COUNTED = RepCounted(3.0, REP, 1, practice=False, faulty_knee=False, faulty_hip=False)
EVERYBODY = Pose(0.0, tuple(Point(48.0 * i, 64.0 * i, 0.9) for i in range(JOINT_COUNT)))


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("leg", [None, *Leg])
def test_every_stage_says_what_to_do(stage: Stage, leg: Leg | None) -> None:
    """Each stage is one or two short sentences without a gap, whichever leg is in use."""
    said = screen.instruction(stage, leg)
    assert said.endswith(".")
    assert "{" not in said
    assert len(said) <= 60
    if leg is not None:
        assert "  " not in said


@pytest.mark.parametrize("leg", Leg)
def test_a_leg_is_called_by_its_name(leg: Leg) -> None:
    """Squats are asked for on the leg in use, and after it on the other."""
    assert f"your {leg.value} leg" in screen.instruction(Stage.REPS, leg)
    assert f"your {leg.value} leg" in screen.instruction(Stage.PRACTICE, leg)
    assert f"your {leg.other.value} leg" in screen.instruction(Stage.CHANGE_LEG, leg)


@pytest.mark.parametrize("refusal", Refusal)
@pytest.mark.parametrize("practice", [False, True])
def test_every_refusal_says_why(refusal: Refusal, practice: bool) -> None:
    """A rep that does not count says so and gives its own reason, in practice too."""
    rep = replace(REP, counted=False, refused_because=refusal)
    said = screen.last_rep(RepRefused(3.0, rep, practice=practice))
    assert said["counted"] is False
    assert said["practice"] is practice
    assert said["text"].startswith("Not counted: ")
    assert (said["knee"], said["hip"]) == (None, None)


def test_no_two_refusals_say_the_same() -> None:
    """Each reason is told apart on the page, as it is by the scoring."""
    assert len(set(screen.REFUSED.values())) == len(Refusal)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (COUNTED, "Counted"),
        (replace(COUNTED, faulty_knee=True), "Counted: keep the knee over the foot"),
        (replace(COUNTED, faulty_hip=True), "Counted: keep the hips level"),
        (
            replace(COUNTED, faulty_knee=True, faulty_hip=True),
            "Counted: keep the knee over the foot",
        ),
        (replace(COUNTED, number=0, practice=True), "Good. Now it counts."),
    ],
)
def test_a_counted_rep_says_what_to_mend(event: RepCounted, said: str) -> None:
    """The knee comes before the hip, one thing at a time; a good practice rep says go on."""
    assert screen.last_rep(event)["text"] == said


@pytest.mark.parametrize(
    ("knee_deg", "verdict"),
    [(-20.0, "good"), (8.0, "good"), (8.1, "borderline"), (14.0, "borderline"), (14.1, "fault")],
)
def test_one_rep_is_judged_by_the_cuts_alone(knee_deg: float, verdict: str) -> None:
    """The live verdict of a knee follows the protocol's cuts; a cut itself is the milder side."""
    assert protocol.Band(8.0, 14.0) == protocol.KNEE_FPPA_DEG
    said = screen.last_rep(replace(COUNTED, rep=replace(REP, knee_fppa_deg=knee_deg)))
    assert said["knee"] == verdict


def test_a_missing_angle_has_no_verdict() -> None:
    """What was not seen is not judged."""
    rep = replace(REP, knee_fppa_deg=None, pelvic_drop_deg=13.0)
    said = screen.last_rep(replace(COUNTED, rep=rep))
    assert (said["knee"], said["hip"]) == (None, "fault")


def test_the_figure_has_no_face() -> None:
    """Of seventeen points the five of the face are dropped, the rest are fractions."""
    figure = screen.skeleton(EVERYBODY, 480, 640)
    assert figure is not None
    assert len(figure) == JOINT_COUNT
    assert [index for index, point in enumerate(figure) if point is None] == list(FACE_JOINTS)
    assert figure[10] == (1.0, 1.0)


def test_a_missing_point_stays_missing() -> None:
    """A joint that was not seen is not drawn somewhere else."""
    points = list(EVERYBODY.points)
    points[15] = None
    figure = screen.skeleton(Pose(0.0, tuple(points)), 480, 640)
    assert figure is not None
    assert figure[15] is None
    assert figure[16] is not None


@pytest.mark.parametrize(("pose", "width_px"), [(None, 480), (EVERYBODY, 0)])
def test_nobody_is_no_figure(pose: Pose | None, width_px: int) -> None:
    """Without a person, or without the size of the picture, nothing is drawn."""
    assert screen.skeleton(pose, width_px, 640) is None


def angles(flexion_deg: float | None) -> Angles:
    fields = dict.fromkeys(Angles.__dataclass_fields__)
    return Angles(**{**fields, "stance": Leg.LEFT, "knee_flexion_deg": flexion_deg})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("flexion_deg", "fraction"),
    [
        (None, None),
        (protocol.PERCH_FLEXION_DEG, 0.0),
        (9.0, 0.0),
        ((protocol.PERCH_FLEXION_DEG + protocol.DEPTH_GOOD_MIN_DEG) / 2, 0.5),
        (protocol.DEPTH_GOOD_MIN_DEG, 1.0),
    ],
)
def test_depth_is_a_fraction_of_the_target(
    flexion_deg: float | None, fraction: float | None
) -> None:
    """Standing on one leg is 0, the target 1, and less than standing is not below 0."""
    assert screen._depth_fraction(angles(flexion_deg)) == fraction


def test_depth_without_a_stance_leg_is_unknown() -> None:
    """On both feet there is no depth to show."""
    assert screen._depth_fraction(None) is None


def test_the_depth_of_a_real_squat_passes_the_target(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """In the demo's first squat the bar goes from nought beyond the target and back."""
    rig.feed([frame for frame in demo_frames if frame.t_s < 9.0])
    depths = [s.depth_fraction for s in rig.live.published if s.depth_fraction is not None]
    assert max(depths) > 1.0
    assert depths[0] < 0.2
    assert depths[-1] < 0.2


def test_events_that_the_page_does_not_show_change_nothing() -> None:
    """Standing still leaves what was shown before."""
    shown = Snapshot(last_rep={"text": "Counted"}, report={"legs": {}})
    assert screen.after_events(shown, (StoodStill(1.0),)) == shown


def test_a_new_person_sees_nothing_of_the_last() -> None:
    """Arriving clears the last rep and the report."""
    shown = Snapshot(last_rep={"text": "Counted"}, report={"legs": {}})
    fresh = screen.after_events(shown, (PersonArrived(1.0),))
    assert (fresh.last_rep, fresh.report) == (None, None)


def test_another_leg_begins_without_the_last_rep() -> None:
    """Lifting a foot clears the last rep."""
    shown = screen.after_events(Snapshot(), (COUNTED,))
    assert shown.last_rep is not None
    assert screen.after_events(shown, (LegLifted(4.0, Leg.RIGHT),)).last_rep is None


def test_the_end_brings_the_report() -> None:
    """A completed check puts its report on the page."""
    shown = screen.after_events(Snapshot(), (CheckCompleted(9.0, build_report([REP])),))
    assert shown.report is not None
    assert shown.report["legs"]["left"]["counted"] == 1


def test_practice_counts_for_itself() -> None:
    """In practice the page counts practice reps towards their own number."""
    practice = Session(stage=Stage.PRACTICE, leg=Leg.LEFT, practice_wanted=2, practiced=1)
    shown = screen.after_frame(Snapshot(), practice, 5.0, None)
    assert (shown.reps_counted, shown.reps_wanted) == (1, 2)
    counting = replace(practice, stage=Stage.REPS, reps=(REP, REP))
    shown = screen.after_frame(Snapshot(), counting, 5.0, None)
    assert (shown.reps_counted, shown.reps_wanted) == (2, protocol.REPS_WANTED)


def test_a_frame_says_that_the_camera_is_well() -> None:
    """Any frame takes the camera's sentence away."""
    lost = Snapshot(camera="lost", camera_message="The camera was unplugged: plug it in.")
    shown = screen.after_frame(lost, Session(), 5.0, None)
    assert (shown.camera, shown.camera_message) == ("ok", None)
