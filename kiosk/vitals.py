"""How the camera loop is doing, for health, pages and the watchdog: written by it, read by all.

Decides nothing: what is well or unwell is judged in `kiosk.health`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Vitals:
    """The loop at one moment. Plain values."""

    camera: str = "starting"
    """starting | ok | missing | lost | frozen | covered | ended"""
    camera_message: str | None = None
    """One sentence when the camera is not ok."""
    rung: str = "watching"
    """What is being done about the camera: watching | reopening | restarting | rebooting |
    waiting (`kiosk.health.ladder`)."""
    fresh_s: float | None = None
    """When the last fresh frame had gone all the way through, on the monotonic clock."""
    frame_rate_hz: float | None = None
    """Frames that went all the way through, over the last seconds; None before there were any."""
    frames: int = 0
    """Frames that went all the way through since the start."""
    dropped: int = 0
    """Frames of the camera that a newer one replaced before they were looked at."""
    tick_ms: float | None = None
    """What one frame took, the median of the last seconds."""
    idle: bool = False
    """Nobody is near the spot: most frames are only compared with the one before."""
    busy: bool = False
    """Somebody is on the spot or a check is running."""
    held: bool = False
    """No check can begin before the update's trial is over (`kiosk.holding`)."""
    network: str | None = None
    """Model of the live stage, None where poses are recorded."""
    second_network: str | None = None
    """Model of the closer looks."""
    step: str | None = None
    """Why a smaller model than the board's own runs now (heat), one sentence, or None."""


@dataclass
class VitalsBoard:
    """Holds the newest Vitals. Any thread."""

    _newest: Vitals = field(default_factory=Vitals)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def newest(self) -> Vitals:
        """What the loop wrote last."""
        with self._lock:
            return self._newest

    def show(self, vitals: Vitals) -> None:
        """Replace what is shown."""
        with self._lock:
            self._newest = vitals
