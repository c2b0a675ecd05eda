"""What the light says to staff: one row for each, in the words of the health page and docs/cues.md.

Decides the words alone; the lights are those of `cues`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import dist

from kiosk.feedback import cues
from kiosk.feedback.cues import OFF, SIGNALS, TROUBLES, Cue, Rgb
from kiosk.feedback.pattern import Pattern

_COLOURS: dict[Rgb, str] = {
    cues.BLUE: "blue",
    cues.WHITE: "white",
    cues.GREEN: "green",
    cues.AMBER: "amber",
    cues.CYAN: "cyan",
    cues.MAGENTA: "magenta",
    cues.RED: "red",
}


@dataclass(frozen=True, slots=True)
class StaffLight:
    """One thing that the light says to staff."""

    name: str
    """ready, busy, updating, or the trouble's name in the health report."""
    words: str
    when: str
    look: Pattern[Rgb]


STAFF_LIGHTS = (
    StaffLight(
        "ready",
        "Ready",
        "nobody is on the spot; the same blue breathes slowly while nobody is near at all",
        SIGNALS[Cue.WAITING].look,
    ),
    StaffLight(
        "busy",
        "Busy",
        "somebody is on the spot; any colour but blue, magenta and red says so, as here while "
        "squats are counted",
        SIGNALS[Cue.GO].look,
    ),
    StaffLight(
        "updating",
        "Updating",
        "no check begins until the update is done or taken back; the page says so too",
        SIGNALS[Cue.UPDATING].look,
    ),
    *(
        StaffLight(cue.value, SIGNALS[cue].words, SIGNALS[cue].when, SIGNALS[cue].look)
        for cue in sorted(TROUBLES, key=lambda cue: len(SIGNALS[cue].look.steps))
    ),
)
"""Ready, busy, updating, then the troubles by the number of their flashes."""


def colour_names(look: Pattern[Rgb]) -> str:
    """The colours of a light in words."""
    used = dict.fromkeys(_named(rgb) for rgb, _ in look.steps if rgb != OFF)
    return " and ".join(used)


def _named(rgb: Rgb) -> str:
    """The name of a colour at any brightness: its parts stand to each other as in one of those."""
    return _COLOURS[min(_COLOURS, key=lambda colour: dist(_full(colour), _full(rgb)))]


def _full(rgb: Rgb) -> tuple[float, ...]:
    return tuple(part / max(rgb) for part in rgb)


def css_steps(look: Pattern[Rgb]) -> list[tuple[str | None, float]]:
    """(CSS colour, None while dark; seconds) of one pass, for a page."""
    return [(None if rgb == OFF else css_colour(rgb), seconds) for rgb, seconds in look.steps]


def css_colour(rgb: Rgb) -> str:
    """The light as a screen shows it: an LED's half drive looks brighter than half a pixel."""
    return "#" + "".join(f"{round(255 * part**0.45):02x}" for part in rgb)
