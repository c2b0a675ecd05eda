"""Whether the camera still sees: a frame is fresh when it is newer and shows something else.

A thread that lives, or a driver that hands out the last picture again, proves nothing
(picamera2 issues 1090 and 1392: the last frame repeats, no exception). Decides what counts as
fresh and when a source is stalled; what is then done is `ladder`'s. Pure: time is an argument.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

STALLED_S = 5.0
"""No fresh frame for this long: the camera is taken for lost. Our choice (2026-11-22): slow
pictures, one in four seconds, are still pictures; a member waits no longer than this."""


class Mark(NamedTuple):
    """What tells one frame from another (`kiosk.camera.fingerprint`)."""

    stamp_s: float
    """The source's own time of the frame."""
    content: int
    """A checksum of the picture. Two pictures of a real sensor never agree: it has noise."""
    black: bool = False
    """There is nothing in it: a covered lens may well give the same black picture for ever."""


class Stall(Enum):
    """Why nothing fresh comes; the value is what the sentence says."""

    SILENT = "has sent no picture"
    SAME_TIME = "has sent pictures with the same time"
    SAME_PICTURE = "has sent the same picture"
    BLACK = "has sent the same black picture"


@dataclass(frozen=True, slots=True)
class Freshness:
    """One open source as the watch sees it. Times are of the watch's own clock."""

    fresh_s: float
    """When the last fresh frame came; before the first one, when the source was opened."""
    newest: Mark | None = None
    seen_fresh: bool = False
    stale: Stall | None = None
    """What was wrong with the newest frame since then; None: there was none at all."""


def opened(now_s: float) -> Freshness:
    """A source is open; it has STALLED_S for its first frame."""
    return Freshness(now_s)


def step(state: Freshness, mark: Mark, now_s: float) -> tuple[Freshness, bool]:
    """A frame has gone all the way through; whether it was a fresh one."""
    newest = state.newest
    if newest is None or (mark.stamp_s > newest.stamp_s and mark.content != newest.content):
        return Freshness(now_s, mark, seen_fresh=True), True
    if mark.stamp_s <= newest.stamp_s:
        return replace(state, stale=Stall.SAME_TIME), False
    stale = Stall.BLACK if mark.black else Stall.SAME_PICTURE
    return replace(state, newest=mark, stale=stale), False


def stalled(state: Freshness, now_s: float) -> Stall | None:
    """Why the source is taken for lost, None while it is not."""
    if now_s - state.fresh_s <= STALLED_S:
        return None
    return state.stale or Stall.SILENT
