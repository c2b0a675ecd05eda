"""Statistics, verdicts, frame rates and disturbances against figures worked out by hand."""

from __future__ import annotations

import json
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from .agreement import agreement, sem_deg, smallest_change_deg
from .beside import peer_section, peer_targets
from .effects import effects
from .export import figures
from .made_up import GOOD, Entry, clip, report, squat
from .page import page
from .pairing import Judged, judge
from .plots import bland_altman, disturbances
from .results import Made, Results, drawing_s
from .tables import repeat_errors
from .targets import MOST_WRONG, Target, of_check, of_measure, same_counts, tally, targets

MADE = Made("2026-01-02", "9.9", "7", "abc1234", {"a.tflite": "01234567"}, [], 600.0)


def judged(name: str = "made", fppa: float = 5.0, error: float = 0.0, says: str = "good",
           band: str = "good", leg: str = "L", **more: Any) -> Judged:  # fmt: skip
    """Three alike reps, their knee verdict, and what the truth deserves."""
    reps = [squat(k, leg, fppa) for k in range(3)]
    made = clip(reps, name, bands={**GOOD, "knee_valgus": band}, **more)
    return judge(made, report(reps, error, {**GOOD, "knee_valgus": says}))


def line(all_judged: list[Judged], what: str) -> Target:
    (found,) = [target for target in targets(all_judged) if target.what.startswith(what)]
    return found


def test_bias_sd_and_limits_of_agreement() -> None:
    """Errors of 1, 2 and 3 degrees: bias 2, SD 1, limits 1.96 to either side."""
    found = agreement([1.0, 2.0, 3.0])
    assert found is not None
    assert (found.n, found.bias_deg, found.sd_deg) == (3, 2.0, 1.0)
    assert found.limits_deg == pytest.approx((0.04, 3.96))


def test_no_values_have_no_agreement_and_one_has_no_spread() -> None:
    """Nothing is made up where there is too little to say."""
    assert agreement([]) is None
    one = agreement([1.0])
    assert one is not None
    assert one.sd_deg is None
    assert one.limits_deg is None
    assert sem_deg([[1.0], []]) is smallest_change_deg(None) is None


def test_sem_pools_the_spread_within_persons() -> None:
    """Persons' own errors do not matter, only how far the repeats lie apart; weights by n - 1."""
    # Variances 2 (n = 2) and 1 (n = 3): (1 x 2 + 2 x 1) / 3.
    sem = sem_deg([[5.0, 7.0], [-3.0, -2.0, -1.0]])
    assert sem == pytest.approx(sqrt(4.0 / 3.0))
    assert smallest_change_deg(1.0) == pytest.approx(2.7719, abs=1e-3)


def test_repeats_are_joined_with_their_base_by_person_and_leg() -> None:
    """The clips of group repeat and their base are one person; nobody else is."""
    entries = {"p1": Entry("p1", "people", None, ""), "p2": Entry("p2", "people", None, ""),
               "again": Entry("again", "repeat", "p1", "")}  # fmt: skip
    all_three = [judged(name, error=error, entries=entries)
                 for name, error in (("p1", 1.0), ("p2", 9.0), ("again", 2.0))]  # fmt: skip
    families = repeat_errors(of_measure(all_three, "knee_fppa_deg"))
    assert families == [[1.0, 2.0]]


@pytest.mark.parametrize(
    ("fppa", "band", "says", "right", "wrong_and_sure"),
    [
        (5.0, "good", "good", 1, 0),
        (5.0, "good", "borderline", 0, 0),
        (5.0, "good", "fault", 0, 1),
        (20.0, "fault", "good", 0, 1),
        (11.0, "borderline", "fault", 0, 0),
        (7.9, "borderline", "fault", 0, 1),
        (7.0, "good", "unsure", 1, 0),
        (5.0, "good", "unsure", 0, 0),
        (15.9, "fault", "unsure", 1, 0),
    ],
)
def test_right_and_wrong_as_defined(
    fppa: float, band: str, says: str, right: int, wrong_and_sure: int
) -> None:
    """The band of the truth is right, unsure within 2 degrees of a cut too; the worst is told."""
    told = tally(of_check([judged(fppa=fppa, band=band, says=says)], "knee_valgus"))
    assert (told.right, told.wrong_and_sure) == (right, wrong_and_sure)


