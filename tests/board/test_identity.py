"""Which board this is."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import paths
from kiosk.board.identity import board_name, has_native_half, this_board

PI_5_CPU = """processor\t: 0
BogoMIPS\t: 108.00
Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc
CPU part\t: 0xd0b
"""
PI_4_CPU = """processor\t: 0
Features\t: fp asimd evtstrm crc32 cpuid
CPU part\t: 0xd08
"""
LAPTOP_CPU = """processor\t: 0
model name\t: Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz
flags\t\t: fpu vme avx2 f16c
"""


@pytest.mark.parametrize(
    ("device_tree", "cpu_info", "name"),
    [
        ("Raspberry Pi 5 Model B Rev 1.0\0", PI_5_CPU, "Raspberry Pi 5 Model B Rev 1.0"),
        ("", LAPTOP_CPU, "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz"),
    ],
)
def test_a_board_has_a_name(device_tree: str, cpu_info: str, name: str) -> None:
    """The device tree's name, else that of the processor."""
    assert board_name(device_tree, cpu_info) == name


def test_a_board_without_any_name_has_its_kind() -> None:
    """Nothing known: the machine's kind, never empty."""
    assert board_name("", "")


@pytest.mark.parametrize(
    ("cpu_info", "half"), [(PI_5_CPU, True), (PI_4_CPU, False), (LAPTOP_CPU, False), ("", False)]
)
def test_half_precision_is_offered_where_the_processor_has_it(cpu_info: str, half: bool) -> None:
    """A Cortex-A76 has it, a Cortex-A72 and a laptop's processor have not."""
    assert has_native_half(cpu_info) is half


def test_this_board_is_read_from_the_system(tmp_path: Path) -> None:
    """Name, precision, runtime and the models' sums, from the files of a Pi 5."""
    (tmp_path / "proc" / "device-tree").mkdir(parents=True)
    (tmp_path / "proc" / "device-tree" / "model").write_bytes(b"Raspberry Pi 5 Model B\0")
    (tmp_path / "proc" / "cpuinfo").write_text(PI_5_CPU)
    board = this_board("auto", tmp_path)
    assert (board.name, board.half_offered) == ("Raspberry Pi 5 Model B", True)
    assert board.processors >= 1
    assert (board.runtime or "").startswith("ai-edge-litert ")
    sums = (paths.model_file("thunder").parent / "SHA256SUMS").read_text()
    assert {name for name, _ in board.models} == set(paths.MODEL_FILES)
    assert all(sha256 in sums for _, sha256 in board.models)


def test_the_runtime_that_is_not_there_is_none() -> None:
    """A runtime that is not installed has no version."""
    assert this_board("tflite-runtime").runtime is None
