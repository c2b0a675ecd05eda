"""What the zero-lag filter takes out, what it must leave, and what it must never invent."""

from __future__ import annotations

from math import cos, inf, nan, pi, sin, sqrt
from random import Random
from statistics import pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.scoring.smoothing import zero_lag

from .properties import bounded

values = st.floats(-1e6, 1e6)
torn = st.lists(st.none() | values, max_size=60)
rates = st.sampled_from([10.0, 15.0, 25.0, 30.0, 60.0])


def at(rate: float, given: list[float | None] | list[float]) -> list[tuple[float, float | None]]:
    """The values as samples of so many frames a second."""
    return [(i / rate, value) for i, value in enumerate(given)]


def smooth(rate: float, given: list[float]) -> list[float]:
    """The filtered values, where nothing is missing."""
    found = [value for value in zero_lag(at(rate, given)) if value is not None]
    assert len(found) == len(given)
    return found


def wave(rate: float, hz: float, seconds: float = 12.0) -> list[float]:
    return [cos(2 * pi * hz * i / rate) for i in range(round(seconds * rate))]


@given(value=values, seen=st.lists(st.booleans(), max_size=80), rate=rates)
@bounded(50)
def test_what_is_constant_stays_exactly(value: float, seen: list[bool], rate: float) -> None:
    """Gaps or not, the filter adds nothing to a value that does not change."""
    given: list[float | None] = [value if there else None for there in seen]
    assert zero_lag(at(rate, given)) == given


@given(given=torn, rate=rates, scale=st.floats(-10, 10), shift=values)
@bounded(50)
def test_scaled_and_shifted_in_is_scaled_and_shifted_out(
    given: list[float | None], rate: float, scale: float, shift: float
) -> None:
    """The filter is linear: no unit and no zero point is special."""
    own = zero_lag(at(rate, given))
    changed: list[float | None] = [None if v is None else scale * v + shift for v in given]
    wanted = [None if v is None else scale * v + shift for v in own]
    for found, want in zip(zero_lag(at(rate, changed)), wanted, strict=True):
        assert found == (None if want is None else pytest.approx(want, abs=1e-4))


@given(given=torn, rate=rates)
@bounded(50)
def test_backward_in_time_is_the_same_backward(given: list[float | None], rate: float) -> None:
    """No direction of time is preferred: what leaves no lag."""
    there = zero_lag(at(rate, given))
    back = zero_lag(at(rate, given[::-1]))[::-1]
    seen = [value for value in given if value is not None]
    reach = max(seen) - min(seen) if seen else 0.0
    for a, b in zip(there, back, strict=True):
        assert a == (None if b is None else pytest.approx(b, abs=1e-9 + 0.01 * reach))


@given(given=torn, rate=rates)
@bounded(50)
def test_nothing_is_invented_and_nothing_lost(given: list[float | None], rate: float) -> None:
    """As many values as came in, a number exactly where one was, never far outside of them."""
    found = zero_lag(at(rate, given))
    assert [value is None for value in found] == [value is None for value in given]
    seen = [value for value in given if value is not None]
    if seen:
        middle, half = (max(seen) + min(seen)) / 2, (max(seen) - min(seen)) / 2
        assert all(abs(v - middle) <= 4.5 * half + 1e-6 for v in found if v is not None)


@given(slope=st.floats(-100, 100), rate=rates, frames=st.integers(1, 60))
@bounded(30)
def test_what_changes_evenly_stays(slope: float, rate: float, frames: int) -> None:
    """A straight line comes out within a thousandth of its step from frame to frame."""
    line = [slope * i for i in range(frames)]
    assert smooth(rate, line) == pytest.approx(line, abs=1e-9 + 2e-2 * abs(slope))


@pytest.mark.parametrize("rate", [10.0, 15.0, 30.0])
@pytest.mark.parametrize("sharp", [0.5, 1.0, 2.0])
def test_the_bottom_stays_where_it_is(rate: float, sharp: float) -> None:
    """A bump keeps its place and its symmetry to the frame, however fast it is."""
    middle = round(3 * rate)
    bump = [-(max(0.0, cos(sharp * (i - middle) / rate)) ** 2) for i in range(2 * middle + 1)]
    found = smooth(rate, bump)
    assert min(range(len(found)), key=found.__getitem__) == middle
    assert found == pytest.approx(found[::-1], abs=1e-3)


