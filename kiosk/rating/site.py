"""The figures of this site from what is stored: which rated squats are compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kiosk.agreement import Angles, Limits, Pair, Site, Verdicts, limits, verdicts
from kiosk.results.agreement import RatedRep
from kiosk.scoring import protocol


def site_of(rated: Iterable[RatedRep], protocol_version: str = protocol.VERSION) -> Site:
    """Only squats that this protocol has judged: another one draws its lines elsewhere. A squat of
    a check that the kiosk did not bring to its end has no answer to compare with."""
    judged = [each for each in rated if each.kiosk is not None]
    own = [each for each in judged if each.protocol_version == protocol_version]
    return Site(
        checks=len({each.check for each in own}),
        squats=len(own),
        knee=_verdicts(own, "knee"),
        pelvis=_verdicts(own, "pelvis"),
        knee_angle=_limits(own, "knee"),
        pelvis_angle=_limits(own, "pelvis"),
        left_out=len(judged) - len(own),
    )


def _verdicts(squats: Sequence[RatedRep], part: str) -> Verdicts:
    return verdicts(
        Pair(each.check, getattr(each.rating, part), getattr(each.kiosk, part))
        for each in squats
        if getattr(each.rating, part)
    )


def _limits(squats: Sequence[RatedRep], part: str) -> Limits:
    both = (
        (
            each.check,
            getattr(each.kiosk, f"{part}_deg"),
            getattr(each.rating, f"{part}_by_hand_deg"),
        )
        for each in squats
    )
    return limits(Angles(*each) for each in both if None not in each)
