"""A check that a trainer rates blind, through the whole loop: nothing tells how a squat was."""

from __future__ import annotations

import zlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.camera.frame import RecordedFrame
from kiosk.feedback.cues import Cue
from kiosk.live import Snapshot
from kiosk.moment import Clock
from kiosk.outlets import Outlets
from kiosk.pose.keypoints import FACE_JOINTS
from kiosk.pose.recording import RecordingReader
from kiosk.rating.desk import RatingDesk
from kiosk.saying import COUNTED, PRACTISED, RATED
from kiosk.scoring.flow import Attention
from kiosk.web.member_view import member_view

from .fakes import ManualClock, between, empty_frames
from .rig import Rig

TELLING = ("knee_fppa_deg", "knee_now", "pelvis_now", "leg_report", "report", "share_url")
VERDICTS = ("good", "borderline", "fault", "unsure")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def desk(rig: Rig, clock: ManualClock) -> RatingDesk:
    """The desk, wired to the loop as the service does."""
    desk = RatingDesk(rig.store, Clock().now, clock.now_s)
    rig.loop.outlets = Outlets(link_for=lambda check_id: f"http://kiosk/{check_id}", study=desk)
    rig.loop.keeper.opened = desk.opened
    return desk


def rate_all(desk: RatingDesk, knee: str = "good", pelvis: str = "good") -> None:
    for squat in desk.view()["squats"]:
        assert desk.rate(squat["leg"], squat["number"], {"knee": knee, "pelvis": pelvis})[0]


def in_a_check(rig: Rig) -> list[Snapshot]:
    return [shown for shown in rig.live.published if shown.stage not in ("waiting", "welcome")]


def test_nothing_on_the_screen_tells(
    rig: Rig, desk: RatingDesk, demo_frames: list[RecordedFrame]
) -> None:
    """Through a whole check with faults no snapshot and no page has a verdict, an angle of the
    knee, a result or a link; the same check without a trainer has all of them."""
    desk.begin(consent=False, rater=None)
    rig.feed(demo_frames)
    shown = in_a_check(rig)
    assert {name for each in shown for name in TELLING if getattr(each, name) is not None} == set()
    reps = [each.last_rep for each in shown if each.last_rep]
    assert {rep["text"] for rep in reps if rep["counted"]} == {COUNTED, PRACTISED}
    assert {rep["knee"] for rep in reps} | {rep["hip"] for rep in reps} == {None}
    for each in shown:
        assert not any(word in str(member_view(each)).split("'") for word in VERDICTS)
    assert rig.live.newest.instruction == RATED.words


def test_the_same_check_tells_without_a_trainer(
    rig: Rig, desk: RatingDesk, demo_frames: list[RecordedFrame]
) -> None:
    """What the test above looks for is there when nobody rates."""
    assert desk.view()["phase"] == "idle"
    rig.feed(demo_frames)
    shown = in_a_check(rig)
    assert {name for each in shown for name in TELLING if getattr(each, name) is not None} == set(
        TELLING
    )
    assert Cue.FIX_KNEE in rig.all_told("cue")


def test_light_and_buzzer_do_not_tell(
    rig: Rig, desk: RatingDesk, demo_frames: list[RecordedFrame]
) -> None:
    """Every counted squat looks and sounds the same."""
    desk.begin(consent=False, rater=None)
    rig.feed(demo_frames)
    cues = rig.all_told("cue")
    assert cues.count(Cue.REP_COUNTED) == 12
    assert {Cue.FIX_KNEE, Cue.FIX_HIP} & set(cues) == set()


def test_the_voice_hears_what_the_page_shows(
    rig: Rig, desk: RatingDesk, demo_frames: list[RecordedFrame]
) -> None:
    """The voice follows the veiled state, never the other."""
    heard: list[Snapshot] = []
    rig.loop.outlets.follow = heard.append
    desk.begin(consent=False, rater=None)
    rig.feed(demo_frames)
    assert [each.t_s for each in heard] == [each.t_s for each in rig.live.published]
    assert {each.report for each in heard} == {None}


def test_the_store_hides_the_check_until_it_is_released(
    rig: Rig, desk: RatingDesk, demo_frames: list[RecordedFrame]
) -> None:
    """No list and no id finds it, neither while it runs nor when it is over; then all is there."""
    desk.begin(consent=False, rater=None)
    rig.feed(between(demo_frames, 0.0, 30.0))
    running_id = rig.loop.keeper.check_id
    assert running_id is not None
    assert (rig.checks(), rig.store.check(running_id)) == ([], None)
    rig.go_on(between(demo_frames, 30.0, 1e9))
    assert (rig.checks(), rig.store.check(running_id)) == ([], None)
    assert rig.store.counts().checks == 0
    rate_all(desk)
    assert desk.release() == (True, "")
    (check,) = rig.checks()
    assert (check.row.check_id, check.row.state) == (running_id, "complete")
    assert check.report is not None


