"""What is spoken: instructions that stay, counts, refusals; no finding, nothing to passers-by."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.feedback.speech import SILENCE, STEADY_S, SpokenPrompts
from kiosk.live import Snapshot

FRAME_S = 1 / 15
STEP_ON = Snapshot(camera="ok")
STAND = Snapshot(camera="ok", stage="stand", instruction="Stand still, hands on your hips.")
LIFT = replace(STAND, stage="lift", instruction="Lift one foot behind you.")
REPS = replace(STAND, stage="reps", leg="left", instruction="Slow squats on your left leg.")
PAUSED = replace(REPS, pause="crowded", instruction="Wait: only one person on the spot.")
KNEE_IN = "Counted: keep the knee over the foot"
TOO_SHALLOW = "Not counted: go a little deeper"


def rep(text: str, counted: bool = True, practice: bool = False) -> dict[str, Any]:
    return {"counted": counted, "practice": practice, "leg": "left", "text": text}


@dataclass
class Voice:
    """A speaker that notes what it is told, and speaks until it is told that it has ended."""

    said: list[tuple[str, str]] = field(default_factory=list)
    busy: bool = False
    failure: str | None = None

    def say(self, text: str, language: str) -> None:
        self.said.append((text, language))
        self.busy = text != SILENCE

    def close(self) -> None:
        self.busy = False


class Check:
    """A member's screen that a voice follows, frame by frame."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.voice = Voice()
        self.prompts = SpokenPrompts(
            self.voice, lambda language, text: f"{language}:{text}", lambda: self.now_s
        )

    def shows(self, snapshot: Snapshot, seconds: float = 2 * STEADY_S) -> None:
        end_s = self.now_s + seconds
        while self.now_s < end_s:
            self.prompts.follow(snapshot)
            self.now_s += FRAME_S

    @property
    def said(self) -> list[str]:
        return [text.removeprefix(f"{language}:") for text, language in self.voice.said]


def test_instruction_is_said_once() -> None:
    """An instruction is said when it comes, in the screen's language, and not again."""
    check = Check()
    check.shows(replace(STAND, language="de"), 10.0)
    assert check.voice.said == [(f"de:{STAND.instruction}", "de")]


def test_flicker_is_never_begun() -> None:
    """An instruction that is gone after a moment is not said, nor the one before it again."""
    check = Check()
    check.shows(STAND)
    check.shows(LIFT, STEADY_S / 2)
    check.shows(STAND)
    assert check.said == [STAND.instruction]


def test_newer_instruction_cuts_in() -> None:
    """Once it is steady, a new instruction does not wait for the end of one that is over."""
    check = Check()
    check.shows(STAND)
    assert check.voice.busy
    check.shows(LIFT)
    assert check.said == [STAND.instruction, LIFT.instruction]


def test_instruction_comes_back_after_a_pause() -> None:
    """After a pause the member hears again what to do."""
    check = Check()
    for snapshot in (REPS, PAUSED, REPS):
        check.shows(snapshot)
    assert check.said == [REPS.instruction, PAUSED.instruction, REPS.instruction]


def test_passers_by_are_not_spoken_to() -> None:
    """With nobody on the spot nothing is said, whatever the screen cycles through."""
    check = Check()
    for language in ("en", "es", "de", "fr"):
        check.shows(replace(STEP_ON, language=language), 5.0)
    assert check.voice.said == []


def test_leaving_cuts_off() -> None:
    """Who steps off is not spoken after, and the next person hears everything anew."""
    check = Check()
    check.shows(STAND)
    check.shows(STEP_ON)
    assert check.said[1:] == [SILENCE]
    check.shows(STAND)
    assert check.said[2:] == [STAND.instruction]


@pytest.mark.parametrize("camera", ["lost", "missing", "ended", "starting"])
def test_silent_without_a_picture(camera: str) -> None:
    """While no picture comes, what is shown is old and is not said."""
    check = Check()
    check.shows(replace(STAND, camera=camera))
    assert check.voice.said == []


def counted(check: Check, number: int, text: str = "Counted") -> None:
    """A counted rep, and the frames after it."""
    cue = "rep_counted" if text == "Counted" else "fix_knee"
    after = replace(REPS, reps_counted=number, last_rep=rep(text), cue=cue, cue_seq=number)
    check.shows(after)
    check.voice.busy = False


