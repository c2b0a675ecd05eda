"""The `kiosk` command with an eye on its mock pins: prints their last levels before letting go.

Run as a program: `python pins_at_exit.py run …`, like `kiosk run …`. The last line of standard
output is then `pins RED GREEN BLUE BUZZER`, each 0.0 when off.
"""

from __future__ import annotations

from kiosk.cli import main
from kiosk.feedback.outputs import GpioOutputs, Wiring

_release = GpioOutputs._release


def _told_and_released(self: GpioOutputs) -> None:
    print("pins", *(self.recorded(pin)[-1] for pin in Wiring().pins), flush=True)
    _release(self)


if __name__ == "__main__":
    GpioOutputs._release = _told_and_released  # type: ignore[method-assign]
    main(prog_name="kiosk")
