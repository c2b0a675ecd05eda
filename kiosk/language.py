"""Which language the kiosk speaks now: each in turn until somebody is there, then theirs. Pure.

Decides when the language changes. Which languages there are, and what is said in them, is
decided elsewhere. Time is an argument, in seconds of the camera's clock.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

TURN_S = 6.0
"""How long each language shows while nobody is there: time to read three lines. Our choice."""
TOUCHED_S = 60.0
"""How long a touched language stays while nobody steps on. Our choice."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The language that shows, and since when."""

    language: str
    since_s: float
    """When the first language of the round came, or the touch."""
    touched: bool = False
    somebody: bool = False


def next_turn(turn: Turn, languages: Sequence[str], t_s: float, somebody: bool) -> Turn:
    """What shows at `t_s`. `languages`: those on offer, the site's own first."""
    if somebody:
        return replace(turn, somebody=True)
    if turn.somebody:
        return Turn(languages[0], t_s)
    since_s = min(turn.since_s, t_s)  # a recording that begins anew turns time back
    if turn.touched:
        over = t_s - since_s >= TOUCHED_S
        return Turn(languages[0], t_s) if over else replace(turn, since_s=since_s)
    shown = int((t_s - since_s) / TURN_S) % len(languages)
    return Turn(languages[shown], since_s)


class LanguageChooser:
    """Keeps the turn. `now` is the loop's, `choose` anybody's: safe in any thread."""

    def __init__(self, site: str, offered: Sequence[str]) -> None:
        """`site`: the gym's own language. `offered`: what else shows in turn; may hold it too."""
        self.languages = tuple(dict.fromkeys((site, *offered)))
        self._lock = threading.Lock()
        self._touched: str | None = None
        self._turn: Turn | None = None

    def choose(self, language: str) -> None:
        """Somebody touched a language; a word that is none of those on offer changes nothing."""
        if language in self.languages:
            with self._lock:
                self._touched = language

    def now(self, t_s: float, somebody: bool) -> str:
        """The language at `t_s`; `somebody`: whether a person is on the spot."""
        with self._lock:
            turn = self._turn or Turn(self.languages[0], t_s)
            if self._touched is None:
                turn = next_turn(turn, self.languages, t_s, somebody)
            else:
                turn = Turn(self._touched, t_s, touched=True, somebody=somebody)
                self._touched = None
            self._turn = turn
            return turn.language