def test_reps_are_counted_aloud() -> None:
    """Each counted rep is answered by its number alone, in the very frame in which it counts."""
    check = Check()
    check.shows(REPS)
    for number in (1, 2, 3):
        counted(check, number)
    assert check.said[1:] == ["1", "2", "3"]


def test_count_cuts_in() -> None:
    """A count does not wait for an instruction that is being spoken: the rhythm is the member's."""
    check = Check()
    check.shows(REPS)
    assert check.voice.busy
    check.prompts.follow(
        replace(REPS, reps_counted=1, last_rep=rep("Counted"), cue="rep_counted", cue_seq=1)
    )
    assert check.said == [REPS.instruction, "1"]


def test_findings_are_never_spoken() -> None:
    """What a counted or practised rep was found to be stays on the screen: a gym has ears."""
    check = Check()
    practised = rep(KNEE_IN, practice=True)
    check.shows(replace(REPS, stage="practice", last_rep=practised, cue="fix_knee", cue_seq=1))
    counted(check, 2, KNEE_IN)
    assert check.said == [REPS.instruction, "2"]


def test_closer_look_is_not_a_new_rep() -> None:
    """What a closer look adds to the last rep is not answered again."""
    check = Check()
    first = replace(REPS, reps_counted=1, last_rep=rep("Counted"), cue="rep_counted", cue_seq=1)
    check.shows(first)
    check.shows(replace(first, last_rep={**rep("Counted"), "knee": "good"}))
    assert check.said.count("1") == 1


def test_each_refusal_is_said() -> None:
    """Why a rep does not count is said each time, the same reason twice too."""
    check = Check()
    refused = replace(REPS, last_rep=rep(TOO_SHALLOW, counted=False), cue="rep_refused")
    check.shows(REPS)
    for seq in (4, 5):
        check.shows(replace(refused, cue_seq=seq), 2.0)
    assert check.said == [REPS.instruction, TOO_SHALLOW, TOO_SHALLOW]


@pytest.mark.parametrize("count_shown", [0, 5])
def test_last_rep_of_a_leg_is_heard_out(count_shown: int) -> None:
    """The last count is said, though the next stage comes with it, and then what to do there."""
    check = Check()
    four = replace(REPS, reps_counted=4, last_rep=rep("Counted"), cue="rep_counted", cue_seq=4)
    check.shows(four)
    check.voice.busy = False
    change = replace(four, stage="change_leg", instruction="Change legs.", cue_seq=6)
    cue = "rep_counted" if count_shown == 0 else "change_leg"
    change = replace(change, reps_counted=count_shown, cue=cue)
    check.shows(change, 5.0)
    assert check.said[-1] == "5"
    check.voice.busy = False
    check.shows(change)
    assert check.said[-2:] == ["5", "Change legs."]


SNAPSHOTS = st.builds(
    Snapshot,
    camera=st.sampled_from(["ok", "ok", "ok", "lost"]),
    stage=st.sampled_from(["waiting", "welcome", "reps", "results"]),
    instruction=st.sampled_from(["A.", "B.", "C."]),
    reps_counted=st.integers(0, 5),
    last_rep=st.sampled_from([None, rep(KNEE_IN), rep(TOO_SHALLOW, counted=False)]),
    cue=st.sampled_from([None, "go", "rep_counted", "rep_refused"]),
    cue_seq=st.integers(0, 3),
)


@given(st.lists(st.tuples(SNAPSHOTS, st.floats(0.05, 1.0), st.booleans()), max_size=20))
def test_only_what_is_shown_now_is_said(shown: list[tuple[Snapshot, float, bool]]) -> None:
    """Whatever happens, a text is of the very snapshot that is followed, one at most for each."""
    check = Check()
    for snapshot, seconds, ends in shown:
        before = len(check.said)
        check.prompts.follow(snapshot)
        new = check.said[before:]
        refusal = snapshot.last_rep["text"] if snapshot.last_rep else ""
        assert len(new) <= 1
        assert all(
            text in (SILENCE, snapshot.instruction, TOO_SHALLOW) or text.isdigit() for text in new
        )
        assert TOO_SHALLOW not in new or refusal == TOO_SHALLOW
        silent = snapshot.stage == "waiting" or snapshot.camera != "ok"
        assert not silent or new in ([], [SILENCE])
        assert not silent or not check.voice.busy
        check.voice.busy = check.voice.busy and not ends
        check.now_s += seconds
