"""Heat and power as a Raspberry Pi's kernel tells them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.health.absent import Absent
from kiosk.health.power import (
    UNDER_VOLTAGE,
    PowerFlags,
    ask_firmware,
    bits_of_answer,
    firmware_file_missing,
    read_power,
    read_temperature_c,
)

from .pi import Pi, laptop

ALARM = "sys/class/hwmon/hwmon3/in0_lcrit_alarm"
BITS = "sys/bus/platform/drivers/raspberrypi-firmware/soc:firmware/get_throttled"


@pytest.fixture
def pi(tmp_path: Path) -> Pi:
    return Pi(tmp_path)


def test_temperature_is_the_processors(pi: Pi) -> None:
    """The zone is found by its type, whatever its number, in thousandths of a degree."""
    assert read_temperature_c(pi.root) == 47.2


def test_a_board_without_thermometer(pi: Pi) -> None:
    """No zone of a processor, or one that cannot be read, is told and not raised."""
    pi.without("sys/class/thermal/thermal_zone1/temp")
    assert isinstance(read_temperature_c(pi.root), Absent)


def test_power_is_read_from_the_kernel(pi: Pi) -> None:
    """The alarm comes from the device named rpi_volt, the flags are hexadecimal."""
    assert read_power(pi.root) == PowerFlags(False, 0)
    pi.alarm(1)
    pi.bits("50005")
    assert read_power(pi.root) == PowerFlags(True, 0x50005)


def test_flags_stand_in_for_the_alarm(pi: Pi) -> None:
    """Without the hwmon driver the firmware's own bit of now or of lately is the alarm."""
    pi.without(ALARM)
    assert read_power(pi.root).under_voltage is False
    for bits in (UNDER_VOLTAGE, UNDER_VOLTAGE << 16):
        pi.bits(f"{bits:x}")
        assert read_power(pi.root).under_voltage is True


def test_the_firmware_is_asked_where_the_file_is_gone(pi: Pi) -> None:
    """What vcgencmd gave takes the place of the kernel's file, and only then."""
    assert not firmware_file_missing(pi.root)
    assert read_power(pi.root, firmware_bits=4).throttled == 0
    pi.without(BITS)
    assert firmware_file_missing(pi.root)
    assert read_power(pi.root, firmware_bits=4).throttled == 4
    assert isinstance(read_power(pi.root).throttled, Absent)


def test_a_laptop_tells_nothing(tmp_path: Path) -> None:
    """No Raspberry Pi is no error: the reason is one sentence."""
    flags = read_power(laptop(tmp_path).root)
    assert isinstance(flags.under_voltage, Absent)
    assert "no Raspberry Pi" in flags.under_voltage.why


@pytest.mark.parametrize(
    ("answer", "bits"),
    [("throttled=0x50005\n", 0x50005), ("throttled=0x0\n", 0), ("error=1", None), ("", None)],
)
def test_answer_of_vcgencmd(answer: str, bits: int | None) -> None:
    """The bits are read from its one line; anything else is no answer."""
    assert bits_of_answer(answer) == bits


@pytest.mark.parametrize(
    ("script", "bits"),
    [("echo throttled=0x80008", 0x80008), ("echo cannot open /dev/vcio >&2; exit 255", None)],
)
def test_vcgencmd_is_run(
    script: str, bits: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real program of that name is asked; one that may not open its device gives nothing."""
    program = tmp_path / "vcgencmd"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert ask_firmware() == bits


def test_without_vcgencmd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no such program, nothing is run."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ask_firmware() is None