@pytest.mark.parametrize(
    ("rate", "cutoff_hz"), [(10.0, 2.667), (15.0, 4.0), (20.0, 5.333), (30.0, 6.0), (60.0, 6.0)]
)
def test_the_cutoff_is_that_of_both_passes(rate: float, cutoff_hz: float) -> None:
    """At the cutoff 0.71 (-3 dB) of a movement comes through, after both passes."""
    found = smooth(rate, wave(rate, cutoff_hz))
    inner = found[len(found) // 4 : -len(found) // 4]
    assert sqrt(2.0) * pstdev(inner) == pytest.approx(sqrt(0.5), abs=0.01)


@pytest.mark.parametrize("rate", [10.0, 15.0, 30.0])
def test_a_squat_comes_through_and_trembling_does_not(rate: float) -> None:
    """Half a hertz loses under one percent; at nine tenths of half the frame rate 3 % is left."""
    slow, fast = wave(rate, 0.5), wave(rate, 0.45 * rate)
    assert smooth(rate, slow) == pytest.approx(slow, abs=0.01)
    assert pstdev(smooth(rate, fast)[10:-10]) < 0.03


@pytest.mark.parametrize(
    ("rate", "answer"),
    [
        (30.0, [0.471006, 0.291807, 0.021867, -0.048224, -0.009397, 0.007299, 0.002481]),
        (15.0, [0.594015, 0.281493, -0.068096, -0.029757, 0.024584, -0.003392, -0.003560]),
    ],
)
def test_a_single_spike_spreads_as_in_other_programs(rate: float, answer: list[float]) -> None:
    """The answer to one spike is that of SciPy's filtfilt with butter(2, 7.0275 or 4.51315 Hz)."""
    found = smooth(rate, [0.0] * 20 + [1.0] + [0.0] * 19)
    assert found[20:27] == pytest.approx(answer, abs=1e-6)
    assert found[14:21] == pytest.approx(answer[::-1], abs=1e-6)


def test_the_edges_are_as_in_other_programs() -> None:
    """A series that ends in movement: the same figures as SciPy's filtfilt."""
    found = smooth(30.0, [float(i * i % 7) for i in range(12)])
    first = [-0.000161, 1.718335, 2.669434, 2.747601, 2.761221, 2.535293]
    last = [1.386820, 0.569491, 1.402034, 2.665194, 2.786824, 2.000145]
    assert found == pytest.approx([*first, *last], abs=1e-6)


def test_noise_is_less_and_the_rep_the_same() -> None:
    """A rep's knee angle with 1.5 degrees of noise: less is left, its bottom within a half."""
    random = Random(4)
    clean = [10.0 * (1 - cos(2 * pi * i / 60)) for i in range(61)]
    noisy = [value + random.gauss(0.0, 1.5) for value in clean]
    found = smooth(15.0, noisy)
    left = pstdev([a - b for a, b in zip(found, clean, strict=True)])
    assert left < 0.85 * pstdev([a - b for a, b in zip(noisy, clean, strict=True)])


@pytest.mark.parametrize(("rate", "frames"), [(30.0, 3), (15.0, 1), (10.0, 1), (6.0, 1)])
def test_short_gaps_are_bridged(rate: float, frames: int) -> None:
    """Over a tenth of a second, or one frame of a slow camera, the values around hardly change."""
    whole = [20.0 * sin(2 * pi * 0.3 * i / rate) for i in range(40)]
    for missing in ([None] * frames, []):
        samples = at(rate, whole)
        gap = [(t_s, None) for t_s, _ in samples[20 : 20 + len(missing)]]
        found = zero_lag([*samples[:20], *gap, *samples[20 + frames :]])
        assert found[20 : 20 + len(missing)] == missing
        around = found[:20] + found[20 + len(missing) :]
        wanted = smooth(rate, whole)
        assert around == pytest.approx(wanted[:20] + wanted[20 + frames :], abs=0.25)


@pytest.mark.parametrize(("rate", "frames"), [(30.0, 4), (15.0, 2), (10.0, 2)])
def test_long_gaps_split(rate: float, frames: int) -> None:
    """What was before a longer gap knows nothing of what comes after it."""
    random = Random(5)
    before, after = ([random.random() for _ in range(20)] for _ in range(2))
    gap: list[float | None] = [None] * frames
    found = zero_lag(at(rate, [*before, *gap, *after]))
    assert found == [*smooth(rate, before), *gap, *smooth(rate, after)]


def test_frames_left_out_are_a_gap_too() -> None:
    """Whether a frame is there without a value or not there at all is the same."""
    random = Random(6)
    samples = at(15, [random.random() for _ in range(60)])
    dropped = {7, 21, 33, 34, 35, 50}
    emptied = [(t_s, None if i in dropped else v) for i, (t_s, v) in enumerate(samples)]
    left_out = [sample for i, sample in enumerate(samples) if i not in dropped]
    found = [value for value in zero_lag(emptied) if value is not None]
    assert zero_lag(left_out) == found


def test_a_piece_too_short_to_filter_stays() -> None:
    """Nine frames and less come back as they are, ten do not."""
    random = Random(7)
    jagged = [random.random() for _ in range(10)]
    assert smooth(15, jagged[:9]) == jagged[:9]
    assert smooth(15, jagged) != jagged


@pytest.mark.parametrize("value", [nan, inf])
def test_what_is_no_number_was_not_seen(value: float) -> None:
    """NaN and infinity are a gap; the values around stay numbers."""
    given: list[float | None] = [float(i % 3) for i in range(20)]
    broken, missing = [*given], [*given]
    broken[9], missing[9] = value, None
    assert zero_lag(at(15, broken)) == zero_lag(at(15, missing))


def test_nothing_and_next_to_nothing() -> None:
    """No sample, one, and many of the same moment come back as they are."""
    assert zero_lag([]) == []
    assert zero_lag([(1.0, 2.0)]) == [2.0]
    assert zero_lag([(1.0, 2.0), (1.0, 5.0), (1.0, None)]) == [2.0, 5.0, None]
