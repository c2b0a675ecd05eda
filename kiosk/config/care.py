"""The values of a box that looks after itself: part of the one table in `tree`."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.config.declaring import setting


@dataclass(frozen=True, slots=True)
class HealthConfig:
    """The box looking after itself."""

    reboot_allowed: bool = setting(
        False,
        "Restart the whole box when its camera stays away although the kiosk was restarted; at "
        "most once in six hours.",
    )
    hot_c: int = setting(
        78,
        "At this processor temperature the kiosk changes to lighter work; the board itself slows "
        "down at 80 to 85.",
        unit="degrees Celsius",
        low=50,
        high=84,
    )


@dataclass(frozen=True, slots=True)
class IdleConfig:
    """What the kiosk does while nobody is near."""

    after_s: int = setting(
        60,
        "After this long with nobody near the spot the kiosk rests: it only watches for movement, "
        "and the screen dims. 0: it never rests.",
        unit="seconds",
        low=0,
        high=3600,
    )
