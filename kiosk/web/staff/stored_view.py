"""What is stored, in plain words with counts and sizes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.web.ports import BackupFacts, StoredFacts
from kiosk.web.staff.check_view import when

_ROOMS = (
    (
        "What was measured",
        ("checks", "reps", "verdicts", "reports", "other_movements"),
        "Angles of every repetition, why one did not count, the answers, when it was and what"
        " measured it; the label, where staff gave one.",
    ),
    (
        "The movement over time",
        ("trail_pieces", "rep_bottoms"),
        "Angles frame by frame, and the joints of the body at the bottom of each repetition, for"
        " the charts and stick figures. Never a point of the face.",
    ),
    (
        "Ratings",
        (),
        "What a trainer rated, and where the member agreed the joints of those repetitions.",
    ),
)
_OTHER = len(_ROOMS) - 1


def size(count: float) -> str:
    """Bytes for people: 312 kB, 4.1 MB, 1.3 GB."""
    for unit, step in (("GB", 1e9), ("MB", 1e6)):
        if count >= step:
            return f"{count / step:.1f} {unit}"
    return f"{max(count, 0) / 1e3:.0f} kB"


def number(count: int) -> str:
    """A count with its thousands apart."""
    return f"{count:,}"


def checks(count: int) -> str:
    """How many checks, in words."""
    return "1 check" if count == 1 else f"{number(count)} checks"


def stored_view(facts: StoredFacts, file_bytes: int, free_bytes: int) -> dict[str, Any]:
    """The facts as the page prints them."""
    counts = facts.counts
    return {
        "checks": checks(counts.checks),
        "any": counts.checks > 0,
        "count": counts.checks,
        "parts": [
            text
            for text, there in (
                (f"{number(counts.complete)} complete", counts.complete),
                (f"{number(counts.abandoned)} abandoned", counts.abandoned),
                (f"{number(counts.open)} under way", counts.open),
            )
            if there
        ],
        "oldest": when(facts.oldest_utc),
        "newest": when(facts.newest_utc),
        "labels": _labels(facts),
        "unsure": _unsure(facts.unsure_times),
        "rooms": _rooms(facts.check_bytes),
        "file": size(file_bytes),
        "free": size(free_bytes),
    }


def _labels(facts: StoredFacts) -> str:
    if not facts.labels:
        return "No check has a label: nothing here says whose they are."
    labels = "1 label" if facts.labels == 1 else f"{number(facts.labels)} labels"
    return f"{checks(facts.labelled)} with a label, {labels} in all."


def _unsure(count: int) -> str | None:
    if not count:
        return None
    return f"{checks(count)} began while the kiosk did not know the time."


def _rooms(bytes_by_table: Mapping[str, int]) -> list[dict[str, str]]:
    """Each kind of what is stored, with about how much it takes; what is unknown is a rating's."""
    sums = [0] * len(_ROOMS)
    for table, count in bytes_by_table.items():
        owner = next((at for at, (_, names, _) in enumerate(_ROOMS) if table in names), _OTHER)
        sums[owner] += count
    return [
        {"name": name, "what": what, "size": f"about {size(count)}" if count else "none"}
        for (name, _, what), count in zip(_ROOMS, sums, strict=True)
    ]


def keeping(months: int, clock_sure: bool) -> str:
    """How long checks are kept, in words."""
    if months <= 0:
        return "Checks are kept until somebody deletes them."
    span = "1 month" if months == 1 else f"{months} months"
    words = f"Checks older than {span} are deleted by themselves, once a week."
    if clock_sure:
        return words
    return f"{words} Not now: the kiosk does not know the time."


def backup_view(facts: BackupFacts | None) -> dict[str, Any] | None:
    """What is inside a backup."""
    if facts is None:
        return None
    labels = "1 label" if facts.labels == 1 else f"{number(facts.labels)} labels"
    return {
        "made": when(facts.made_utc) if facts.made_clock_sure else "at a time that is not sure",
        "checks": checks(facts.checks),
        "labels": labels if facts.labels else "no labels",
        "oldest": when(facts.oldest_utc),
        "newest": when(facts.newest_utc),
        "size": size(facts.database_bytes),
        "any": facts.checks > 0,
        "sha256": facts.database_sha256,
    }
