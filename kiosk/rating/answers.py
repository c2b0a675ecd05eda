"""The squats of a study beside each other: the trainer's ratings and the kiosk's answers. Pure.

Decides what the page is given of each, and that the kiosk's are not in it before they are released.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import Any

from kiosk.rating.study import Counted, Phase, Rated, Study
from kiosk.results.agreement import StudyRep
from kiosk.scoring.one_rep import checks_of_one

NOT_NOW = "There is nothing to rate now: begin first."
TOO_LATE = "The kiosk's result is shown already: this check cannot be rated any more."
NOT_COUNTED = "That squat has not been counted."


def why_not(study: Study, leg: str, number: int) -> str | None:
    """Why this squat cannot be rated now; None when it can."""
    if study.phase is Phase.SHOWN:
        return TOO_LATE
    if not study.hidden:
        return NOT_NOW
    known = any((each.rep.leg.value, each.number) == (leg, number) for each in study.squats)
    return None if known else NOT_COUNTED


def with_rating(
    study: Study, leg: str, number: int, said: Mapping[str, str | float | bool]
) -> Study:
    """The study with what was said of one squat; what was not said stays."""
    rated = replace(study.rated.get((leg, number), Rated()), **said)  # type: ignore[arg-type]
    return replace(study, rated=MappingProxyType({**study.rated, (leg, number): rated}))


def study_reps(study: Study, judging: bool) -> Iterator[StudyRep]:
    """What the kiosk says of each squat alone."""
    for each in study.squats:
        yield _study_rep(each, eased=study.eased, judging=judging)


def view_of(study: Study, judging: bool) -> dict[str, Any]:
    """`phase`, `note`, `consent`, `rater`, `check_id` (once released), `left_to_rate`, and `squats`
    in order: `leg`, `number`, what was rated, and `kiosk` (once released, else None)."""
    shown = study.phase is Phase.SHOWN
    reps = study_reps(study, judging) if shown else ()
    found = {(rep.leg, rep.number): rep for rep in reps}
    return {
        "phase": study.phase.value,
        "note": study.note,
        "consent": study.consent is not None,
        "rater": study.rater,
        "check_id": study.check_id if shown else None,
        "left_to_rate": study.left_to_rate,
        "squats": [_squat(study, each, found) for each in study.squats],
    }


def _squat(
    study: Study, each: Counted, kiosk: Mapping[tuple[str, int], StudyRep]
) -> dict[str, Any]:
    squat = each.rep.leg.value, each.number
    found, rated = kiosk.get(squat), study.rated.get(squat, Rated())
    return {
        "leg": squat[0],
        "number": squat[1],
        **asdict(rated),
        "done": rated.done,
        "kiosk": asdict(found) if found else None,
    }


def _study_rep(each: Counted, *, eased: bool, judging: bool) -> StudyRep:
    rep = each.rep
    found = checks_of_one(rep, small_squats=eased, judging=judging)
    knee, pelvis = found["knee_valgus"], found["pelvic_drop"]
    return StudyRep(
        leg=rep.leg.value,
        number=each.number,
        start_s=rep.start_s,
        bottom_s=rep.bottom_s,
        end_s=rep.end_s,
        knee=knee.verdict.value,
        knee_deg=knee.value_deg,
        knee_spread_deg=knee.spread_deg,
        pelvis=pelvis.verdict.value,
        pelvis_deg=pelvis.value_deg,
        pelvis_spread_deg=pelvis.spread_deg,
    )
