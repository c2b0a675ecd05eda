"""Which stored checks are meant: the one value that the list, its export and the API share. Pure.

Each field left at None selects everything; what is given has to hold together. How a selection
is found is the store's, how it is written in an address the pages'.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Selection:
    """Stored checks by what is known of them."""

    since_utc: str | None = None
    """ISO 8601 as `Moment.utc_text`: started at this moment or later."""
    until_utc: str | None = None
    """Started before this moment."""
    leg: str | None = None
    """left | right: which leg's verdicts `check` and `verdict` speak of; alone, it was judged."""
    check: str | None = None
    """knee_valgus | pelvic_drop | trunk_lean | depth | balance"""
    verdict: str | None = None
    """good | borderline | fault | unsure, of `check` on `leg` where those are given."""
    state: str | None = None
    """complete | abandoned | open"""
    label: str | None = None
    """Exactly this label, whatever its case."""
    text: str | None = None
    """Part of a label, or the number of a check."""
    labelled: bool | None = None
    """With any label, or with none."""
