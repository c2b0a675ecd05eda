"""Each fault of placement gets its own instruction, steadily; feet on the spot are told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.keypoints import FACE_JOINTS, Joint, Leg, Point, Pose
from kiosk.scoring import placement
from kiosk.scoring.placement import EASED, Hint, leg_length_px, on_spot
from kiosk.scoring.spot import Floor, Spot
from kiosk.scoring.standing import Standing, stands_still
from kiosk.scoring.surroundings import UNKNOWN, Surroundings
from kiosk.scoring.turned import Aside

from .people import CENTRE_PX, FLOOR_PX, LEG_PX, Posture, pose_of

PICTURE = (480, 640)
SOLE_PX = FLOOR_PX + 0.11 * LEG_PX
METRE_PX = LEG_PX / 0.8
CAMERA_M = 3.0
ANKLES = (Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE)
SPOT = Spot(CENTRE_PX, SOLE_PX, 0.35 * METRE_PX, 0.12 * METRE_PX)
FLOOR = Floor(
    (
        (1 / METRE_PX, 0.0, -CENTRE_PX / METRE_PX),
        (0.0, 3 / METRE_PX, -3 * SOLE_PX / METRE_PX),
        (0.0, 0.0, 1.0),
    ),
    (CENTRE_PX, 320.0),
    CAMERA_M * METRE_PX,
)
"""Seen from so far that a metre is as wide everywhere, and a third as high."""
CALIBRATED = replace(SPOT, floor=FLOOR)
SPOTS = pytest.mark.parametrize("spot", [None, SPOT, CALIBRATED], ids=["none", "drawn", "floor"])
STOOD = stands_still([pose_of(Posture(), i / 15) for i in range(8)])
assert STOOD is not None
STANDING: Standing = STOOD


def hint(pose: Pose, spot: Spot | None = SPOT, **more: Any) -> Hint | None:
    given_too: dict[str, Any] = {"standing": STANDING, "around": UNKNOWN, "picture_px": PICTURE}
    return placement.hint(pose, spot=spot, **{**given_too, **more})


def shifted(pose: Pose, x_px: float = 0.0, y_px: float = 0.0) -> Pose:
    points = (p and Point(p.x_px + x_px, p.y_px + y_px, p.score) for p in pose.points)
    return Pose(pose.t_s, tuple(points))


def grown(pose: Pose, factor: float) -> Pose:
    """Larger about the middle of the feet."""
    points = (
        p
        and Point(
            CENTRE_PX + factor * (p.x_px - CENTRE_PX), FLOOR_PX + factor * (p.y_px - FLOOR_PX), 1.0
        )
        for p in pose.points
    )
    return Pose(pose.t_s, tuple(points))


def without(pose: Pose, *joints: Joint) -> Pose:
    points = (None if Joint(i) in joints else point for i, point in enumerate(pose.points))
    return Pose(pose.t_s, tuple(points))


@SPOTS
def test_who_stands_well_gets_no_hint(spot: Spot | None) -> None:
    """Feet and head in view, on the spot, square on: nothing to change, before a baseline too."""
    assert hint(pose_of(Posture()), spot) is None
    assert hint(pose_of(Posture()), spot, standing=None) is None


@SPOTS
@pytest.mark.parametrize("leg", list(Leg))
def test_who_stands_well_on_one_leg_gets_no_hint(spot: Spot | None, leg: Leg) -> None:
    """The lifted foot is nowhere near the spot and does not matter."""
    pose = pose_of(Posture(leg, weight=1.0, lift=1.0))
    assert hint(pose, spot, stance=leg) is None


@SPOTS
def test_feet_out_of_view(spot: Spot | None) -> None:
    """An ankle that is not seen, or that the picture ends under, comes before everything else."""
    standing = pose_of(Posture())
    assert hint(without(standing, Joint.LEFT_ANKLE), spot) is Hint.FEET_HIDDEN
    assert hint(without(standing, *ANKLES), spot, standing=None) is Hint.FEET_HIDDEN
    cut = Surroundings(dark=True, blurred=True)
    low = shifted(standing, y_px=PICTURE[1] - FLOOR_PX)
    assert hint(low, spot, around=cut) is Hint.FEET_HIDDEN


def test_only_the_foot_that_carries_must_be_seen_on_one_leg() -> None:
    """The free ankle is often hidden behind the standing knee."""
    pose = pose_of(Posture(Leg.LEFT, weight=1.0, lift=1.0))
    assert hint(without(pose, Joint.RIGHT_ANKLE), stance=Leg.LEFT) is None
    assert hint(without(pose, Joint.LEFT_ANKLE), stance=Leg.LEFT) is Hint.FEET_HIDDEN


@SPOTS
def test_head_out_of_view(spot: Spot | None) -> None:
    """Shoulders so high in the picture that the nose cannot be in it; hidden shoulders too."""
    standing = pose_of(Posture())
    top_px = min(p.y_px for p in standing.points if p)
    assert hint(shifted(standing, y_px=5 - top_px), spot) is Hint.HEAD_HIDDEN
    shoulders = (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)
    assert hint(without(standing, *shoulders), spot) is Hint.HEAD_HIDDEN


def test_a_face_that_is_not_known_is_no_hidden_head() -> None:
    """Recordings hold no faces."""
    standing = pose_of(Posture())
    assert all(standing.points[joint] is None for joint in FACE_JOINTS)
    assert hint(standing) is None


@SPOTS
def test_light_and_lens_as_the_last_look_around_found_them(spot: Spot | None) -> None:
    """Dark before blurred: in the dark nothing looks sharp."""
    pose = pose_of(Posture())
    both = Surroundings(dark=True, blurred=True)
    assert hint(pose, spot, around=both) is Hint.TOO_DARK
    assert hint(pose, spot, around=Surroundings(blurred=True)) is Hint.TOO_BLURRED


@pytest.mark.parametrize(
    ("spot", "rim_px"), [(SPOT, SPOT.half_height_px), (CALIBRATED, 0.35 * METRE_PX / 3)]
)
def test_off_the_spot_toward_the_camera_or_away(spot: Spot, rim_px: float) -> None:
    """Beyond the rim as the camera sees it, or 0.35 m where the floor is calibrated."""
    pose = pose_of(Posture())
    assert hint(shifted(pose, y_px=1.2 * rim_px), spot) is Hint.TOO_NEAR
    assert hint(shifted(pose, y_px=-1.2 * rim_px), spot) is Hint.TOO_FAR
    assert hint(shifted(pose, y_px=0.7 * rim_px), spot) is None
    assert hint(shifted(pose, y_px=-0.7 * rim_px), spot) is None


def test_without_a_spot_size_tells_near_and_far() -> None:
    """So large that head or feet are soon cut, or too small for the network."""
    pose = pose_of(Posture())
    assert hint(grown(pose, 0.36), None, standing=None) is Hint.TOO_FAR
    assert hint(grown(pose, 0.55), None, standing=None) is None
    near = grown(pose, 1.75)
    assert hint(near, None, standing=None) is Hint.TOO_NEAR
    assert hint(near, None, standing=None, picture_px=(480, 1040)) is None


@pytest.mark.parametrize(
    ("spot", "limit_m"), [(None, 0.2), (SPOT, 0.2), (CALIBRATED, 0.2)], ids=["no", "drawn", "floor"]
)
@pytest.mark.parametrize("leg", list(Leg))
def test_the_stance_foot_beside_the_centre_line(
    spot: Spot | None, limit_m: float, leg: Leg
) -> None:
    """Beyond about 0.2 m at 3 m: back toward the line, in the member's own left and right."""
    pose = pose_of(Posture(leg, weight=1.0, lift=1.0))
    ankle = pose.points[ANKLES[0] if leg is Leg.LEFT else ANKLES[1]]
    assert ankle is not None
    centred = shifted(pose, CENTRE_PX - ankle.x_px)
    for side, answer in ((1.0, Hint.MOVE_RIGHT), (-1.0, Hint.MOVE_LEFT)):
        beyond = shifted(centred, side * 1.1 * limit_m * METRE_PX)
        assert hint(beyond, spot, stance=leg) is answer
        assert hint(shifted(centred, side * 0.9 * limit_m * METRE_PX), spot, stance=leg) is None


