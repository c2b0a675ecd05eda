"""Writes docs/cues.md and cues.svg from the table of cues: `python -m kiosk.feedback.document`.

Decides the wording of that page and its picture alone; a test keeps the files equal to what this
writes.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

from kiosk.feedback.cues import OFF, SIGNALS, Cue, Rgb, Signal
from kiosk.feedback.pattern import Pattern
from kiosk.feedback.staff import STAFF_LIGHTS, StaffLight, colour_names
from kiosk.feedback.timeline import picture

_TICK_S = 0.1
_HEAD = """\
# Light and sound

What the kiosk's LED, its buzzer and, with `screen.sound` on, the screen's loudspeaker say. This
page and its picture are written from the table in `kiosk/feedback/cues.py`
(`python -m kiosk.feedback.document`).

![Every cue over four seconds: bars where the light is lit, black bars where it sounds](cues.svg)

- A light that *stays* lasts until the next one; its sound comes once, at its start. A light
  that *passes* plays once over the light that holds, which then comes back.
- Every light has a rhythm of its own, so colour is never needed to tell them apart. No light
  flashes more than three times in a second.
- Quiet mode (`cues.quiet`) means no sound at all: no buzzer, no screen sound, no speech. The light
  and the screen say the same.
- In the rhythms, each mark is a tenth of a second: `#` lit or sounding, `.` dark or silent.

| Cue | It says | When | Light | Rhythm of the light | Rhythm of the sound |
| --- | --- | --- | --- | --- | --- |
"""


_STAFF = """
## What the light says to staff

While nobody is on the spot. Magenta is for staff alone: count its flashes. The health page (staff
pages) says the same in words, with the mend.

| It says | When | Light | Rhythm of the light |
| --- | --- | --- | --- |
"""


def page() -> str:
    """The whole of docs/cues.md."""
    rows = "".join(_row(cue, SIGNALS[cue]) for cue in Cue)
    return _HEAD + rows + _STAFF + "".join(_staff_row(light) for light in STAFF_LIGHTS)


def _staff_row(light: StaffLight) -> str:
    shown = f"`{_light_rhythm(light.look)}`"
    return f"| {light.words} | {light.when} | {colour_names(light.look)} | {shown} |\n"


def _light_rhythm(look: Pattern[Rgb]) -> str:
    return rhythm(Pattern(tuple((rgb != OFF, seconds) for rgb, seconds in look.steps)))


def _row(cue: Cue, signal: Signal) -> str:
    stays = "stays" if signal.is_state else "passes"
    light = _light_rhythm(signal.look)
    cells = (
        f"`{cue.value}`",
        signal.words,
        signal.when,
        f"{colour_names(signal.look)}, {stays}",
        "steady" if len(signal.look.steps) == 1 else f"`{light}`",
        f"`{rhythm(signal.sound)}`" if signal.sound.steps else "silent",
    )
    return f"| {' | '.join(cells)} |\n"


def rhythm(pattern: Pattern[bool]) -> str:
    """One pass of a pattern, `#` for on and `.` for off, a mark for each tenth of a second."""
    return "".join(("#" if on else ".") * _ticks(seconds) for on, seconds in pattern.steps)


def _ticks(seconds: float) -> int:
    return math.ceil(round(seconds / _TICK_S, 6))


if __name__ == "__main__":
    folder = Path(*sys.argv[1:] or ["docs"])
    (folder / "cues.md").write_text(page(), encoding="utf-8")
    (folder / "cues.svg").write_text(picture(), encoding="utf-8")
