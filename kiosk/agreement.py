"""How far a trainer and the kiosk agree on squats that both have judged. Pure statistics.

Decides the figures and from how many squats on they say anything; what is rated, and when, is
`rating.study`'s. A squat of which the kiosk was unsure is neither right nor wrong: it is counted
apart.

Sources: kappa, Cohen 1960; weighted by the distance of the two answers, Cohen 1968; its error in
large samples, Fleiss, Cohen and Everitt 1969, here summed by check, because squats of one member
are alike (with one squat a check it is theirs). Limits of agreement: Bland and Altman 1986.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import fmean, stdev

ANSWERS = ("good", "borderline", "fault")
"""In their order: what a trainer can say, and the kiosk where it is sure."""
UNSURE = "unsure"
FEWEST_CHECKS = 20
"""With fewer, the error of kappa is not known well enough to be printed. Our choice, 2026-11."""
FEWEST_ANGLES = 10
"""With fewer angles measured by hand there are no limits of agreement. Our choice, 2026-11."""
Z_95 = 1.96

Counts = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One squat that both have judged."""

    check: int
    """Number of the check it is from."""
    rated: str
    """One of ANSWERS."""
    kiosk: str
    """One of ANSWERS, or UNSURE."""


@dataclass(frozen=True, slots=True)
class Angles:
    """One squat's angle by the kiosk and by hand, degrees."""

    check: int
    kiosk_deg: float
    by_hand_deg: float


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement beyond chance: 1 complete, 0 as by chance."""

    value: float
    low: float | None
    """95 % interval, with `high`; None with too few checks to tell."""
    high: float | None


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Answer against answer."""

    rated: int
    """Squats that both have judged, the kiosk's unsure ones too."""
    unsure: int
    """Those of which the kiosk was unsure."""
    checks: int
    """Checks that the squats with two answers are from."""
    confusion: Counts
    """Squats by the trainer's answer (rows) and the kiosk's (columns), in the order of ANSWERS."""
    kappa: Kappa | None
    """None where there is nothing to compare, or where only one answer was ever given."""
    weighted: Kappa | None
    """The same with half of the credit for answers that are neighbours."""

    @property
    def judged(self) -> int:
        """Squats of which the kiosk was sure."""
        return self.rated - self.unsure

    @property
    def alike(self) -> int:
        """Of these, how many had the same answer."""
        return sum(self.confusion[each][each] for each in range(len(ANSWERS)))


@dataclass(frozen=True, slots=True)
class Limits:
    """Kiosk less hand, degrees."""

    squats: int
    checks: int
    bias_deg: float | None
    sd_deg: float | None
    low_deg: float | None
    """95 % limits of agreement, with `high_deg`; None with too few angles."""
    high_deg: float | None
    error_deg: float | None
    """95 % of either limit: so far off it may be itself."""


@dataclass(frozen=True, slots=True)
class Site:
    """All figures of one site."""

    checks: int
    """Checks with at least one rating."""
    squats: int
    """Squats with at least one rating."""
    knee: Verdicts
    pelvis: Verdicts
    knee_angle: Limits
    pelvis_angle: Limits
    left_out: int = 0
    """Rated squats that another protocol judged: not comparable, in none of the figures."""


def verdicts(pairs: Iterable[Pair]) -> Verdicts:
    """The figures of one measure."""
    pairs = list(pairs)
    sure = [pair for pair in pairs if pair.kiosk != UNSURE]
    return Verdicts(
        rated=len(pairs),
        unsure=len(pairs) - len(sure),
        checks=len({pair.check for pair in sure}),
        confusion=_confusion(sure),
        kappa=kappa(sure, _same),
        weighted=kappa(sure, _nearness),
    )


