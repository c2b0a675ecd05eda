"""What each reading is: name, where it comes from, when it is not well, and the mend.

One table behind the judging, `kiosk health` and docs/health.md (`python -m kiosk.health.document`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.health import limits
from kiosk.health.absent import Absent
from kiosk.health.report import Level, Reading


@dataclass(frozen=True, slots=True)
class About:
    """One row. `warn` and `bad` say when, as the end of "when …"; None: never."""

    label: str
    unit: str
    source: str
    warn: str | None
    bad: str | None
    mend: str | None


_MB = 1_000_000
_REPLACE_CARD = "Copy the folder of the results to another disk now, then replace the memory card."
_SUPPLY = (
    "Use Raspberry Pi's own power supply for this board with its own cable, and nothing else on "
    "its USB that draws much."
)

ABOUT: Mapping[str, About] = MappingProxyType(
    {
        "camera": About(
            "Camera",
            "",
            "the camera loop",
            None,
            "no picture comes, it does not change, or the lens is covered",
            "Look whether something covers the lens; with the power off, seat the camera's cable "
            "at both ends.",
        ),
        "frame_rate": About(
            "Frame rate",
            "hertz",
            "the camera loop: frames that went all the way through in the last seconds",
            f"below {limits.NEAR_LEAST_RATE_HZ:.0f} a second",
            f"below {limits.LEAST_RATE_HZ:.0f} a second, the least that was measured as right",
            "Let the box cool, close other programs, or have it measured again: "
            "`kiosk board --measure`.",
        ),
        "dropped_frames": About(
            "Dropped frames",
            "ratio",
            "the camera loop: frames that a newer one replaced, of all",
            f"above {limits.MOST_DROPPED:.0%} of all",
            None,
            "Set a smaller camera.fps, or have the board measured again: `kiosk board --measure`.",
        ),
        "temperature": About(
            "Temperature",
            "celsius",
            "`/sys/class/thermal`, the zone of the processor",
            "at `health.hot_c` or above, until 3 degrees below it",
            f"at {limits.TOO_HOT_C:.0f} degrees or above, where the board slows down as far as "
            "it can",
            "Give the box air: out of the sun and off the heater, its slots free, a fan or a heat "
            "sink on the processor.",
        ),
        "throttling": About(
            "Slowed down",
            "",
            "`get_throttled` of the firmware's driver in `/sys`, else `vcgencmd get_throttled`",
            "the board runs slower now, for heat or for lack of power",
            None,
            "See temperature and power supply: one of them is the cause.",
        ),
        "under_voltage": About(
            "Power supply",
            "",
            "`in0_lcrit_alarm` of hwmon `rpi_volt`, looked at every second and remembered until "
            "the box is switched off",
            "the voltage fell since the box was switched on, or just before",
            "the voltage is too low now",
            _SUPPLY,
        ),
        "disk_free": About(
            "Free space",
            "bytes",
            "the file system of the results",
            f"less than {limits.LOW_SPACE_BYTES // _MB} MB are free",
            f"less than {limits.NO_SPACE_BYTES // _MB} MB are free",
            "Delete what is not needed, or use a larger card.",
        ),
        "filesystem_errors": About(
            "File system",
            "count",
            "`/sys/fs/ext4/*/errors_count` of `/` and of the results",
            None,
            "the kernel has noted any error since the last check of the file system",
            _REPLACE_CARD,
        ),
        "read_only_root": About(
            "Card writable",
            "",
            "`/proc/self/mountinfo`, the options of the file systems of `/` and of the results",
            None,
            "one of them has become read-only",
            _REPLACE_CARD,
        ),
        "write_test": About(
            "Write test",
            "seconds",
            "4 KiB of noise written, flushed, read back, compared and deleted, every ten minutes "
            "and with each `kiosk health`",
            f"it takes more than {limits.SLOW_WRITE_S:.0f} seconds",
            "it fails, or gives back other bytes",
            _REPLACE_CARD,
        ),
        "memory": About(
            "Memory of the kiosk",
            "bytes",
            "`/proc/self/status`, VmRSS",
            f"above {limits.MUCH_MEMORY_BYTES // _MB} MB",
            None,
            "Restart the kiosk at a quiet time: `sudo systemctl restart kiosk`.",
        ),
        "memory_available": About(
            "Memory available",
            "bytes",
            "`/proc/meminfo`, MemAvailable",
            f"less than {limits.LOW_MEMORY_BYTES // _MB} MB",
            f"less than {limits.NO_MEMORY_BYTES // _MB} MB",
            "Close other programs on this box; a board with more memory helps for good.",
        ),
        "clock": About(
            "Clock",
            "",
            "the time service (`timedatectl`)",
            "no time service has set it since the box was switched on",
            "it shows a year before 2025",
            "Connect the network, or `sudo timedatectl set-ntp true`.",
        ),
        "last_update": About(
            "Last update",
            "",
            "the updater's own note",
            "it failed",
            None,
            "The version before goes on and a newer one is taken by itself: tell its maker.",
        ),
        "service_restarts": About(
            "Restarts",
            "count",
            "the service's own count of failures since the box was switched on, "
            "`/run/kiosk/restarts`",
            "there was one",
            f"there were {limits.MANY_RESTARTS} or more",
            "`journalctl -u kiosk -b` says why.",
        ),
        "core_dumps": About(
            "Core dumps",
            "",
            "`/proc/self/limits` and `/proc/sys/kernel/core_pattern`",
            "a crash would write the kiosk's memory, pictures too, to the card",
            None,
            "Start the kiosk as the service that the installation makes (it has LimitCORE=0).",
        ),
        "swap": About(
            "Swap",
            "",
            "`/proc/swaps`, and what each is made of",
            "memory could be put aside on the card unencrypted, pictures too",
            None,
            "`sudo swapoff -a`, and for good: Mechanism=zram in `/etc/rpi/swap.conf`, or "
            "`sudo systemctl disable --now dphys-swapfile` where that file is not there.",
        ),
    }
)
"""Every reading by its name, in the order in which they are shown."""


def reading(
    name: str, level: Level, text: str, value: float | None = None, mend: str | None = None
) -> Reading:
    """A reading with the table's label, unit and, where it is not well, mend."""
    row = ABOUT[name]
    unwell = level in (Level.WARN, Level.BAD)
    return Reading(
        name, row.label, level, text, (mend or row.mend) if unwell else None, value, row.unit
    )


def unknown(name: str, absent: Absent) -> Reading:
    """A reading that this machine does not give."""
    return reading(name, Level.UNKNOWN, absent.why)
