"""The LED and the buzzer at the pins, through gpiozero on lgpio.

Decides how to reach the pins and what to say when that fails. Leaves what is shown to
`player`. Mock pins are gpiozero's own and only used when asked for by name.

Only lgpio is used of gpiozero's pin libraries: it works on every Pi up to the Pi 5, and
gpiozero's automatic choice would go on to others that fail there with obscure errors
(gpiozero issues 1172 and 1229).
"""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kiosk.errors import GpioError
from kiosk.feedback.cues import OFF, Rgb

INSTALL_LIBRARY = (
    "install it with `sudo apt install python3-gpiozero python3-lgpio` and make the "
    "environment with --system-site-packages"
)
DISABLE_GPIO = "set `enabled = false` under [gpio] in kiosk.toml to run without LED and buzzer"
_CHIPS = (Path("/dev/gpiochip0"), Path("/dev/gpiochip4"))


class Outputs(Protocol):
    """Somewhere to show light and sound."""

    @property
    def simulated(self) -> bool:
        """True for mock pins: the page then wears its banner."""
        ...

    def show(self, rgb: Rgb, buzzer_on: bool) -> None:
        """Set LED and buzzer; raises GpioError when they cannot be driven."""
        ...

    def close(self) -> None:
        """Everything off and released. Safe to call twice and from `finally`."""
        ...


@dataclass(frozen=True, slots=True)
class Wiring:
    """BCM pin numbers (docs/wiring.md). Not active high: a common-anode LED."""

    led_red_pin: int = 17
    led_green_pin: int = 27
    led_blue_pin: int = 22
    buzzer_pin: int = 23
    led_active_high: bool = True

    @property
    def pins(self) -> tuple[int, int, int, int]:
        """Red, green, blue and the buzzer."""
        return (self.led_red_pin, self.led_green_pin, self.led_blue_pin, self.buzzer_pin)


class SilentOutputs:
    """For a kiosk whose configuration has no LED and buzzer: shows nothing."""

    simulated = False

    def show(self, rgb: Rgb, buzzer_on: bool) -> None:
        """Nothing is connected, so nothing happens."""

    def close(self) -> None:
        """Nothing is held, so nothing is released."""


class GpioOutputs:
    """An RGB LED and an active buzzer; off at the start and after `close()`.

    `mock=True` takes gpiozero's mock pins, which record every state and drive nothing.
    Raises GpioError when the pins cannot be had.
    """

    def __init__(self, wiring: Wiring, *, mock: bool = False) -> None:
        self.simulated = mock
        self._closed = False
        self._led: Any = None
        self._buzzer: Any = None
        self._factory = _mock_factory() if mock else _lgpio_factory()
        try:
            self._claim(wiring)
        except Exception as error:  # the pin library raises types of its own
            self._release()
            raise _pin_error(wiring, error) from error

    def _claim(self, wiring: Wiring) -> None:
        gpiozero = importlib.import_module("gpiozero")
        self._led = gpiozero.RGBLED(
            *wiring.pins[:3], active_high=wiring.led_active_high, pin_factory=self._factory
        )
        self._buzzer = gpiozero.Buzzer(wiring.buzzer_pin, pin_factory=self._factory)

    def show(self, rgb: Rgb, buzzer_on: bool) -> None:
        """Set LED and buzzer; raises GpioError when they no longer answer."""
        try:
            self._led.value = rgb
            self._buzzer.value = buzzer_on
        except Exception as error:  # the pin library raises types of its own
            raise GpioError(
                f"The LED and buzzer stopped answering ({_reason(error)}): run `kiosk check`."
            ) from error

    def recorded(self, pin: int) -> tuple[float, ...]:
        """Every level of a mock pin since the start, 0 to 1; ValueError on real pins."""
        if not self.simulated:
            raise ValueError("only mock pins record their levels")
        return tuple(float(entry.state) for entry in self._factory.pin(pin).states)

    def close(self) -> None:
        """Off, then let go of the pins. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        # Released pins keep their last level on some boards, so off comes first. A device that
        # no longer answers has been reported by `show`; what matters here is letting go of it.
        with suppress(GpioError):
            self.show(OFF, False)
        self._release()

    def _release(self) -> None:
        for device in (self._led, self._buzzer, self._factory):
            if device is not None:
                device.close()


def _mock_factory() -> Any:
    mock = _load("gpiozero.pins.mock")
    return mock.MockFactory(pin_class=mock.MockPWMPin)


def _lgpio_factory() -> Any:
    with _scratch_folder():
        module = _load("gpiozero.pins.lgpio")
    try:
        return module.LGPIOFactory()
    except Exception as error:  # the pin library raises types of its own
        raise _chip_error(error, [chip for chip in _CHIPS if chip.exists()]) from error


@contextmanager
def _scratch_folder() -> Iterator[None]:
    """Work in a folder that goes away: importing lgpio leaves a pipe where it was started.

    It fails outright where that is not writable, as in a service (gpiozero issue 1106). The
    pipe tells of inputs, which the kiosk has none of. LG_WD would move the whole process.
    """
    here = os.open(".", os.O_RDONLY)
    try:
        with tempfile.TemporaryDirectory(prefix="kiosk-gpio-") as folder:
            os.chdir(folder)
            try:
                yield
            finally:
                os.fchdir(here)
    finally:
        os.close(here)


def _load(module: str) -> Any:
    """Import a gpiozero module, or one sentence on what is missing."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        library = (error.name or module).split(".")[0]
        raise GpioError(
            f"The GPIO library {library} is not in this Python environment: {INSTALL_LIBRARY}."
        ) from error
    except (ImportError, AttributeError, OSError) as error:
        # lgpio 0.0.0.2, which pip takes where no newer wheel fits, lacks names gpiozero needs.
        raise GpioError(
            f"The GPIO library in this Python environment does not work ({_reason(error)}): "
            f"{INSTALL_LIBRARY}."
        ) from error


def _chip_error(error: Exception, chips: list[Path]) -> GpioError:
    if not chips:
        return GpioError(f"This machine has no GPIO pins: {DISABLE_GPIO}, or use --mock-gpio.")
    locked = [chip for chip in chips if not os.access(chip, os.R_OK | os.W_OK)]
    if locked:
        return GpioError(
            f"This user may not use the pins at {locked[0]}: add it with "
            "`sudo usermod -aG gpio $USER` and sign in again."
        )
    return GpioError(f"The GPIO pins could not be opened ({_reason(error)}): {DISABLE_GPIO}.")


def _pin_error(wiring: Wiring, error: Exception) -> GpioError:
    pins = ", ".join(str(pin) for pin in wiring.pins)
    return GpioError(
        f"The LED and buzzer pins {pins} could not be taken ({_reason(error)}): give four "
        "different free BCM pins under [gpio] in kiosk.toml, and stop other programs using them."
    )


def _reason(error: Exception) -> str:
    return str(error).strip("'\"") or type(error).__name__
