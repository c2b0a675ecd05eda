"""From an address to a selection: days of the box, words, and what cannot be meant."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from kiosk.selection import Selection
from kiosk.web.staff.selecting import SelectionError, parameters_of, selection_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def test_nothing_given_selects_everything() -> None:
    """Empty fields of a form and parameters of others are none."""
    assert selection_of({}) == Selection()
    assert selection_of({"leg": "", "q": "  ", "before": "7-x", "rows": "legs"}) == Selection()


def test_every_parameter_is_read() -> None:
    """Each parameter ends up in its own field."""
    given = {
        "from": "2026-01-10",
        "to": "2026-01-11",
        "leg": "left",
        "check": "knee_valgus",
        "verdict": "unsure",
        "state": "complete",
        "labelled": "no",
        "label": " Anna B ",
        "q": "12",
    }
    assert selection_of(given, AMSTERDAM) == Selection(
        since_utc="2026-01-09T23:00:00.000000Z",
        until_utc="2026-01-11T23:00:00.000000Z",
        leg="left",
        check="knee_valgus",
        verdict="unsure",
        state="complete",
        label="Anna B",
        text="12",
        labelled=False,
    )


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)]
)
def test_day_is_as_long_as_the_clock_makes_it(day: str, hours: int) -> None:
    """Where the clocks are changed a day has 23 or 25 hours, and the filter has all of them."""
    selected = selection_of({"from": day, "to": day}, AMSTERDAM)
    assert selected.since_utc is not None
    assert selected.until_utc is not None
    from_utc, to_utc = (
        datetime.fromisoformat(text) for text in (selected.since_utc, selected.until_utc)
    )
    assert to_utc - from_utc == timedelta(hours=hours)


def test_days_are_in_the_zone_that_is_given() -> None:
    """The same day begins at another moment elsewhere."""
    far = timezone(timedelta(hours=-11))
    assert selection_of({"from": "2026-01-10"}, far).since_utc == "2026-01-10T11:00:00.000000Z"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"from": "yesterday"}, "from"),
        ({"from": "2026-02-30"}, "from"),
        ({"from": "20260201"}, "from"),
        ({"from": "2026-W01-1"}, "from"),
        ({"to": "9999-12-31"}, "to"),
        ({"to": "0001-01-01"}, "to"),
        ({"to": "٢٠٢٦-٠١-٠١"}, "to"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, "from"),
        ({"leg": "both"}, "leg"),
        ({"check": "knee"}, "check"),
        ({"verdict": "Good"}, "verdict"),
        ({"state": "x' OR 1"}, "state"),
        ({"labelled": "maybe"}, "labelled"),
        ({"label": "x" * 61}, "label"),
        ({"q": "x" * 61}, "q"),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_named(given: dict[str, str], field: str) -> None:
    """One sentence says which parameter, and what it can be."""
    with pytest.raises(SelectionError) as raised:
        selection_of(given)
    assert raised.value.field == field
    assert str(raised.value).count(".") == 1


def test_links_carry_what_was_given() -> None:
    """A link to the same selection has the parameters that say something, and no others."""
    given = {"leg": "left", "verdict": "", "q": " anna ", "before": "7-x", "strange": "1"}
    assert parameters_of(given) == {"leg": "left", "q": "anna"}
