"""Which networks a board runs, by its figures. Pure.

Decides the live stage and the closer looks, each for itself, and whether any verdict is given.
What the lighter choices of a hot board are is `heat`'s; every number here is our choice unless it
says otherwise, and docs/decisions/0015-self-benchmark.md says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from kiosk.board.figures import Figure, figure_of, ways
from kiosk.pose.network import Network
from kiosk.scoring import protocol
from kiosk.scoring.flow import CLOSER_WAIT_S

WANTED_HZ = 15.0
"""Frames a second that are wanted of the live stage (measurement sheet)."""
ROOM = 0.6
"""Share of a frame's time that the network may take in nine of ten frames, to hold the wanted rate
with room: the rest is for the closer look beside it, the pages and the browser."""
LEAST_HZ = ceil(protocol.MIN_FRAMES_PER_S)
"""Frames a second below which nothing is judged: what the lab shows (docs/measurements.md)."""
LEAST_ROOM = 0.8
"""The same share for the least rate; each check's own rate is looked at besides."""
CAMERA_HZ = 30.0
TICK = 1.2
"""A whole tick of the loop over the network's frame: scoring, page and store."""

ACCURATE, PORTRAIT, SMALLEST = "thunder-portrait", "lightning-portrait", "lightning"
LIVE = (
    (ACCURATE, WANTED_HZ, ROOM),
    (PORTRAIT, WANTED_HZ, ROOM),
    (PORTRAIT, LEAST_HZ, LEAST_ROOM),
    (SMALLEST, LEAST_HZ, LEAST_ROOM),
)
"""What is tried for the live stage, in this order: model, the rate that it must hold, its room."""
CLOSER = "thunder-portrait"
"""The one model that is worth a second look; one smaller gains nothing (0006-two-stages.md)."""
RUNS_A_REP = 2 * (protocol.CLOSER_BOTTOM + protocol.CLOSER_REST)
"""Of the second network for each counted rep: every crop as it is and mirrored."""
PELVIS_COST = 0.1
"""What the pelvis of a rep takes at most, of what its persons take: as many runs of a network that
is so much smaller (models/MODEL_CARD.md)."""
REP_S = 4.0
"""From one rep's end to the next's: 2 s down and 2 s up (measurement sheet)."""
CLOSER_ROOM_S = ROOM * CLOSER_WAIT_S
"""The looks still open after the last rep should have come by then; at CLOSER_WAIT_S the result is
shown without them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a board runs."""

    live: Network
    second: Network | None
    """None: reps are measured by the live stage alone."""
    expected_rate_hz: float | None
    """Frames a second of the live stage; None where it was not measured."""
    verdicts: bool
    """False: too slow to judge, reps are only counted."""
    why: str
    """One sentence for staff."""
    figures: tuple[Figure, ...] = ()
    processors: int = 1


def choose(figures: Sequence[Figure], processors: int) -> Choice:
    """The choice of a board with these figures, at least one of them. Raises ValueError.

    The live stage is the first of LIVE that holds, with the fewest threads that do; with none the
    fastest, and squats are only counted.
    """
    most = max(1, processors - 1)
    live, why = _live(figures, most)
    verdicts = holds(live, LEAST_HZ, LEAST_ROOM)
    second, about = _second(figures, processors - live.network.threads) if verdicts else (None, "")
    return Choice(
        live.network,
        second.network if second else None,
        rate_hz(live),
        verdicts,
        f"{why}{about}.",
        tuple(figures),
        processors,
    )


def holds(figure: Figure, rate_hz: float, room: float) -> bool:
    """Nine of ten frames take no more than their share of the time between two frames."""
    return figure.p90_ms <= room * 1000.0 / rate_hz


def rate_hz(figure: Figure) -> float:
    """Frames a second that the loop will reach."""
    return min(CAMERA_HZ, 1000.0 / (TICK * figure.median_ms))


def closer_s(figure: Figure) -> float:
    """Seconds from the last rep of a leg until the closer looks at all its reps have come.

    One rep's looks are taken while the next is squatted; what they take longer than that adds up.
    """
    a_rep_s = a_look_s(figure)
    return a_rep_s + (protocol.REPS_WANTED - 1) * max(0.0, a_rep_s - REP_S)


def a_look_s(figure: Figure) -> float:
    """Seconds of the closer look at one rep, the pelvis with it."""
    return RUNS_A_REP * (1.0 + PELVIS_COST) * figure.median_ms / 1000.0


def as_named(choice: Choice, live: Network, second: Network | None, why: str) -> Choice:
    """The choice with these networks, which somebody named, and what is known of them."""
    if live == choice.live:
        return replace(choice, second=second, why=f"{choice.why} {why}")
    found = figure_of(choice.figures, live)
    return replace(
        choice,
        live=live,
        second=second,
        expected_rate_hz=rate_hz(found) if found else None,
        verdicts=found is None or holds(found, LEAST_HZ, LEAST_ROOM),
        why=why,
    )


def as_measured(figures: Sequence[Figure], named: Network) -> Network:
    """A named network in the precision that is better here, where it was measured so."""
    same = [way.network for way in ways(figures, named.model, named.threads)]
    return next((network for network in same if network.threads == named.threads), named)


def _live(figures: Sequence[Figure], most: int) -> tuple[Figure, str]:
    for model, wanted_hz, room in LIVE:
        fit = [way for way in ways(figures, model, most) if holds(way, wanted_hz, room)]
        if fit:
            return fit[0], _because(figures, fit[0], wanted_hz, most)
    fastest = min(figures, key=lambda each: each.median_ms)
    return fastest, (
        f"This board is too slow to judge: its fastest network, {fastest.network.model}, takes "
        f"{fastest.p90_ms:.0f} ms a frame, and {LEAST_ROOM * 1000 / LEAST_HZ:.0f} are allowed at "
        f"{LEAST_HZ} frames a second; squats are counted and nothing is judged"
    )


def _because(figures: Sequence[Figure], taken: Figure, wanted_hz: float, most: int) -> str:
    live = f"{taken.network.model} holds {wanted_hz:.0f} frames a second ({taken.p90_ms:.0f} ms)"
    better = list(ways(figures, ACCURATE, most))
    if taken.network.model == ACCURATE or not better:
        return live
    best = min(better, key=lambda each: each.p90_ms)
    allowed_ms = ROOM * 1000.0 / WANTED_HZ
    return f"{live}; {ACCURATE} takes {best.p90_ms:.0f} ms and {allowed_ms:.0f} are allowed"


def _second(figures: Sequence[Figure], threads_left: int) -> tuple[Figure | None, str]:
    """The network of the closer looks with the fewest threads, None where it comes too late."""
    found = list(ways(figures, CLOSER, max(1, threads_left)))
    fit = [way for way in found if closer_s(way) <= CLOSER_ROOM_S]
    if fit:
        return fit[0], f"; each squat is looked at again by {CLOSER} in {a_look_s(fit[0]):.1f} s"
    if not found:
        return None, ""
    soonest = min(map(closer_s, found))
    return None, (
        f"; a second look by {CLOSER} would come {soonest:.0f} s after the last squat, "
        f"{CLOSER_ROOM_S:.0f} s are allowed: none is taken"
    )
