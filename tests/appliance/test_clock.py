"""A clock that jumps back by years under a running kiosk, as on a box without a battery.

The wall clock of a container is the machine's own, so the kiosk alone is lied to (libfaketime);
its monotonic clock stays true, as it does on a real box.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from . import rig
from .box import Box, wait

DROP_IN = f"/etc/systemd/system/{rig.UNIT}.d/clock.conf"
OFFSET = "/run/kiosk-clock"
ROUND_S = 120.0
LISTED = """
import json, pathlib, sys
from kiosk.results import ResultReader
reader = ResultReader.open_to_read(pathlib.Path(sys.argv[1]), "replay")
print(json.dumps([[row.check_id, row.started_utc, row.clock_sure]
                  for row in reader.list_checks(100)]))
"""


@pytest.fixture
def lied_to(box: Box) -> Iterator[Box]:
    """A kiosk whose wall clock follows OFFSET."""
    library = next(box.root.glob("usr/lib/*/faketime/libfaketimeMT.so.1"))
    environment = {
        "LD_PRELOAD": f"/{library.relative_to(box.root)}",
        "FAKETIME_TIMESTAMP_FILE": OFFSET,
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    words = " ".join(f"{name}={value}" for name, value in environment.items())
    box.run("rm", "-f", rig.STORE, f"{rig.STORE}-wal", f"{rig.STORE}-shm")
    shift(box, "+0d")
    box.write(DROP_IN, f"[Service]\nEnvironment={words}\n")
    rig.configure(box, rig.NO_PINS)
    rig.play(box, *rig.DEMO, speed=4)
    yield box
    box.path(DROP_IN).unlink()
    rig.restart(box)


def shift(box: Box, offset: str) -> None:
    """Let the kiosk's clock be off by so much from now on."""
    box.run("sh", "-c", f"echo {offset} > {OFFSET}.new && mv {OFFSET}.new {OFFSET}")


def checks(box: Box) -> list[Any]:
    """Every stored check as the staff list shows it, newest first."""
    found: list[Any] = json.loads(
        box.run("/opt/kiosk/current/bin/python", "-c", LISTED, rig.STORE, check=False) or "[]"
    )
    return found


def test_a_clock_set_back_keeps_the_order(lied_to: Box) -> None:
    """The newest check stays first although its date is years older, and is marked unsure."""
    box = lied_to
    wait(lambda: checks(box), ROUND_S, "a check before the jump")
    pid = rig.main_pid(box)
    before = checks(box)
    shift(box, "-7000d")
    wait(lambda: len(checks(box)) > len(before), 2 * ROUND_S, "a check after the jump")
    newest, *older = checks(box)
    assert [check[0] for check in older] == [check[0] for check in before]
    assert newest[1] < before[0][1]
    assert newest[1] < "2015"
    assert newest[2] is False
    assert rig.main_pid(box) == pid
    assert rig.camera(box, "ok")
