"""What a disturbance does by itself: a clip against the same person's undisturbed one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .pairing import Judged, Value

ALONE = ("turn", "off_centre", "roll", "light", "clothes", "picture", "lens", "place")
"""Groups whose clips differ from their base in one thing."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One disturbed leg. All in degrees."""

    group: str
    level: str
    clip: str
    leg: str
    errors: Mapping[str, float]
    """By field: error here less error of the base clip."""
    verdict: str
    """On the knee."""
    counts_right: bool

    @property
    def label(self) -> str:
        """`off-centre: 0.3 m to the left`."""
        return f"{self.group.replace('_', '-')}: {self.level}".replace(" deg", "°")


def effects(judged: Sequence[Judged]) -> list[Effect]:
    """One a disturbed leg, in the order of the groups."""
    by_name = {each.clip.name: each for each in judged}
    found = [
        effect
        for each in judged
        if each.clip.group in ALONE and each.clip.base in by_name
        for effect in _of_clip(each, by_name[each.clip.base or ""])
    ]
    return sorted(found, key=lambda e: ALONE.index(e.group))


def _of_clip(here: Judged, base: Judged) -> Iterable[Effect]:
    calm = {(v.leg, v.measure.field): v.error_deg for v in base.legs}
    for leg in sorted({value.leg for value in here.legs}):
        mine: list[Value] = [value for value in here.legs if value.leg == leg]
        yield Effect(
            group=here.clip.group, level=here.clip.level, clip=here.clip.name, leg=leg,
            errors={v.measure.field: v.error_deg - calm[leg, v.measure.field]
                    for v in mine if (leg, v.measure.field) in calm},
            verdict=_knee(here, leg),
            counts_right=not here.errors,
        )  # fmt: skip


def _knee(judged: Judged, leg: str) -> str:
    for said in judged.said:
        if (said.leg, said.check) == (leg, "knee_valgus"):
            return said.verdict
    return "none"
