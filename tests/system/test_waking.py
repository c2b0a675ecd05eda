"""Resting with the real network and rendered people: awake in time, and not for nothing."""

from __future__ import annotations

from functools import cache

import pytest

from kiosk import paths
from kiosk.pose.movenet import MoveNet
from tests.e2e import waking
from tests.e2e.waking import Arrival

WITHIN_S = 0.3


@pytest.fixture(scope="module")
def model() -> MoveNet:
    return MoveNet(paths.model_file(waking.NETWORK))


@cache
def case(words: str) -> Arrival:
    """A room and who walks in, decoded once."""
    return waking.CASES[words]()


@pytest.mark.parametrize("words", waking.CASES)
@pytest.mark.parametrize("phase", [0.0, 0.4, 0.7])
def test_wakes_within_three_tenths_of_a_second(model: MoveNet, words: str, phase: float) -> None:
    """From the moment that somebody is near, wherever between two looks that falls."""
    assert waking.woken_s(model, case(words), phase) <= WITHIN_S


def test_wakes_as_soon_beside_what_moves_all_evening(model: MoveNet) -> None:
    """Somebody who trains far behind neither keeps it awake nor makes it slow to wake."""
    onto = case("walks onto the spot")
    assert waking.woken_s(model, onto, 0.3, busy=True) <= WITHIN_S


@pytest.mark.parametrize("busy", [False, True])
def test_empty_room_does_not_wake_it(model: MoveNet, busy: bool) -> None:
    """With nobody near it rests on, and looks only now and then once it knows the room."""
    onto = case("walks onto the spot")
    told = list(waking.lived(model, onto.spot, waking.empty_room(onto, 45.0, busy)))
    first = next(index for index, (_, _, resting) in enumerate(told) if resting)
    assert all(resting for _, _, resting in told[first:])
    known = [looks for t_s, looks, _ in told if t_s >= -10.0]
    assert sum(known) <= 12
