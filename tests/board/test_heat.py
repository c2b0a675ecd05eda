"""Lighter work while the board is hot: steps down and up, and what each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.board.choose import LEAST_HZ, Choice, choose
from kiosk.board.figures import Figure
from kiosk.board.first_start import unmeasured
from kiosk.board.heat import (
    COOL_FOR_S,
    COOLER_C,
    FEWER_HZ,
    HOT_FOR_S,
    STEP_FOR_S,
    UNSEEN_S,
    Heat,
    step,
    steps_of,
)
from kiosk.config import ModelConfig
from tests.board.boards import PI_3, PI_4, PI_5, PI_5_FULL, figures, network

HOT_C = 78.0
Reading = tuple[float, float | None, bool]
"""Seconds since the one before, temperature, throttled."""


def after(readings: Sequence[Reading], start: Heat | None = None) -> list[Heat]:
    """The states after each reading."""
    state, t_s, states = start or Heat(gears=4), 0.0, []
    for later_s, temperature_c, throttled in readings:
        t_s += later_s
        state = step(state, t_s, temperature_c, throttled, HOT_C)
        states.append(state)
    return states


def steadily(
    seconds: float, temperature_c: float | None, *, throttled: bool = False
) -> list[Reading]:
    """The same reading every second."""
    return [(1.0, temperature_c, throttled)] * round(seconds)


def test_hot_for_a_while_is_one_step_down() -> None:
    """Heat that lasts takes one step; before that none."""
    states = after(steadily(HOT_FOR_S + 2, HOT_C))
    assert [each.at for each in states].index(1) == HOT_FOR_S
    assert states[-1].at == 1


def test_a_short_peak_is_no_step() -> None:
    """One cool reading in between begins the time anew."""
    peak = steadily(HOT_FOR_S - 1, HOT_C + 5)
    assert after([*peak, (1.0, HOT_C - 1, False), *peak])[-1].at == 0


def test_throttling_is_hot_whatever_the_thermometer_says() -> None:
    """A board that slows itself down is too hot, even where no temperature is known."""
    assert after(steadily(HOT_FOR_S + 2, None, throttled=True))[-1].at == 1
    assert after(steadily(HOT_FOR_S + 2, 60.0, throttled=True))[-1].at == 1


def test_each_step_has_time_to_show_its_effect() -> None:
    """The next step down comes a minute after the one before, and the last step stays."""
    at = [each.at for each in after(steadily(5 * STEP_FOR_S, HOT_C + 3))]
    firsts = [at.index(number) for number in (1, 2, 3)]
    assert firsts[1] - firsts[0] == STEP_FOR_S
    assert firsts[2] - firsts[1] == STEP_FOR_S
    assert max(at) == 3


def test_cool_for_minutes_is_one_step_up() -> None:
    """Coolness that lasts takes a step back up, one at a time, and not above the own gear."""
    start = Heat(gears=4, at=2)
    at = [each.at for each in after(steadily(3 * COOL_FOR_S, HOT_C - COOLER_C), start)]
    assert at.index(1) == COOL_FOR_S
    assert at.index(0) - at.index(1) >= COOL_FOR_S
    assert at[-1] == 0


def test_between_hot_and_cool_nothing_changes() -> None:
    """A little below hot is not cool: the step's own effect does not undo it."""
    start = Heat(gears=4, at=1)
    states = after(steadily(3 * COOL_FOR_S, HOT_C - COOLER_C + 0.5), start)
    assert {each.at for each in states} == {1}


def test_no_thermometer_changes_nothing() -> None:
    """Where no temperature is known nothing happens."""
    start = Heat(gears=4, at=1)
    assert {each.at for each in after(steadily(3 * COOL_FOR_S, None), start)} == {1}


def test_a_long_silence_proves_nothing() -> None:
    """Two hot readings with hours between them are not hours of heat."""
    assert after([(1.0, 90.0, False), (UNSEEN_S + 1, 90.0, False)])[-1].at == 0


def test_a_board_with_one_gear_keeps_it() -> None:
    """Where there is nothing lighter heat changes nothing."""
    assert after(steadily(5 * STEP_FOR_S, 95.0), Heat(gears=1))[-1].at == 0


