"""Does one thing to a store and is killed at its n-th step: `care_killed.py STORE WHAT N`.

A step is a file renamed, linked or removed, or a database opened. Prints "done" when there was no
n-th step.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.moment import Moment
from kiosk.results import ResultStore

NOW = Moment(datetime(2026, 1, 3, 12, tzinfo=UTC), 1.0, "boot-2", True)
STEPS = ("os.rename", "os.remove", "os.link", "sqlite3.connect")


def main() -> None:
    path, what, at = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    left = at

    def watch(event: str, given: Any) -> None:
        nonlocal left
        nothing = event == "os.remove" and not os.path.exists(given[0])  # noqa: PTH110
        if event in STEPS and left >= 0 and not nothing:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    with ResultStore.open(path, "kiosk", NOW) as store:
        care = store.care
        if what == "restore":
            care.backups.stage(path.with_name("backup.zip"))
        elif what == "sweep":
            care.delete_label("gone")
        steps: dict[str, Callable[[Moment], object]] = {
            "restore": care.backups.restore,
            "sweep": care.sweep,
            "everything": care.delete_everything,
        }
        do = steps[what]
        sys.addaudithook(watch)
        do(NOW)
        left = -1
        print("done")


if __name__ == "__main__":
    main()