def kappa(pairs: Sequence[Pair], credit: Callable[[int, int], float]) -> Kappa | None:
    """Kappa with its 95 % interval; `credit` is 1 for the same answer, less for others.

    The error comes from how far kappa leans on each squat, added up within each check first.
    """
    if not pairs:
        return None
    cells = [(ANSWERS.index(pair.rated), ANSWERS.index(pair.kiosk)) for pair in pairs]
    rows = [_part(cells, 0, each) for each in range(len(ANSWERS))]
    columns = [_part(cells, 1, each) for each in range(len(ANSWERS))]
    seen = fmean(credit(i, j) for i, j in cells)
    of_row = [sum(credit(i, j) * columns[j] for j in range(len(columns))) for i in range(len(rows))]
    of_column = [sum(credit(i, j) * rows[i] for i in range(len(rows))) for j in range(len(columns))]
    chance = sum(share * by_chance for share, by_chance in zip(rows, of_row, strict=True))
    if chance >= 1.0 - 1e-12:
        return None
    leans: dict[int, float] = defaultdict(float)
    for pair, (i, j) in zip(pairs, cells, strict=True):
        more = (credit(i, j) - seen) / (1.0 - chance)
        less = (1.0 - seen) / (1.0 - chance) ** 2 * (of_row[i] + of_column[j] - 2.0 * chance)
        leans[pair.check] += (more - less) / len(pairs)
    return _with_interval((seen - chance) / (1.0 - chance), list(leans.values()))


def limits(angles: Iterable[Angles]) -> Limits:
    """Bias, standard deviation and limits of agreement of the kiosk's angle against the hand's."""
    angles = list(angles)
    gaps = [each.kiosk_deg - each.by_hand_deg for each in angles]
    squats, checks = len(gaps), len({each.check for each in angles})
    bias_deg = fmean(gaps) if gaps else None
    sd_deg = stdev(gaps) if squats > 1 else None
    if bias_deg is None or sd_deg is None or squats < FEWEST_ANGLES:
        return Limits(squats, checks, bias_deg, sd_deg, None, None, None)
    reach_deg, error_deg = Z_95 * sd_deg, Z_95 * sqrt(3.0 / squats) * sd_deg
    low_deg, high_deg = bias_deg - reach_deg, bias_deg + reach_deg
    return Limits(squats, checks, bias_deg, sd_deg, low_deg, high_deg, error_deg)


def _with_interval(value: float, leans: Sequence[float]) -> Kappa:
    """`leans`: a check each. Reckoned on Fisher's scale (atanh), where the interval cannot reach
    beyond complete agreement and holds the true kappa as often as it says; complete agreement by
    itself tells nothing of its error."""
    checks = len(leans)
    error = sqrt(sum(lean**2 for lean in leans) * checks / (checks - 1)) if checks > 1 else 0.0
    if checks < FEWEST_CHECKS or error == 0.0 or abs(value) >= 1.0:
        return Kappa(value, None, None)
    middle, reach = atanh(value), t_95(checks - 1) * error / (1.0 - value**2)
    return Kappa(value, tanh(middle - reach), tanh(middle + reach))


def t_95(freedom: int) -> float:
    """Student's t for 95 %: few checks tell their own error less surely. By the expansion in
    Abramowitz and Stegun 26.7.5; off by less than 0.002 from 19 degrees of freedom on."""
    z = Z_95
    first = (z**3 + z) / (4 * freedom)
    return z + first + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def _confusion(pairs: Iterable[Pair]) -> Counts:
    cells = [(pair.rated, pair.kiosk) for pair in pairs]
    return tuple(tuple(cells.count((rated, kiosk)) for kiosk in ANSWERS) for rated in ANSWERS)


def _part(cells: Sequence[tuple[int, int]], side: int, answer: int) -> float:
    return sum(cell[side] == answer for cell in cells) / len(cells)


def _same(i: int, j: int) -> float:
    return float(i == j)


def _nearness(i: int, j: int) -> float:
    return 1.0 - abs(i - j) / (len(ANSWERS) - 1)
