"""When a person stands still on both feet, and what is remembered of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.pose.keypoints import Joint, Leg, Pose
from kiosk.scoring import protocol
from kiosk.scoring.findings import FreeLeg
from kiosk.scoring.standing import Standing, renewed, stands_still, weight_shift

from .people import FOOT_HALF, LEG_PX, Posture, mirrored, moved, pose_of, without
from .script import Script

EITHER = pytest.mark.parametrize("leg", list(Leg))


def still(
    posture: Posture | None = None, frames: int = 8, *, scale: float = 1.0, dx_px: float = 0.0
) -> list[Pose]:
    """Half a second of one posture."""
    shown = posture or Posture()
    return [moved(pose_of(shown, i / 15), scale=scale, dx_px=dx_px) for i in range(frames)]


def baseline(poses: list[Pose]) -> Standing:
    found = stands_still(poses)
    assert found is not None
    return found


def test_standing_on_both_feet_is_found_and_measured() -> None:
    """Leg length, step, hip height and the inner sides come from a still moment."""
    found = baseline(still())
    assert found.leg_px[Leg.LEFT] == pytest.approx(LEG_PX, rel=0.01)
    assert found.leg_px[Leg.RIGHT] == pytest.approx(LEG_PX, rel=0.01)
    assert found.step_px == pytest.approx((-2 * FOOT_HALF * LEG_PX, 0.0))
    assert found.hip_height_px == pytest.approx(LEG_PX)
    assert found.ankles_px == pytest.approx((240.0, 560.0))
    assert found.medial == {Leg.LEFT: -1, Leg.RIGHT: 1}
    assert found.hip_line_deg == pytest.approx(0.0)
    assert found.wrist_line_deg == pytest.approx(0.0)
    assert found.t_s == pytest.approx(7 / 15)


def test_a_mirrored_person_has_the_mirrored_baseline() -> None:
    """The inner sides stay with the legs: left and right of a mirrored person are swapped."""
    tilted = still(Posture(Leg.LEFT, drop_deg=3.0))
    found, mirror = baseline(tilted), baseline([mirrored(pose) for pose in tilted])
    assert mirror.medial == found.medial
    assert mirror.leg_px[Leg.LEFT] == pytest.approx(found.leg_px[Leg.RIGHT])
    assert mirror.line_deg(mirror.hip_line_deg or 0.0, Leg.RIGHT) == pytest.approx(3.0)
    assert found.line_deg(found.hip_line_deg or 0.0, Leg.LEFT) == pytest.approx(3.0)


@EITHER
def test_a_baseline_line_is_positive_when_the_free_side_is_lower(leg: Leg) -> None:
    """The same tilt of the pelvis has opposite signs for the two stance legs."""
    found = baseline(still(Posture(leg, drop_deg=4.0)))
    assert found.hip_line_deg is not None
    assert found.line_deg(found.hip_line_deg, leg) == pytest.approx(4.0)
    assert found.line_deg(found.hip_line_deg, leg.other) == pytest.approx(-4.0)


def test_one_wild_point_does_not_change_the_baseline_much() -> None:
    """Medians: a hip that jumps in one frame moves no length of the baseline."""
    poses = still()
    points = list(poses[3].points)
    knee = points[Joint.LEFT_KNEE]
    assert knee is not None
    points[Joint.LEFT_KNEE] = knee._replace(x_px=knee.x_px + 60)
    poses[3] = replace(poses[3], points=tuple(points))
    assert baseline(poses).leg_px[Leg.LEFT] == pytest.approx(LEG_PX, rel=0.01)


@pytest.mark.parametrize(
    "poses",
    [
        pytest.param([], id="no frames"),
        pytest.param(still(frames=4) + still(dx_px=10, frames=4), id="moving sideways"),
        pytest.param(still(frames=4) + still(Posture(descent=0.05), frames=4), id="sinking"),
        pytest.param(still(Posture(Leg.LEFT, weight=1, lift=1)), id="on the left leg"),
        pytest.param(
            still(Posture(Leg.RIGHT, weight=1, lift=1, free=FreeLeg.FRONT)), id="foot in front"
        ),
        pytest.param(still(Posture(Leg.LEFT, weight=1)), id="weight on one foot"),
        pytest.param([without(p, Joint.LEFT_KNEE) for p in still()], id="a knee not seen"),
        pytest.param([without(p, Joint.LEFT_ANKLE) for p in still()], id="an ankle not seen"),
    ],
)
def test_no_baseline(poses: list[Pose]) -> None:
    """Whoever moves, stands on one leg, leans or is not wholly seen gives no baseline."""
    assert stands_still(poses) is None


def test_weight_runs_from_the_left_to_the_right_foot() -> None:
    """0 is over the left foot, 1 over the right one, half-way on both, None without the feet."""
    shifts = [
        weight_shift(pose_of(Posture(leg, weight=weight)))
        for leg, weight in ((Leg.LEFT, 1.0), (Leg.LEFT, 0.0), (Leg.RIGHT, 1.0))
    ]
    left, middle, right = (shift or 0.0 for shift in shifts)
    assert left == pytest.approx(0.115, abs=0.01)
    assert middle == pytest.approx(0.5)
    assert right == pytest.approx(1 - left)
    assert weight_shift(without(pose_of(Posture()), Joint.RIGHT_ANKLE)) is None
    assert weight_shift(without(pose_of(Posture()), Joint.RIGHT_SHOULDER)) is None


def test_a_lower_stand_of_the_same_person_keeps_the_taller_baseline() -> None:
    """Standing with bent knees on the same spot is not a new standing height."""
    tall, low = baseline(still()), baseline(still(Posture(descent=0.1)))
    assert renewed(tall, low) is tall
    assert renewed(low, tall) is tall
    assert renewed(None, low) is low


@pytest.mark.parametrize(("scale", "dx_px"), [(1.0, 150.0), (1.3, 0.0), (0.7, 0.0)])
def test_another_place_or_size_makes_a_new_baseline(scale: float, dx_px: float) -> None:
    """Who steps elsewhere, nearer or farther is measured anew."""
    old, new = baseline(still()), baseline(still(scale=scale, dx_px=dx_px))
    assert renewed(old, new) is new


def test_noise_of_real_keypoints_is_still() -> None:
    """Half a pixel of noise on a leg of 160 pixels, as on clean clips, is standing still."""
    poses = [pose for _, pose in Script().stand(0.5).film(30, noise_px=0.5) if pose]
    assert stands_still(poses) is not None


def test_stillness_does_not_depend_on_the_frame_rate() -> None:
    """A pixel of noise on a leg of 160 (rendered clips reach 0.8) is still at 10 and at 30."""
    film = {rate: Script().stand(6.0).film(rate, noise_px=1.0, seed=1) for rate in (10, 30)}
    share = {}
    for rate, moments in film.items():
        poses = [pose for _, pose in moments if pose]
        size = rate // 2
        windows = [poses[i : i + size] for i in range(len(poses) - size)]
        share[rate] = sum(stands_still(window) is not None for window in windows) / len(windows)
    assert share[30] > 0.9
    assert share[10] > 0.9


def test_a_stand_keeps_its_moments_until_somebody_may_have_turned() -> None:
    """Right after, the newest moment joins the others; later those of the new stand alone hold."""
    old = baseline(still())
    soon = replace(old, t_s=old.t_s + 0.5, times_s=(old.t_s + 0.5,))
    late_s = old.t_s + protocol.STAND_ANEW_S + 0.1
    late = replace(old, t_s=late_s, times_s=(late_s,))
    assert renewed(old, soon).times_s == (*old.times_s, soon.t_s)
    assert renewed(old, late).times_s == late.times_s
