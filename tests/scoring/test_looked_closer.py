"""What closer looks change of a rep, and what they never do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace

import pytest

from kiosk.pose.keypoints import Joint, Leg, Look, PelvisTilt, Pose
from kiosk.scoring import protocol
from kiosk.scoring.assess import MEASURES, Evidence, looked_closer
from kiosk.scoring.bottom import bottom_samples, of_closer_looks
from kiosk.scoring.events import RepEnded
from kiosk.scoring.findings import PelvisBy, Rep
from kiosk.scoring.moments import bottom_worth_a_look, stand_worth_a_look, worth_a_look

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
"""All of a rep that looks at the person may change, besides why a measure is missing."""
PELVIS_AGAIN = {"pelvic_drop_deg", "pelvic_error_deg", "pelvis_by"}
"""And those at the pelvis."""


def ended(leg: Leg, squat: Squat, lift_fppa_deg: float = 0.0) -> RepEnded:
    """One squat as the tracker sees it, off the picture's middle a little."""
    script = Script().stand().lift(leg, rest_fppa_deg=lift_fppa_deg).squats(1, squat)
    seen = watch(script.put_down().film(15), width_px=700)
    (event,) = (event for event in seen.events if isinstance(event, RepEnded))
    return event


def looks_at(event: RepEnded, times_s: Iterable[float], *hidden: Joint) -> dict[float, Look]:
    """What the better network sees at these times."""
    dip = event.evidence.dip
    poses = [*dip.rest, *(sample.pose for sample in dip.samples if sample.pose)]
    return looks_of(without(p, *hidden) for p in poses if p.t_s in set(times_s))


def looks_of(poses: Iterable[Pose]) -> dict[float, Look]:
    return {pose.t_s: Look(pose.t_s, pose) for pose in poses}


def tilted(
    event: RepEnded, standing_deg: float, bottom_deg: float, *, bottoms: int = 12, stands: int = 6
) -> dict[float, Look]:
    """What the pelvis network sees: some of the bottom and of standing on both feet."""
    deep = bottom_worth_a_look(event.evidence.dip)[:bottoms]
    stood = stand_worth_a_look(event.evidence.standing)[:stands]
    assert len(stood) == stands
    seen = {t_s: Look(t_s, None, PelvisTilt(standing_deg, 0.5)) for t_s in stood}
    return seen | {t_s: Look(t_s, None, PelvisTilt(bottom_deg, 1.5)) for t_s in deep}


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
    """Leg, times, count, flexion, free leg, balance: as counted, whatever was seen; and the pelvis
    where nobody looked at it."""
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
    rest_only = looks_of(better.evidence.dip.rest)
    bottom = looks_of(s.pose for s in bottom_samples(live.evidence.dip) if s.pose)
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
    strangers = {t_s + 100.0: look for t_s, look in looks_at(better, deep).items()}
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


@EITHER
def test_the_pelvis_is_that_of_the_pelvis_network(leg: Leg) -> None:
    """The change of its tilt from both feet to the bottom, positive where the free side sank; the
    rest of the rep stays, and the person's looks change nothing of it."""
    live, fit = ended(leg, LIVE), protocol.PELVIS_BY_LOOK
    sign = 1.0 if leg is Leg.LEFT else -1.0
    seen = tilted(live, 1.0, 1.0 + sign * 9.0)
    found = looked_closer(live.rep, live.evidence, seen, SECOND)
    assert found.pelvic_drop_deg == pytest.approx(fit.slope * 9.0 + fit.offset_deg)
    assert found.pelvis_by is PelvisBy.LOOKS
    assert live.rep.pelvis_by is PelvisBy.WRISTS
    assert found.pelvic_error_deg is not None
    assert found.pelvic_error_deg > 1.5 * protocol.PELVIS_LOOK_SHARE
    changed = {f.name for f in fields(Rep) if getattr(found, f.name) != getattr(live.rep, f.name)}
    assert changed == PELVIS_AGAIN
    persons = looks_at(ended(leg, TRUE), worth_a_look(live.evidence.dip))
    both = {t_s: replace(persons.get(t_s, look), pelvis=look.pelvis) for t_s, look in seen.items()}
    again_both = looked_closer(live.rep, live.evidence, persons | both, SECOND)
    assert again_both.looked_closer
    for name in PELVIS_AGAIN:
        assert getattr(again_both, name) == getattr(found, name)


