"""Tables for a terminal: rows in columns, and the health report as such a table, worst first."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from kiosk.health.report import HealthReport, Level

_ORDER = (Level.BAD, Level.WARN, Level.OK, Level.UNKNOWN)
_CLOSING = {
    Level.BAD: "Something is bad: mend it soon.",
    Level.WARN: "The box works; something needs a look.",
    Level.OK: "All is well.",
    Level.UNKNOWN: "Nothing is known.",
}


def health_table(report: HealthReport, width: int = 100) -> str:
    """Level, label and sentence in columns of at most `width`, and a closing line."""
    ordered = sorted(report.readings, key=lambda each: _ORDER.index(each.level))
    rows = [(each.level.value, each.label, each.text, each.mend) for each in ordered]
    return "\n".join([*aligned(rows, width), "", _CLOSING[report.worst]])


def aligned(rows: Sequence[tuple[str, str, str, str | None]], width: int) -> list[str]:
    """State, name, what and mend of each row in columns; the mend stands under the what."""
    names = max((len(name) for _, name, _, _ in rows), default=0)
    return [
        "\n".join(_row(f"{state:<8} {name:<{names}}  ", what, mend, width))
        for state, name, what, mend in rows
    ]


def _row(head: str, what: str, mend: str | None, width: int) -> list[str]:
    lines = _wrapped(what, head, width)
    if mend is not None:
        lines += _wrapped(mend, " " * len(head) + "-> ", width)
    return lines


def _wrapped(text: str, head: str, width: int) -> list[str]:
    """Lines of `text`; commands and paths stay whole even where they stick out."""
    return textwrap.wrap(
        text,
        max(width, len(head) + 20),
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    )
