"""What one picture tells about the camera's placement: the mat, the light, the frame rate.

Puts together what others measure; what is good is `score`'s.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.camera import picture_quality
from kiosk.camera.frame import Rgb
from kiosk.camera.picture_quality import Quality
from kiosk.errors import SpotError
from kiosk.live import Live
from kiosk.scoring.spot import Spot
from kiosk.setup import overlay
from kiosk.setup.score import Placement
from kiosk.spot import knocked
from kiosk.spot.calibration import Calibration, calibrate
from kiosk.spot.record import SpotRecord

BLOWN_FROM, THINNED = 250, 4
"""From this value on (of 255) a colour is at its end; every fourth pixel is enough."""
RATE_OVER_S = 0.5
"""Of frame time; over less the rate is not told."""


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Look:
    """What was found in one picture. None is not known."""

    mat: tuple[Spot, Calibration] | None = None
    """What the mat tells, where it is in view."""
    knocked: str | None = None
    """One sentence when the camera has been moved since the spot was set."""
    untold: str | None = None
    """Why it cannot be told whether it has."""
    rate_hz: float | None = None
    quality: Quality | None = None
    blown_share: float | None = None


class PlacementLook:
    """Called with a picture, whether a page asks, and the look before. Used by one thread."""

    def __init__(
        self, live: Live, record: Callable[[], SpotRecord | None], long_fov_deg: float | None
    ) -> None:
        self._live = live
        self._record = record
        self._long_fov_deg = long_fov_deg
        self._judged: tuple[int, float] | None = None

    def __call__(self, rgb: Rgb, asked: bool, before: Look | None) -> Look:
        """A new look; what this picture cannot tell stays as it was."""
        before = before or Look()
        record = self._record()
        stands = knocked.look(rgb, record) if record else None
        moved = stands is not None and stands.stand is knocked.Stand.MOVED
        unsure = stands is not None and stands.stand is knocked.Stand.UNSURE
        if stands and moved and before.knocked is None:
            _log.warning("%s", stands.sentence)
        return Look(
            mat=self._mat(rgb) if asked else before.mat,
            knocked=stands.sentence if stands and moved else None,
            untold=stands.sentence if stands and unsure else None,
            rate_hz=self._rate_hz() or before.rate_hz,
            quality=picture_quality.measured(rgb),
            blown_share=_blown_share(rgb),
        )

    def _mat(self, rgb: Rgb) -> tuple[Spot, Calibration] | None:
        try:
            return calibrate(rgb, self._long_fov_deg)
        except SpotError:
            return None

    def _rate_hz(self) -> float | None:
        """Frames judged a second since it was last told."""
        newest = self._live.newest
        seq, t_s = self._judged or (newest.seq, newest.t_s)
        passed_s = newest.t_s - t_s
        if self._judged is not None and 0.0 <= passed_s < RATE_OVER_S:
            return None
        self._judged = (newest.seq, newest.t_s)
        return (newest.seq - seq) / passed_s if passed_s > 0.0 else None


def _blown_share(rgb: Rgb) -> float:
    """Part of the picture in which all three colours are at their end."""
    return float((rgb[::THINNED, ::THINNED].min(axis=-1) >= BLOWN_FROM).mean())


def placement(record: SpotRecord | None, look: Look | None, size_px: tuple[int, int]) -> Placement:
    """All that is known now: the mat in view tells more of this moment than what is kept."""
    look = look or Look()
    kept = (record.spot, record.calibration) if record else (None, None)
    spot, seen = look.mat or kept
    return Placement(
        *size_px,
        spot=spot,
        calibration=seen,
        head_px=overlay.head_px(spot, seen) if spot and seen else None,
        rate_hz=look.rate_hz,
        light=look.quality.light / 255.0 if look.quality else None,
        dark=look.quality.dark if look.quality else None,
        blurred=look.quality.blurred if look.quality else None,
        blown_share=look.blown_share,
    )
