"""One finding of the self-check, and all of them as a table for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from kiosk.errors import KioskError
from kiosk.health.table import aligned


class State(Enum):
    """`warn` lets the kiosk work; `missing` and `wrong` do not. `unknown` is no fault: this machine
    does not tell."""

    OK = "ok"
    WARN = "warn"
    MISSING = "missing"
    WRONG = "wrong"
    UNKNOWN = "unknown"


BAD = (State.MISSING, State.WRONG)
WELL = (State.OK, State.UNKNOWN)


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
    rows = [(each.state.value, each.name, each.what, each.mend) for each in findings]
    return "\n".join([*aligned(rows, width), "", _summary(findings)])


def _summary(findings: Sequence[Finding]) -> str:
    counts = Counter(finding.state for finding in findings)
    unwell = [f"{counts[state]} {state.value}" for state in State if state not in WELL]
    told = ", ".join(part for part in unwell if not part.startswith("0 "))
    if exit_code(findings):
        return f"The kiosk cannot work like this: {told}."
    return f"The kiosk can work ({told})." if told else "All is well."
