"""Lighter work while the board is hot, and back again when it has cooled down. Pure.

Decides how long hot is hot, and what each step of lighter work is. What is measured and from which
temperature on it is hot is told; when a step is taken in a check's course is the loop's business
(between two checks: another network in the middle of one would mix two errors).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kiosk.board.choose import ACCURATE, PORTRAIT, SMALLEST, Choice, rate_hz
from kiosk.board.figures import Figure, ways
from kiosk.pose.network import Network

HOT_FOR_S = 10.0
"""Hot for this long, without a break: one step down. Our choice, as all here."""
STEP_FOR_S = 60.0
"""So long a step is given to show its effect before the next one down."""
COOL_FOR_S = 300.0
"""Cool for this long, without a break: one step up."""
COOLER_C = 8
"""Cool is this much below hot, so that a step's own effect is no reason to take it back."""
UNSEEN_S = 90.0
"""Without news for longer, nothing is known of the time between."""

FEWER_HZ = 12.0
"""Frames a second of the last step: a fifth above the least that is judged."""
LIGHTER = {"thunder": PORTRAIT, ACCURATE: PORTRAIT, PORTRAIT: SMALLEST}
"""The next smaller live network of each."""
COOLED = "until the board has cooled down"


@dataclass(frozen=True, slots=True)
class Gear:
    """One way for the board to work. The loop takes it as it is."""

    live: Network
    second: Network | None
    most_hz: float | None
    """More frames a second are not looked at; None: every one that there is time for."""
    expected_rate_hz: float | None
    verdicts: bool
    why: str
    """One sentence for staff."""


@dataclass(frozen=True, slots=True)
class Heat:
    """How warm the board has been, and which of its gears that asks for: 0 is the board's own."""

    gears: int
    at: int = 0
    t_s: float | None = None
    hot_since_s: float | None = None
    cool_since_s: float | None = None
    changed_s: float | None = None


def step(
    state: Heat, t_s: float, temperature_c: float | None, throttled: bool, hot_c: float
) -> Heat:
    """Take one reading in. `temperature_c` None: not known; `throttled`: the board itself has
    slowed down for heat. `t_s` never decreases."""
    hot = throttled or (temperature_c is not None and temperature_c >= hot_c)
    cool = not hot and temperature_c is not None and temperature_c <= hot_c - COOLER_C
    if state.t_s is None or t_s - state.t_s > UNSEEN_S:
        state = replace(state, hot_since_s=None, cool_since_s=None)
    state = replace(
        state,
        t_s=t_s,
        hot_since_s=_since(state.hot_since_s, t_s) if hot else None,
        cool_since_s=_since(state.cool_since_s, t_s) if cool else None,
    )
    if _for_long(state.hot_since_s, t_s, HOT_FOR_S) and _settled(state, t_s):
        return _moved(state, t_s, +1)
    if _for_long(state.cool_since_s, t_s, COOL_FOR_S):
        return _moved(state, t_s, -1)
    return state


def steps_of(choice: Choice) -> tuple[Gear, ...]:
    """The board's own gear and the lighter ones, each lighter than the one before.

    A smaller live network, then no second look, then fewer frames; what would change nothing is
    left out. None is so slow that it could not judge, unless the board cannot judge at all.
    """
    gears = [
        Gear(
            choice.live,
            choice.second,
            None,
            choice.expected_rate_hz,
            choice.verdicts,
            choice.why,
        )
    ]
    for gear in _lighter(gears[0], choice):
        gears.append(gear)
    return tuple(gears)


def _lighter(own: Gear, choice: Choice) -> Iterator[Gear]:
    gear = own
    smaller = LIGHTER.get(own.live.model)
    if smaller:
        live, rate = _smaller(smaller, own, choice)
        why = f"The board is hot: {smaller} watches in place of {own.live.model} {COOLED}."
        gear = replace(gear, live=live, expected_rate_hz=rate, why=why)
        yield gear
    if gear.second:
        why = f"The board is hot: no squat is looked at again {COOLED}."
        gear = replace(gear, second=None, why=why)
        yield gear
    if own.verdicts and (gear.expected_rate_hz is None or gear.expected_rate_hz > FEWER_HZ):
        why = f"The board is hot: only {FEWER_HZ:.0f} frames a second are looked at {COOLED}."
        yield replace(gear, most_hz=FEWER_HZ, expected_rate_hz=FEWER_HZ, why=why)


def _smaller(model: str, own: Gear, choice: Choice) -> tuple[Network, float | None]:
    """The smaller model with the fewest threads that are no slower than the own network."""
    found = list(ways(choice.figures, model, own.live.threads))
    if not found:
        return replace(own.live, model=model), None
    fit = [way for way in found if _no_slower(way, own.expected_rate_hz)]
    best = fit[0] if fit else min(found, key=lambda each: each.median_ms)
    return best.network, rate_hz(best)


def _no_slower(figure: Figure, rate_of_own_hz: float | None) -> bool:
    return rate_of_own_hz is None or rate_hz(figure) >= rate_of_own_hz


def _since(before_s: float | None, t_s: float) -> float:
    return t_s if before_s is None else before_s


def _for_long(since_s: float | None, t_s: float, long_s: float) -> bool:
    return since_s is not None and t_s - since_s >= long_s


def _settled(state: Heat, t_s: float) -> bool:
    return state.changed_s is None or t_s - state.changed_s >= STEP_FOR_S


def _moved(state: Heat, t_s: float, by: int) -> Heat:
    """One step, as far as there is one; its time begins anew."""
    at = min(max(state.at + by, 0), state.gears - 1)
    if at == state.at:
        return state
    return replace(state, at=at, changed_s=t_s, hot_since_s=None, cool_since_s=None)
