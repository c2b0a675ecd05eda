"""What is spoken, and when: the pure decision, and the follower that the loop calls.

Decides that only instructions, counts and reasons for not counting are said aloud, and only
while somebody is on the spot. What was found in a member's movement is never spoken: others are
in the room. Leaves the voice to a `Speaker`, the languages to `translate`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from kiosk.feedback.cues import Cue

STEADY_S = 0.3
"""An instruction is said once it has stood for this long; one that flickers is never begun."""
SILENT_STAGES = frozenset({"waiting"})
"""Nobody is on the spot: passers-by are not spoken to."""
_REP_CUES = {cue.value for cue in (Cue.REP_COUNTED, Cue.REP_REFUSED, Cue.FIX_KNEE, Cue.FIX_HIP)}

SILENCE = ""
"""Said in place of words: what is being spoken is cut off."""


class Speaker(Protocol):
    """A voice. No method raises, and none waits for the sound."""

    @property
    def busy(self) -> bool:
        """Something is being spoken, or about to be."""

    @property
    def failure(self) -> str | None:
        """Why the newest text was not spoken, one sentence; None while all is well."""

    def say(self, text: str, language: str) -> None:
        """Speak `text`, cutting off whatever is being spoken; `SILENCE` only cuts off."""

    def close(self) -> None:
        """Fall silent for good. Safe to call twice."""


class Shown(Protocol):
    """What of a `kiosk.live.Snapshot` is spoken about."""

    @property
    def camera(self) -> str:
        """ok, or why nothing is seen."""

    @property
    def language(self) -> str:
        """In which the screen speaks."""

    @property
    def stage(self) -> str:
        """Where the check stands."""

    @property
    def instruction(self) -> str:
        """One English sentence."""

    @property
    def reps_counted(self) -> int:
        """Of the leg in use."""

    @property
    def last_rep(self) -> Mapping[str, Any] | None:
        """`counted`, `practice`, `leg` and `text` of the newest rep."""

    @property
    def cue(self) -> str | None:
        """Name of the newest cue."""

    @property
    def cue_seq(self) -> int:
        """Grows with every cue."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was shown last and what has been said of it."""

    instruction: str | None = None
    since_s: float = 0.0
    """When the instruction came on the screen."""
    said: str | None = None
    """The instruction that was said last."""
    replying: bool = False
    """The last text was the answer to a rep, which is heard out before an instruction."""
    rep: tuple[Any, ...] | None = None
    counted: int = 0
    cue_seq: int = 0


def what_to_say(
    before: Spoken, shown: Shown, now_s: float, *, busy: bool
) -> tuple[Spoken, str | None]:
    """What has been said now, and the English text to say at `now_s` (None: nothing new).

    The answer to a rep cuts in. An instruction waits until it is steady and an answer has been
    heard out; one that is replaced meanwhile is never begun. `busy`: something is being spoken.
    """
    after = replace(
        before,
        instruction=shown.instruction,
        since_s=before.since_s if shown.instruction == before.instruction else now_s,
        rep=_rep(shown.last_rep),
        counted=shown.reps_counted,
        cue_seq=shown.cue_seq,
    )
    if shown.stage in SILENT_STAGES or shown.camera != "ok":
        return replace(after, said=None), SILENCE if busy else None
    answer = _answer(before, shown)
    if answer is not None:
        return replace(after, replying=True), answer
    waits = now_s - after.since_s < STEADY_S or (busy and before.replying)
    if waits or shown.instruction == before.said:
        return after, None
    return replace(after, said=shown.instruction, replying=False), shown.instruction


def _rep(last_rep: Mapping[str, Any] | None) -> tuple[Any, ...] | None:
    """What tells one rep from the next; what a closer look adds to it later does not."""
    if last_rep is None:
        return None
    return tuple(last_rep.get(name) for name in ("counted", "practice", "leg", "text"))


def _answer(before: Spoken, shown: Shown) -> str | None:
    """The answer to a rep that has just ended: its number, or why it does not count."""
    rep = _rep(shown.last_rep)
    if rep is None:
        return None
    counted, practice, _, text = rep
    cued = shown.cue in _REP_CUES and shown.cue_seq != before.cue_seq
    more = counted and shown.reps_counted > before.counted
    if not (cued or more or rep != before.rep):
        return None
    if not counted:
        return str(text)
    # With the last rep of a leg the count may have gone back to none already. What is written
    # beside a counted rep may be a finding, which is never spoken.
    return None if practice else str(shown.reps_counted or before.counted + 1)


class SpokenPrompts:
    """Follows the published snapshots and has the speaker say what is news. For one thread."""

    def __init__(
        self,
        speaker: Speaker,
        translate: Callable[[str, str], str],
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """`translate(language, message)` gives an English message in a language."""
        self._speaker = speaker
        self._translate = translate
        self._now_s = now_s
        self._spoken = Spoken()

    def follow(self, shown: Shown) -> None:
        """Say what `shown` brings that is new; returns at once and never raises."""
        self._spoken, text = what_to_say(
            self._spoken, shown, self._now_s(), busy=self._speaker.busy
        )
        if text is not None:
            words = self._translate(shown.language, text) if text else SILENCE
            self._speaker.say(words, shown.language)