@given(
    st.lists(
        st.tuples(
            st.floats(0.1, 40.0),
            st.one_of(st.none(), st.floats(20.0, 100.0)),
            st.booleans(),
        ),
        max_size=200,
    ),
    st.integers(1, 5),
)
def test_steps_are_single_and_slow(readings: list[Reading], gears: int) -> None:
    """Whatever the readings: within the gears, one step at a time, never down within a minute of a
    change, never up within minutes of one."""
    before, t_s, changed_s = Heat(gears=gears), 0.0, -1e9
    for later_s, temperature_c, throttled in readings:
        t_s += later_s
        now = step(before, t_s, temperature_c, throttled, HOT_C)
        assert 0 <= now.at < gears
        assert abs(now.at - before.at) <= 1
        if now.at > before.at:
            assert t_s - changed_s >= STEP_FOR_S
            assert throttled or (temperature_c or 0.0) >= HOT_C
        if now.at < before.at:
            assert t_s - changed_s >= COOL_FOR_S
            assert temperature_c is not None
            assert not throttled
        if now.at != before.at:
            changed_s = t_s
        before = now


ONES_OWN = choose(PI_5, 4)


def test_gears_of_a_board_with_thunder_live() -> None:
    """Lightning in place of Thunder, then no second look, then fewer frames."""
    own, smaller, single, fewer = steps_of(ONES_OWN)
    assert (own.live, own.second, own.why) == (ONES_OWN.live, ONES_OWN.second, ONES_OWN.why)
    assert smaller.live.model == "lightning-portrait"
    assert smaller.live.half
    assert smaller.second == own.second
    assert (single.live, single.second) == (smaller.live, None)
    assert (fewer.live, fewer.most_hz) == (smaller.live, FEWER_HZ)
    assert all("hot" in gear.why for gear in (smaller, single, fewer))
    assert all(gear.verdicts for gear in steps_of(ONES_OWN))


def test_a_lighter_network_takes_no_more_threads() -> None:
    """The smaller network has at most the threads of the own one, and is no slower."""
    own, smaller = steps_of(ONES_OWN)[:2]
    assert smaller.live.threads < own.live.threads
    assert (smaller.expected_rate_hz or 0.0) >= (own.expected_rate_hz or 0.0)


def test_gears_of_a_board_with_lightning_live() -> None:
    """The small Lightning is lighter still; the second look stays a while longer."""
    choice = replace(choose(PI_5_FULL, 4), second=network("thunder-portrait"))
    models = [(gear.live.model, gear.second is not None) for gear in steps_of(choice)]
    assert models == [
        ("lightning-portrait", True),
        ("lightning", True),
        ("lightning", False),
        ("lightning", False),
    ]


@pytest.mark.parametrize("board", [PI_4, PI_3], ids=["Pi 4", "Pi 3"])
def test_a_board_at_its_least_has_nothing_lighter(board: tuple[Figure, ...]) -> None:
    """What runs the smallest network at the least rate cannot give way."""
    choice = choose(board, 4)
    assert [gear.verdicts for gear in steps_of(choice)] == [choice.verdicts]


def test_gears_of_a_board_that_was_not_measured() -> None:
    """Without figures the smaller network keeps the threads, and its rate is not known."""
    choice = unmeasured(ModelConfig(threads=2))
    own, smaller, single, fewer = steps_of(choice)
    assert (own.live.model, smaller.live.model) == ("lightning-portrait", "lightning")
    assert smaller.live.threads == own.live.threads == 2
    assert single.second is None
    assert [own.expected_rate_hz, smaller.expected_rate_hz, fewer.expected_rate_hz] == [
        None,
        None,
        FEWER_HZ,
    ]


def test_an_own_model_has_no_smaller_one() -> None:
    """A model that the admin brought is kept; only the second look and the rate give way."""
    choice = unmeasured(ModelConfig(name_or_path="/opt/own.tflite"))
    assert [gear.live.model for gear in steps_of(choice)] == ["/opt/own.tflite"] * 3


@given(st.floats(0.5, 500.0), st.one_of(st.none(), st.floats(1.0, 3.0)))
def test_every_gear_still_judges_where_the_board_can(
    lightning_ms: float, half_gain: float | None
) -> None:
    """No lighter gear falls below the least rate, and none says that it judges where it cannot."""
    choice: Choice = choose(figures(lightning_ms, half_gain=half_gain), 4)
    gears = steps_of(choice)
    for gear in gears:
        assert gear.verdicts is choice.verdicts
        if choice.verdicts:
            assert (gear.expected_rate_hz or 0.0) >= LEAST_HZ
    assert len(set(gears)) == len(gears)
