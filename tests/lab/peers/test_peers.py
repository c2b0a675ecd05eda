"""The comparison's own arithmetic, on made-up clips and reports."""

from __future__ import annotations

import pytest

from ..measure.made_up import clip, report, squat
from .figures import of_cpu, of_errors, of_method, rep_errors, table

THREE = [squat(0), squat(1), squat(2)]
CLIP = clip(THREE)


def test_errors_of_reps_are_against_their_own_truth() -> None:
    """Each rep is held against the truth of the same bottom, by leg and time."""
    errors = rep_errors(CLIP, report(THREE, error_deg=1.5))
    assert errors == pytest.approx({("made", "left", 4.0 * k): 1.5 for k in (1, 2, 3)})


def test_what_was_not_measured_has_no_error() -> None:
    """A rep that a method missed, refused or put on the other leg is not among its errors."""
    seen = [squat(0, why_not="shallow"), squat(1, leg="R")]
    assert rep_errors(CLIP, report(seen)) == {}


def test_bias_spread_and_size_of_errors() -> None:
    """Opposite errors cancel in the bias and not in the spread nor in the mean error."""
    found = of_errors({("made", "left", 4.0): 2.0, ("made", "left", 8.0): -2.0})
    assert (found["reps"], found["bias_deg"], found["mae_deg"]) == (2, 0.0, 2.0)
    assert found["sd_deg"] == pytest.approx(2.83)
    assert of_errors({}) == {"reps": 0}


def test_methods_are_compared_on_the_reps_that_all_measured() -> None:
    """A method's figures of the common reps leave out what another one did not measure."""
    all_three = report(THREE, error_deg=1.0)
    errors = rep_errors(CLIP, all_three)
    found = of_method(errors, set(rep_errors(CLIP, report(THREE[:2]))), [(CLIP, all_three)])
    assert (found["reps"], found["common"]["reps"]) == (3, 2)
    assert (found["clips_counted_right"], found["count_errors"]) == (1, {})
    short = of_method({}, set(), [(CLIP, report(THREE[:2]))])
    assert (short["clips_counted_right"], short["count_errors"]) == (0, {"missed": 1})


def test_the_ratio_is_taken_clip_by_clip() -> None:
    """A machine that slows down for one clip slows both, so the ratio of that clip still holds."""
    cpu = of_cpu([5.0, 10.0, 5.5], [10.0, 20.0, 10.0])
    assert cpu["ratio"] == {"median": 0.5, "of_minima": 0.5, "worst": 0.55}
    assert cpu["live_ms"] == {"median": 5.5, "min": 5.0}


def test_the_table_shows_every_method() -> None:
    """Each method has its row with figures, and the CPU times stand below."""
    said = report(THREE, error_deg=1.0)
    errors = rep_errors(CLIP, said)
    method = of_method(errors, set(errors), [(CLIP, said)])
    cpu = of_cpu([5.0], [10.0])
    lines = table({"clips": 1, "methods": {"a": method, "b": method}, "cpu": cpu}).splitlines()
    assert [line.split("|")[1].strip() for line in lines[2:4]] == ["a", "b"]
    assert "+1.0°" in lines[2]
    assert "1 of 1" in lines[2]
    assert "ratio 0.50" in lines[-1]
