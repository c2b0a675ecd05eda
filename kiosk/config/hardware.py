"""The values of what a box is made of: part of the one table in `tree`.

Most of them cannot come from afar: how this camera hangs and what is on which pin is known only
where the box stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kiosk.config.declaring import setting

_PIN: dict[str, Any] = {"unit": "BCM number", "low": 2, "high": 27, "from_afar": False}


@dataclass(frozen=True, slots=True)
class CameraConfig:
    """The camera."""

    source: str = setting(
        "picamera",
        "Where frames come from. A file is a replay: it needs a store of its own.",
        pattern=r"picamera|usb:[0-9]{1,3}|.*[./].*",
        pattern_words='picamera, usb:N (N a number) or a path of a file holding "/" or "."',
        by_admin=False,
        because="A recording instead of the camera would go into the results of members.",
        from_afar=False,
    )
    width_px: int = setting(
        720,
        "Width of the upright picture, after turning by rotation_deg.",
        unit="pixels",
        low=160,
        high=4096,
        from_afar=False,
    )
    height_px: int = setting(
        1280,
        "Height of the upright picture, after turning by rotation_deg.",
        unit="pixels",
        low=160,
        high=4096,
        from_afar=False,
    )
    fps: int = setting(
        30,
        "Frames asked of the camera. A slower board drops old frames and uses the newest.",
        unit="frames per second",
        low=5,
        high=120,
    )
    rotation_deg: int = setting(
        0,
        "Clockwise turn that makes the picture upright; 90 or 270 for a camera on its side.",
        unit="degrees",
        choices=(0, 90, 180, 270),
        from_afar=False,
    )
    mains_hz: int = setting(
        50,
        "Frequency of the mains, 60 in North America: exposures of the Raspberry Pi camera keep "
        "in step with the flicker of lamps.",
        unit="hertz",
        choices=(50, 60),
    )
    longest_exposure_ms: int = setting(
        10,
        "The Raspberry Pi camera never exposes longer, so that a moving knee is not smeared. More "
        "only where the room is too dark.",
        unit="milliseconds",
        low=2,
        high=33,
    )
    zoom_percent: int = setting(
        100,
        "How much the Raspberry Pi camera's picture is enlarged, for a spot far away; 200 shows "
        "half the width and height. Another value means that the spot must be set anew.",
        unit="percent",
        low=100,
        high=400,
        from_afar=False,
    )
    aim_x_percent: int = setting(
        0,
        "Where in its view the Raspberry Pi camera looks: -100 the left edge of the upright "
        "picture, 100 the right. Turning the camera itself is better.",
        unit="percent",
        low=-100,
        high=100,
        from_afar=False,
    )
    aim_y_percent: int = setting(
        0,
        "The same upward (-100) and downward (100).",
        unit="percent",
        low=-100,
        high=100,
        from_afar=False,
    )


@dataclass(frozen=True, slots=True)
class GpioConfig:
    """Light and buzzer on the board's pins."""

    enabled: bool = setting(
        True, "Drive the light and the buzzer. Off on a board without them.", from_afar=False
    )
    led_red_pin: int = setting(17, "Pin of the light's red.", **_PIN)
    led_green_pin: int = setting(27, "Pin of the light's green.", **_PIN)
    led_blue_pin: int = setting(22, "Pin of the light's blue.", **_PIN)
    buzzer_pin: int = setting(23, "Pin of the active buzzer.", **_PIN)
    led_active_high: bool = setting(
        True, "True for a light with a common cathode, false for a common anode.", from_afar=False
    )
