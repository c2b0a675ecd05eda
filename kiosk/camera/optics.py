"""What the kiosk wants of the camera's light and view, whatever camera it is.

Decides: the longest exposure that mains light allows, and which part of the sensor is shown.
Pure numbers; asking the camera for them is `picamera`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

Rectangle = tuple[int, int, int, int]
"""x, y, width, height in pixels of the whole sensor."""


@dataclass(frozen=True, slots=True)
class Optics:
    """Light and view. The aim counts from the middle (0) to an edge of the view (-100, 100).

    As configured it is meant in the upright picture; `turned` makes it the sensor's.
    """

    mains_hz: int = 50
    longest_exposure_ms: int = 10
    zoom_percent: int = 100
    """100 is the whole view, 200 the half of it in width and in height."""
    aim_x_percent: int = 0
    aim_y_percent: int = 0

    @property
    def is_whole_view(self) -> bool:
        """Nothing is cut off but what the picture's shape does not hold."""
        return (self.zoom_percent, self.aim_x_percent, self.aim_y_percent) == (100, 0, 0)

    @property
    def flicker_us(self) -> int:
        """Mains light swells twice in a period of the mains."""
        return round(1e6 / (2 * self.mains_hz))

    @property
    def longest_exposure_us(self) -> int:
        """The longest exposure, in whole swells of the light where one fits into it.

        libcamera rounds an exposure down to whole swells by itself, so a limit between two of
        them would only make the picture darker.
        """
        wanted_us = self.longest_exposure_ms * 1000
        swells = wanted_us // self.flicker_us
        return swells * self.flicker_us if swells else wanted_us

    def turned(self, rotation_deg: int) -> Optics:
        """The aim on a sensor whose picture is turned clockwise by `rotation_deg` to be upright."""
        x, y = self.aim_x_percent, self.aim_y_percent
        aims = {0: (x, y), 90: (y, -x), 180: (-x, -y), 270: (-y, x)}
        x, y = aims[rotation_deg]
        return replace(self, aim_x_percent=x, aim_y_percent=y)

    def words(self) -> str:
        """The view in words, empty for the whole: another view makes a calibrated spot stale."""
        if self.is_whole_view:
            return ""
        return f" at {self.zoom_percent} % toward {self.aim_x_percent}, {self.aim_y_percent}"


def crop(optics: Optics, view: Rectangle, width_px: int, height_px: int) -> Rectangle:
    """The part of the sensor to show, in the shape of the picture, inside `view`.

    `view` is all that the sensor's mode sees (the upper limit of ScalerCrop).
    """
    left, top, view_width, view_height = view
    scale = min(view_width / width_px, view_height / height_px) * 100 / optics.zoom_percent
    width, height = _even(width_px * scale), _even(height_px * scale)
    x = left + (view_width - width) * (100 + optics.aim_x_percent) / 200
    y = top + (view_height - height) * (100 + optics.aim_y_percent) / 200
    return _even(x), _even(y), width, height


def _even(value: float) -> int:
    """Pairs of pixels make a colour. The small excess keeps 0.9999999 of a pixel from its loss."""
    return int(value + 1e-6) // 2 * 2
