"""Values spread evenly over a range and shuffled among people, so that none goes with another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def even(rng: np.random.Generator, low: float, high: float, n: int) -> list[float]:
    """`n` values evenly over the range, shuffled."""
    return [round(float(v), 3) for v in rng.permutation(np.linspace(low, high, n))]


def each(rng: np.random.Generator, choices: Sequence[Any], n: int) -> list[Any]:
    """Every choice equally often, shuffled."""
    return [choices[int(i) % len(choices)] for i in rng.permutation(n)]


def apart(rng: np.random.Generator, low: float, high: float, n: int, none: int) -> list[float]:
    """`none` zeros, and sizes from `low` to `high` of either sign for the others, shuffled."""
    sizes = np.linspace(low, high, n - none) * np.where(np.arange(n - none) % 2, -1.0, 1.0)
    return [round(float(v), 3) for v in rng.permutation(np.concatenate([np.zeros(none), sizes]))]
