"""LED and buzzer at gpiozero's mock pins, and the sentence for each way to have no pins."""

from __future__ import annotations

import os
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import GpioError
from kiosk.feedback import outputs as outputs_module
from kiosk.feedback.outputs import GpioOutputs, SilentOutputs, Wiring

WIRING = Wiring()


def test_shows_colour_and_sound() -> None:
    """Each colour reaches its own pin as a duty cycle, the buzzer its own as a level."""
    outputs = GpioOutputs(WIRING, mock=True)
    try:
        outputs.show((1.0, 0.5, 0.25), True)
        outputs.show((0.0, 0.5, 0.0), False)
        assert outputs.recorded(WIRING.led_red_pin) == (0.0, 1.0, 0.0)
        assert outputs.recorded(WIRING.led_green_pin) == (0.0, 0.5)
        assert outputs.recorded(WIRING.led_blue_pin) == (0.0, 0.25, 0.0)
        assert outputs.recorded(WIRING.buzzer_pin) == (0.0, 1.0, 0.0)
    finally:
        outputs.close()


def test_off_on_close_and_twice() -> None:
    """Closing turns everything off; closing again does nothing."""
    outputs = GpioOutputs(WIRING, mock=True)
    outputs.show((1.0, 1.0, 1.0), True)
    pins = [outputs._factory.pin(pin) for pin in WIRING.pins]
    outputs.close()
    outputs.close()
    assert [float(pin.states[-1].state) for pin in pins] == [0.0, 0.0, 0.0, 0.0]


def test_off_comes_before_letting_go() -> None:
    """The pins are driven to off while they are still ours (high, at a common anode)."""
    outputs = GpioOutputs(Wiring(led_active_high=False), mock=True)
    outputs.show((1.0, 1.0, 1.0), False)
    red = outputs._factory.pin(WIRING.led_red_pin)
    lit_for = len(red.states)
    outputs.close()
    assert [float(entry.state) for entry in red.states[lit_for:]] == [1.0, 0.0]


def test_common_anode_is_inverted() -> None:
    """With a common-anode LED off is a high pin, and the buzzer is as ever."""
    outputs = GpioOutputs(Wiring(led_active_high=False), mock=True)
    try:
        outputs.show((1.0, 0.0, 0.25), False)
        assert outputs.recorded(WIRING.led_red_pin)[-1] == 0.0
        assert outputs.recorded(WIRING.led_green_pin)[-1] == 1.0
        assert outputs.recorded(WIRING.led_blue_pin)[-1] == 0.75
        assert outputs.recorded(WIRING.buzzer_pin) == (0.0,)
    finally:
        outputs.close()


def test_mock_is_told_as_such() -> None:
    """Mock pins say so, for the banner."""
    outputs = GpioOutputs(WIRING, mock=True)
    outputs.close()
    assert outputs.simulated
    assert not SilentOutputs().simulated


def test_silent_outputs_do_nothing() -> None:
    """Without LED and buzzer cues go nowhere and closing is harmless."""
    outputs = SilentOutputs()
    outputs.show((1.0, 1.0, 1.0), True)
    outputs.close()
    outputs.close()


@pytest.mark.parametrize(
    "wiring", [Wiring(led_red_pin=23), Wiring(buzzer_pin=99), Wiring(led_green_pin=17)]
)
def test_bad_pins_get_a_sentence(wiring: Wiring) -> None:
    """Pins used twice or not on the board are named, with what to change."""
    with pytest.raises(GpioError, match=r"could not be taken.*\[gpio\] in kiosk\.toml"):
        GpioOutputs(wiring, mock=True)


def test_device_that_stops_answering() -> None:
    """A write that fails becomes one sentence, and closing still lets go."""
    outputs = GpioOutputs(WIRING, mock=True)
    outputs._led.close()
    with pytest.raises(GpioError, match=r"stopped answering.*kiosk check"):
        outputs.show((1.0, 1.0, 1.0), False)
    outputs.close()


@pytest.mark.parametrize("missing", ["gpiozero", "lgpio"])
def test_missing_library(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that is not there is named, with how to install it; mock is never the way out."""
    forget_gpiozero(monkeypatch)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(GpioError, match=f"library {missing} is not.*python3-lgpio"):
        GpioOutputs(WIRING)


def test_outdated_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """An lgpio too old for gpiozero is told as such."""
    forget_gpiozero(monkeypatch)
    monkeypatch.setitem(sys.modules, "lgpio", types.ModuleType("lgpio"))
    with pytest.raises(GpioError, match=r"does not work.*SET_BIAS_DISABLE.*python3-lgpio"):
        GpioOutputs(WIRING)


def test_machine_without_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    """A laptop is told that it has no pins, and how to run without."""
    refuse_chip(monkeypatch, RuntimeError("unable to locate Pi revision"))
    monkeypatch.setattr(outputs_module, "_CHIPS", ())
    with pytest.raises(GpioError, match=r"no GPIO pins.*--mock-gpio"):
        GpioOutputs(WIRING)


def test_locked_pins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A user outside the gpio group is told to join it."""
    chip = tmp_path / "gpiochip0"
    chip.touch()
    refuse_chip(monkeypatch, OSError("can not open gpiochip"))
    monkeypatch.setattr(outputs_module, "_CHIPS", (chip,))
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    with pytest.raises(GpioError, match="usermod -aG gpio"):
        GpioOutputs(WIRING)


def test_unknown_chip_trouble(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Any other trouble keeps the library's own words in the sentence."""
    chip = tmp_path / "gpiochip0"
    chip.touch()
    refuse_chip(monkeypatch, OSError("something new"))
    monkeypatch.setattr(outputs_module, "_CHIPS", (chip,))
    with pytest.raises(GpioError, match=r"something new.*enabled = false"):
        GpioOutputs(WIRING)


def test_import_loads_no_hardware_library() -> None:
    """Importing the package touches neither gpiozero nor lgpio."""
    code = (
        "import sys, kiosk.feedback.player; sys.exit('gpiozero' in sys.modules or 'lgpio' in "
        "sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_real_library_leaves_no_trace(tmp_path: Path) -> None:
    """Opening real pins, which fails here, leaves no file behind and the folder unchanged."""
    pytest.importorskip("gpiozero")
    if any(chip.exists() for chip in outputs_module._CHIPS):
        pytest.skip("this machine has real pins")
    code = (
        "import os\n"
        "from kiosk.errors import GpioError\n"
        "from kiosk.feedback.outputs import GpioOutputs, Wiring\n"
        "before = os.getcwd()\n"
        "try:\n    GpioOutputs(Wiring())\n"
        "except GpioError as error:\n    print(error)\n"
        "assert os.getcwd() == before\n"
    )
    root = Path(outputs_module.__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def forget_gpiozero(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the next import of gpiozero's lgpio pins, and of the rest, a fresh one."""
    for name in [name for name in sys.modules if name.split(".")[0] in ("gpiozero", "lgpio")]:
        monkeypatch.delitem(sys.modules, name)


def refuse_chip(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Stand in for gpiozero's lgpio pins on a machine where the chip cannot be opened."""

    def factory() -> Any:
        raise error

    module = types.ModuleType("gpiozero.pins.lgpio")
    monkeypatch.setattr(module, "LGPIOFactory", factory, raising=False)
    monkeypatch.setitem(sys.modules, "gpiozero.pins.lgpio", module)
