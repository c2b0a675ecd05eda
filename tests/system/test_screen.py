"""What the member screen says: words for every stage and refusal, no face, depth as a fraction."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk import saying, screen
from kiosk.camera.frame import RecordedFrame
from kiosk.live import Snapshot
from kiosk.pose.keypoints import FACE_JOINTS, JOINT_COUNT, Leg, Point, Pose
from kiosk.scoring import flow, protocol
from kiosk.scoring.angles import Angles
from kiosk.scoring.check_state import Session
from kiosk.scoring.events import (
    CheckCompleted,
    LegCompleted,
    LegLifted,
    PersonArrived,
    RepCounted,
    RepMeasuredAgain,
    RepRefused,
    StoodStill,
)
from kiosk.scoring.findings import Refusal, Rep
from kiosk.scoring.flow import Attention, Stage
from kiosk.scoring.hinting import Hinting
from kiosk.scoring.placement import Hint
from kiosk.scoring.presence import Presence
from kiosk.scoring.report import build_report
from kiosk.scoring.spot import Spot
from kiosk.scoring.tries import Tries

from .rig import Rig

REP = Rep(Leg.LEFT, 1.0, 2.0, 3.0, True, None, 4.0, 3.0, 2.0, 1.0, 65.0)
COUNTED = RepCounted(3.0, REP, 1, practice=False, faulty_knee=False, faulty_hip=False)
EVERYBODY = Pose(0.0, tuple(Point(48.0 * i, 64.0 * i, 0.9) for i in range(JOINT_COUNT)))


STATES = [
    Session(stage=stage, leg=leg, done=done, tries=Tries(eased=eased))
    for stage in Stage
    for leg in (None, *Leg)
    for done in ((), (Leg.LEFT,))
    for eased in (False, True)
]


@pytest.mark.parametrize("state", STATES)
def test_every_stage_says_what_to_do(state: Session) -> None:
    """Each stage is one or two short sentences that the catalogues have, with a moving picture."""
    said = saying.instruction(state)
    assert said.words in saying.MESSAGES
    assert said.words.endswith(".")
    assert "{" not in said.words
    assert len(said.words) <= 64
    assert said.pictogram in saying.PICTOGRAMS


@pytest.mark.parametrize("leg", Leg)
def test_a_leg_is_called_by_its_name(leg: Leg) -> None:
    """Squats are asked for on the leg in use, and after it on the other."""
    own, other = f"your {leg.value} leg", f"your {leg.other.value} leg"
    for stage in (Stage.REPS, Stage.PRACTICE):
        assert own in saying.instruction(Session(stage=stage, leg=leg)).words
    done = Session(stage=Stage.CHANGE_LEG, leg=leg, done=(leg,))
    assert other in saying.instruction(done).words
    assert other in saying.instruction(replace(done, stage=Stage.LIFT)).words


@pytest.mark.parametrize("hint", Hint)
def test_every_hint_has_its_own_instruction(hint: Hint) -> None:
    """What is wrong with the placement is said instead of the stage, each in its own words."""
    state = Session(stage=Stage.STAND, hinting=Hinting(given=hint))
    said = saying.instruction(state)
    assert said == saying.AT_HINT[hint]
    assert len({say.words for say in saying.AT_HINT.values()}) == len(Hint)
    assert saying.instruction(replace(state, stage=Stage.WAITING)) != said


def test_a_pause_is_said_before_everything_else() -> None:
    """With company or out of sight, what stops the check is said, and not what is next."""
    crowded = Presence(attention=Attention.CROWDED)
    state = Session(stage=Stage.REPS, leg=Leg.LEFT, presence=crowded)
    state = replace(state, hinting=Hinting(given=Hint.TURNED))
    assert saying.instruction(state) == saying.CROWDED
    lost = replace(state, presence=Presence(attention=Attention.LOST))
    assert saying.instruction(lost) == saying.LOST
    beside = Presence(attention=Attention.LOST, off_since_s=3.0)
    assert saying.instruction(replace(state, presence=beside)) == saying.BESIDE


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
    assert len(set(saying.REFUSED.values())) == len(Refusal)


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
        (
            replace(COUNTED, number=0, practice=True, faulty_knee=True),
            "Good, but keep the knee over the foot",
        ),
        (
            replace(COUNTED, number=0, practice=True, faulty_hip=True),
            "Good, but keep the hips level",
        ),
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
    rep = replace(REP, knee_fppa_deg=None, pelvic_drop_deg=13.0, pelvic_error_deg=2.0)
    said = screen.last_rep(replace(COUNTED, rep=rep))
    assert (said["knee"], said["hip"]) == (None, "fault")


@pytest.mark.parametrize("error_deg", [None, protocol.PELVIS_BLIND_DEG])
def test_hips_that_were_hardly_seen_have_no_verdict(error_deg: float | None) -> None:
    """A drop whose error is large, or not known, shows no fault at the squat."""
    rep = replace(REP, pelvic_drop_deg=13.0, pelvic_error_deg=error_deg)
    assert screen.last_rep(replace(COUNTED, rep=rep))["hip"] is None


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


def test_the_easier_target_is_nearer() -> None:
    """The depth guide asks for less once the target was eased."""
    deep = angles(flow.EASIER_TARGET_DEG)
    full, easier = (screen._depth_fraction(deep, eased=eased) for eased in (False, True))
    assert full is not None
    assert full < 1.0
    assert easier == 1.0


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
    assert screen._depth_fraction(angles(flexion_deg), eased=False) == fraction


def test_depth_without_a_stance_leg_is_unknown() -> None:
    """On both feet there is no depth to show."""
    assert screen._depth_fraction(None, eased=False) is None


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
    assert screen.after_events(shown, Session(), (StoodStill(1.0),)) == shown


def test_a_new_person_sees_nothing_of_the_last() -> None:
    """Arriving clears the last rep and the report."""
    shown = Snapshot(last_rep={"text": "Counted"}, report={"legs": {}})
    fresh = screen.after_events(shown, Session(), (PersonArrived(1.0),))
    assert (fresh.last_rep, fresh.report) == (None, None)


def test_another_leg_begins_without_the_last_rep() -> None:
    """Lifting a foot clears the last rep."""
    shown = screen.after_events(Snapshot(), Session(), (COUNTED,))
    assert shown.last_rep is not None
    assert screen.after_events(shown, Session(), (LegLifted(4.0, Leg.RIGHT),)).last_rep is None


def test_the_end_brings_the_report() -> None:
    """A completed check puts its report on the page."""
    shown = screen.after_events(Snapshot(), Session(), (CheckCompleted(9.0, build_report([REP])),))
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


def test_whoever_goes_takes_the_result_along() -> None:
    """Nothing of a check is on the screen once nobody is there, or its time is over."""
    full = Snapshot(report={"legs": {}}, last_rep={"text": "Counted"}, share_url="http://k/r/x")
    full = replace(full, leg_report={"left": {}})
    for stage in (Stage.WAITING, Stage.STEP_OFF):
        shown = screen.after_frame(full, Session(stage=stage), 5.0, None)
        assert (shown.report, shown.last_rep, shown.leg_report) == (None, None, None)
        assert shown.share_url is None
    kept = screen.after_frame(full, Session(stage=Stage.RESULTS), 5.0, None)
    assert (kept.report, kept.share_url) == (full.report, full.share_url)


def test_the_first_leg_is_shown_once_it_is_done() -> None:
    """Its verdicts come with the last rep, and anew with a closer look."""
    state = Session(stage=Stage.CHANGE_LEG, done=(Leg.LEFT,), reps=(REP, REP, REP))
    shown = screen.after_events(Snapshot(), state, (LegCompleted(9.0, Leg.LEFT),))
    assert shown.leg_report is not None
    assert shown.leg_report["left"]["checks"]["knee_valgus"]["value_deg"] == 4.0
    closer = replace(REP, knee_fppa_deg=9.0)
    state = replace(state, reps=(closer, closer, closer))
    shown = screen.after_events(shown, state, (RepMeasuredAgain(9.5, closer),))
    assert shown.leg_report is not None
    assert shown.leg_report["left"]["checks"]["knee_valgus"]["value_deg"] == 9.0


def test_the_spot_is_drawn_as_fractions() -> None:
    """The ellipse in parts of the picture, its tilt in degrees; no spot is none."""
    state = Session(spot=Spot(240.0, 480.0, 120.0, 32.0, tilt_deg=2.04))
    shown = screen.after_frame(Snapshot(width_px=480, height_px=640), state, 1.0, None)
    assert shown.spot == (0.5, 0.75, 0.25, 0.05, 2.0)
    assert screen.after_frame(shown, Session(), 1.0, None).spot is None


def test_the_welcome_fills_while_the_member_stands_still() -> None:
    """Half of the time is half of the ring; at other stages there is none."""
    state = Session(stage=Stage.WELCOME, welcome_s=3.0, still_s=1.5)
    assert screen.after_frame(Snapshot(), state, 1.0, None).hold == 0.5
    assert screen.after_frame(Snapshot(), replace(state, still_s=9.0), 1.0, None).hold == 1.0
    assert screen.after_frame(Snapshot(), Session(stage=Stage.STAND), 1.0, None).hold is None


def test_an_eased_check_says_so_in_its_report() -> None:
    """The stored and shown report names the easier target, and only then."""
    report = build_report([REP])
    plain, eased = (
        screen.after_events(Snapshot(), Session(), (CheckCompleted(9.0, report, eased),)).report
        for eased in (False, True)
    )
    assert plain is not None
    assert eased is not None
    assert "eased" not in plain
    assert eased["eased"] is True


def test_a_board_too_slow_to_judge_colours_nothing(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """Reps are counted; no line, no rep and no leg of the screen gets a verdict but unsure."""
    rig.loop.fresh_session = replace(rig.loop.fresh_session, judging=False)
    rig.feed(demo_frames)
    shown = rig.live.published
    assert {each.knee_now for each in shown} | {each.pelvis_now for each in shown} == {None}
    reps = [each.last_rep for each in shown if each.last_rep]
    assert any(rep["counted"] for rep in reps)
    assert {rep["knee"] for rep in reps} | {rep["hip"] for rep in reps} == {None}
    legs = [leg for each in shown if each.leg_report for leg in each.leg_report.values()]
    assert legs
    assert {check["verdict"] for leg in legs for check in leg["checks"].values()} == {"unsure"}
