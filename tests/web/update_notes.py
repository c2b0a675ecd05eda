"""The updater's notes on a made-up box, as a test writes them, and the kiosk that reads them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk import paths
from kiosk.config import UpdateConfig
from kiosk.moment import Moment
from kiosk.updating import Updating

AT = "2026-11-22T02:14:00Z"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WENT_WELL = {
    "at": "2026-11-15T02:14:00Z",
    "clock_sure": True,
    "version": "1.3.0",
    "from": "1.2.0",
    "outcome": "good",
    "stage": None,
    "sentence": "Updated from 1.2.0 to 1.3.0.",
    "archive": "ab" * 32,
}
WENT_BACK = {
    "at": AT,
    "clock_sure": False,
    "version": "1.4.0",
    "from": "1.3.0",
    "outcome": "fell-back",
    "stage": "start",
    "sentence": "Update to 1.4.0 failed at start, still on 1.3.0: the page did not answer.",
    "archive": "cd" * 32,
}
FAILED = {
    "at": "2026-11-08T02:14:00Z",
    "clock_sure": True,
    "version": "1.3.0rc1",
    "from": "1.2.0",
    "outcome": "failed",
    "stage": "self-test",
    "sentence": "Update to 1.3.0rc1 failed at self-test, still on 1.2.0: one rep of four counted.",
    "archive": "ef" * 32,
}
CURRENT = {
    "at": "2026-11-22T03:00:00Z",
    "clock_sure": True,
    "outcome": "current",
    "sentence": "There is nothing newer than 1.3.0 on stable.",
}
TRIAL = {
    "schema": 1,
    "slot": "1.4.0-abcd1234",
    "version": "1.4.0",
    "from_slot": "1.3.0-12345678",
    "from_version": "1.3.0",
    "archive": "cd" * 32,
    "phase": "switched",
    "starts": 1,
    "stage": None,
    "reason": None,
    "of": "slot",
    "camera": True,
}


class Notes:
    """A box that takes updates, on which nothing has happened yet."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.run_dir = root / "run/kiosk"
        self.wanted = self.run_dir / "update-wanted"
        self.now_s = 0.0
        for path in (self.wanted, self.at(paths.UPDATES_FILE), self.at(paths.UPDATE_ROOT_FILE)):
            path.parent.mkdir(parents=True)
        self.at(paths.UPDATE_ROOT_FILE).write_text("{}")

    def updating(self, *, installed: bool = True, **config: Any) -> Updating:
        """The kiosk's view of this box; `config` is of `[update]`."""
        values = {"url": "https://updates.example.org/kiosk", **config}
        run_dir = self.run_dir if installed else None
        return Updating(UpdateConfig(**values), run_dir, self.now, self.root)

    def now(self) -> Moment:
        """A moment that passes with `now_s` only."""
        return Moment(NOON + timedelta(seconds=self.now_s), self.now_s, "boot-1", True)

    def at(self, path: Path) -> Path:
        """Where a file of the box lies here."""
        return self.root / path.relative_to("/")

    def write(self, **book: Any) -> None:
        """The updater notes what came of it."""
        self.at(paths.UPDATES_FILE).write_text(json.dumps({"schema": 1, **book}))

    def damage(self, content: bytes) -> None:
        """The note holds something else."""
        self.at(paths.UPDATES_FILE).write_bytes(content)

    def try_out(self, **changed: Any) -> None:
        """A trial begins, or goes on."""
        self.at(paths.TRIAL_FILE).write_text(json.dumps({**TRIAL, **changed}))

    def settle(self) -> None:
        """The trial is over."""
        self.at(paths.TRIAL_FILE).unlink()
