"""The choice of a board, by figures that were published for real ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.board.choose import (
    CLOSER_ROOM_S,
    LEAST_HZ,
    LEAST_ROOM,
    PELVIS_COST,
    REP_S,
    ROOM,
    RUNS_A_REP,
    WANTED_HZ,
    as_measured,
    as_named,
    choose,
    closer_s,
    holds,
    rate_hz,
)
from kiosk.board.figures import Figure
from kiosk.pose.network import Network
from kiosk.scoring import protocol
from kiosk.scoring.flow import CLOSER_WAIT_S
from tests.board.boards import PI_3, PI_4, PI_5, PI_5_FULL, figures, network

FAST = figures(3.0, processors=8 // 2)


def took(model: str, median_ms: float, p90_ms: float | None = None, threads: int = 1) -> Figure:
    """One figure in full precision."""
    return Figure(network(model, threads), median_ms, p90_ms or median_ms, 36)


def test_a_pi_4_counts_with_the_small_network() -> None:
    """By the published figures a Pi 4 holds only the least rate, and only with the smallest one."""
    choice = choose(PI_4, 4)
    assert choice.live == network("lightning", 3)
    assert choice.second is None
    assert choice.verdicts
    assert choice.expected_rate_hz == pytest.approx(11.7, abs=0.5)


def test_a_pi_5_in_half_precision_has_thunder_live() -> None:
    """Half precision makes Thunder fast enough on a Pi 5, and it looks again in time."""
    choice = choose(PI_5, 4)
    assert choice.live == network("thunder-portrait", 3, half=True)
    assert choice.second == network("thunder-portrait", 1, half=True)
    assert choice.verdicts


def test_a_pi_5_in_full_precision_has_lightning_live() -> None:
    """Without half precision Thunder has no room on a Pi 5: Lightning, on the fewest threads."""
    choice = choose(PI_5_FULL, 4)
    assert choice.live == network("lightning-portrait", 2)
    assert choice.verdicts
    assert "thunder-portrait takes" in choice.why


def test_a_slow_board_counts_and_gives_no_verdict() -> None:
    """A board below the least rate has no verdict, its fastest network, and says both numbers."""
    choice = choose(PI_3, 4)
    assert not choice.verdicts
    assert choice.live == network("lightning", 3)
    assert choice.second is None
    assert "nothing is judged" in choice.why
    assert "80 are allowed at 10 frames a second" in choice.why


def test_a_fast_board_uses_the_fewest_threads() -> None:
    """Where one thread is enough the rest is left to others."""
    choice = choose(FAST, 4)
    assert choice.live == network("thunder-portrait", 1)
    assert choice.second == network("thunder-portrait", 1)
    assert choice.expected_rate_hz == 30.0


LIGHT = took("lightning-portrait", 10.0)
SMALL = took("lightning", 6.0)


@pytest.mark.parametrize(
    ("thunder_p90_ms", "live"),
    [(39.9, "thunder-portrait"), (40.1, "lightning-portrait")],
)
def test_thunder_needs_room(thunder_p90_ms: float, live: str) -> None:
    """Nine of ten frames of Thunder must fit into 60 % of a fifteenth of a second."""
    choice = choose([took("thunder-portrait", 30.0, thunder_p90_ms), LIGHT], 4)
    assert choice.live.model == live


@pytest.mark.parametrize(
    ("portrait_ms", "live", "verdicts"),
    [
        (39.0, "lightning-portrait", True),
        (79.0, "lightning-portrait", True),
        (81.0, "lightning", True),
    ],
)
def test_the_least_rate_is_tried_with_the_better_network_first(
    portrait_ms: float, live: str, verdicts: bool
) -> None:
    """Portrait Lightning at the least rate is better than the small one at a higher rate."""
    choice = choose([took("lightning-portrait", portrait_ms), SMALL], 4)
    assert (choice.live.model, choice.verdicts) == (live, verdicts)


def test_the_least_rate_is_the_lab_s() -> None:
    """What a board must hold is the rate below which the scoring judges nothing."""
    assert LEAST_HZ - 1 < protocol.MIN_FRAMES_PER_S <= LEAST_HZ
    assert holds(took("lightning", 1000 * LEAST_ROOM / LEAST_HZ), LEAST_HZ, LEAST_ROOM)
    assert not holds(took("lightning", 1000 * ROOM / WANTED_HZ + 0.1), WANTED_HZ, ROOM)


@pytest.mark.parametrize(
    ("thunder_ms", "second"), [(100.0, True), (110.0, True), (112.0, False), (400.0, False)]
)
def test_the_second_look_must_come_in_time(thunder_ms: float, second: bool) -> None:
    """The looks at five squats must be done well before the result stops waiting for them."""
    choice = choose([took("thunder-portrait", thunder_ms), LIGHT], 4)
    assert (choice.second is not None) is second
    assert ("none is taken" in choice.why) is not second


def test_the_second_look_s_time_adds_up_only_beyond_a_squat() -> None:
    """Looks that take less than a squat leave one rep's to wait for, longer ones add up."""
    runs = RUNS_A_REP * (1 + PELVIS_COST)
    a_squat = took("thunder-portrait", 1000 * REP_S / runs)
    assert closer_s(a_squat) == pytest.approx(REP_S)
    longer = took("thunder-portrait", 1000 * (REP_S + 1) / runs)
    assert closer_s(longer) == pytest.approx(REP_S + 1 + protocol.REPS_WANTED - 1)
    assert CLOSER_ROOM_S < CLOSER_WAIT_S


