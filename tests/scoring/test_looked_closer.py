"""What closer looks change of a rep, and what they never do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace

import pytest

from kiosk.pose.keypoints import Joint, Leg, Pose
from kiosk.scoring import protocol
from kiosk.scoring.assess import MEASURES, Evidence, looked_closer
from kiosk.scoring.bottom import bottom_samples, of_closer_looks
from kiosk.scoring.events import RepEnded
from kiosk.scoring.findings import Rep
from kiosk.scoring.moments import worth_a_look

from .people import without
from .script import Script, Squat
from .watching import watch

EITHER = pytest.mark.parametrize("leg", list(Leg))
SECOND = "thunder-portrait"
LIVE = Squat(fppa_deg=2.0, lean_deg=2.0, drop_deg=0.0)
TRUE = replace(LIVE, fppa_deg=12.0, lean_deg=9.0, drop_deg=9.0)
"""What the live network saw of a squat, and what a better one sees of the same."""
MEASURED_AGAIN = {
    "knee_fppa_deg",
    "knee_fppa_change_deg",
    "trunk_lean_deg",
    "hip_adduction_change_deg",
    "knee_over_ankle_change_percent",
    "off_centre",
    "jitter_deg",
    "knee_error_deg",
    "looked_closer",
}
"""All of a rep that a closer look may change, besides why a measure is missing."""


def ended(leg: Leg, squat: Squat, lift_fppa_deg: float = 0.0) -> RepEnded:
    """One squat as the tracker sees it, off the picture's middle a little."""
    script = Script().stand().lift(leg, rest_fppa_deg=lift_fppa_deg).squats(1, squat)
    seen = watch(script.put_down().film(15), width_px=700)
    (event,) = (event for event in seen.events if isinstance(event, RepEnded))
    return event


def looks_at(event: RepEnded, times_s: Iterable[float], *hidden: Joint) -> dict[float, Pose]:
    """What the better network sees at these times."""
    dip = event.evidence.dip
    poses = [*dip.rest, *(sample.pose for sample in dip.samples if sample.pose)]
    return {p.t_s: without(p, *hidden) for p in poses if p.t_s in set(times_s)}


@pytest.fixture(params=list(Leg), ids=lambda leg: leg.value)
def pair(request: pytest.FixtureRequest) -> tuple[RepEnded, RepEnded]:
    """The same squat seen live, and seen better."""
    return ended(request.param, LIVE), ended(request.param, TRUE)


def again(live: RepEnded, better: RepEnded, *hidden: Joint) -> Rep:
    """The live rep after looks at the moments that are looked at."""
    looks = looks_at(better, worth_a_look(live.evidence.dip), *hidden)
    return looked_closer(live.rep, live.evidence, looks, SECOND)


def test_knee_trunk_and_error_are_those_of_the_closer_looks(
    pair: tuple[RepEnded, RepEnded],
) -> None:
    """The rep reads as the second network saw it, with that network's error."""
    live, better = pair
    found = again(live, better)
    assert found.knee_fppa_deg == pytest.approx(12.0, abs=0.8)
    assert live.rep.knee_fppa_deg == pytest.approx(2.0, abs=0.8)
    for name in MEASURED_AGAIN & set(MEASURES):
        assert getattr(found, name) == pytest.approx(getattr(better.rep, name), abs=0.8)
    assert found.knee_error_deg == protocol.knee_fit(SECOND, closer=True).error_deg
    assert found.looked_closer
    assert not live.rep.looked_closer


def test_all_else_stays(pair: tuple[RepEnded, RepEnded]) -> None:
    """Leg, times, count, flexion, pelvis, free leg, balance: as counted, whatever was seen."""
    live, better = pair
    found = again(live, better)
    for field in fields(Rep):
        if field.name not in MEASURED_AGAIN:
            assert getattr(found, field.name) == getattr(live.rep, field.name), field.name
    changed = {f.name for f in fields(Rep) if getattr(found, f.name) != getattr(live.rep, f.name)}
    assert changed >= {"knee_fppa_deg", "knee_fppa_change_deg", "trunk_lean_deg"}