@SPOTS
def test_both_feet_beside_the_centre_line(spot: Spot | None) -> None:
    """The middle of both feet may be off by less, for each foot is farther out."""
    pose = pose_of(Posture())
    assert hint(shifted(pose, 0.14 * METRE_PX), spot) is Hint.MOVE_RIGHT
    assert hint(shifted(pose, -0.14 * METRE_PX), spot) is Hint.MOVE_LEFT
    assert hint(shifted(pose, 0.1 * METRE_PX), spot) is None


def test_the_limit_grows_with_the_distance() -> None:
    """What counts is the angle: from twice as far, twice the metres are allowed."""
    far = replace(CALIBRATED, floor=replace(FLOOR, focal_px=2 * FLOOR.focal_px))
    pose = shifted(pose_of(Posture()), 0.17 * METRE_PX)
    assert hint(pose, CALIBRATED) is Hint.MOVE_RIGHT
    assert hint(pose, far) is None


def test_a_turned_body() -> None:
    """By the elbows of the baseline; where they were not seen nothing is said."""
    pose = pose_of(Posture())
    assert hint(pose, standing=replace(STANDING, aside=Aside(0.03, 0.0))) is Hint.TURNED
    assert hint(pose, standing=replace(STANDING, aside=Aside(-0.03, 0.0))) is Hint.TURNED
    assert hint(pose, standing=replace(STANDING, aside=Aside(0.005, 0.0))) is None
    assert hint(pose, standing=replace(STANDING, aside=None)) is None


