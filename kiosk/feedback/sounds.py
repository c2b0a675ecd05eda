"""The sounds of the cues as the screen's page plays them: plain values, ready for JSON.

Decides nothing: the table is in `cues`. The page (static/js/sound.js) leaves it to this when to
beep, and decides itself what a beep sounds like.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.feedback.cues import SIGNALS, Cue
from kiosk.feedback.pattern import Pattern


def sounds() -> Mapping[str, Mapping[str, Any]]:
    """By the name of the cue: `beeps`, [start, end] of each in seconds from the cue's start;
    `moment`, whether it passes over the state; `length_s`, of light and sound together."""
    return {
        cue.value: {
            "beeps": _beeps(SIGNALS[cue].sound),
            "moment": not SIGNALS[cue].is_state,
            "length_s": round(SIGNALS[cue].length_s, 3),
        }
        for cue in Cue
    }


def _beeps(sound: Pattern[bool]) -> list[list[float]]:
    beeps, now_s = [], 0.0
    for on, seconds in sound.steps:
        if on:
            beeps.append([round(now_s, 3), round(now_s + seconds, 3)])
        now_s += seconds
    return beeps
