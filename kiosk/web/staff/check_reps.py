"""The stored reps of one check: their numbers, the body at the bottom of each, and how well each
leg was followed. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.charts import Figure
from kiosk.pose.keypoints import Joint, Leg
from kiosk.trail import Trail
from kiosk.web import wording
from kiosk.web.ports import StoredRep

STANCE = {
    Leg.LEFT: frozenset({Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE}),
    Leg.RIGHT: frozenset({Joint.RIGHT_HIP, Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE}),
}


@dataclass(frozen=True, slots=True)
class RepMark:
    """One stored rep as it is marked: "3", or "" for one that has no number."""

    rep: StoredRep
    position: int
    """Its place among all reps of the check, from 1."""
    label: str

    @property
    def times_s(self) -> tuple[float, float, float] | None:
        """Start, bottom and end, seconds of the trail's clock; None where one is missing."""
        values = self.rep.values
        start, bottom, end = (values.get(key) for key in ("start_s", "bottom_s", "end_s"))
        if start is None or bottom is None or end is None:
            return None
        return float(start), float(bottom), float(end)

    @property
    def look(self) -> str:
        """counted, refused or practice."""
        if self.rep.practice:
            return "practice"
        return "counted" if self.rep.values.get("counted") else "refused"


def marks_of(side: str, reps: Sequence[StoredRep]) -> list[RepMark]:
    """The reps of one leg in order, numbered as the member saw them."""
    marks, number = [], 0
    for position, rep in enumerate(reps, 1):
        if rep.leg != side:
            continue
        counts = bool(rep.values.get("counted")) and not rep.practice
        number += counts
        marks.append(RepMark(rep, position, str(number) if counts else ""))
    return marks


def figures(side: str, trail: Trail, reps: Sequence[StoredRep]) -> list[tuple[RepMark, Figure]]:
    """The body at the bottom of each rep of one leg of which it was seen."""
    name = wording.LEG_NAMES[side].lower()
    found = []
    for mark in marks_of(side, reps):
        points = trail.bottoms.get(mark.position)
        if points:
            words = f"Bottom of a squat on the {name}, {rep_words(mark)}"
            found.append((mark, Figure(points, STANCE[Leg(side)], words)))
    return found


def rep_words(mark: RepMark) -> str:
    """`rep 3`, `practice`, `not counted: foot touched down`."""
    if mark.look == "practice":
        return "practice"
    if mark.label:
        return f"rep {mark.label}"
    because = wording.refusal(mark.rep.values.get("refused_because"))
    return f"not counted: {because}" if because else "not counted"


def caption(mark: RepMark) -> str:
    """Under a figure there is room for two words: why, without that it was not counted."""
    because = wording.refusal(mark.rep.values.get("refused_because"))
    return (because if mark.look == "refused" and because else rep_words(mark)).capitalize()


def tracking(side: str, trail: Trail | None, reps: Sequence[StoredRep]) -> Mapping[str, str]:
    """How well the leg was followed: names and amounts, in the order in which they are shown."""
    marks = marks_of(side, reps)
    rates = sorted(
        float(rate) for mark in marks if (rate := mark.rep.values.get("frames_per_s")) is not None
    )
    counted = [mark for mark in marks if mark.look == "counted"]
    closer = sum(bool(mark.rep.values.get("looked_closer")) for mark in counted)
    found = {}
    if rates:
        found["Pictures a second"] = f"{rates[len(rates) // 2]:.0f}"
    if trail is not None:
        found["Leg seen"] = _share_seen(Leg(side), trail, marks)
    if counted:
        found["Looked at twice"] = f"{closer} of {len(counted)} counted reps"
    return found


def _share_seen(leg: Leg, trail: Trail, marks: Sequence[RepMark]) -> str:
    """In how many of the pictures taken during its reps the leg was seen whole."""
    spans = [times for mark in marks if (times := mark.times_s)]
    during = [f for f in trail.frames if any(start <= f.t_s <= end for start, _, end in spans)]
    if not during:
        return wording.NOT_MEASURED
    seen = sum(frame.stance is leg and frame.angles_deg[0] is not None for frame in during)
    return f"in {100 * seen // len(during)} % of the pictures"
