"""Pelvic drop: which signal serves, its sign on either leg, and its error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.keypoints import Joint, Leg, PelvisTilt, Pose
from kiosk.scoring import protocol
from kiosk.scoring.findings import PelvisBy
from kiosk.scoring.pelvis import PelvicDrop, by_looks, pelvic_drop
from kiosk.scoring.protocol import Fit

from .people import Posture, pose_of, rolled, without
from .properties import bounded
from .test_movement import STANDING
from .test_standing import baseline

EITHER = pytest.mark.parametrize("leg", list(Leg))
WRISTS = (Joint.LEFT_WRIST, Joint.RIGHT_WRIST)


def on_leg(leg: Leg, drop_deg: float, **more: float) -> list[Pose]:
    return [pose_of(Posture(leg, weight=1, lift=1, drop_deg=drop_deg, **more))] * 5  # type: ignore[arg-type]


def fitted(fit: Fit, signal_deg: float, by: PelvisBy) -> PelvicDrop:
    return PelvicDrop(
        pytest.approx(fit.slope * signal_deg + fit.offset_deg),  # type: ignore[arg-type]
        fit.error_deg,
        by,
    )


@EITHER
@pytest.mark.parametrize("drop_deg", [-4.0, 0.0, 10.0])
def test_hands_on_the_hips_tell_the_change_from_two_legs(leg: Leg, drop_deg: float) -> None:
    """The wrist line against standing on both feet, whatever the rest on one leg was."""
    rest = on_leg(leg, 5.0)
    found = pelvic_drop(rest, on_leg(leg, drop_deg, descent=0.1), leg, STANDING)
    assert found == fitted(protocol.PELVIS_BY_WRISTS, drop_deg, PelvisBy.WRISTS)
    assert pelvic_drop([], on_leg(leg, drop_deg), leg, STANDING) is not None


@EITHER
def test_without_the_hands_the_hips_tell_the_change_on_one_leg(leg: Leg) -> None:
    """Hands off or unseen: the hip line against standing on the same leg, with a larger error."""
    rest, bottom = on_leg(leg, 2.0), on_leg(leg, 8.0, descent=0.1)
    handless = [without(pose, *WRISTS) for pose in bottom]
    expected = fitted(protocol.PELVIS_BY_HIPS, 6.0, PelvisBy.HIPS)
    assert pelvic_drop(rest, handless, leg, STANDING) == expected
    off = on_leg(leg, 8.0, descent=0.1, hand_off=0.6)
    assert pelvic_drop(rest, off, leg, STANDING) == expected
    assert protocol.PELVIS_BY_HIPS.error_deg > protocol.PELVIS_BY_WRISTS.error_deg


@EITHER
def test_nothing_to_tell_by_is_none(leg: Leg) -> None:
    """Neither hands nor hips, or no rest to compare the hips with: None, never 0."""
    rest, bottom = on_leg(leg, 0.0), on_leg(leg, 8.0)
    blind = [without(pose, *WRISTS, Joint.LEFT_HIP) for pose in bottom]
    assert pelvic_drop(rest, blind, leg, STANDING) is None
    handless = [without(pose, *WRISTS) for pose in bottom]
    assert pelvic_drop([], handless, leg, STANDING) is None
    assert pelvic_drop(rest, [], leg, STANDING) is None


@EITHER
def test_a_rolled_camera_cancels_out(leg: Leg) -> None:
    """Roll adds to both lines alike, so the change does not have it."""
    standing = baseline([rolled(pose_of(Posture(), i / 15), 1.5) for i in range(8)])
    bottom = [rolled(pose, 1.5) for pose in on_leg(leg, 9.0)]
    found = pelvic_drop([], bottom, leg, standing)
    assert found is not None
    fit = protocol.PELVIS_BY_WRISTS
    assert found.drop_deg == pytest.approx(fit.slope * 9 + fit.offset_deg, abs=0.2)


MOST_DEG = protocol.PELVIS_LOOK_MAX_ERROR_DEG
tilts = st.lists(
    st.builds(PelvisTilt, st.floats(-40, 40), st.floats(0.1, 0.99 * MOST_DEG)),
    min_size=1,
    max_size=12,
)


def seen_by(bottom: list[PelvisTilt], standing: list[PelvisTilt], leg: Leg) -> tuple[float, float]:
    """Drop and error, where there is a value."""
    found = by_looks(bottom, standing, leg)
    assert found.by is PelvisBy.LOOKS
    assert found.drop_deg is not None
    assert found.error_deg is not None
    return found.drop_deg, found.error_deg


def mirror_of(seen: list[PelvisTilt]) -> list[PelvisTilt]:
    """The same in a mirror: the other side is lower."""
    return [PelvisTilt(-each.tilt_deg, each.error_deg) for each in seen]


@bounded(200)
@given(tilts, tilts, st.floats(-20, 20))
def test_a_drop_by_looks_is_a_change(
    bottom: list[PelvisTilt], standing: list[PelvisTilt], roll_deg: float
) -> None:
    """A rolled camera, or a network that is always wrong by as much, changes nothing; in a mirror
    the other leg has the same drop; one leg's drop is the other's rise."""
    left, right = (seen_by(bottom, standing, leg) for leg in (Leg.LEFT, Leg.RIGHT))

    def turned(seen: list[PelvisTilt]) -> list[PelvisTilt]:
        return [PelvisTilt(each.tilt_deg + roll_deg, each.error_deg) for each in seen]

    rolled_too = seen_by(turned(bottom), turned(standing), Leg.LEFT)
    assert rolled_too[0] == pytest.approx(left[0], abs=1e-9)
    assert seen_by(mirror_of(bottom), mirror_of(standing), Leg.RIGHT) == left
    offset_deg = protocol.PELVIS_BY_LOOK.offset_deg
    assert left[0] - offset_deg == pytest.approx(offset_deg - right[0], abs=1e-9)
    assert left[1] == right[1] == rolled_too[1]


@bounded(200)
@given(tilts, tilts, st.floats(0.1, 0.99))
def test_a_network_that_is_less_sure_spreads_the_drop(
    bottom: list[PelvisTilt], standing: list[PelvisTilt], factor: float
) -> None:
    """The error grows with that of either moment, and is never under the fit's own."""
    drop_deg, error_deg = seen_by(bottom, standing, Leg.LEFT)
    assert error_deg > protocol.PELVIS_BY_LOOK.error_deg

    def surer(seen: list[PelvisTilt]) -> list[PelvisTilt]:
        return [PelvisTilt(each.tilt_deg, factor * each.error_deg) for each in seen]

    for more_sure in (seen_by(surer(bottom), standing, Leg.LEFT),
                      seen_by(bottom, surer(standing), Leg.LEFT)):  # fmt: skip
        assert more_sure[1] < error_deg
        assert more_sure[0] == drop_deg


