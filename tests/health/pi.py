"""A folder that looks like the /proc and /sys of a Raspberry Pi, with verbs that make it ill."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.health.facts import Host
from kiosk.moment import Moment

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CGROUP = "sys/fs/cgroup/system.slice/kiosk.service"


def moment(after_s: float = 0.0, boot: str = "boot-1", sure: bool = True) -> Moment:
    """A moment this long after noon."""
    return Moment(NOON + timedelta(seconds=after_s), 1000.0 + after_s, boot, sure)


class Pi:
    """One board under `root`; healthy when made. The results lie on its second partition."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        self.state = folder / "state"
        self.run = folder / "run"
        for each in (self.root, self.state, self.run):
            each.mkdir()
        self.heat(47_200)
        self.alarm(0)
        self.bits("0")
        self.mounts()
        self.errors(0)
        self.write("proc/meminfo", "MemTotal: 4000000 kB\nMemAvailable:    2000000 kB")
        self.write("proc/self/status", "Name:\tkiosk\nVmRSS:\t  300000 kB")
        self.core("0", "core")
        self.swaps("")

    def host(self) -> Host:
        """Where to look."""
        return Host(self.state / "results.db", self.state, self.run, self.root)

    def write(self, path: str, text: str) -> None:
        """One file of the system."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n", encoding="utf-8")

    def heat(self, millidegrees: int) -> None:
        """The processor's temperature, beside a zone of something else."""
        self.write("sys/class/thermal/thermal_zone0/type", "gpu-thermal")
        self.write("sys/class/thermal/thermal_zone0/temp", "99000")
        self.write("sys/class/thermal/thermal_zone1/type", "cpu-thermal")
        self.write("sys/class/thermal/thermal_zone1/temp", str(millidegrees))

    def alarm(self, raised: int) -> None:
        """The under-voltage alarm of hwmon, beside another device's."""
        self.write("sys/class/hwmon/hwmon0/name", "cpu_thermal")
        self.write("sys/class/hwmon/hwmon3/name", "rpi_volt")
        self.write("sys/class/hwmon/hwmon3/in0_lcrit_alarm", str(raised))

    def bits(self, hexadecimal: str) -> None:
        """The firmware's flags, as the kernel writes them."""
        folder = "sys/bus/platform/drivers/raspberrypi-firmware/soc:firmware"
        self.write(f"{folder}/get_throttled", hexadecimal)

    def without(self, path: str) -> None:
        """This board has no such file."""
        (self.root / path).unlink()

    def mounts(self, options: str = "rw,errors=remount-ro", kind: str = "ext4") -> None:
        """/ on the card, seen read-only as a sandboxed service does, with these options itself."""
        lines = (
            f"20 1 179:2 / / ro,relatime shared:1 - {kind} /dev/root {options}",
            "21 20 0:5 / /proc rw - proc proc rw",
            f"22 20 8:1 / {self.state} rw - ext4 /dev/sda1 rw",
        )
        self.write("proc/self/mountinfo", "\n".join(lines))
        self.device("179:2", "mmcblk0p2")
        self.device("8:1", "sda1")

    def device(self, number: str, name: str) -> None:
        """A block device's name by its number."""
        link = self.root / "sys/dev/block" / number
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(f"../../devices/somewhere/block/{name}")

    def errors(self, count: int, device: str = "mmcblk0p2") -> None:
        """What ext4 has noted; the other device has none."""
        for name in ("mmcblk0p2", "sda1"):
            self.write(f"sys/fs/ext4/{name}/errors_count", str(count if name == device else 0))

    def core(self, limit: str, pattern: str, process: str = "self") -> None:
        """The core limit of a process and the kernel's pattern."""
        text = (
            f"Limit    Soft Limit  Hard Limit  Units\nMax core file size   {limit}  {limit}  bytes"
        )
        self.write(f"proc/{process}/limits", text)
        self.write("proc/sys/kernel/core_pattern", pattern)

    def swaps(self, *lines: str) -> None:
        """/proc/swaps with these names."""
        rows = [f"{name}   partition  102396  0  -2" for name in lines if name]
        self.write("proc/swaps", "\n".join(["Filename  Type  Size  Used  Priority", *rows]))

    def service(self, process: str = "321") -> None:
        """The kiosk runs as a service with this process."""
        self.write(f"{CGROUP}/cgroup.procs", f"{int(process) + 5}\n{process}")
        self.write(f"proc/{process}/status", "Name:\tkiosk\nVmRSS:\t  250000 kB")
        self.core("0", "core", process)


def laptop(folder: Path) -> Host:
    """A machine that tells nothing at all."""
    return replace(Host(folder / "results.db"), root=folder / "nothing")
