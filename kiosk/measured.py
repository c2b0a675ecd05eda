"""The kiosk's own measured error, as the lab wrote it into `measured.json` beside this file.

Decides what that file must hold; a figure that nobody has measured is None. How the figures
come about is the lab's business, how they are shown is the pages'.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from math import isfinite
from typing import Any

from kiosk.errors import InputError

FILE_NAME = "measured.json"


@dataclass(frozen=True, slots=True)
class MeasureError:
    """Error of one measure: a leg's value less the truth, in degrees."""

    legs: int | None
    bias_deg: float | None
    """Mean error; positive reads too high."""
    sd_deg: float | None
    """Standard deviation of the error over legs."""
    sem_deg: float | None
    """Standard error of measurement: one person measured again."""
    loa_low_deg: float | None
    """95 % limits of agreement, with `loa_high_deg`."""
    loa_high_deg: float | None
    sdc_deg: float | None
    """Smallest detectable change between two measurements of one person."""


@dataclass(frozen=True, slots=True)
class CountError:
    """How reps were counted over all clips."""

    clips: int | None
    clips_right: int | None
    reps: int | None
    """True ones."""
    missed: int | None
    invented: int | None
    """Counted where there was none (`false` in the file)."""
    wrong_leg: int | None
    wrong_reason: int | None


@dataclass(frozen=True, slots=True)
class VerdictError:
    """How often one check's verdict was right, over legs."""

    legs: int | None
    right: int | None
    wrong_and_sure: int | None
    unsure_in_good_scene: int | None
    good_scene: int | None
    """Legs in a scene where nothing excuses an unsure."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of the lab: with what, on whom, and what came out."""

    made: date
    kiosk_version: str
    protocol_version: str
    model: str
    second_model: str | None
    validated_on: str
    """On whom, in words that follow "validated on"."""
    clips: int | None
    legs: int | None
    bodies: int | None
    measures: Mapping[str, MeasureError]
    """By the measure's name in `kiosk analyze --json`, `knee_fppa_deg` and so on."""
    counts: CountError
    verdicts: Mapping[str, VerdictError]
    """By the check's name, `knee_valgus` and so on."""


@cache
def shipped() -> Measured:
    """The figures that come with this version. Raises `InputError` when the file is damaged."""
    file = resources.files("kiosk").joinpath(FILE_NAME)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(f"cannot be read ({error})") from error
    return parse(text)


def parse(text: str) -> Measured:
    """The figures in the text of such a file; keys it does not know are left for later versions.

    Raises `InputError` that names the first place that is not as it must be.
    """
    try:
        found = json.loads(text)
    except ValueError as error:
        raise _damaged(f"is not JSON ({error})") from error
    top = _Part(found, "the file")
    return Measured(
        made=top.day("made"),
        kiosk_version=top.words("kiosk_version"),
        protocol_version=top.words("protocol_version"),
        model=top.words("model"),
        second_model=top.words("second_model") if top.has("second_model") else None,
        validated_on=top.words("validated_on"),
        clips=top.count("clips"),
        legs=top.count("legs"),
        bodies=top.count("bodies"),
        measures={name: _measure(part) for name, part in top.parts("measures").items()},
        counts=_counts(top.part("counts")),
        verdicts={name: _verdicts(part) for name, part in top.parts("verdicts").items()},
    )


def _measure(part: _Part) -> MeasureError:
    part.in_order("loa_low_deg", "loa_high_deg")
    return MeasureError(
        legs=part.count("legs"),
        bias_deg=part.degrees("bias_deg"),
        sd_deg=part.size("sd_deg"),
        sem_deg=part.size("sem_deg"),
        loa_low_deg=part.degrees("loa_low_deg"),
        loa_high_deg=part.degrees("loa_high_deg"),
        sdc_deg=part.size("sdc_deg"),
    )


def _counts(part: _Part) -> CountError:
    part.in_order("clips_right", "clips")
    return CountError(
        clips=part.count("clips"),
        clips_right=part.count("clips_right"),
        reps=part.count("reps"),
        missed=part.count("missed"),
        invented=part.count("false"),
        wrong_leg=part.count("wrong_leg"),
        wrong_reason=part.count("wrong_reason"),
    )


def _verdicts(part: _Part) -> VerdictError:
    for low, high in (("right", "legs"), ("wrong_and_sure", "legs"), ("good_scene", "legs")):
        part.in_order(low, high)
    part.in_order("unsure_in_good_scene", "good_scene")
    return VerdictError(
        legs=part.count("legs"),
        right=part.count("right"),
        wrong_and_sure=part.count("wrong_and_sure"),
        unsure_in_good_scene=part.count("unsure_in_good_scene"),
        good_scene=part.count("good_scene"),
    )


class _Part:
    """One object of the file, read key by key; remembers where it stands."""

    def __init__(self, found: Any, where: str) -> None:
        if not isinstance(found, dict):
            raise _damaged(f"has no object at {where}")
        self._found = found
        self._where = where

    def has(self, key: str) -> bool:
        return self._found.get(key) is not None

    def words(self, key: str) -> str:
        value = self._found.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(key, "words")
        return value

    def day(self, key: str) -> date:
        try:
            return date.fromisoformat(self.words(key))
        except ValueError as error:
            raise self._wrong(key, "a date like 2026-11-22") from error

    def degrees(self, key: str) -> float | None:
        value = self._found.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise self._wrong(key, "a number or null")
        return float(value)

    def size(self, key: str) -> float | None:
        value = self.degrees(key)
        if value is not None and value < 0:
            raise self._wrong(key, "a number from 0 up or null")
        return value

    def count(self, key: str) -> int | None:
        value = self._found.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self._wrong(key, "a whole number from 0 up or null")
        return value

    def part(self, key: str) -> _Part:
        return _Part(self._found.get(key), key)

    def parts(self, key: str) -> dict[str, _Part]:
        each = self.part(key)._found
        return {name: _Part(value, f"{key}.{name}") for name, value in each.items()}

    def in_order(self, low: str, high: str) -> None:
        """Refuse a pair whose first is above its second, such as 5 right of 4."""
        first, second = self.degrees(low), self.degrees(high)
        if first is not None and second is not None and first > second:
            raise self._wrong(low, f"at most {high}")

    def _wrong(self, key: str, wanted: str) -> InputError:
        said = json.dumps(self._found.get(key))[:40]
        return _damaged(f"has {said} as {key} in {self._where}, which must be {wanted}")


def _damaged(what: str) -> InputError:
    return InputError(
        f"The kiosk's measured figures, {FILE_NAME} in its package, {what}: install the kiosk anew."
    )
