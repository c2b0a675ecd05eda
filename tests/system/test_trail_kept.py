"""A check's course over time, from the camera loop to the store: the recorded demo, no network."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

from kiosk.camera.frame import RecordedFrame
from kiosk.pose.keypoints import FACE_JOINTS, Joint, Leg
from kiosk.trail import FRAME_S, Trail

from .fakes import between, empty_frames
from .rig import Rig

KNEE, FLEXION = 0, 3


def trail_of(rig: Rig) -> Trail:
    (check,) = rig.checks()
    trail = rig.store.trails.of(check.row.check_id)
    assert trail is not None
    return trail


def test_a_whole_check_has_its_course(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """Both legs' frames are stored, in order, fifteen a second, in a few kilobytes."""
    rig.feed(demo_frames)
    trail = trail_of(rig)
    times = [frame.t_s for frame in trail.frames]
    assert all(sooner < later for sooner, later in pairwise(times))
    assert median(later - sooner for sooner, later in pairwise(times)) < 1.5 * FRAME_S
    for leg in Leg:
        assert len(trail.of(leg)) > 250
        assert max(frame.angles_deg[FLEXION] or 0.0 for frame in trail.of(leg)) > 60.0
    knees = {leg: [frame.angles_deg[KNEE] or 0.0 for frame in trail.of(leg)] for leg in Leg}
    assert max(knees[Leg.LEFT]) > 14.0 > max(knees[Leg.RIGHT])
    with rig.database.reading() as connection:
        (stored,) = connection.execute("SELECT sum(length(frames)) FROM trail_pieces").fetchone()
    assert 2_000 < stored < 10_000


def test_each_rep_has_its_bottom_and_nobody_a_face(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """Counted, refused and practice reps have the body at their deepest moment; never a face."""
    rig.feed(demo_frames)
    (check,) = rig.checks()
    trail = trail_of(rig)
    assert {rep.practice for rep in check.reps} == {True, False}
    assert {bool(rep.values["counted"]) for rep in check.reps} == {True, False}
    assert sorted(trail.bottoms) == list(range(1, len(check.reps) + 1))
    for points in trail.bottoms.values():
        assert not set(points) & set(map(Joint, FACE_JOINTS))
        assert {Joint.LEFT_HIP, Joint.RIGHT_KNEE} <= set(points)


def test_the_bottom_is_that_of_its_rep(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """The stored hip is as low as the hip in the recording at the rep's bottom, not before it."""
    rig.feed(demo_frames)
    (check,) = rig.checks()
    points = trail_of(rig).bottoms[2]
    rep = check.reps[1].values
    poses = [frame.pose for frame in demo_frames if frame.pose]
    nearest = min(poses, key=lambda pose: abs(pose.t_s - rep["bottom_s"]))
    standing = min(poses, key=lambda pose: abs(pose.t_s - rep["start_s"]))
    at_bottom, at_top = (pose.points[Joint.LEFT_HIP] for pose in (nearest, standing))
    assert at_bottom is not None
    assert at_top is not None
    assert abs(points[Joint.LEFT_HIP][1] - at_bottom.y_px) < 3.0
    assert points[Joint.LEFT_HIP][1] > at_top.y_px + 5.0


def test_the_depth_does_not_jump_as_a_squat_ends(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """From frame to frame the knee bend over time goes down as smoothly as the body comes up."""
    rig.feed(demo_frames)
    for leg in Leg:
        bends = [(frame.t_s, frame.angles_deg[FLEXION]) for frame in trail_of(rig).of(leg)]
        steps = [
            abs(later_deg - sooner_deg)
            for (sooner_s, sooner_deg), (later_s, later_deg) in pairwise(bends)
            if later_s - sooner_s < 1.5 * FRAME_S
            and sooner_deg is not None
            and later_deg is not None
        ]
        assert len(steps) > 250
        assert max(steps) < 20.0


def test_who_leaves_at_once_leaves_nothing(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """Without a rep nothing is stored, and with the next person nothing of the last one is left."""
    rig.feed([*between(demo_frames, 0.0, 8.0), *empty_frames(90, start_s=8.0)])
    assert rig.checks() == []
    assert rig.loop.keeper._trailing.piece().frames == ()
    with rig.database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM trail_pieces").fetchone()[0] == 0


def test_an_abandoned_check_keeps_its_course_so_far(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """A check that the end of the source cuts off has the course of the reps it has."""
    rig.feed(between(demo_frames, 0.0, 24.0))
    rig.loop.lost_source()
    (check,) = rig.checks()
    assert check.row.state == "abandoned"
    trail = trail_of(rig)
    assert sorted(trail.bottoms) == list(range(1, len(check.reps) + 1))
    assert trail.frames[-1].t_s > 23.0


def test_a_rep_that_was_not_stored_has_no_course(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """Rep and piece go in one transaction: where the store refuses, neither is there."""
    rig.feed(between(demo_frames, 0.0, 14.0))
    with rig.store_in_use():
        rig.go_on(between(demo_frames, 14.0, 19.0))
    (check,) = rig.checks()
    assert sorted(trail_of(rig).bottoms) == list(range(1, len(check.reps) + 1))