def test_the_change_is_from_standing_as_the_closer_looks_saw_it() -> None:
    """A knee that stands inward by 6 degrees for the second network too is not blamed on the
    squat: rest and bottom come from the same eyes."""
    live, better = ended(Leg.LEFT, LIVE), ended(Leg.LEFT, TRUE, lift_fppa_deg=6.0)
    found = again(live, better)
    assert found.knee_fppa_change_deg == pytest.approx(better.rep.knee_fppa_change_deg, abs=0.8)
    rest_only = {p.t_s: p for p in better.evidence.dip.rest}
    bottom = {s.t_s: s.pose for s in bottom_samples(live.evidence.dip) if s.pose}
    mixed = looked_closer(live.rep, live.evidence, bottom | rest_only, SECOND)
    assert mixed.knee_fppa_change_deg is not None
    assert live.rep.knee_fppa_change_deg is not None
    assert mixed.knee_fppa_change_deg < live.rep.knee_fppa_change_deg - 4


@pytest.mark.parametrize("count", range(protocol.CLOSER_MIN))
def test_too_few_looks_at_the_bottom_change_nothing(
    pair: tuple[RepEnded, RepEnded], count: int
) -> None:
    """Not even with every look at the standing before it; one more measures."""
    live, better = pair
    deep = [s.t_s for s in bottom_samples(live.evidence.dip)]
    rest = [pose.t_s for pose in live.evidence.dip.rest]
    few = looks_at(better, [*rest, *deep[:count]])
    assert looked_closer(live.rep, live.evidence, few, SECOND) == live.rep
    enough = looks_at(better, [*rest, *deep[: protocol.CLOSER_MIN]])
    assert looked_closer(live.rep, live.evidence, enough, SECOND).looked_closer


def test_looks_at_other_moments_are_ignored(pair: tuple[RepEnded, RepEnded]) -> None:
    """Those on the way down and up, and of other reps, neither measure nor spoil."""
    live, better = pair
    dip = live.evidence.dip
    deep = {s.t_s for s in bottom_samples(dip)}
    elsewhere = [s.t_s for s in dip.samples if s.t_s not in deep]
    strangers = {t_s + 100.0: pose for t_s, pose in looks_at(better, deep).items()}
    ways = looks_at(better, elsewhere) | strangers
    own = {t_s: ways[t_s] for t_s in ways if t_s not in {p.t_s for p in dip.rest}}
    assert looked_closer(live.rep, live.evidence, own, SECOND) == live.rep
    wanted = looks_at(better, worth_a_look(dip))
    assert looked_closer(live.rep, live.evidence, own | wanted, SECOND) == again(live, better)


def test_a_knee_that_no_look_shows_changes_nothing(pair: tuple[RepEnded, RepEnded]) -> None:
    """Where the second network sees no knee the live value stays, and its error with it."""
    live, better = pair
    knees = (Joint.LEFT_KNEE, Joint.RIGHT_KNEE)
    assert again(live, better, *knees) == live.rep


def test_what_is_missing_has_its_reason_and_what_is_there_has_none(
    pair: tuple[RepEnded, RepEnded],
) -> None:
    """A trunk that only the live network saw, or only the second: null and reason go together."""
    live, better = pair
    shoulders = (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)
    blind = again(live, better, *shoulders)
    seen_late = again(unseen(live, "trunk_lean_deg"), better)
    no_rest = looks_at(better, [s.t_s for s in bottom_samples(live.evidence.dip)])
    never_stood = looked_closer(live.rep, live.evidence, no_rest, SECOND)
    for rep in (blind, seen_late, never_stood):
        assert {name for name in MEASURES if getattr(rep, name) is None} == set(rep.why_null)
        assert all(rep.why_null.values())
    assert seen_late.trunk_lean_deg is not None


def unseen(event: RepEnded, name: str) -> RepEnded:
    """The same rep, one measure missing."""
    rep = replace(event.rep, **{name: None}, why_null={name: "not seen"})  # type: ignore[arg-type]
    return replace(event, rep=rep)


@EITHER
def test_of_closer_looks_says_none_where_it_measured_nothing(leg: Leg) -> None:
    """No looks, no values."""
    evidence: Evidence = ended(leg, LIVE).evidence
    fit = protocol.knee_fit(SECOND, closer=True)
    assert of_closer_looks(evidence.dip, leg, evidence.standing, {}, fit) is None


def test_each_network_has_its_own_reading() -> None:
    """One nobody has measured is read as it is, and believed less than any that was."""
    unknown = protocol.knee_fit("other", closer=True)
    assert unknown == protocol.knee_fit(None, closer=True) == protocol.knee_fit(None)
    assert unknown.error_deg > protocol.knee_fit(SECOND, closer=True).error_deg
    assert protocol.knee_fit(SECOND, closer=True).error_deg < protocol.knee_fit(SECOND).error_deg
