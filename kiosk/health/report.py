"""What is said about the box's health: readings with a level, a sentence and a mend.

Plain values only. How each level comes about is decided in `judge`; `about` holds the words
that do not change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How a reading stands. UNKNOWN is no fault: this machine does not tell."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    UNKNOWN = "unknown"


_RANK = (Level.UNKNOWN, Level.OK, Level.WARN, Level.BAD)


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that was looked at."""

    name: str
    """Snake case; stable, since it names the metric and the journal's field."""
    label: str
    """The same for people."""
    level: Level
    text: str
    """One sentence: how it stands, or why that is not known."""
    mend: str | None = None
    """What to do, where the level is WARN or BAD."""
    value: float | None = None
    unit: str = ""
    """celsius | bytes | hertz | seconds | ratio | count, or empty for yes (1) and no (0)."""


class Trouble(Enum):
    """What the light says to staff while nobody is on the spot, the gravest first."""

    CAMERA_LOST = "camera_lost"
    CARD_FAILING = "card_failing"
    LOW_POWER = "low_power"
    HOT = "hot"


@dataclass(frozen=True, slots=True)
class HealthReport:
    """All readings of one moment."""

    readings: tuple[Reading, ...]
    at: str
    """ISO 8601 in UTC."""
    trouble: Trouble | None = None
    """The gravest trouble that the light should say."""

    @property
    def worst(self) -> Level:
        """The gravest level of all readings; UNKNOWN only where nothing is known."""
        return max((each.level for each in self.readings), key=_RANK.index, default=Level.UNKNOWN)

    def level_of(self, name: str) -> Level:
        """The level of one reading; UNKNOWN where there is none of that name."""
        return next((each.level for each in self.readings if each.name == name), Level.UNKNOWN)


def plain(report: HealthReport) -> Mapping[str, object]:
    """The report in values that JSON knows."""
    return {
        "at": report.at,
        "worst": report.worst.value,
        "trouble": report.trouble.value if report.trouble else None,
        "readings": [plain_reading(each) for each in report.readings],
    }


def plain_reading(reading: Reading) -> Mapping[str, object]:
    """One reading in values that JSON knows."""
    return {
        "name": reading.name,
        "label": reading.label,
        "level": reading.level.value,
        "text": reading.text,
        "mend": reading.mend,
        "value": reading.value,
        "unit": reading.unit,
    }
