"""What a board is measured with, and which of two ways to run a model is the better."""

from __future__ import annotations

import pytest

from kiosk import paths
from kiosk.board.figures import (
    HALF_GAIN,
    IN_ORDER,
    Figure,
    better_precision,
    figure_of,
    thread_counts,
    to_measure,
    ways,
)
from tests.board.boards import PI_4, PI_5, network


@pytest.mark.parametrize(
    ("processors", "counts"),
    [(1, (1,)), (2, (1,)), (3, (1, 2)), (4, (1, 2, 3)), (8, (1, 2, 4, 7)), (64, (1, 2, 8))],
)
def test_one_processor_is_left_free(processors: int, counts: tuple[int, ...]) -> None:
    """1, 2, half and all but one threads are tried, never all processors and never over eight."""
    assert thread_counts(processors) == counts


def test_every_shipped_model_is_measured() -> None:
    """All models that the kiosk ships are in the list, the live ones of most boards first."""
    assert set(IN_ORDER) == set(paths.MODEL_FILES)
    measured = to_measure(4, half_offered=False)
    assert {each.model for each in measured} == set(paths.MODEL_FILES)
    assert measured[0] == network("lightning-portrait", 1)
    assert len(measured) == 12


def test_half_precision_is_measured_only_where_the_processor_has_it() -> None:
    """A processor without native half precision is measured in full precision alone."""
    assert {each.half for each in to_measure(4, half_offered=False)} == {False}
    assert len(to_measure(4, half_offered=True)) == 24


@pytest.mark.parametrize(
    ("share", "half"), [(0.5, True), (HALF_GAIN, True), (HALF_GAIN + 0.01, False), (1.2, False)]
)
def test_half_precision_must_be_faster_by_enough(share: float, half: bool) -> None:
    """Half precision is taken where it saves a tenth of the time, not for less."""
    full = Figure(network("thunder"), 100.0, 110.0, 9)
    fast = Figure(network("thunder", half=True), 100.0 * share, 120.0 * share, 9)
    assert better_precision([full, fast]).network.half is half


def test_ways_of_a_model_go_by_threads() -> None:
    """One way for each thread count up to the most, each in the better precision."""
    found = list(ways(PI_5, "thunder-portrait", 2))
    assert [each.network for each in found] == [
        network("thunder-portrait", 1, half=True),
        network("thunder-portrait", 2, half=True),
    ]
    assert list(ways(PI_5, "nobody's", 3)) == []


def test_a_figure_is_of_exactly_its_network() -> None:
    """A network that was not measured has no figure."""
    found = figure_of(PI_4, network("lightning", 2))
    assert found is not None
    assert found.network == network("lightning", 2)
    assert figure_of(PI_4, network("lightning", 2, half=True)) is None
