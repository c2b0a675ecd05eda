"""Heat and power of a Raspberry Pi, from the kernel's files under one file-system root.

Sources, looked up 2026-11: the kernel's `raspberrypi-hwmon` driver asks the firmware every two
seconds and *clears* the firmware's "since boot" flags while it does so. So no flag lasts: whoever
wants to know reads at least every two seconds and remembers (`latch`). Its own alarm,
in0_lcrit_alarm, says whether the voltage fell since its last look.

get_throttled is a file of the firmware driver. It still gives all flags of that last look, and
costs no process and no device; the kernel marks it deprecated and says so once after each start,
in its log. Where it is gone, `vcgencmd get_throttled` says the same.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from kiosk.health.absent import Absent, read_text, whole_number

UNDER_VOLTAGE = 1 << 0
SLOWED = 1 << 1 | 1 << 2
TOO_WARM = 1 << 3
SINCE = 16
"""The same flags stand this many bits higher for "since they were last cleared"."""

_CPU_ZONES = ("cpu-thermal", "cpu_thermal", "soc-thermal", "x86_pkg_temp")
_FIRMWARE = "sys/bus/platform/drivers/raspberrypi-firmware/*/get_throttled"
_NO_PI = "This board tells nothing about its power: it is no Raspberry Pi, or its driver is absent."
_ANSWER_WITHIN_S = 2.0


@dataclass(frozen=True, slots=True)
class PowerFlags:
    """What the board says of its power at one moment."""

    under_voltage: bool | Absent
    throttled: int | Absent
    """The firmware's bits: 0 under-voltage, 1 frequency capped, 2 throttled, 3 soft temperature
    limit; from 16 the same "since they were last cleared"."""


NO_FLAGS = PowerFlags(Absent(_NO_PI), Absent(_NO_PI))


def read_temperature_c(root: Path) -> float | Absent:
    """The processor's temperature in degrees Celsius."""
    zones = {
        read_text(zone / "type"): zone for zone in root.glob("sys/class/thermal/thermal_zone*")
    }
    for name in _CPU_ZONES:
        millidegrees = whole_number(read_text(zones[name] / "temp")) if name in zones else None
        if millidegrees is not None:
            return millidegrees / 1000.0
    return Absent("This board has no thermometer that the kiosk knows.")


def read_power(root: Path, firmware_bits: int | None = None) -> PowerFlags:
    """The flags of this moment; cheap enough for every second.

    `firmware_bits` is what `ask_firmware` gave, where the kernel's file is not there.
    """
    file = next(iter(root.glob(_FIRMWARE)), None)
    bits = whole_number(read_text(file), 16) if file else firmware_bits
    alarm = _hwmon_alarm(root)
    if alarm is None and bits is not None:
        alarm = bool(bits & (UNDER_VOLTAGE | UNDER_VOLTAGE << SINCE))
    return PowerFlags(
        Absent(_NO_PI) if alarm is None else alarm, Absent(_NO_PI) if bits is None else bits
    )


def _hwmon_alarm(root: Path) -> bool | None:
    """Numbers of hwmon devices change from start to start; the name does not."""
    for device in root.glob("sys/class/hwmon/hwmon*"):
        if read_text(device / "name") == "rpi_volt":
            alarm = whole_number(read_text(device / "in0_lcrit_alarm"))
            return None if alarm is None else alarm != 0
    return None


def firmware_file_missing(root: Path) -> bool:
    """Whether the kernel's own file is not there, so that the firmware must be asked."""
    return next(iter(root.glob(_FIRMWARE)), None) is None


def ask_firmware() -> int | None:
    """The bits by `vcgencmd get_throttled`; None where it is absent or not allowed.

    Starts a process (about 10 ms): for every half minute, not for every second.
    """
    program = shutil.which("vcgencmd")
    if program is None:
        return None
    command = [program, "get_throttled"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_ANSWER_WITHIN_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return bits_of_answer(done.stdout)


def bits_of_answer(answer: str) -> int | None:
    """The bits in `throttled=0x50005`."""
    name, _, value = answer.strip().partition("=")
    return whole_number(value, 16) if name == "throttled" else None
