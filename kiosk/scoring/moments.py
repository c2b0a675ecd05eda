"""Which moments of a movement are worth a closer look: the bottom, and standing before it.

Standing on one leg for the person; standing on both feet for the pelvis, which is measured from
there. Decides only by time and depth. Leaves to others where pictures are kept and who looks.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.scoring.bottom import bottom_samples
from kiosk.scoring.movement import Dip
from kiosk.scoring.protocol import CLOSER_BOTTOM, CLOSER_REST, CLOSER_STANDING
from kiosk.scoring.standing import Standing
from kiosk.scoring.tracker import Tracker

BOTTOM_KEPT = 4 * CLOSER_BOTTOM
"""At most so many moments of a bottom are kept, however long it is held: a crop of each is in
memory. Enough that the chosen ones lie evenly whatever is still to come."""


def worth_keeping(tracker: Tracker) -> frozenset[float]:
    """Times of the moments that may be asked for when the squat in progress, or the next one,
    has ended: standing on one leg before it, and its deepest frames so far."""
    movement = tracker.movement
    if movement.dip:
        return frozenset((*_rest(movement.dip), *_bottom(movement.dip)))
    if movement.perch is None or movement.perch.support.stance is None:
        return frozenset()
    rest = [pose.t_s for pose in movement.perch.rest]
    return frozenset((*rest, *(sample.t_s for sample in movement.before)))


def stand_worth_keeping(tracker: Tracker) -> frozenset[float]:
    """The same of standing on both feet: the stand that holds, and the one that may be told from
    the newest window."""
    standing = tracker.standing.times_s if tracker.standing else ()
    window = () if tracker.movement.dip else tracker.window
    return frozenset((*standing, *(pose.t_s for pose in window)))


def worth_a_look(dip: Dip) -> tuple[float, ...]:
    """Times of the few moments that a closer look goes to, spread evenly over bottom and rest."""
    return (*spread_out(_rest(dip), CLOSER_REST), *bottom_worth_a_look(dip))


def bottom_worth_a_look(dip: Dip) -> tuple[float, ...]:
    """Those of the bottom alone."""
    return spread_out(_bottom(dip), CLOSER_BOTTOM)


def stand_worth_a_look(standing: Standing) -> tuple[float, ...]:
    """Times of the few moments of standing on both feet at which the pelvis is looked at."""
    return spread_out(standing.times_s, CLOSER_STANDING)


def spread_out(times_s: Sequence[float], count: int) -> tuple[float, ...]:
    """At most `count` of the times, the first and the last among them."""
    if len(times_s) <= count:
        return tuple(times_s)
    step = (len(times_s) - 1) / (count - 1)
    return tuple(times_s[round(i * step)] for i in range(count))


def _rest(dip: Dip) -> list[float]:
    return [pose.t_s for pose in dip.rest]


def _bottom(dip: Dip) -> list[float]:
    """The bottom, of a long one every second moment, every fourth, and so on.

    By its number in the dip, so that of what a longer bottom asks for nothing was forgotten
    while it was short.
    """
    deep = {sample.t_s for sample in bottom_samples(dip) if sample.pose}
    stride = 1
    while len(deep) > stride * BOTTOM_KEPT:
        stride *= 2
    return [sample.t_s for sample in dip.samples[::stride] if sample.t_s in deep]
