"""Angles of one pose: signs on either leg, and no change when the person is mirrored or moved."""

from __future__ import annotations

from math import degrees, radians, tan

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.pose.keypoints import JOINT_COUNT, Joint, Leg, Point, Pose
from kiosk.scoring import geometry

from .people import SIDE, Posture, mirrored, moved, pose_of, without
from .properties import bounded

EITHER = pytest.mark.parametrize("leg", list(Leg))
MEDIAL = {leg: -SIDE[leg] for leg in Leg}
"""The inner side of a leg in the image of a person who faces the camera."""

coordinate = st.floats(-2000, 2000, allow_nan=False)
points = st.builds(Point, coordinate, coordinate, st.floats(0, 1))
poses = st.builds(
    lambda found: Pose(0.0, tuple(found)), st.lists(points, min_size=17, max_size=JOINT_COUNT)
)


def leg_at(*places: tuple[float, float]) -> geometry.LegPoints:
    """Hip, knee and ankle at these pixels."""
    hip, knee, ankle = (Point(x, y, 0.9) for x, y in places)
    return hip, knee, ankle


def measures(pose: Pose, stance: Leg) -> list[float]:
    """Every angle and share of one pose, seen from the stance leg."""
    medial, leg = geometry.medial_sign(pose, stance), geometry.leg_points(pose, stance)
    assert medial is not None
    assert leg is not None
    found = [
        geometry.knee_fppa_deg(leg, medial),
        geometry.thigh_tilt_deg(leg, medial),
        geometry.knee_over_ankle_percent(leg, medial, geometry.leg_length_px(leg)),
        geometry.line_drop_deg(pose, geometry.HIP, stance),
        geometry.line_drop_deg(pose, geometry.WRIST, stance),
        geometry.trunk_lean_deg(pose, medial),
    ]
    return [value for value in found if value is not None]


@EITHER
@pytest.mark.parametrize("fppa_deg", [-15.0, 0.0, 6.0, 20.0])
def test_fppa_is_positive_when_the_knee_is_medial(leg: Leg, fppa_deg: float) -> None:
    """A knee that stands in by so many degrees is measured as that, on either leg."""
    pose = pose_of(Posture(leg, weight=1, lift=1, fppa_deg=fppa_deg, descent=0.1))
    found = geometry.leg_points(pose, leg)
    assert found is not None
    assert geometry.medial_sign(pose, leg) == MEDIAL[leg]
    assert geometry.knee_fppa_deg(found, MEDIAL[leg]) == pytest.approx(fppa_deg, abs=1e-6)


@EITHER
def test_fppa_by_hand(leg: Leg) -> None:
    """Thigh and shank each tilted by atan(20/100) with the knee inside make twice that angle."""
    x = 300 + 20 * MEDIAL[leg]
    expected = 2 * degrees(0.19739555984988075)
    found = geometry.knee_fppa_deg(leg_at((300, 100), (x, 200), (300, 300)), MEDIAL[leg])
    assert found == pytest.approx(expected)


@EITHER
@pytest.mark.parametrize("lean_px", [-80.0, 0.0, 80.0])
def test_a_straight_leg_has_no_fppa_however_it_leans(leg: Leg, lean_px: float) -> None:
    """Hip, knee and ankle on one line are 0 degrees."""
    straight = leg_at((300 + lean_px, 100), (300 + lean_px / 2, 200), (300, 300))
    assert geometry.knee_fppa_deg(straight, MEDIAL[leg]) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("medial", [1, -1])
def test_fppa_never_exceeds_half_a_turn(medial: int) -> None:
    """Points upside down, as a wild frame has them, still give an angle within 180 degrees."""
    wild = leg_at((300, 200), (300 + 50 * medial, 100), (300, 50))
    assert abs(geometry.knee_fppa_deg(wild, medial)) <= 180.0


@EITHER
def test_second_signals_are_positive_when_the_knee_is_medial(leg: Leg) -> None:
    """Thigh tilt and knee-over-ankle rise with a knee that moves in, and fall when it moves out."""
    inward = leg_at((300, 100), (300 + 20 * MEDIAL[leg], 200), (300, 300))
    outward = leg_at((300, 100), (300 - 20 * MEDIAL[leg], 200), (300, 300))
    medial = MEDIAL[leg]
    assert geometry.thigh_tilt_deg(inward, medial) == pytest.approx(11.31, abs=0.01)
    assert geometry.thigh_tilt_deg(outward, medial) == pytest.approx(-11.31, abs=0.01)
    assert geometry.knee_over_ankle_percent(inward, medial, 200.0) == pytest.approx(10.0)
    assert geometry.knee_over_ankle_percent(outward, medial, 200.0) == pytest.approx(-10.0)


