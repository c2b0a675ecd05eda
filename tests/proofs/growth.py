"""Whether a process grows: its memory, descriptors and threads over hours of a gym's life."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

WARM_UP = 0.25
"""Share of the samples at the beginning that say nothing yet: caches fill."""
MB_PER_HOUR = 5.0
"""More than this is a leak."""
RESOLUTION_MB = 2.5
"""Pictures on their way make memory jump by more; their median over minutes moves by about this.
So a run of minutes cannot tell 5 MB an hour, only this much in all."""
OFTEN = 0.2
"""What holds for this share of the samples: a source is closed for a moment between two plays."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A process at one moment."""

    wall_s: float
    life_s: float
    """Time of the frames: how much of the gym's life has gone by."""
    memory_mb: float
    """Its own: resident, not shared with a file."""
    descriptors: int
    threads: int
    store_kb: float


def sample(pid: int, store: Path, wall_s: float, life_s: float) -> Sample:
    """Look at the process now. Raises OSError when it has ended."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    found = {name: int(value) for name, value in re.findall(r"(\w+):\s+(\d+)", status)}
    return Sample(
        wall_s,
        life_s,
        found["RssAnon"] / 1024,
        len(list(Path(f"/proc/{pid}/fd").iterdir())),
        found["Threads"],
        sum(path.stat().st_size for path in store.parent.glob(f"{store.name}*")) / 1024,
    )


def warm(samples: Sequence[Sample]) -> Sequence[Sample]:
    """Without the beginning."""
    return samples[int(len(samples) * WARM_UP) :]


def slope_mb_per_hour(samples: Sequence[Sample]) -> float:
    """Median of the slopes between samples half of the time apart (Theil and Sen), per hour of
    the gym's life: a single peak does not move it."""
    kept = warm(samples)
    half = len(kept) // 2
    pairs = list(zip(kept[:half], kept[half : 2 * half], strict=True))
    slopes = [(b.memory_mb - a.memory_mb) / (b.life_s - a.life_s) * 3600 for a, b in pairs]
    return median(slopes)


def floor(samples: Sequence[Sample], of: Callable[[Sample], int]) -> tuple[int, int]:
    """Low in the first and in the last third after the warm-up: visitors come and go, what
    leaks stays."""
    kept = warm(samples)
    third = len(kept) // 3
    first, last = sorted(map(of, kept[:third])), sorted(map(of, kept[-third:]))
    return first[int(third * OFTEN)], last[int(third * OFTEN)]


def grown_mb(samples: Sequence[Sample]) -> float:
    """What the slope comes to over the time after the warm-up."""
    kept = warm(samples)
    return slope_mb_per_hour(samples) * (kept[-1].life_s - kept[0].life_s) / 3600


def drift_s(samples: Sequence[Sample], speed: float) -> float:
    """How much later frames are at the end than in the beginning, against the clock on the wall;
    the smallest delay of each third, since a busy machine only ever delays."""
    late = [one.wall_s - one.life_s / speed for one in samples]
    third = len(late) // 3
    return min(late[-third:]) - min(late[:third])


def complaints(samples: Sequence[Sample]) -> list[str]:
    """What grows, one sentence each."""
    found, slope = [], slope_mb_per_hour(samples)
    if slope > MB_PER_HOUR and grown_mb(samples) > RESOLUTION_MB:
        found.append(f"memory grows by {slope:.1f} MB an hour")
    for name, of in (("descriptors", _descriptors), ("threads", _threads)):
        first, last = floor(samples, of)
        if last > first:
            found.append(f"{name} grow from {first} to {last}")
    return found


def _descriptors(one: Sample) -> int:
    return one.descriptors


def _threads(one: Sample) -> int:
    return one.threads
