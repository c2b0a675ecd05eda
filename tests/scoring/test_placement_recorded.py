"""Placement on recorded scenarios of rendered people, whose true places are known."""

from __future__ import annotations

from collections import Counter

import pytest

from kiosk.scoring import placement, tracker
from kiosk.scoring.placement import Hint, leg_length_px, on_spot
from kiosk.scoring.spot import Spot
from kiosk.scoring.surroundings import UNKNOWN
from kiosk.scoring.tracker import Tracker, stance_of
from tests.recordings.scenarios.reading import NAMES, known, picture_px, recorded, spot_of

ALONE = ["whole_check", "foot_down", "wrong_leg", "abandoned", "passer_behind"]
"""Where the member stands well from the first to the last."""


def watched(name: str, spot: Spot | None) -> list[tuple[float, Hint | None, bool | None]]:
    """Time, hint and whether on the spot of every frame with somebody in it."""
    state, found = Tracker(centre_px=240), []
    said: Hint | None = None
    on: bool | None = None
    for moment in recorded(name)[1]:
        t_s, pose = moment.t_s, moment.pose
        state, _ = tracker.step(state, t_s, pose)
        if pose is None:
            continue
        said = placement.hint(
            pose, spot=spot, standing=state.standing, around=UNKNOWN,
            picture_px=picture_px(name), stance=stance_of(state), before=said,
        )  # fmt: skip
        leg_px = leg_length_px(pose, state.standing)
        if spot is not None and leg_px is not None:
            on = on_spot(pose, spot, stance_of(state), leg_px, before=on)
        found.append((t_s, said, on))
    return found


def on_it(name: str) -> tuple[float, float]:
    """From when to when the member is on the spot."""
    spans = known(name)["on_spot_s"]
    return spans[0][0], spans[-1][1]


def share(values: list[bool]) -> float:
    return sum(values) / len(values)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "nobody"])
def test_presence_is_as_the_truth_has_it(name: str) -> None:
    """In nearly all frames, a moment at either end aside; in `hidden` the member cannot be seen
    for a while."""
    start_s, end_s = on_it(name)
    found = watched(name, spot_of(name))
    during = [on is True for t_s, _, on in found if start_s + 0.4 < t_s < end_s - 0.4]
    outside = [on is True for t_s, _, on in found if not start_s - 0.4 < t_s < end_s + 0.4]
    assert share(during) > 0.96
    assert not any(outside)


def test_nobody_stays_on_an_empty_spot() -> None:
    """People walk over it, stand and squat behind and beside it: never on it for a second."""
    longest = since = None
    for t_s, _, on in watched("nobody", spot_of("nobody")):
        since = (since if since is not None else t_s) if on else None
        if since is not None:
            longest = max(longest or 0.0, t_s - since)
    assert longest is not None
    assert longest < 1.0


@pytest.mark.parametrize("name", ALONE)
@pytest.mark.parametrize("kind", ["floor", "drawn", "none"])
def test_a_member_who_stands_well_is_left_alone(name: str, kind: str) -> None:
    """Through standing, squats on either leg and the change of legs, with and without a spot."""
    spot = None if kind == "none" else spot_of(name, calibrated=kind == "floor")
    start_s, end_s = on_it(name)
    hints = Counter(
        said for t_s, said, _ in watched(name, spot) if start_s + 0.4 < t_s < end_s - 0.4
    )
    assert hints[None] > 0.985 * hints.total()


@pytest.mark.parametrize("calibrated", [True, False])
def test_too_far_then_beside_then_right(calibrated: bool) -> None:
    """A metre behind the spot, then 0.26 m to the member's left of its middle, then on it."""
    found = watched("too_far", spot_of("too_far", calibrated=calibrated))
    for from_s, to_s, wanted in ((3.5, 7.5, "too_far"), (10.8, 15.0, "move_right")):
        said = [hint.value for t_s, hint, _ in found if hint and from_s < t_s < to_s]
        assert said
        assert set(said) == {wanted}
    assert {hint for t_s, hint, _ in found if 18.0 < t_s < 21.0} == {None}


def test_who_stands_in_front_is_too_near() -> None:
    """Half hidden behind them, the member is not seen; they are not on the spot."""
    found = watched("hidden", spot_of("hidden"))
    meanwhile = [(hint, on) for t_s, hint, on in found if 23.0 < t_s < 24.0]
    assert {hint for hint, _ in meanwhile} <= {Hint.TOO_NEAR, Hint.FEET_HIDDEN}
    assert True not in [on for _, on in meanwhile]