@pytest.mark.parametrize(
    ("bottoms", "stands"),
    [(protocol.CLOSER_MIN - 1, 6), (12, protocol.CLOSER_STANDING_MIN - 1), (0, 0)],
)
def test_too_few_looks_at_the_pelvis_change_nothing(bottoms: int, stands: int) -> None:
    """Neither a bottom nor a stand is told from so little, and the hands' value stays; the least
    that there must be is enough."""
    live = ended(Leg.LEFT, LIVE)
    few = tilted(live, 0.0, 9.0, bottoms=bottoms, stands=stands)
    assert looked_closer(live.rep, live.evidence, few, SECOND) == live.rep
    least = tilted(live, 0.0, 9.0, bottoms=protocol.CLOSER_MIN, stands=protocol.CLOSER_STANDING_MIN)
    found = looked_closer(live.rep, live.evidence, least, SECOND)
    assert found.pelvis_by is PelvisBy.LOOKS


def test_a_pelvis_that_nothing_told_before_has_no_reason_any_more() -> None:
    """Hands and hips unseen, and then the network saw it: a value, and no reason why there is
    none."""
    live = unseen(ended(Leg.RIGHT, LIVE), "pelvic_drop_deg")
    found = looked_closer(live.rep, live.evidence, tilted(live, 0.0, -4.0), SECOND)
    assert found.pelvic_drop_deg is not None
    assert "pelvic_drop_deg" not in found.why_null


def test_a_pelvis_that_was_not_seen_has_no_value_and_says_so() -> None:
    """Looked at, with a large error of the network's own: no drop, not that of the hands, and the
    reason."""
    live = ended(Leg.LEFT, LIVE)
    blind = PelvisTilt(9.0, 1.1 * protocol.PELVIS_LOOK_MAX_ERROR_DEG)
    deep = bottom_worth_a_look(live.evidence.dip)
    looks = tilted(live, 0.0, 9.0) | {t_s: Look(t_s, None, blind) for t_s in deep}
    found = looked_closer(live.rep, live.evidence, looks, SECOND)
    assert (found.pelvic_drop_deg, found.pelvic_error_deg) == (None, None)
    assert found.why_null["pelvic_drop_deg"] == "the camera could not see the hips well enough"


def test_the_pelvis_on_another_stand_or_on_one_leg_is_no_baseline() -> None:
    """Standing looks of an hour ago, and looks at the person before the squat, are not compared
    with; a frame beside the very moments is."""
    live = ended(Leg.LEFT, LIVE)
    looks = tilted(live, 0.0, 9.0)
    stood = stand_worth_a_look(live.evidence.standing)

    def moved_by(seconds: float) -> dict[float, Look]:
        beside = {t_s + seconds: replace(looks[t_s], t_s=t_s + seconds) for t_s in stood}
        return {t_s: look for t_s, look in looks.items() if t_s not in stood} | beside

    aside = looked_closer(live.rep, live.evidence, moved_by(1 / 30), SECOND)
    assert aside.pelvic_drop_deg == pytest.approx(
        9.0 * protocol.PELVIS_BY_LOOK.slope + protocol.PELVIS_BY_LOOK.offset_deg, abs=0.001
    )
    assert looked_closer(live.rep, live.evidence, moved_by(-3600.0), SECOND) == live.rep
    posed = {t_s: replace(looks[t_s], pose=live.evidence.dip.rest[0]) for t_s in stood}
    assert looked_closer(live.rep, live.evidence, looks | posed, SECOND) == live.rep
