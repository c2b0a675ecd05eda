"""Reps of a report beside those of the truth: what is missed, invented, swapped or misnamed."""

from __future__ import annotations

import pytest

from .clips import clip_of
from .made_up import Entry, clip, report, squat, truth
from .pairing import FALSE, MISSED, WRONG_LEG, WRONG_REASON, judge

THREE = [squat(0), squat(1), squat(2)]
TOUCHED = squat(1, why_not="touchdown")


def kinds(judged: object) -> list[str]:
    return [error.kind for error in judged.errors]  # type: ignore[attr-defined]


def test_a_perfect_report_has_no_errors() -> None:
    """A report that says what is true has no count error, no extra and no error of a value."""
    judged = judge(clip(THREE), report(THREE))
    assert (judged.errors, judged.extra) == ((), ())
    assert judged.counted == {"left": 3, "right": 0}
    assert len(judged.legs) == 4
    assert len(judged.reps) == 12
    assert {value.error_deg for value in (*judged.legs, *judged.reps)} == {0.0}


def test_a_constant_error_is_found_in_reps_and_leg() -> None:
    """Angles that are two degrees too high come out as two degrees, per rep and per leg."""
    judged = judge(clip(THREE), report(THREE, error_deg=2.0))
    assert [value.error_deg for value in (*judged.legs, *judged.reps)] == pytest.approx([2.0] * 16)


def test_a_rep_that_is_not_in_the_report_is_missed() -> None:
    """A counted rep of the truth that nothing in the report is near to is missed."""
    judged = judge(clip(THREE), report([THREE[0], THREE[2]]))
    assert kinds(judged) == [MISSED]
    assert "8.0 s" in judged.errors[0].text


def test_a_good_rep_that_is_refused_is_missed() -> None:
    """A counted rep of the truth that the report refuses is missed, and the reason is told."""
    judged = judge(clip(THREE), report([THREE[0], squat(1, why_not="shallow"), THREE[2]]))
    assert kinds(judged) == [MISSED]
    assert "shallow" in judged.errors[0].text


def test_swapped_legs_are_found() -> None:
    """Reps that are reported of the other leg are on the wrong leg, and give no values."""
    judged = judge(clip(THREE), report([squat(k, leg="R") for k in range(3)]))
    assert kinds(judged) == [WRONG_LEG] * 3
    assert judged.legs == judged.reps == ()


def test_a_rep_out_of_nothing_is_false() -> None:
    """A counted rep with no squat near it is false; a refused one is only told of."""
    invented = judge(clip([]), report([squat(0)]))
    assert kinds(invented) == [FALSE]
    named = judge(clip([]), report([squat(0, why_not="shallow")]))
    assert kinds(named) == []
    assert len(named.extra) == 1


def test_counting_what_must_be_refused_is_false() -> None:
    """A touch-down that is counted is false."""
    assert kinds(judge(clip([TOUCHED]), report([squat(1)]))) == [FALSE]


def test_the_reason_must_be_right() -> None:
    """A refused rep is right with its own reason in the kiosk's word, and wrong with another."""
    assert kinds(judge(clip([TOUCHED]), report([TOUCHED]))) == []
    assert kinds(judge(clip([TOUCHED]), report([squat(1, why_not="hop")]))) == [WRONG_REASON]


def test_of_two_true_reasons_either_will_do() -> None:
    """A rep that is shallow and touches down may be refused for the one or the other."""
    both = squat(1, flexion=35.0, why_not="touchdown")
    for said in ("touchdown", "shallow"):
        assert kinds(judge(clip([both]), report([squat(1, why_not=said)]))) == []


def test_a_refused_rep_that_is_not_named_has_the_wrong_reason() -> None:
    """Silence about a touch-down is a wrong reason."""
    assert kinds(judge(clip([TOUCHED]), report([]))) == [WRONG_REASON]


@pytest.mark.parametrize(("flexion", "wrong"), [(43.0, []), (39.0, [FALSE])])
def test_almost_deep_enough_may_be_counted(flexion: float, wrong: list[str]) -> None:
    """From 40 to 45 degrees counting and refusing are both right; below, only refusing."""
    rep = squat(0, flexion=flexion, why_not="shallow")
    assert kinds(judge(clip([rep]), report([squat(0, flexion=flexion)]))) == wrong
    assert kinds(judge(clip([rep]), report([rep]))) == []


def test_squats_on_both_feet_and_knee_lifts_belong_in_other() -> None:
    """They are right when `other` names them at their time, and wrong when it does not."""
    made = clip([squat(0, leg="both", why_not="two_legs")], events=[{"type": "kneelift", "t": 9.0}])
    named = [{"start_s": 3.0, "end_s": 5.0, "refused_because": "two_legs"},
             {"start_s": 8.5, "end_s": 9.5, "refused_because": "knee_lift"}]  # fmt: skip
    assert kinds(judge(made, report([], other=named))) == []
    assert kinds(judge(made, report([]))) == [WRONG_REASON, WRONG_REASON]
    assert len(judge(clip([]), report([], other=named)).extra) == 2


def test_a_hop_may_be_refused_as_a_rep() -> None:
    """A hop is no rep of the truth; refusing it there is no invention."""
    made = clip([], events=[{"type": "hop", "t": 4.0}])
    assert judge(made, report([squat(0, why_not="hop")])).extra == ()


def test_two_reps_are_never_one() -> None:
    """Of two reports of one squat the nearer is that squat and the other is false."""
    twice = [squat(0), {**squat(0), "t_bottom": 4.9}]
    assert kinds(judge(clip([squat(0)]), report(twice))) == [FALSE]


def test_a_leg_is_held_against_its_middle_reps() -> None:
    """Of five reps the first and the last speak neither for the report nor for the truth."""
    five = [squat(0, fppa=30.0), *(squat(k) for k in (1, 2, 3)), squat(4, fppa=30.0)]
    judged = judge(clip(five), report([squat(k) for k in range(5)]))
    (knee,) = [value for value in judged.legs if value.measure.field == "knee_fppa_deg"]
    assert (knee.truth_deg, knee.error_deg) == (5.0, 0.0)


def test_under_three_reps_a_leg_has_no_value() -> None:
    """Two counted reps give values of reps but none of the leg."""
    judged = judge(clip(THREE[:2]), report(THREE[:2]))
    assert judged.legs == ()
    assert len(judged.reps) == 8


def test_thinned_clips_go_with_their_clip() -> None:
    """NAME-10 beside NAME of the group rate shares its base; an unknown clip has no group."""
    entries = {"r01": Entry("r01", "rate", None, "30 fps")}
    assert clip([], "r01-10", entries=entries).base == clip([], "r01", entries=entries).base
    assert clip([], "r01-10", entries=entries).group == "rate"
    assert clip([], "strange-10", entries=entries).group == "people"
    assert clip([], "strange", entries=entries, turn_deg=8.0).group == "other"


def test_an_empty_room_has_nothing_true_of_it() -> None:
    """The truth of a clip without a person names no verdicts, and whatever is counted is false."""
    empty = truth([], body=None)
    del empty["verdicts"]
    made = clip_of("empty", empty, {})
    assert (made.woman, made.reps, dict(made.verdicts)) == (None, (), {})
    assert kinds(judge(made, report([squat(0)]))) == [FALSE]