def test_the_result_comes_to_the_screen_when_it_is_released(
    rig: Rig, desk: RatingDesk, demo_frames: list[RecordedFrame]
) -> None:
    """The member who has waited on the spot sees the result, with its link."""
    desk.begin(consent=False, rater=None)
    rig.feed(demo_frames[:-10])
    assert rig.live.newest.report is None
    rate_all(desk)
    desk.release()
    rig.go_on(demo_frames[-10:])
    assert rig.live.newest.stage == "results"
    assert rig.live.newest.report is not None
    assert rig.live.newest.share_url is not None


def test_nothing_is_rated_once_the_answer_can_be_seen(
    rig: Rig, desk: RatingDesk, demo_frames: list[RecordedFrame]
) -> None:
    """After the release neither the desk nor the store takes a rating, and it says why."""
    desk.begin(consent=False, rater=None)
    rig.feed(demo_frames)
    rate_all(desk)
    desk.release()
    well, why = desk.rate("left", 1, {"knee": "fault"})
    assert not well
    assert "shown already" in why
    assert {each.rating.knee for each in rig.store.agreement.rated()} == {"good"}


def test_the_desk_shows_the_kiosks_answers_only_afterwards(
    rig: Rig, desk: RatingDesk, demo_frames: list[RecordedFrame]
) -> None:
    """The page of the trainer has no answer of the kiosk before the release, and all after it."""
    desk.begin(consent=False, rater=None)
    rig.feed(demo_frames)
    before = desk.view()
    assert {squat["kiosk"] for squat in before["squats"]} == {None}
    assert before["check_id"] is None
    desk.release()
    after = desk.view()
    assert [squat["kiosk"]["knee"] in VERDICTS for squat in after["squats"]] == [True] * 10


def test_the_next_member_sees_an_ordinary_check(
    rig: Rig, desk: RatingDesk, demo_frames: list[RecordedFrame]
) -> None:
    """While the trainer still rates the last one, the next member's screen tells all."""
    desk.begin(consent=False, rater=None)
    rig.feed(demo_frames)
    end_s = demo_frames[-1].t_s
    rig.go_on(empty_frames(90, start_s=end_s + 0.1))
    again = [_later(frame, end_s + 10.0) for frame in demo_frames]
    painted = len(rig.live.published)
    rig.go_on(again)
    assert any(shown.report for shown in rig.live.published[painted:])
    assert [check.row.number for check in rig.checks()] == [2]


def _later(frame: RecordedFrame, by_s: float) -> RecordedFrame:
    pose = frame.pose and replace(frame.pose, t_s=frame.t_s + by_s)
    return RecordedFrame(frame.t_s + by_s, pose)


def test_keypoints_are_kept_with_consent_alone(
    rig: Rig, desk: RatingDesk, demo_frames: list[RecordedFrame], tmp_path: Path
) -> None:
    """With it the recording is one that the kiosk reads again, without any face; else none is."""
    desk.begin(consent=True, rater="AB")
    rig.feed(demo_frames)
    assert rig.store.agreement.recorded_checks() == ()
    desk.release()
    (number,) = rig.store.agreement.recorded_checks()
    packed = rig.store.agreement.recording(number)
    assert packed is not None
    path = tmp_path / "squat.jsonl"
    path.write_bytes(zlib.decompress(packed))
    with closing(RecordingReader(path)) as reader:
        poses = [moment.pose for moment in reader if moment.pose]
    assert len(poses) > 0.8 * len(demo_frames)
    assert {pose.points[joint] for pose in poses for joint in FACE_JOINTS} == {None}


def test_without_consent_no_keypoints_are_kept(
    rig: Rig, desk: RatingDesk, demo_frames: list[RecordedFrame]
) -> None:
    """The ratings are there, the movement is not."""
    desk.begin(consent=False, rater=None)
    rig.feed(demo_frames)
    rate_all(desk)
    desk.release()
    assert len(rig.store.agreement.rated()) == 10
    assert rig.store.agreement.recorded_checks() == ()


def test_a_consent_withdrawn_keeps_nothing(
    rig: Rig, desk: RatingDesk, demo_frames: list[RecordedFrame]
) -> None:
    """Withdrawn in the middle, the keypoints are dropped from the memory too."""
    desk.begin(consent=True, rater=None)
    rig.feed(between(demo_frames, 0.0, 30.0))
    desk.withdraw()
    rig.go_on(between(demo_frames, 30.0, 31.0))
    assert desk._poses is None
    rig.go_on(between(demo_frames, 31.0, 1e9))
    desk.release()
    assert rig.store.agreement.recorded_checks() == ()


