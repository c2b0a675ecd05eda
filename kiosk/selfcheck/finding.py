"""One finding of the self-check, and all of them as a table for people."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from kiosk.errors import KioskError


class State(Enum):
    """`warn` lets the kiosk work; `missing` and `wrong` do not."""

    OK = "ok"
    WARN = "warn"
    MISSING = "missing"
    WRONG = "wrong"


BAD = (State.MISSING, State.WRONG)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it stands, and what to do where it is not well."""

    name: str
    state: State
    what: str
    mend: str | None = None
    """None when all is well, or when `what` is an error's sentence that says it already."""


def refused(name: str, error: KioskError) -> Finding:
    """The finding for something that answered with an error; its sentence has the mend."""
    return Finding(name, State.WRONG, str(error))


def exit_code(findings: Sequence[Finding]) -> int:
    """0 when the kiosk can work, 1 when something that it needs is missing or wrong."""
    return int(any(finding.state in BAD for finding in findings))


def table(findings: Sequence[Finding], width: int = 100) -> str:
    """All findings in aligned columns of at most `width` characters, and a closing line."""
    names = max((len(finding.name) for finding in findings), default=0)
    rows = [_row(finding, names, width) for finding in findings]
    return "\n".join([*rows, "", _summary(findings)])


def _row(finding: Finding, name_width: int, width: int) -> str:
    head = f"{finding.state.value:<8} {finding.name:<{name_width}}  "
    lines = _wrapped(finding.what, head, " " * len(head), width)
    if finding.mend is not None:
        arrow = " " * len(head) + "-> "
        lines += _wrapped(finding.mend, arrow, " " * len(arrow), width)
    return "\n".join(lines)


def _wrapped(text: str, first: str, further: str, width: int) -> list[str]:
    """Lines of `text`; commands and paths stay whole even where they stick out."""
    return textwrap.wrap(
        text,
        max(width, len(further) + 20),
        initial_indent=first,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _summary(findings: Sequence[Finding]) -> str:
    counts = Counter(finding.state for finding in findings)
    unwell = [f"{counts[state]} {state.value}" for state in State if state is not State.OK]
    told = ", ".join(part for part in unwell if not part.startswith("0 "))
    if exit_code(findings):
        return f"The kiosk cannot work like this: {told}."
    return f"The kiosk can work ({told})." if told else "All is well."
