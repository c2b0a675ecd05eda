"""Facts, the loop's vitals and the latch -> a report. Pure: the moment is an argument.

What each rule decides is in `about` and `limits`; this module puts the readings in order and
names the trouble for the light.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.health.about import ABOUT
from kiosk.health.absent import Absent
from kiosk.health.card import WriteTest
from kiosk.health.facts import Facts
from kiosk.health.judge_board import judge_board, low_power
from kiosk.health.judge_card import judge_card
from kiosk.health.judge_program import judge_program
from kiosk.health.latch import Latch
from kiosk.health.limits import HOT_C
from kiosk.health.power import TOO_WARM, PowerFlags
from kiosk.health.report import HealthReport, Level, Reading, Trouble
from kiosk.moment import Moment
from kiosk.vitals import Vitals

NOT_TRIED = Absent("The first write test has not been made yet.")
UNWELL = (Level.WARN, Level.BAD)
_CARD = ("disk_free", "filesystem_errors", "read_only_root", "write_test")


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a report is judged from, and what holds between reports."""

    facts: Facts
    flags: PowerFlags
    latch: Latch
    write: WriteTest | Absent = NOT_TRIED
    vitals: Vitals | None = None
    """None: no kiosk runs."""
    hot_c: float = HOT_C
    was_hot: bool = False
    """Whether the last report said that the box is hot."""


def judge(seen: Evidence, now: Moment) -> HealthReport:
    """The report of this moment."""
    found = {
        each.name: each
        for each in (
            *judge_program(seen.facts, seen.vitals),
            *judge_board(seen.facts, seen.flags, seen.latch, seen.hot_c, seen.was_hot, now),
            *judge_card(seen.facts, seen.write),
        )
    }
    readings = tuple(found[name] for name in ABOUT)
    return HealthReport(readings, now.utc_text, _trouble(found, seen, now))


def is_hot(report: HealthReport) -> bool:
    """Whether a report says that the box is hot, for the next one."""
    return report.level_of("temperature") in UNWELL


def _trouble(found: dict[str, Reading], seen: Evidence, now: Moment) -> Trouble | None:
    bits = seen.flags.throttled
    too_warm = not isinstance(bits, Absent) and bool(bits & TOO_WARM)
    present = {
        Trouble.CAMERA_LOST: found["camera"].level is Level.BAD,
        Trouble.CARD_FAILING: any(found[name].level is Level.BAD for name in _CARD),
        Trouble.LOW_POWER: low_power(seen.latch, now),
        Trouble.HOT: found["temperature"].level in UNWELL or too_warm,
    }
    return next((trouble for trouble in Trouble if present[trouble]), None)