@bounded(100)
@given(tilts, st.floats(1.001, 10.0))
def test_what_the_network_could_not_see_has_no_value(
    standing: list[PelvisTilt], factor: float
) -> None:
    """With too large an error at the bottom there is neither a drop nor an error, whatever the
    stand; the same error in the stand alone only spreads it."""
    blind = [PelvisTilt(9.0, factor * MOST_DEG)]
    found = by_looks(blind, standing, Leg.LEFT)
    assert (found.drop_deg, found.error_deg, found.by) == (None, None, PelvisBy.LOOKS)
    assert by_looks([PelvisTilt(9.0, 1.0)], blind, Leg.LEFT).drop_deg is not None


def test_the_drop_by_looks_worked_out_by_hand() -> None:
    """Medians of both moments, their difference, the errors in quadrature: by hand."""
    bottom = [PelvisTilt(deg, error) for deg, error in ((7.0, 1.0), (8.0, 2.0), (30.0, 9.0))]
    standing = [PelvisTilt(-1.0, 0.4), PelvisTilt(1.0, 0.8)]
    fit, share = protocol.PELVIS_BY_LOOK, protocol.PELVIS_LOOK_SHARE
    found = by_looks(bottom, standing, Leg.LEFT)
    assert found.drop_deg == pytest.approx(fit.slope * 8.0 + fit.offset_deg)
    wanted = (fit.error_deg**2 + (share * 2.0) ** 2 + (share * 0.6) ** 2) ** 0.5
    assert found.error_deg == pytest.approx(wanted)