@EITHER
@pytest.mark.parametrize("drop_deg", [-9.0, 0.0, 11.0])
def test_hip_line_is_positive_when_the_free_side_is_lower(leg: Leg, drop_deg: float) -> None:
    """A pelvis that sinks on the free side is a positive angle, whichever leg stands."""
    pose = pose_of(Posture(leg, weight=1, lift=1, drop_deg=drop_deg))
    assert geometry.line_drop_deg(pose, geometry.HIP, leg) == pytest.approx(drop_deg)
    assert geometry.line_drop_deg(pose, geometry.HIP, leg.other) == pytest.approx(-drop_deg)


@EITHER
@pytest.mark.parametrize("lean_deg", [-12.0, 0.0, 10.0])
def test_trunk_lean_is_positive_toward_the_stance_side(leg: Leg, lean_deg: float) -> None:
    """A trunk that leans over the standing leg is a positive angle."""
    pose = pose_of(Posture(leg, weight=1, lift=1, lean_deg=lean_deg))
    assert geometry.trunk_lean_deg(pose, MEDIAL[leg]) == pytest.approx(lean_deg)


def test_lengths_by_hand() -> None:
    """Leg length follows the bones; distance is Euclidean."""
    bent = leg_at((0, 0), (30, 40), (30, 140))
    assert geometry.leg_length_px(bent) == pytest.approx(150.0)
    assert geometry.distance_px(bent[0], bent[1]) == pytest.approx(50.0)


@EITHER
def test_missing_points_give_none(leg: Leg) -> None:
    """Each measure says None, never 0, when a point that it needs is not seen."""
    pose = pose_of(Posture())
    for joint in (geometry.HIP[leg], geometry.KNEE[leg], geometry.ANKLE[leg]):
        assert geometry.leg_points(without(pose, joint), leg) is None
    hipless = without(pose, geometry.HIP[leg])
    assert geometry.medial_sign(hipless, leg) is None
    assert geometry.line_drop_deg(hipless, geometry.HIP, leg) is None
    assert geometry.trunk_lean_deg(hipless, 1) is None
    assert geometry.trunk_lean_deg(without(pose, geometry.SHOULDER[leg]), 1) is None
    assert geometry.distance_px(None, pose.points[Joint.LEFT_HIP]) is None


@given(pose=poses, leg=st.sampled_from(list(Leg)))
@bounded(60)
def test_a_mirrored_person_has_the_same_angles_on_the_other_leg(pose: Pose, leg: Leg) -> None:
    """Reversing the image and swapping the names changes no measure of any pose."""
    own, other = pose.points[geometry.HIP[leg]], pose.points[geometry.HIP[leg.other]]
    found = geometry.leg_points(pose, leg)
    assert own is not None
    assert other is not None
    assert found is not None
    assume(abs(own.x_px - other.x_px) > 1e-6)
    hip, knee, ankle = found
    assume(abs(hip.x_px - knee.x_px) > 1e-3 and abs(knee.x_px - ankle.x_px) > 1e-3)
    mirror = measures(mirrored(pose, 640.0), leg.other)
    for own_deg, other_deg in zip(measures(pose, leg), mirror, strict=True):
        turned_deg = (other_deg - own_deg + 180.0) % 360.0 - 180.0  # 180 and -180 are the same
        assert turned_deg == pytest.approx(0.0, abs=1e-6)


@given(
    fppa_deg=st.floats(-25, 30),
    drop_deg=st.floats(-10, 20),
    lean_deg=st.floats(-20, 20),
    descent=st.floats(0, 0.3),
    leg=st.sampled_from(list(Leg)),
    scale=st.floats(0.2, 5),
    dx_px=st.floats(-500, 500),
    dy_px=st.floats(-500, 500),
)
@bounded(100)
def test_moving_or_scaling_the_person_changes_no_angle(
    fppa_deg: float,
    drop_deg: float,
    lean_deg: float,
    descent: float,
    leg: Leg,
    scale: float,
    dx_px: float,
    dy_px: float,
) -> None:
    """A person nearer, farther or elsewhere in the image has the same angles."""
    posture = Posture(
        leg,
        weight=1,
        lift=1,
        descent=descent,
        fppa_deg=fppa_deg,
        drop_deg=drop_deg,
        lean_deg=lean_deg,
    )
    pose = pose_of(posture)
    elsewhere = moved(pose, scale=scale, dx_px=dx_px, dy_px=dy_px)
    assert measures(elsewhere, leg) == pytest.approx(measures(pose, leg), abs=1e-6)


def test_angles_are_of_pixels_not_of_shares_of_the_image() -> None:
    """Squeezing one axis, as fractions of an image that is not square do, changes the angle."""
    hip, knee, ankle = leg_at((300, 100), (300 + 100 * tan(radians(10)), 200), (300, 300))
    squeezed = leg_at(*((p.x_px / 2, p.y_px) for p in (hip, knee, ankle)))
    assert geometry.knee_fppa_deg((hip, knee, ankle), 1) == pytest.approx(20.0)
    assert geometry.knee_fppa_deg(squeezed, 1) == pytest.approx(10.08, abs=0.01)
