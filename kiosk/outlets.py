"""What goes with every state of the screen: its language, the voice, the link to a result.

Decides only which part is asked when. Each part is optional.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from kiosk.live import Snapshot


class Language(Protocol):
    """Which language holds now (`kiosk.language`)."""

    def now(self, t_s: float, somebody: bool) -> str:
        """At a time of the frames, with somebody on the spot or not."""
        ...


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
