"""Plays cues: which light and sound hold at a moment, and writing them when they change.

Decides how states and moments follow each other (table in `cues`). The pure part takes time
as an argument; `Player` writes to the outputs; `PlayerThread` keeps time for it.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from typing import NamedTuple

from kiosk.errors import KioskError
from kiosk.feedback.cues import OFF, SIGNALS, Cue, Rgb
from kiosk.feedback.outputs import Outputs

_log = logging.getLogger(__name__)

_SHORTEST_WAIT_S = 0.001
"""Rounding at the end of a step must not make the thread spin."""


class Output(NamedTuple):
    """What the LED and the buzzer do at one moment."""

    rgb: Rgb
    buzzer_on: bool


@dataclass(frozen=True, slots=True)
class Playing:
    """The state that holds and the moment that may be playing over it; times in seconds."""

    state: Cue
    state_since_s: float
    state_heard: bool = False
    """The state's sound has had its turn; it is not repeated after a moment."""
    moment: Cue | None = None
    moment_end_s: float = 0.0


def play(playing: Playing, cue: Cue, now_s: float) -> Playing:
    """What plays once `cue` has come. A new moment replaces a running one.

    A new state waits until a running moment has ended, so that the beep of the last rep is
    heard before "change legs"; one that cuts in does not wait. The same state again changes
    nothing.
    """
    signal = SIGNALS[cue]
    if not signal.is_state:
        return _interrupt(playing, cue, now_s)
    if cue is playing.state:
        return playing
    if signal.cuts_in:
        return Playing(cue, now_s)
    starts_s = max(now_s, playing.moment_end_s)
    return replace(playing, state=cue, state_since_s=starts_s, state_heard=False)


def _interrupt(playing: Playing, cue: Cue, now_s: float) -> Playing:
    end_s = now_s + SIGNALS[cue].length_s
    heard = playing.state_heard or playing.state_since_s < now_s
    return Playing(playing.state, end_s, heard, cue, end_s)


def step(playing: Playing, now_s: float) -> tuple[Output, float | None]:
    """Light and buzzer at `now_s`, and the seconds until they may change (None: never)."""
    if playing.moment is not None and now_s < playing.moment_end_s:
        signal = SIGNALS[playing.moment]
        left_s: float | None = playing.moment_end_s - now_s
        elapsed_s = signal.length_s - (playing.moment_end_s - now_s)
        silent = False
    else:
        signal, left_s = SIGNALS[playing.state], None
        elapsed_s, silent = now_s - playing.state_since_s, playing.state_heard
    rgb, light_s = signal.look.at(elapsed_s, OFF)
    buzzer_on, sound_s = (False, None) if silent else signal.sound.at(elapsed_s, False)
    waits = [wait for wait in (light_s, sound_s, left_s) if wait is not None]
    return Output(rgb, buzzer_on), min(waits, default=None)


class Player:
    """Writes to the outputs, only when something changes. Not for several threads.

    `quiet` keeps the buzzer off; the light says the same without it.
    """

    def __init__(self, outputs: Outputs, now_s: float, *, quiet: bool = False) -> None:
        self._outputs = outputs
        self._quiet = quiet
        self._playing = Playing(Cue.WAITING, now_s)
        self._shown: Output | None = None

    def play(self, cue: Cue, now_s: float) -> None:
        """Start `cue`; it is seen at the next `tick`."""
        self._playing = play(self._playing, cue, now_s)

    def tick(self, now_s: float) -> float | None:
        """Bring the outputs up to date; seconds until the next tick is needed (None: never).

        Raises GpioError when the device cannot be driven.
        """
        output, wait_s = step(self._playing, now_s)
        if self._quiet:
            output = output._replace(buzzer_on=False)
        if output != self._shown:
            self._outputs.show(output.rgb, output.buzzer_on)
            self._shown = output
        return wait_s


class PlayerThread:
    """A `Player` that keeps its own time. `play` returns at once and never raises.

    When the device fails, the cues stop, `failure` has the sentence, and the check goes on.
    The outputs are closed by `close()`.
    """

    def __init__(self, outputs: Outputs, *, quiet: bool = False) -> None:
        self._outputs = outputs
        self._player = Player(outputs, time.monotonic(), quiet=quiet)
        self._changed = threading.Condition()
        self._cues: list[Cue] = []
        self._closing = False
        self._failure: str | None = None
        self._thread = threading.Thread(target=self._run, name="feedback", daemon=True)
        self._thread.start()

    @property
    def failure(self) -> str | None:
        """Why the cues stopped, one sentence; None while they work."""
        with self._changed:
            return self._failure

    def play(self, cue: Cue) -> None:
        """Start `cue` at once, from any thread; nothing happens after a failure or `close`."""
        with self._changed:
            self._cues.append(cue)
            self._changed.notify()

    def close(self) -> None:
        """Stop, with LED and buzzer off. Safe to call twice."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()
        self._outputs.close()

    def _run(self) -> None:
        wait_s: float | None = 0.0
        try:
            while self._take_cues(wait_s):
                wait_s = self._player.tick(time.monotonic())
        except KioskError as error:
            _log.error("%s", error)
            with self._changed:
                self._failure = str(error)

    def _take_cues(self, wait_s: float | None) -> bool:
        """Wait for cues, for `wait_s` at most, and start them; False when closing."""
        limit_s = None if wait_s is None else max(wait_s, _SHORTEST_WAIT_S)
        with self._changed:
            self._changed.wait_for(lambda: self._cues or self._closing, limit_s)
            cues, self._cues = self._cues, []
            closing = self._closing
        for cue in cues:
            self._player.play(cue, time.monotonic())
        return not closing
