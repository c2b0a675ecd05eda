"""How far measured values lie from the truth: the statistics of a comparison of methods. Pure.

Bland and Altman 1986 for the limits of agreement; Weir 2005 for the error of measurement (SEM)
and the smallest detectable change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev, variance

LIMITS_SDS = 1.96


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `n` errors (measured less true, degrees)."""

    n: int
    bias_deg: float
    sd_deg: float | None
    """None of a single value."""

    @property
    def limits_deg(self) -> tuple[float, float] | None:
        """95 % of single errors lie between them, if errors are normal."""
        if self.sd_deg is None:
            return None
        return (self.bias_deg - LIMITS_SDS * self.sd_deg, self.bias_deg + LIMITS_SDS * self.sd_deg)


def agreement(errors_deg: Iterable[float]) -> Agreement | None:
    """Bias and SD (of a sample, n - 1); None of no values."""
    values = list(errors_deg)
    if not values:
        return None
    return Agreement(len(values), fmean(values), stdev(values) if len(values) > 1 else None)


def sem_deg(repeats: Iterable[Sequence[float]]) -> float | None:
    """Standard error of measurement: the SD within a person over repeats, pooled.

    `repeats` holds for each person the errors of the repeats; those with one alone say nothing.
    """
    usable = [list(errors) for errors in repeats if len(errors) > 1]
    free = sum(len(errors) - 1 for errors in usable)
    if not free:
        return None
    return sqrt(sum(variance(errors) * (len(errors) - 1) for errors in usable) / free)


def smallest_change_deg(sem: float | None) -> float | None:
    """The least difference between two checks that is more than the error of both (95 %)."""
    return None if sem is None else LIMITS_SDS * sqrt(2.0) * sem
