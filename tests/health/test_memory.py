"""Memory, and where a picture in it could reach the card."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.health.absent import Absent
from kiosk.health.memory import (
    CoreDumps,
    Swap,
    SwapSpace,
    available_bytes,
    core_dumps,
    resident_bytes,
    service_process,
    swap_space,
)

from .pi import CGROUP, Pi, laptop

ZRAM, DM = "/dev/zram0", "/dev/dm-1"


@pytest.fixture
def pi(tmp_path: Path) -> Pi:
    return Pi(tmp_path)


def swaps(pi: Pi) -> tuple[Swap, ...]:
    space = swap_space(pi.root)
    assert isinstance(space, SwapSpace)
    return space.swaps


def test_memory_in_bytes(pi: Pi) -> None:
    """The kernel says kilobytes of 1024."""
    assert resident_bytes(pi.root, "self") == 300_000 * 1024
    assert available_bytes(pi.root) == 2_000_000 * 1024


def test_this_very_process_holds_memory() -> None:
    """The real /proc is understood."""
    held, left = resident_bytes(Path("/"), "self"), available_bytes(Path("/"))
    assert isinstance(held, int)
    assert isinstance(left, int)
    assert min(held, left) > 1_000_000
    assert isinstance(core_dumps(Path("/"), "self"), CoreDumps)
    assert isinstance(swap_space(Path("/")), SwapSpace)


def test_where_the_kernel_says_nothing(tmp_path: Path) -> None:
    """Each has its reason."""
    root = laptop(tmp_path).root
    for found in (
        resident_bytes(root, "self"),
        available_bytes(root),
        core_dumps(root, "self"),
        swap_space(root),
    ):
        assert isinstance(found, Absent)


def test_core_dumps_of_a_process(pi: Pi) -> None:
    """The soft limit of that very process, and the kernel's pattern."""
    pi.core("unlimited", "|/usr/share/apport/apport %p", process="77")
    assert core_dumps(pi.root, "77") == CoreDumps("unlimited", "|/usr/share/apport/apport %p")


def test_no_swap(pi: Pi) -> None:
    """A list with its heading alone is no swap."""
    assert swaps(pi) == ()


def test_compressed_memory(pi: Pi) -> None:
    """zram without a backing device never reaches the card."""
    pi.swaps(ZRAM)
    assert swaps(pi) == (Swap(ZRAM, "compressed memory"),)
    pi.write("sys/block/zram0/backing_dev", "none")
    assert swaps(pi) == (Swap(ZRAM, "compressed memory"),)


def test_compressed_memory_that_is_written_back(pi: Pi) -> None:
    """zram with a file behind it, as Raspberry Pi OS has it, does reach the card."""
    pi.swaps(ZRAM)
    pi.write("sys/block/zram0/backing_dev", "/dev/loop0")
    assert swaps(pi) == (Swap(ZRAM, None),)


def test_partitions(pi: Pi) -> None:
    """An encrypted one is safe, a plain one is not, nor is a mapper that only joins disks."""
    pi.swaps(DM, "/dev/mmcblk0p3")
    pi.write("sys/block/dm-1/dm/uuid", "CRYPT-PLAIN-swap")
    assert swaps(pi) == (Swap(DM, "encrypted"), Swap("/dev/mmcblk0p3", None))
    pi.write("sys/block/dm-1/dm/uuid", "LVM-abc")
    assert swaps(pi)[0] == Swap(DM, None)


def test_a_file(pi: Pi) -> None:
    """A swap file is as safe as the disk it lies on."""
    pi.swaps("/var/swap")
    assert swaps(pi) == (Swap("/var/swap", None),)
    pi.device("179:2", "dm-0")
    pi.write("sys/block/dm-0/dm/uuid", "CRYPT-LUKS2-abc")
    assert swaps(pi) == (Swap("/var/swap", "encrypted"),)


@pytest.mark.parametrize(("most", "kept_out"), [("0", True), ("max", False)])
def test_the_service_may_be_kept_out_of_swap(pi: Pi, most: str, kept_out: bool) -> None:
    """The limit of the service's control group says whether its memory may be put aside."""
    pi.write(f"{CGROUP}/memory.swap.max", most)
    space = swap_space(pi.root)
    assert isinstance(space, SwapSpace)
    assert space.kiosk_kept_out is kept_out


def test_the_service_is_found(pi: Pi) -> None:
    """Its main process is the lowest of its group; without a service there is none."""
    assert service_process(pi.root) is None
    pi.service("321")
    assert service_process(pi.root) == "321"
