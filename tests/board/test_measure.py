"""Taking the figures: order, bound, progress, and real networks once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from kiosk.board.figures import Figure
from kiosk.board.measure import (
    LIMIT_S,
    PASSES,
    RUNS_MAX,
    RUNS_MIN,
    WARM_UP_RUNS,
    camera_beside,
    measure,
    on_this_board,
    picture,
)
from kiosk.errors import ModelError
from kiosk.pose.network import Network
from tests.board.boards import network

SMALL, LARGE = network("lightning"), network("thunder")


@dataclass
class PretendedBoard:
    """Networks that take a given time on a clock of their own."""

    takes_ms: dict[Network, float]
    opening_s: float = 0.1
    warming_by: float = 1.0
    """Each frame takes so many times the one before."""
    now_s: float = 100.0
    opened: list[Network] = field(default_factory=list)
    runs: int = 0
    told: list[tuple[float, str]] = field(default_factory=list)

    def load(self, opened: Network) -> Callable[[], object]:
        """Opening takes time too."""
        self.opened.append(opened)
        self.now_s += self.opening_s

        def run() -> None:
            self.runs += 1
            self.now_s += self.takes_ms[opened] / 1000.0 * self.warming_by**self.runs

        return run

    def measured(
        self, *, limit_s: float = LIMIT_S, stop_after: int | None = None
    ) -> tuple[Figure, ...] | None:
        """All of its networks."""
        return measure(
            list(self.takes_ms),
            self.load,
            progress=lambda share, words: self.told.append((share, words)),
            stopped=lambda: stop_after is not None and len(self.opened) >= stop_after,
            now_s=lambda: self.now_s,
            limit_s=limit_s,
        )


def test_the_figures_are_the_networks_times() -> None:
    """Each network's median and slowest frames come out, in the order asked for."""
    figures = PretendedBoard({SMALL: 10.0, LARGE: 40.0}).measured()
    assert figures is not None
    assert [each.network for each in figures] == [SMALL, LARGE]
    assert [each.median_ms for each in figures] == [10.0, 40.0]
    assert [each.p90_ms for each in figures] == [10.0, 40.0]
    assert [each.runs for each in figures] == [PASSES * RUNS_MAX] * 2


def test_drift_is_shared_out() -> None:
    """On a board that slows down all the while, two equal networks come out alike."""
    board = PretendedBoard({SMALL: 20.0, LARGE: 20.0}, warming_by=1.004)
    figures = board.measured()
    assert figures is not None
    assert board.opened == [SMALL, LARGE, LARGE, SMALL, SMALL, LARGE]
    assert figures[0].median_ms == pytest.approx(figures[1].median_ms, rel=0.07)
    assert figures[0].p90_ms > figures[0].median_ms


def test_a_slow_board_is_done_in_about_the_limit() -> None:
    """Slow networks are run less often, and the whole keeps near its bound."""
    networks = {network("thunder", threads): 900.0 for threads in range(1, 13)}
    board = PretendedBoard(networks, opening_s=0.5)
    began_s = board.now_s
    figures = board.measured(limit_s=60.0)
    assert figures is not None
    assert len(figures) == 12
    assert board.now_s - began_s < 60.0 + 0.5 + 0.9 * (WARM_UP_RUNS + RUNS_MIN) + 0.1
    assert min(each.runs for each in figures) >= RUNS_MIN


def test_a_very_slow_board_gives_what_there_was_time_for() -> None:
    """After twice the limit the networks that are left have no figure, the first ones have."""
    networks = {network("thunder", threads): 9000.0 for threads in range(1, 13)}
    board = PretendedBoard(networks)
    figures = board.measured(limit_s=60.0)
    assert figures is not None
    assert [each.network.threads for each in figures] == [1, 2, 3, 4]


def test_progress_is_told_from_nothing_to_all() -> None:
    """The share grows from 0 to 1, with the network in words."""
    board = PretendedBoard({SMALL: 10.0, LARGE: 40.0})
    board.measured()
    shares = [share for share, _ in board.told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert board.told[1][1] == "thunder, 1 thread, full precision"


def test_it_stops_when_told() -> None:
    """A kiosk that is being stopped does not wait for the rest, and there are no half figures."""
    board = PretendedBoard({SMALL: 10.0, LARGE: 40.0})
    assert board.measured(stop_after=3) is None
    assert len(board.opened) == 3


def test_real_networks_are_measured() -> None:
    """On this very machine, in both precisions, a frame takes some time and Thunder takes more."""
    small, large = Network("lightning", 1, half=False), Network("thunder", 1, half=True)
    with camera_beside(picture()):
        figures = measure(
            [small, large],
            on_this_board("auto"),
            progress=lambda _share, _words: None,
            stopped=lambda: False,
            limit_s=1.0,
        )
    assert figures is not None
    assert 0.5 < figures[0].median_ms < figures[1].median_ms < 5000.0
    assert all(each.p90_ms >= each.median_ms for each in figures)


def test_a_missing_model_is_said() -> None:
    """A model file that is not there ends the measuring with its sentence."""
    with pytest.raises(ModelError, match="does not exist"):
        on_this_board("auto")(Network("/nowhere/at/all.tflite", 1))
