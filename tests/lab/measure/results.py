"""What the page and the exported figures are made from: judged clips by setup, and provenance."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from .pairing import Judged

DRAWN = re.compile(r"(\S+)\.mp4: \d+ frames in (\d+) s")
"""A clip's line in the generator's progress."""


def drawing_s(log: str, clips: Container[str]) -> float | None:
    """Time that these clips took to draw by the generator's log; of one drawn twice the last."""
    took = {name: float(seconds) for name, seconds in DRAWN.findall(log) if name in clips}
    return sum(took.values()) if took else None


@dataclass(frozen=True, slots=True)
class Made:
    """When, by what and at what cost the figures came about."""

    date: str
    kiosk_version: str
    protocol_version: str
    commit: str | None
    models: Mapping[str, str]
    """Short SHA-256 by file."""
    missing: Sequence[str]
    """Clips of the set that were not there."""
    render_s: float | None
    """Time that drawing the clips took, added up over processes; None when not known."""


@dataclass(frozen=True, slots=True)
class Results:
    """One setup's clips, and the processor and wall time that analysis took."""

    judged: Sequence[Judged]
    failed: Mapping[str, str]
    """Clip: why there is no report."""
    cpu_s: float
    took_s: float

    @property
    def frames(self) -> int:
        """Frames of all clips with a report."""
        return sum(each.clip.frames for each in self.judged)

    @property
    def cpu_ms_per_frame(self) -> float:
        """All of the command: start, decoding, network, scoring."""
        return 1000.0 * self.cpu_s / self.frames if self.frames else 0.0