@given(st.floats(-300.0, 300.0), st.floats(-80.0, 80.0), st.sampled_from([None, SPOT, CALIBRATED]))
def test_a_hint_goes_only_when_its_cause_is_plainly_gone(
    x_px: float, y_px: float, spot: Spot | None
) -> None:
    """What was said holds as long as it holds afresh, and a little longer."""
    pose = shifted(pose_of(Posture()), x_px, y_px)
    fresh = hint(pose, spot)
    if fresh is not None:
        assert hint(pose, spot, before=fresh) is fresh


def test_a_hint_does_not_flicker_at_its_limit() -> None:
    """Between the limit and its eased part the answer is what it was."""
    offset_px = (1 + EASED) / 2 * 0.12 * METRE_PX
    pose = shifted(pose_of(Posture()), offset_px)
    assert hint(pose) is None
    assert hint(pose, before=Hint.MOVE_RIGHT) is Hint.MOVE_RIGHT
    assert hint(pose, before=Hint.MOVE_LEFT) is None


@given(st.lists(st.none() | st.tuples(st.floats(-50, 700), st.floats(-50, 700)), min_size=17))
def test_any_pose_gets_an_answer(places: list[tuple[float, float] | None]) -> None:
    """Missing and wild points raise nothing."""
    pose = Pose(0.0, tuple(place and Point(*place, 0.5) for place in places[:17]))
    for spot in (None, SPOT, CALIBRATED):
        for standing in (None, STANDING):
            found = hint(pose, spot, standing=standing)
            assert found is None or isinstance(found, Hint)
        assert on_spot(pose, SPOT, None, LEG_PX) in (True, False, None)


def test_both_feet_on_the_spot() -> None:
    """Two soles within the rim; one beside it is not on the spot."""
    pose = pose_of(Posture())
    assert on_spot(pose, SPOT, None, LEG_PX) is True
    assert on_spot(shifted(pose, 0.9 * SPOT.half_width_px), SPOT, None, LEG_PX) is False
    assert on_spot(shifted(pose, 6 * SPOT.half_width_px), SPOT, None, LEG_PX) is False


@pytest.mark.parametrize("leg", list(Leg))
def test_on_one_leg_the_stance_foot_alone_counts(leg: Leg) -> None:
    """The lifted foot looks as if it stood far behind."""
    pose = pose_of(Posture(leg, weight=1.0, lift=1.0))
    assert on_spot(pose, SPOT, leg, LEG_PX) is True
    assert on_spot(pose, SPOT, None, LEG_PX) is False
    assert on_spot(pose, SPOT, leg.other, LEG_PX) is False


def test_ankles_that_are_not_seen_tell_nothing() -> None:
    """None of two, or one of two while the other is on; one that is off is enough to be off."""
    pose = pose_of(Posture())
    assert on_spot(without(pose, *ANKLES), SPOT, None, LEG_PX) is None
    assert on_spot(without(pose, Joint.LEFT_ANKLE), SPOT, None, LEG_PX) is None
    off = shifted(without(pose, Joint.LEFT_ANKLE), 6 * SPOT.half_width_px)
    assert on_spot(off, SPOT, None, LEG_PX) is False


@given(st.floats(-120.0, 120.0))
def test_on_the_rim_it_stays_what_it_was(x_px: float) -> None:
    """Stepping on takes the rim, stepping off a little more: no flicker between."""
    pose = shifted(pose_of(Posture()), x_px)
    came, stayed = (on_spot(pose, SPOT, None, LEG_PX, before=before) for before in (False, True))
    assert not (came and not stayed)
    assert on_spot(pose, SPOT, None, LEG_PX) is came


@pytest.mark.parametrize("toward_px", [-41.0, 41.0])
def test_a_passer_by_a_metre_behind_or_before_is_not_on_it(toward_px: float) -> None:
    """A camera 0.95 m high sees a metre of floor at 3 m as 41 pixels."""
    pose = shifted(pose_of(Posture()), y_px=toward_px)
    assert on_spot(pose, SPOT, None, LEG_PX, before=True) is False


def test_length_of_a_leg_from_whatever_is_seen() -> None:
    """Of the baseline, else of the longer leg, else of the trunk, else unknown."""
    pose = pose_of(Posture())
    assert leg_length_px(pose, STANDING) == pytest.approx(LEG_PX, rel=0.02)
    assert leg_length_px(pose, None) == pytest.approx(LEG_PX, rel=0.02)
    assert leg_length_px(without(pose, *ANKLES), None) == pytest.approx(0.9 * LEG_PX, rel=0.1)
    nothing = Pose(0.0, (None,) * 17)
    assert leg_length_px(nothing, None) is None
