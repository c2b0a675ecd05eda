"""Judging growth: what leaks is told, what only comes and goes is not."""

from __future__ import annotations

import random

import pytest

from . import growth
from .boxes import unit_environment
from .growth import Sample

SPEED = 20.0


def samples(
    *, mb_per_hour: float = 0.0, descriptor_every: int = 0, late_s: float = 0.0, count: int = 300
) -> list[Sample]:
    """Two hours of a gym's life at twenty times its speed, with visitors that come and go."""
    dice, found = random.Random(20261122), []
    for number in range(count):
        life_s = 24.0 * (number + 1)
        caches_mb = 40 * min(1.0, number / (count * growth.WARM_UP))
        found.append(
            Sample(
                wall_s=life_s / SPEED + late_s * number / count + dice.random() * 0.3,
                life_s=life_s,
                memory_mb=100 + caches_mb + mb_per_hour * life_s / 3600 + dice.gauss(0, 1.0),
                descriptors=14
                + dice.randrange(3)
                + (number // descriptor_every if descriptor_every else 0),
                threads=40,
                store_kb=0,
            )
        )
    return found


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, ""),
        ({"mb_per_hour": 3.0}, ""),
        ({"mb_per_hour": 12.0}, "memory grows by"),
        ({"descriptor_every": 50}, "descriptors grow from 1"),
    ],
)
def test_what_grows_is_told(given: dict[str, float], told: str) -> None:
    """A leak is a sentence; noise, a warm-up and visitors are none."""
    found = growth.complaints(samples(**given))  # type: ignore[arg-type]
    assert len(found) == bool(told)
    assert told in "".join(found)


def test_a_clock_that_falls_behind_is_measured() -> None:
    """Frames that come later and later are a drift; a busy machine's delays are none."""
    assert growth.drift_s(samples(), SPEED) == pytest.approx(0.0, abs=0.1)
    assert growth.drift_s(samples(late_s=3.0), SPEED) > 1.5


def test_the_unit_bounds_what_threads_keep() -> None:
    """The service starts with limits for the C library's heaps: a PIN's hash needs 16 MB, and
    each web thread would keep its own."""
    set_for_it = unit_environment()
    assert set_for_it["MALLOC_ARENA_MAX"] == "2"
    assert 3_000_000 < int(set_for_it["MALLOC_MMAP_THRESHOLD_"]) < 16_000_000
