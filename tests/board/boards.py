"""Boards for the tests: figures as published or computed from them, not measured by us.

A Raspberry Pi 4 (issue trackers and model pages of the field): four threads, 32-bit, float16 files:
Lightning 186 ms, Thunder 594 ms a frame, about three times faster on 64-bit; a Pi 5 is 4 to 5 times
a Pi 4. The portrait files against the square ones as on x86 (models/MODEL_CARD.md): Lightning 1.6
times, Thunder 0.93 times. One thread takes 2.8 times as long as four, two 1.6, three 1.15.
"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.board.figures import Figure, to_measure
from kiosk.pose.network import Network

OF_FOUR_THREADS = {1: 2.8, 2: 1.6, 3: 1.15}
OF_LIGHTNING = {
    "lightning": 1.0,
    "lightning-portrait": 1.6,
    "thunder": 3.2,
    "thunder-portrait": 3.0,
}
PI_4_MS = 186 / 3
"""Lightning on a 64-bit Pi 4, four threads."""


def figures(
    lightning_ms: float, *, half_gain: float | None = None, processors: int = 4, p90: float = 1.1
) -> tuple[Figure, ...]:
    """A board on which Lightning takes `lightning_ms` on four threads in full precision.

    `half_gain`: how many times faster half precision is; None: the board has none.
    """
    return tuple(_all(lightning_ms, half_gain, processors, p90))


def _all(
    lightning_ms: float, half_gain: float | None, processors: int, p90: float
) -> Iterator[Figure]:
    for network in to_measure(processors, half_offered=half_gain is not None):
        gain = half_gain if network.half and half_gain else 1.0
        ms = lightning_ms * OF_LIGHTNING[network.model] * OF_FOUR_THREADS[network.threads] / gain
        yield Figure(network, ms, p90 * ms, 36)


def network(model: str, threads: int = 1, *, half: bool = False) -> Network:
    """Short for the tables."""
    return Network(model, threads, half)


PI_4 = figures(PI_4_MS)
PI_5_FULL = figures(PI_4_MS / 4.5)
PI_5 = figures(PI_4_MS / 4.5, half_gain=1.6)
PI_3 = figures(4 * PI_4_MS)
"""Too slow for anything."""
