"""Settings of the property tests: bounded and the same on every run, so `make test` is too."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings


def bounded(examples: int, *, shrinking: bool = True) -> settings:
    """So many examples, none random, no time limit for a single one (boards differ).

    Without shrinking the first example that fails is shown as it is: for examples that take long
    and whose size says nothing, as with whole recordings.
    """
    left_out = set() if shrinking else {Phase.shrink}
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
        phases=[phase for phase in Phase if phase not in left_out],
    )
