"""What was measured of a board: milliseconds of a frame by each network. Pure data.

Decides which networks a board is measured with, and which of two figures is the better way to run
one model. What follows for the kiosk is `choose`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.pose.network import Network

IN_ORDER = ("lightning-portrait", "thunder-portrait", "lightning", "thunder")
"""All shipped models; where time runs out the last ones are those that are not missed."""
THREADS_MAX = 8
"""As many as the configuration allows."""
HALF_GAIN = 0.9
"""Half precision must take at most this share of full precision's time to be worth its points that
move by 0.1 to 0.2 pixels (models/MODEL_CARD.md): our choice."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A frame through one network: found in the picture, cut out, seen, and its points read."""

    network: Network
    median_ms: float
    p90_ms: float
    """Nine of ten frames took no longer."""
    runs: int


def thread_counts(processors: int) -> tuple[int, ...]:
    """1, 2, half and all but one, as far as one processor is left to the rest of the kiosk."""
    most = min(max(1, processors - 1), THREADS_MAX)
    return tuple(sorted({min(most, count) for count in (1, 2, processors // 2, most) if count}))


def to_measure(processors: int, *, half_offered: bool) -> tuple[Network, ...]:
    """Every network that a board is measured with, the most wanted first.

    In half precision too where the processor has it; elsewhere it would be the same once more.
    """
    return tuple(
        Network(model, threads, half)
        for model in IN_ORDER
        for threads in thread_counts(processors)
        for half in ((True, False) if half_offered else (False,))
    )


def ways(figures: Sequence[Figure], model: str, most_threads: int) -> Iterator[Figure]:
    """How to run a model, by the number of threads; of half and full precision the better one."""
    own = [each for each in figures if each.network.model == model]
    for threads in sorted({each.network.threads for each in own}):
        if threads <= most_threads:
            yield better_precision([each for each in own if each.network.threads == threads])


def better_precision(figures: Sequence[Figure]) -> Figure:
    """Half where it is faster by enough. `figures` are of one model and thread count."""
    by_half = {each.network.half: each for each in figures}
    half, full = by_half.get(True), by_half.get(False)
    if half and full:
        return half if half.median_ms <= HALF_GAIN * full.median_ms else full
    return figures[0]


def figure_of(figures: Sequence[Figure], network: Network) -> Figure | None:
    """What was measured of exactly this network."""
    return next((each for each in figures if each.network == network), None)
