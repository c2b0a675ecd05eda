"""Undo over any history of spots, of one camera and of several."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from kiosk.results import StoredSpot
from kiosk.setup import history

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
steps = st.lists(st.tuples(st.sampled_from(["set", "undo"]), st.sampled_from("ab")), max_size=40)


@given(steps=steps)
def test_undo_is_a_stack_for_each_camera(steps: list[tuple[str, str]]) -> None:
    """However often staff set and undo, undo leads to what a stack of spots would hold."""
    stored: list[StoredSpot] = []
    stacks: dict[str, list[int]] = {"a": [], "b": []}
    for what, camera in steps:
        stack = stacks[camera]
        back = next(history.earlier(stored, camera), None)
        assert (back.number if back else None) == (stack[-2] if len(stack) > 1 else None)
        number = len(stored) + 1
        if what == "set":
            stack.append(number)
        elif back is None:
            continue
        else:
            stack.pop()
        origin = back.number if what == "undo" and back else None
        stored.insert(0, StoredSpot(number, camera, "{}", origin, NOON, True, "ann"))
        holds = history.newest(stored, camera)
        assert holds is not None
        assert (holds.brings_back or holds.number) == stack[-1]