def test_unsure_is_right_for_a_turned_body() -> None:
    """Turned or off-centre, unsure is right however far from a cut, and the scene is not good."""
    for moved in (judged(says="unsure", turn_deg=4.0), judged(says="unsure", off_centre_m=-0.15)):
        told = tally(of_check([moved], "knee_valgus"))
        assert (told.right, told.good_scene) == (1, 0)


def test_unsure_without_need_is_counted_in_good_scenes() -> None:
    """Of legs more than 3 degrees from each cut in good scenes the unsure ones are counted."""
    sets = [judged(fppa=4.9, says="unsure"), judged(fppa=4.9), judged(fppa=5.1, says="unsure")]
    told = tally(of_check(sets, "knee_valgus"))
    assert (told.good_scene, told.unsure_in_good_scene) == (2, 1)


def test_the_matrix_adds_up() -> None:
    """Every verdict is in one cell."""
    sets = [judged(), judged(says="unsure"), judged(fppa=20.0, band="fault", says="fault")]
    told = tally(of_check(sets, "knee_valgus"))
    assert told.matrix.total() == told.legs == 3
    assert told.matrix["good", "unsure"] == told.matrix["fault", "fault"] == 1


def test_a_sure_fault_of_a_turned_body_is_found() -> None:
    """The target fails with one such fault, at exactly 8 degrees too, and holds without."""
    what = "Sure knee faults"
    assert line([judged(turn_deg=-8.0, fppa=15.0, band="fault", says="fault")], what).met is False
    assert line([judged(turn_deg=-8.0, says="unsure")], what).met is True
    assert line([judged(turn_deg=4.0, fppa=15.0, band="fault", says="fault")], what).met is None


def test_targets_are_met_by_the_perfect_and_missed_by_the_wrong() -> None:
    """Bias, SD, sides, counts and verdicts are judged at their limits."""
    perfect = [judged(leg=leg, error=error) for leg in "LR" for error in (-0.5, 0.5)]
    assert all(target.met is not False for target in targets(perfect))
    assert line([judged(error=1.6), judged(error=1.6)], "Knee FPPA of a leg: bias").met is False
    assert line([judged(error=-3.0), judged(error=3.0)], "Knee FPPA of a leg: SD").met is False
    sides = [judged(leg="L", error=1.1), judged(leg="R", error=0.0)]
    assert line(sides, "Its bias").met is False
    wrong = [judged(says="fault"), *[judged()] * int(1 / MOST_WRONG - 2)]
    assert line(wrong, "Verdicts, knee: wrong").met is False
    assert line([*wrong, judged()], "Verdicts, knee: wrong").met is True


def test_rates_compare_counts_and_values() -> None:
    """A clip that is counted otherwise when thinned, or off by more than its spread, is told."""
    entries = {"r": Entry("r", "rate", None, "30 fps")}
    fast, same = (judged(name, entries=entries) for name in ("r", "r-15"))
    off = judged("r-10", error=2.5, entries=entries)
    assert line([fast, same], "Clips with the same counts").met is True
    assert line([fast, same], "Values at the lower rates").measured == "4 of 4 (100.0 %)"
    assert line([fast, same, off], "Values at the lower rates").measured == "4 of 8 (50.0 %)"
    fewer = judge(clip([squat(0)], "r-10", entries=entries), report([squat(0)]))
    assert not same_counts([fast, fewer])


def test_an_effect_is_the_change_against_the_base() -> None:
    """A disturbed clip's error less that of the same person's undisturbed clip."""
    entries = {"p": Entry("p", "people", None, ""), "d": Entry("d", "light", "p", "dim")}
    (found,) = effects([judged("p", error=1.0, entries=entries),
                        judged("d", error=3.0, entries=entries)])  # fmt: skip
    assert (found.group, found.level, found.verdict) == ("light", "dim", "good")
    assert found.errors == pytest.approx(dict.fromkeys(found.errors, 2.0))


