"""The knee at the bottom is read through the line of the network that saw it."""

from __future__ import annotations

import pytest

from kiosk.pose.keypoints import Leg
from kiosk.scoring import protocol
from kiosk.scoring.bottom import of_closer_looks, of_dip
from kiosk.scoring.events import RepEnded
from kiosk.scoring.findings import Rep
from kiosk.scoring.protocol import Fit
from kiosk.scoring.tracker import Tracker, step

from .script import Script, Squat

PLAIN = Fit(1.0, 0.0, 1.0)
LINE = Fit(1.5, -2.0, 1.0)
FILM = Script().stand().lift(Leg.LEFT).squats(1, Squat(fppa_deg=12.0)).hold(1).film(15)


def ended(network: str | None = None) -> RepEnded:
    """The one rep of the film as the tracker gives it."""
    state, found = Tracker(network=network), []
    for t_s, pose in FILM:
        state, events = step(state, t_s, pose)
        found += [event for event in events if isinstance(event, RepEnded)]
    (event,) = found
    return event


def seen_by(network: str | None) -> Rep:
    return ended(network).rep


def test_the_angle_is_read_through_the_line() -> None:
    """Slope and offset make the angle; its change from standing has the slope alone."""
    evidence = ended().evidence
    plain, read = (
        of_dip(evidence.dip, evidence.stance, evidence.standing, fit) for fit in (PLAIN, LINE)
    )
    assert plain.knee_fppa_deg == pytest.approx(12.0, abs=0.5)
    assert plain.knee_fppa_change_deg is not None
    assert read.knee_fppa_deg == pytest.approx(1.5 * (plain.knee_fppa_deg or 0.0) - 2.0)
    assert read.knee_fppa_change_deg == pytest.approx(1.5 * plain.knee_fppa_change_deg)
    assert read.trunk_lean_deg == plain.trunk_lean_deg


def test_closer_looks_are_read_through_theirs() -> None:
    """The same looks, another line."""
    evidence = ended().evidence
    looks = {t_s: pose for t_s, pose in FILM if pose}
    plain, read = (
        of_closer_looks(evidence.dip, evidence.stance, evidence.standing, looks, fit)
        for fit in (PLAIN, LINE)
    )
    assert plain is not None
    assert read is not None
    assert read.knee_fppa_deg == pytest.approx(1.5 * (plain.knee_fppa_deg or 0.0) - 2.0)


@pytest.mark.parametrize("network", sorted(protocol.KNEE_SEEN_BY))
def test_each_network_has_its_own_line_and_error(network: str) -> None:
    """The rep carries the error of the network that saw it, and the angle by its line."""
    fit, bare, seen = protocol.knee_fit(network), seen_by(None), seen_by(network)
    assert seen.knee_error_deg == fit.error_deg
    assert bare.knee_fppa_deg is not None
    assert seen.knee_fppa_deg == pytest.approx(fit.slope * bare.knee_fppa_deg + fit.offset_deg)


def test_poses_from_elsewhere_are_left_as_they_are() -> None:
    """Nothing is known of who saw them: no line, and the widest error."""
    assert (protocol.KNEE_SEEN_BY_OTHERS.slope, protocol.KNEE_SEEN_BY_OTHERS.offset_deg) == (1, 0)
    assert seen_by(None).knee_error_deg == protocol.KNEE_SEEN_BY_OTHERS.error_deg
    assert seen_by("somebody-s").knee_fppa_deg == seen_by(None).knee_fppa_deg
