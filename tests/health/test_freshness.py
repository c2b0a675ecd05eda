"""A frame is fresh when it is newer and shows something else; time is given, not read."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kiosk.camera.fingerprint import fingerprint
from kiosk.camera.frame import Frame, RecordedFrame
from kiosk.health import freshness
from kiosk.health.freshness import STALLED_S, Freshness, Mark, Stall

FRAMES = st.lists(
    st.tuples(st.floats(0, 100), st.integers(0, 3), st.floats(0.01, 20)), min_size=1, max_size=30
)
"""Stamp, content, and how long the frame took to come."""


def watched(marks: list[Mark], every_s: float = 1.0) -> tuple[Freshness, list[bool], float]:
    state, found, now_s = freshness.opened(0.0), [], 0.0
    for mark in marks:
        now_s += every_s
        state, is_fresh = freshness.step(state, mark, now_s)
        found.append(is_fresh)
    return state, found, now_s


def test_newer_and_different_is_fresh() -> None:
    """Every frame of a working camera is fresh, the first one too."""
    state, found, now_s = watched([Mark(0.1 * n, n) for n in range(20)])
    assert found == [True] * 20
    assert freshness.stalled(state, now_s) is None


def test_the_same_picture_with_new_times_is_not_fresh() -> None:
    """A driver that hands out its last picture with new times is found, and told as that."""
    state, found, now_s = watched([Mark(0.1 * n, 7) for n in range(8)])
    assert found == [True] + [False] * 7
    assert freshness.stalled(state, now_s) is Stall.SAME_PICTURE


def test_the_same_time_with_another_picture_is_not_fresh() -> None:
    """A clock of the sensor that stands still is a stall too."""
    state, found, now_s = watched([Mark(3.0, n) for n in range(8)])
    assert found == [True] + [False] * 7
    assert freshness.stalled(state, now_s) is Stall.SAME_TIME


def test_a_time_that_runs_backward_is_not_fresh() -> None:
    """An older frame proves nothing about now."""
    assert watched([Mark(3.0, 1), Mark(2.9, 2)])[1] == [True, False]


def test_a_black_picture_is_told_as_black() -> None:
    """A covered lens is said to be covered: its cable is fine."""
    state, _, now_s = watched([Mark(0.1 * n, 7, black=True) for n in range(8)])
    assert freshness.stalled(state, now_s) is Stall.BLACK


def test_silence_is_a_stall_after_its_time_and_not_before() -> None:
    """Without any frame the source has exactly its seconds, from opening or the last frame."""
    state = freshness.opened(100.0)
    assert freshness.stalled(state, 100.0 + STALLED_S) is None
    assert freshness.stalled(state, 100.1 + STALLED_S) is Stall.SILENT
    state, _ = freshness.step(state, Mark(1.0, 1), 104.0)
    assert freshness.stalled(state, 104.0 + STALLED_S) is None
    assert freshness.stalled(state, 104.1 + STALLED_S) is Stall.SILENT


@given(FRAMES)
def test_only_change_and_progress_are_ever_fresh(frames: list[tuple[float, int, float]]) -> None:
    """Whatever comes: a fresh frame is newer than and unlike the newest one before it, and a
    source is stalled exactly when its last fresh frame is too long ago."""
    state, now_s, newest, last_s = freshness.opened(0.0), 0.0, None, 0.0
    for stamp_s, content, gap_s in frames:
        now_s += gap_s
        mark = Mark(stamp_s, content)
        state, is_fresh = freshness.step(state, mark, now_s)
        expected = newest is None or (stamp_s > newest.stamp_s and content != newest.content)
        assert is_fresh == expected
        if newest is None or stamp_s > newest.stamp_s:
            newest = mark
        last_s = now_s if is_fresh else last_s
        assert (freshness.stalled(state, now_s) is not None) == (now_s - last_s > STALLED_S)


def noisy(seed: int, level: int = 120) -> Frame:
    picture = np.random.default_rng(seed).normal(level, 2, (64, 48, 3)).clip(0, 255)
    return Frame(float(seed), picture.astype(np.uint8))


def test_two_pictures_of_the_same_scene_have_other_fingerprints() -> None:
    """The noise of a sensor is enough; the same picture again has the same."""
    assert fingerprint(noisy(1)).content != fingerprint(noisy(2)).content
    assert fingerprint(noisy(1)).content == fingerprint(noisy(1)).content


def test_only_a_picture_with_nothing_in_it_is_black() -> None:
    """A covered lens is; a lit room is not."""
    assert fingerprint(Frame(0.0, np.zeros((64, 48, 3), np.uint8))).black
    assert not fingerprint(noisy(1)).black


def test_a_dark_room_stays_fresh() -> None:
    """With the lights out the sensor's noise still changes every picture."""
    assert fingerprint(noisy(1, 0)).content != fingerprint(noisy(2, 0)).content


def test_recorded_poses_are_told_apart_by_their_time() -> None:
    """A recording of keypoints has no pictures that could change."""
    one, other = fingerprint(RecordedFrame(1.0, None)), fingerprint(RecordedFrame(1.1, None))
    assert one.content != other.content
