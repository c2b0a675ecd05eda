"""`make arm64-test`: `kiosk analyze` on arm64, equal to this machine's.

Ends with 0 when the results agree, 1 when not, 3 when this machine cannot try it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from pathlib import Path
from typing import Any

from ..appliance import clips, record
from ..appliance.host import REPOSITORY, CannotTryError, one_at_a_time, require
from . import compare, machine
from .compare import Difference

NAME = "arm64-test"
CLIP = REPOSITORY / "tests" / "clips" / "left_valgus.mp4"
CPU = "cortex-a72"
"""The Raspberry Pi 4's. It has no half-precision arithmetic, so LiteRT computes as on x86."""
CANNOT = 3
ANGLES = ("knee_fppa_deg", "pelvic_drop_deg", "trunk_lean_deg", "knee_flexion_deg")


def main() -> int:
    """Try it, print what differs, and record it."""
    parser = argparse.ArgumentParser(description="Run the kiosk's analysis on an emulated board.")
    parser.add_argument("--cpu", default=CPU, help="qemu's name of the processor")
    parser.add_argument("--seconds", type=float, help="only the clip's beginning; records nothing")
    asked = parser.parse_args()
    try:
        if platform.machine() != "x86_64":
            raise CannotTryError("it compares with a 64-bit Intel or AMD machine.")
        require(("debootstrap",))
        with one_at_a_time(NAME):
            return _try(asked.cpu, asked.seconds)
    except CannotTryError as error:
        print(f"The kiosk cannot be tried on arm64 here: {error}")
        return CANNOT


def _try(cpu: str, seconds: float | None) -> int:
    clip = clips.beginning(CLIP, machine.HERE / "short.mp4", seconds) if seconds else CLIP
    source = machine.tree()
    words = ["analyze", str(clip), "--threads", str(os.cpu_count() or 1), "--json"]
    files = machine.HERE / "x86_64.json", machine.HERE / "aarch64.json"
    machine.here([*words, str(files[0])], source)
    print(f"The same on arm64 ({machine.version(cpu)}): minutes ...", flush=True)
    began_s = time.monotonic()
    machine.there([*words, str(files[1])], source, cpu)
    took_s = time.monotonic() - began_s
    here, there = (_read(file) for file in files)
    found = compare.differences(here, there)
    part = text(here, there, found, f"{machine.version(cpu)}, {took_s / 60:.0f} minutes")
    print(part)
    if not seconds:
        record.write(NAME, part)
    return 1 if any(difference.too_far for difference in found) else 0


def _read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def text(here: dict[str, Any], there: dict[str, Any], found: list[Difference], how: str) -> str:
    """The part of docs/operations.md."""
    bad = [difference for difference in found if difference.too_far]
    verdict = "**The same result**" if not bad else "**Not the same result**"
    lines = [
        "### On arm64: `make arm64-test`",
        "",
        f"Last run: {record.state_of_the_tree()}; {how}.",
        f"The locked wheels for aarch64 and Python {machine.PYTHON} with their hashes, "
        f"`kiosk analyze {CLIP.name}`. {verdict}: same reps, same verdicts, same words; angles "
        f"within {compare.ANGLES_WITHIN_DEG}°, bottoms within {compare.TIMES_WITHIN_S} s, "
        f"starts and ends within {compare.TURNS_WITHIN_S} s.",
        "",
        record.table(("Rep", *ANGLES), _rows(here, there)),
    ]
    return "\n".join([*lines, *(f"- {d.where}: {d.here} here, {d.there} there" for d in bad)])


def _rows(here: dict[str, Any], there: dict[str, Any]) -> list[tuple[str, ...]]:
    pairs = zip(compare.reps(here), compare.reps(there), strict=False)
    return [
        (
            f"{leg} at {rep['bottom_s']} s, x86_64; aarch64",
            *(f"{rep[name]} ; {other[name]}" for name in ANGLES),
        )
        for (leg, rep), (_leg, other) in pairs
    ]


if __name__ == "__main__":
    sys.exit(main())