def test_the_page_says_what_was_measured() -> None:
    """Warning on top, when and with what, every target, the clips that are wrong by name."""
    missed = judge(clip([squat(0)], "blind"), report([]))
    results = {"default": Results([judged(), missed], {"broken": "No frames."}, 12.0, 14.0)}
    text = page(results, MADE, ["## Peers"], [Target("More", "yes", "no", False)])
    assert text.index("Validated on rendered people only") < text.index("## In short")
    said = ["2026-01-02", "abc1234", "a.tflite", "`blind` left", "`broken` no report", "## Peers"]
    said += ["| More | yes | no | **not met** |", "drawing 10 minutes"]
    assert [words for words in said if words not in text] == []


def test_the_kiosks_figures_are_those_of_the_page() -> None:
    """The exported figures can be written as JSON and are the ones worked out here."""
    results = Results([judged(error=1.0), judged(error=2.0)], {}, 1.0, 1.0)
    told = json.loads(json.dumps(figures(results, MADE, "first", None)))
    knee = told["measures"]["knee_fppa_deg"]
    assert (knee["legs"], knee["bias_deg"], knee["sd_deg"], knee["sem_deg"]) == (2, 1.5, 0.71, None)
    assert (told["model"], told["second_model"], told["protocol_version"]) == ("first", None, "7")
    assert told["counts"]["clips_right"] == told["counts"]["clips"] == 2
    assert told["verdicts"]["knee_valgus"]["right"] == 2


def peers(ours: float, theirs: float, ratio: float) -> dict[str, Any]:
    def method(mae: float) -> dict[str, Any]:
        same = {"reps": 9, "bias_deg": 0.0, "sd_deg": 1.0, "mae_deg": mae, "loa_deg": [-2.0, 2.0]}
        return {"common": same, "clips_counted_right": 3}

    cpu = {"median": ratio, "of_minima": ratio, "worst": ratio}
    return {"made": "2026-01-02", "model": "first", "clips": 3, "frames": 900,
            "methods": {"mediapipe": method(theirs), "shipped": method(ours)},
            "cpu": {"live_ms": {"median": 1.0}, "mediapipe_ms": {"median": 2.0}, "ratio": cpu},
            }  # fmt: skip


def test_peers_must_be_beaten_in_error_and_in_cost() -> None:
    """Better per rep and at most 0.6 of the processor time, each judged by itself."""
    assert [target.met for target in peer_targets(peers(1.0, 2.0, 0.6))] == [True, True]
    assert [target.met for target in peer_targets(peers(2.0, 2.0, 0.61))] == [False, False]
    assert "| shipped | 9 |" in peer_section(peers(1.0, 2.0, 0.5))


def test_drawing_time_is_read_from_the_log() -> None:
    """Of the clips asked for the last time each was drawn; nothing said is not zero."""
    drawn = [("a", 90), ("b", 5), ("a", 7)]
    log = "\n".join(
        f"[1 of 3] {name}.mp4: 240 frames in {s} s; about 1 min left" for name, s in drawn
    )
    assert drawing_s(log, {"a"}) == 7.0
    assert drawing_s(log, {"c"}) is None


@pytest.mark.slow
def test_pictures_are_drawn(tmp_path: Path) -> None:
    """Both pictures are written, of few values too."""
    entries = {"p": Entry("p", "people", None, ""), "d": Entry("d", "light", "p", "dim")}
    both = [judged("p", error=1.0, entries=entries), judged("d", entries=entries)]
    bland_altman([value for each in both for value in each.legs], tmp_path / "new" / "a.png")
    disturbances(effects(both), tmp_path / "b.png")
    for path in (tmp_path / "new" / "a.png", tmp_path / "b.png"):
        assert path.read_bytes().startswith(b"\x89PNG")
