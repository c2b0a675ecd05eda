"""The LED and the buzzer: taken and let go of once."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.errors import GpioError
from kiosk.feedback.outputs import Outputs, Wiring
from kiosk.selfcheck.finding import Finding, State, refused


def probe_lights(
    enabled: bool, in_use: bool, wiring: Wiring, take: Callable[[Wiring], Outputs]
) -> Finding:
    """`in_use` says that a running kiosk holds the pins: then they are left alone."""
    if not enabled:
        return Finding("light, buzzer", State.OK, "switched off by gpio.enabled")
    if in_use:
        return Finding("light, buzzer", State.OK, "in use by the running kiosk")
    try:
        take(wiring).close()
    except GpioError as error:
        return refused("light, buzzer", error)
    red, green, blue, buzzer = wiring.pins
    what = f"pins {red}, {green}, {blue} and {buzzer} answer; look and listen with the demo"
    return Finding("light, buzzer", State.OK, what)