def test_nobody_else_is_kept(
    rig: Rig, desk: RatingDesk, demo_frames: list[RecordedFrame], tmp_path: Path
) -> None:
    """While a second person may be the one that is seen, the recording has nobody."""
    desk.begin(consent=True, rater=None)
    rig.feed(between(demo_frames, 0.0, 30.0))
    crowded = replace(
        rig.loop._session, presence=replace(rig.loop._session.presence, attention=Attention.CROWDED)
    )
    passer_by = demo_frames[10].pose
    assert passer_by is not None
    kept_t_s = [30.0 + place / 1000 for place in range(30)]
    for t_s in kept_t_s:
        desk.watch((), t_s, replace(passer_by, t_s=t_s), crowded)
    rig.go_on(between(demo_frames, 30.04, 1e9))
    desk.release()
    packed = rig.store.agreement.recording(1)
    assert packed is not None
    path = tmp_path / "squat.jsonl"
    path.write_bytes(zlib.decompress(packed))
    with closing(RecordingReader(path)) as reader:
        meanwhile = [moment.pose for moment in reader if 30.0 <= moment.t_s < 30.03]
    assert meanwhile == [None] * 30


def test_who_leaves_early_leaves_nothing(
    rig: Rig, desk: RatingDesk, demo_frames: list[RecordedFrame]
) -> None:
    """Nothing of check, ratings and keypoints is left, the trainer is told, and the consent does
    not go on to the next member."""
    desk.begin(consent=True, rater=None)
    rig.feed(between(demo_frames, 0.0, 20.0))
    rate_all(desk)
    rig.go_on(empty_frames(120, start_s=20.0))
    view = desk.view()
    assert (view["phase"], view["consent"]) == ("idle", False)
    assert "left before a leg was done" in view["note"]
    with rig.database.reading() as connection:
        for table in ("checks", "studies", "ratings", "study_reps", "keypoint_recordings"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0


def test_a_wish_that_nobody_meets_is_forgotten(
    rig: Rig, desk: RatingDesk, clock: ManualClock, demo_frames: list[RecordedFrame]
) -> None:
    """Ten minutes later the next check is an ordinary one."""
    desk.begin(consent=True, rater=None)
    clock.s += 601.0
    rig.feed(demo_frames)
    assert any(shown.report for shown in rig.live.published)
    assert rig.store.agreement.recorded_checks() == ()
    assert desk.view()["phase"] == "idle"


def test_a_check_that_nobody_releases_is_shown_in_the_end(
    rig: Rig, desk: RatingDesk, clock: ManualClock, demo_frames: list[RecordedFrame]
) -> None:
    """After two hours it is in the list, and cannot be rated any more."""
    desk.begin(consent=False, rater=None)
    rig.feed(demo_frames)
    clock.s += 7201.0
    assert not desk.rate("left", 1, {"knee": "good"})[0]
    assert len(rig.checks()) == 1


def test_a_start_releases_what_a_stop_left_hidden(
    rig: Rig, desk: RatingDesk, demo_frames: list[RecordedFrame]
) -> None:
    """A power cut in the middle: the check is there again, abandoned, its ratings kept."""
    desk.begin(consent=False, rater=None)
    rig.feed(between(demo_frames, 0.0, 30.0))
    rate_all(desk)
    rig.store.close_interrupted()
    RatingDesk(rig.store, Clock().now)
    (check,) = rig.checks()
    assert check.row.state == "abandoned"
    assert len(rig.store.agreement.rated()) == 4


def test_calling_off_leaves_an_ordinary_check(
    rig: Rig, desk: RatingDesk, demo_frames: list[RecordedFrame]
) -> None:
    """From then on the screen tells again, and nothing of the rating is stored."""
    desk.begin(consent=True, rater=None)
    rig.feed(between(demo_frames, 0.0, 30.0))
    rate_all(desk)
    desk.cancel()
    rig.go_on(between(demo_frames, 30.0, 1e9))
    assert rig.live.newest.report is not None
    assert rig.store.agreement.rated() == ()
    assert len(rig.checks()) == 1


def test_a_store_that_fails_hides_nothing_for_ever(
    rig: Rig, desk: RatingDesk, demo_frames: list[RecordedFrame]
) -> None:
    """When the check cannot be hidden it is given up, like one that cannot be stored."""
    desk.begin(consent=False, rater=None)
    rig.feed([])
    with rig.store_in_use():
        rig.go_on(between(demo_frames, 0.0, 14.0))
    assert "is in use by another program" in rig.live.newest.instruction
    rig.go_on(empty_frames(120, start_s=14.0))
    assert desk.view()["phase"] == "idle"
