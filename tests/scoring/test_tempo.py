"""When a squat began, was deepest and ended, from samples of its descent."""

from __future__ import annotations

from math import cos, pi

import pytest

from kiosk.scoring import tempo
from kiosk.scoring.movement import Dip, Sample
from kiosk.scoring.support import Support

DEPTH = 0.12


def half_cosine(u: float) -> float:
    return (1 - cos(pi * min(1.0, max(0.0, u)))) / 2


def dip(fps: float, down_s: float, bottom_s: float, up_s: float, offset_s: float = 0.0) -> Dip:
    """A squat whose knee bends as a half-cosine, so that the hip descends as its square."""

    def descent(t_s: float) -> float:
        part = half_cosine(t_s / down_s)
        if t_s > down_s + bottom_s:
            part = 1 - half_cosine((t_s - down_s - bottom_s) / up_s)
        return DEPTH * part**2

    whole_s = down_s + bottom_s + up_s
    times = [offset_s + i / fps for i in range(int((whole_s - offset_s) * fps) + 1)]
    samples = tuple(Sample(10 + t_s, None, descent(t_s)) for t_s in times)
    return Dip(Support.LEFT, (), samples, DEPTH)


@pytest.mark.parametrize("fps", [10.0, 15.0, 30.0])
@pytest.mark.parametrize(("down_s", "up_s"), [(2.0, 2.0), (1.2, 2.5), (3.0, 1.0)])
def test_times_of_a_squat(fps: float, down_s: float, up_s: float) -> None:
    """Down and up are right to a fifth, start, bottom and end to a quarter of a second."""
    pace = tempo.of(dip(fps, down_s, 0.2, up_s, offset_s=0.05))
    assert pace.down_s == pytest.approx(down_s, rel=0.2)
    assert pace.up_s == pytest.approx(up_s, rel=0.2)
    assert pace.start_s == pytest.approx(10.0, abs=0.25)
    assert pace.bottom_s == pytest.approx(10 + down_s + 0.1, abs=0.15)
    assert pace.end_s == pytest.approx(10.2 + down_s + up_s, abs=0.25)


@pytest.mark.parametrize("fps", [10.0, 15.0, 30.0])
def test_a_hold_at_the_bottom_is_neither_down_nor_up(fps: float) -> None:
    """Waiting at the bottom makes a fast squat no slower."""
    pace = tempo.of(dip(fps, 0.4, 3.0, 0.4))
    assert pace.down_s < 0.6
    assert pace.up_s < 0.6
    assert pace.bottom_s == pytest.approx(11.9, abs=0.2)


def test_frames_between_the_crossings_do_not_matter() -> None:
    """Times are interpolated: shifting the frames by a third of one changes little."""
    paces = [tempo.of(dip(10, 2, 0.2, 2, offset_s=offset)) for offset in (0.0, 0.033, 0.066)]
    assert max(p.down_s for p in paces) - min(p.down_s for p in paces) < 0.15
    assert max(p.start_s for p in paces) - min(p.start_s for p in paces) < 0.15


def test_unseen_frames_are_left_out() -> None:
    """A gap at the bottom changes the times by less than itself."""
    whole = dip(15, 2, 0.2, 2)
    holed = tuple(Sample(s.t_s, None, None) if 12.0 < s.t_s < 12.3 else s for s in whole.samples)
    pace = tempo.of(Dip(Support.LEFT, (), holed, DEPTH))
    assert pace.down_s == pytest.approx(tempo.of(whole).down_s, abs=0.3)
    assert pace.bottom_s == pytest.approx(tempo.of(whole).bottom_s, abs=0.3)


def test_order_of_times() -> None:
    """A squat starts before its bottom and ends after it."""
    pace = tempo.of(dip(15, 1, 0, 1))
    assert pace.start_s < pace.bottom_s < pace.end_s
