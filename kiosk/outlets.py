"""What goes with every state of the screen: its language, the voice, the link to a result, and
what a trainer who rates blind keeps hidden.

Decides only which part is asked when. Each part is optional.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from kiosk.feedback.cues import Cue
from kiosk.live import Snapshot
from kiosk.pose.keypoints import Pose
from kiosk.scoring.check_state import Session
from kiosk.scoring.events import Event


class Language(Protocol):
    """Which language holds now (`kiosk.language`)."""

    def now(self, t_s: float, somebody: bool) -> str:
        """At a time of the frames, with somebody on the spot or not."""
        ...


class Study(Protocol):
    """A check that a trainer rates before the kiosk shows anything (`kiosk.rating.desk`)."""

    def watch(
        self, events: Sequence[Event], t_s: float, pose: Pose | None, session: Session
    ) -> None:
        """One frame, its events being stored and nothing of them shown."""

    def veiled(self, shown: Snapshot) -> Snapshot:
        """What may be seen of a state of the screen."""
        ...

    def cue(self, cue: Cue | None) -> Cue | None:
        """What may be seen and heard of a moment."""


@dataclass
class Outlets:
    """The parts, each of which may be missing. Used by the loop's thread."""

    language: Language | None = None
    link_for: Callable[[str], str] | None = None
    """Makes a link to a stored check; None: none is offered."""
    follow: Callable[[Snapshot], None] = lambda _shown: None
    """Told every state that is published (the voice)."""
    trouble: Callable[[], str | None] = lambda: None
    """What the light should say to staff while nobody is there: a name of `cue_for_trouble`."""
    study: Study | None = None
    picture: bool = False
    sound: bool = False

    def dressed(self, shown: Snapshot) -> Snapshot:
        """The state with what is the same for all of its pages."""
        somebody = shown.stage != "waiting"
        language = self.language.now(shown.t_s, somebody) if self.language else shown.language
        return replace(shown, language=language, picture=self.picture, sound=self.sound)

    def link(self, check_id: str | None) -> str | None:
        """A link to a check that was just stored, where that is switched on."""
        return self.link_for(check_id) if self.link_for and check_id else None

    def watch(
        self, events: Sequence[Event], t_s: float, pose: Pose | None, session: Session
    ) -> None:
        """One frame, its events being stored and nothing of them shown."""
        if self.study:
            self.study.watch(events, t_s, pose, session)

    def veiled(self, shown: Snapshot) -> Snapshot:
        """What may be seen of a state, by pages and voice alike."""
        return self.study.veiled(shown) if self.study else shown

    def cue(self, cue: Cue | None) -> Cue | None:
        """What may be seen and heard of a moment."""
        return self.study.cue(cue) if self.study else cue