def test_the_second_look_takes_more_threads_where_they_are_free() -> None:
    """Threads that the live stage leaves may go to the second look, and no others."""
    thunder = [took("thunder-portrait", 200.0, threads=1), took("thunder-portrait", 110.0, None, 2)]
    quick = [took("lightning-portrait", 10.0, threads=1)]
    slow = [took("lightning-portrait", 300.0), took("lightning-portrait", 38.0, None, 3)]
    assert choose([*thunder, *quick], 4).second == network("thunder-portrait", 2)
    assert choose([*thunder, *slow], 4).second is None


def test_a_choice_without_figures_is_refused() -> None:
    """Nothing measured is nothing to choose from."""
    with pytest.raises(ValueError, match="empty"):
        choose([], 4)


def test_the_rate_is_never_above_the_camera_s() -> None:
    """A network of a millisecond still sees thirty frames a second."""
    assert rate_hz(took("lightning", 1.0)) == 30.0
    assert rate_hz(took("lightning", 100.0)) == pytest.approx(8.3, abs=0.1)


def test_a_named_network_is_taken_with_what_is_known_of_it() -> None:
    """Somebody's own choice keeps its figures: rate and whether it can judge."""
    choice = choose(PI_5_FULL, 4)
    slow = as_named(choice, network("thunder", 1), None, "Named.")
    assert (slow.verdicts, slow.why) == (False, "Named.")
    unknown = as_named(choice, Network("/opt/own.tflite", 2), choice.second, "Named.")
    assert (unknown.verdicts, unknown.expected_rate_hz) == (True, None)
    kept = as_named(choice, choice.live, None, "Named.")
    assert kept == replace(choice, second=None, why=f"{choice.why} Named.")


def test_a_named_network_runs_in_the_better_precision() -> None:
    """The precision that is better on this board is taken, where the same was measured."""
    assert as_measured(PI_5, Network("thunder", 2, half=False)).half
    assert not as_measured(PI_4, Network("thunder", 2, half=True)).half
    odd = Network("thunder", 4, half=True)
    assert as_measured(PI_4, odd) == odd


@given(
    lightning_ms=st.floats(0.5, 2000.0),
    half_gain=st.one_of(st.none(), st.floats(0.5, 3.0)),
    processors=st.integers(1, 4),
)
def test_any_board_has_a_choice_that_holds(
    lightning_ms: float, half_gain: float | None, processors: int
) -> None:
    """Verdicts only at the least rate; a processor is left free; a slower board gets no more."""
    found = figures(lightning_ms, half_gain=half_gain, processors=processors)
    choice = choose(found, processors)
    own = next(each for each in found if each.network == choice.live)
    assert choice.verdicts is holds(own, LEAST_HZ, LEAST_ROOM)
    assert choice.live.threads <= max(1, processors - 1)
    if choice.second:
        assert choice.live.threads + choice.second.threads <= max(2, processors)
    slower = choose(figures(2 * lightning_ms, half_gain=half_gain, processors=processors), 4)
    assert choice.verdicts or not slower.verdicts
    assert choice.second is not None or slower.second is None or not choice.verdicts
