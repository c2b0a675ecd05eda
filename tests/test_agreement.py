"""Kappa, confusion and limits of agreement, against what is published and another way to reckon."""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import atanh, sqrt, tanh
from statistics import fmean, stdev

import pytest

from kiosk.agreement import ANSWERS, FEWEST_CHECKS, Angles, Pair, limits, t_95, verdicts

# Fleiss, Levin and Paik, "Statistical Methods for Rates and Proportions", 3rd edition, table 18.1:
# two raters, 100 people, three answers; kappa 0.68.
FLEISS = ((75, 1, 4), (5, 4, 1), (0, 0, 10))
# Three answers of two raters with unlike margins; reckoned by hand below.
UNLIKE = ((20, 5, 1), (3, 15, 6), (2, 4, 24))


def pairs_of(table: Sequence[Sequence[int]], squats_a_check: int = 1) -> list[Pair]:
    """The squats of a table, so many in a row a check."""
    cells = [
        (rated, kiosk)
        for rated, row in zip(ANSWERS, table, strict=True)
        for kiosk, count in zip(ANSWERS, row, strict=True)
        for _ in range(count)
    ]
    return [Pair(place // squats_a_check, *cell) for place, cell in enumerate(cells)]


def by_fleiss_1969(table: Sequence[Sequence[int]], weighted: bool) -> tuple[float, float]:
    """Kappa and its standard error by the formula of Fleiss, Cohen and Everitt 1969, eq. 11."""
    n = sum(map(sum, table))
    k = len(table)
    p = [[count / n for count in row] for row in table]
    weight = [
        [1 - abs(i - j) / (k - 1) if weighted else float(i == j) for j in range(k)]
        for i in range(k)
    ]
    row = [sum(p[i]) for i in range(k)]
    column = [sum(p[i][j] for i in range(k)) for j in range(k)]
    seen = sum(weight[i][j] * p[i][j] for i in range(k) for j in range(k))
    chance = sum(weight[i][j] * row[i] * column[j] for i in range(k) for j in range(k))
    of_row = [sum(column[j] * weight[i][j] for j in range(k)) for i in range(k)]
    of_column = [sum(row[i] * weight[i][j] for i in range(k)) for j in range(k)]
    first = sum(
        p[i][j] * (weight[i][j] * (1 - chance) - (of_row[i] + of_column[j]) * (1 - seen)) ** 2
        for i in range(k)
        for j in range(k)
    )
    variance = (first - (seen * chance - 2 * chance + seen) ** 2) / (n * (1 - chance) ** 4)
    return (seen - chance) / (1 - chance), sqrt(variance)


def test_a_published_example() -> None:
    """The textbook's table gives the textbook's kappa."""
    found = verdicts(pairs_of(FLEISS)).kappa
    assert found is not None
    assert found.value == pytest.approx(0.68, abs=0.005)


@pytest.mark.parametrize("table", [FLEISS, UNLIKE])
@pytest.mark.parametrize("weighted", [False, True])
def test_the_error_is_that_of_1969(table: Sequence[Sequence[int]], weighted: bool) -> None:
    """With one squat a check, value and interval are those of the published formula."""
    all_of_it = verdicts(pairs_of(table))
    found = all_of_it.weighted if weighted else all_of_it.kappa
    value, error = by_fleiss_1969(table, weighted)
    n = sum(map(sum, table))
    assert found is not None
    assert found.low is not None
    assert found.value == pytest.approx(value, abs=1e-12)
    reach = t_95(n - 1) * error * sqrt(n / (n - 1)) / (1 - value**2)
    assert found.low == pytest.approx(tanh(atanh(value) - reach))
    assert found.high == pytest.approx(tanh(atanh(value) + reach))


def test_neighbours_are_half_right_when_weighted() -> None:
    """Half of the squats one answer off: weighted agreement is higher than the other."""
    found = verdicts(pairs_of(((10, 5, 0), (5, 10, 5), (0, 5, 10))))
    assert found.kappa is not None
    assert found.weighted is not None
    assert found.weighted.value > found.kappa.value > 0.0


def test_alike_and_confusion_count_squats() -> None:
    """Rows are the trainer's, columns the kiosk's."""
    found = verdicts([Pair(1, "good", "fault"), Pair(1, "good", "good"), Pair(2, "fault", "fault")])
    assert found.confusion == ((1, 0, 1), (0, 0, 0), (0, 0, 1))
    assert (found.alike, found.judged, found.checks) == (2, 3, 2)


def test_unsure_is_neither_right_nor_wrong() -> None:
    """Squats of which the kiosk is unsure change nothing but their own count."""
    sure = pairs_of(UNLIKE)
    unsure = [Pair(1, "good", "unsure"), Pair(2, "fault", "unsure")]
    with_them, without = verdicts([*sure, *unsure]), verdicts(sure)
    assert (with_them.rated, with_them.unsure, with_them.judged) == (82, 2, 80)
    assert with_them.kappa == without.kappa
    assert with_them.confusion == without.confusion


@pytest.mark.parametrize("answers", [[], [("good", "good")] * 30])
def test_no_kappa_where_nothing_can_be_told(answers: list[tuple[str, str]]) -> None:
    """Without squats, and where only one answer was ever given, there is none."""
    found = verdicts(Pair(place, *each) for place, each in enumerate(answers))
    assert found.kappa is None
    assert found.weighted is None


def test_student_for_few_checks() -> None:
    """As in the tables: 2.262 for 9, 2.093 for 19, 1.96 for very many."""
    assert t_95(9) == pytest.approx(2.262, abs=0.01)
    assert t_95(19) == pytest.approx(2.093, abs=0.002)
    assert t_95(10**6) == pytest.approx(1.96, abs=0.001)


def test_few_checks_have_no_interval() -> None:
    """A hundred squats of nineteen checks say how alike, but not how surely."""
    few = [
        Pair(place % (FEWEST_CHECKS - 1), p.rated, p.kiosk)
        for place, p in enumerate(pairs_of(FLEISS))
    ]
    found = verdicts(few).kappa
    assert found is not None
    assert (found.low, found.high) == (None, None)


def test_complete_agreement_has_no_interval() -> None:
    """Thirty checks alike without exception are no proof that no exception can come."""
    found = verdicts(Pair(check, ANSWERS[check % 3], ANSWERS[check % 3]) for check in range(30))
    assert found.kappa is not None
    assert (found.kappa.value, found.kappa.low, found.kappa.high) == (1.0, None, None)


def test_alike_squats_of_one_member_make_it_less_sure() -> None:
    """Every squat five times over in its check gives the same kappa and no narrower interval than
    one squat a check; taken for independent they would look more than twice as sure."""
    alone = pairs_of(UNLIKE)
    fivefold = [pair for pair in alone for _ in range(5)]
    one, five = verdicts(alone).kappa, verdicts(fivefold).kappa
    assert one is not None
    assert five is not None
    assert five.value == pytest.approx(one.value, abs=1e-12)
    assert (five.low, five.high) == pytest.approx((one.low, one.high), abs=1e-12)


def test_the_interval_holds_as_often_as_it_says() -> None:
    """Checks of five like squats drawn at random: 95 % intervals hold the true kappa in about
    95 % of the trials (40 checks each)."""
    chance = random.Random(7)

    def one_check(check: int) -> list[Pair]:
        rated = chance.choice(ANSWERS)
        kiosk = rated if chance.random() < 0.7 else chance.choice(ANSWERS)
        return [Pair(check, rated, kiosk)] * 5

    held = 0
    for _ in range(300):
        found = verdicts(pair for check in range(40) for pair in one_check(check)).kappa
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 0.7 <= found.high
    assert 276 <= held <= 297


def test_limits_of_agreement() -> None:
    """Bias, standard deviation and limits of ten differences, and how far off a limit may be."""
    gaps = [1.0, -2.0, 3.0, 0.5, -1.5, 2.0, 4.0, -0.5, 1.0, 0.0]
    found = limits(Angles(place, 20.0 + gap, 20.0) for place, gap in enumerate(gaps))
    assert found.bias_deg == pytest.approx(fmean(gaps))
    assert found.sd_deg == pytest.approx(stdev(gaps))
    assert found.low_deg == pytest.approx(fmean(gaps) - 1.96 * stdev(gaps))
    assert found.high_deg == pytest.approx(fmean(gaps) + 1.96 * stdev(gaps))
    assert found.error_deg == pytest.approx(1.96 * sqrt(3 / 10) * stdev(gaps))


def test_few_angles_have_no_limits() -> None:
    """Nine say how far off on average and no more; one has no spread; none has nothing."""
    nine = limits(Angles(place, 20.0 + place, 20.0) for place in range(9))
    assert (nine.squats, nine.bias_deg, nine.low_deg) == (9, 4.0, None)
    assert limits([Angles(1, 12.0, 10.0)]).sd_deg is None
    assert limits([]).bias_deg is None
