"""Brings the version before back when a new one fails to start; run before every start.

ExecStartPre= of kiosk.service runs it as root, without network and without the updater, whose
environment may be what is broken. It counts the starts of what is on trial (trial.json) and at
the fourth, when three have failed, takes it back. It also ends what a power cut left half done
while no updater is at work. Decides nothing else, never raises and never keeps the kiosk from
starting. Standard library alone, for the system's python3.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

STARTS = 3
"""Starts that may fail."""
KEPT = 50
SAME = ("version", "outcome", "archive")
"""Two entries alike in these are one."""
LOCK_LIMIT_S = 5.0

Note = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Box:
    """Where everything lies, below one root."""

    root: Path

    @property
    def state(self) -> Path:
        """What root keeps."""
        return self.root / "var/lib/kiosk-system"

    @property
    def work(self) -> Path:
        """What nobody but root may open: its lock is that of the trial."""
        return self.state / "update"

    @property
    def trial(self) -> Path:
        """The open trial."""
        return self.state / "trial.json"

    @property
    def book(self) -> Path:
        """What became of the updates."""
        return self.state / "update.json"

    @property
    def fleet(self) -> Path:
        """Configuration from afar."""
        return self.state / "fleet.toml"

    def link(self, of: str) -> tuple[Path, str]:
        """The link that is switched, and the folder it leads into."""
        home = self.root / "opt/kiosk"
        return (home / "base", "bases") if of == "base" else (home / "current", "slots")


def before_start(box: Box) -> str | None:
    """What was done, in a sentence; None when nothing. Raises OSError, ValueError, KeyError."""
    if not box.trial.exists():
        return None
    with _locked(box.work):
        if not box.trial.exists():  # the updater has ended it meanwhile
            return None
        trial = json.loads(box.trial.read_bytes())
        new, alone = is_new(box, trial), not _updater_works(box)
        if trial["phase"] == "switched" and new:
            return _count(box, trial)
        if trial["phase"] == "back" and (new or alone):
            return _back(box, trial, alone)
        if alone:  # the power went before anything was switched
            _drop(box.trial)
            return f"The update to {trial['version']} was interrupted before the switch."
    return None


def is_new(box: Box, trial: Note) -> bool:
    """Whether what is on trial is what is in use."""
    if _kind(trial) == "settings":
        data = box.fleet.read_bytes() if box.fleet.exists() else b""
        return bool(hashlib.sha256(data).hexdigest() == trial["archive"])
    link, _ = box.link(_kind(trial))
    return link.is_symlink() and link.readlink().name == trial["slot"]


def _kind(trial: Note) -> str:
    return str(trial.get("of", "slot"))


def _count(box: Box, trial: Note) -> str | None:
    trial["starts"] = int(trial["starts"]) + 1
    if trial["starts"] <= STARTS:
        _keep(box.trial, trial)
        return None
    reason = f"three starts have failed{_last_words(box)}"
    trial |= {"phase": "back", "stage": "start", "reason": reason}
    _keep(box.trial, trial)
    return _back(box, trial, finish=True)


def _back(box: Box, trial: Note, finish: bool) -> str:
    """Switch back; `finish` also writes the outcome and ends the trial."""
    if _kind(trial) == "settings":
        _restore(box)
    else:
        link, folder = box.link(_kind(trial))
        _point(link, Path(folder) / Path(trial["from_slot"]).name)
    if _kind(trial) == "base":  # this start goes on with what systemd has read before
        subprocess.run(["systemctl", "--no-block", "daemon-reload"], check=False, timeout=10)
    book = noted(_book(box), trial, datetime.now(UTC), _clock_sure(box))
    if finish:
        _keep(box.book, book)
        _drop(box.trial)
    return str(book["last_look"]["sentence"])


def noted(book: Note, trial: Note, at: datetime, clock_sure: bool) -> Note:
    """The book with the end of this trial in it, in the words of kiosk.update.outcome."""
    kind, version, old = _kind(trial), trial["version"], trial["from_version"]
    why = str(trial.get("reason") or "it failed").rstrip(".")
    when = {"at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "clock_sure": clock_sure}
    if kind == "base":
        sentence = f"The units of {version} are not taken, the ones before stay: {why}."
        return book | _looked(when, sentence) | {"base": {"version": version, "trouble": why}}
    if kind == "settings":
        sentence = f"The configuration from afar is not taken: {why}."
        settings = {"sha256": trial["archive"], "trouble": why}
        return book | _looked(when, sentence) | {"settings": settings}
    trouble = f"at the {trial['stage'] or 'start'}, still on {old}: {why}."
    sentence = f"Update to {version} failed {trouble}"
    entry = when | {"version": version, "from": old, "outcome": "fell-back"}
    entry |= {"stage": trial["stage"] or "start", "sentence": sentence, "archive": trial["archive"]}
    top = {"version": version, "at": when["at"], "trouble": trouble}
    before = book["history"]
    if before and all(before[0].get(name) == entry[name] for name in SAME):
        before = before[1:]  # the power went between this note and the end of the trial
    history = [entry, *before][:KEPT]
    return book | top | _looked(when, sentence) | {"history": history}


def _looked(when: Note, sentence: str) -> Note:
    return {"last_look": when | {"outcome": "fell-back", "sentence": sentence}}


def _book(box: Box) -> Note:
    try:
        book = json.loads(box.book.read_bytes())
    except (OSError, ValueError):
        book = None
    whole = isinstance(book, dict) and isinstance(book.get("history"), list)
    return book if whole else {"schema": 1, "history": []}


def _last_words(box: Box) -> str:
    """The sentence with which the kiosk ended, in brackets; nothing where it left none."""
    try:
        path = box.root / "run/kiosk/last-words"
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            words = " ".join((file.read(300) or b"").decode("utf-8", "replace").split())
    except OSError:
        return ""
    return f" ({words.rstrip('.')})" if words and words.isprintable() else ""


def _clock_sure(box: Box) -> bool:
    return (box.root / "run/systemd/timesync/synchronized").exists()


def _restore(box: Box) -> None:
    before = box.state / "fleet-before.toml"
    if before.exists():
        _replace(box.fleet, before.read_bytes())
    else:
        _drop(box.fleet)


def _point(link: Path, target: Path) -> None:
    if not (link.parent / target).is_dir():
        raise OSError(f"there is no {link.parent / target} to go back to")
    aside = link.with_name(f".{link.name}.back")
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    aside.replace(link)
    _sync_folder(link.parent)


def _keep(path: Path, said: Note) -> None:
    _replace(path, (json.dumps(said, indent=1, ensure_ascii=False) + "\n").encode())


def _replace(path: Path, data: bytes) -> None:
    aside = path.with_name(f".{path.name}.back")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fchmod(file.fileno(), 0o644)
        os.fsync(file.fileno())
    aside.replace(path)
    _sync_folder(path.parent)


def _drop(path: Path) -> None:
    path.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Alone with the trial; after five seconds together, because a start must not wait."""
    folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _take(handle, time.monotonic() + LOCK_LIMIT_S)
        yield
    finally:
        os.close(handle)


def _take(handle: int, until_s: float) -> None:
    while time.monotonic() < until_s:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(0.05)


def _updater_works(box: Box) -> bool:
    """Whether an updater holds its lock just now."""
    try:
        handle = os.open(box.root / "run/kiosk-update.lock", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def main() -> int:
    """Always 0: what goes wrong here is said, and the kiosk starts all the same."""
    parser = argparse.ArgumentParser(description="Take back a version that does not start.")
    parser.add_argument("when", choices=["start"])
    parser.add_argument("--root", type=Path, default=Path("/"))
    given = parser.parse_args()
    try:
        said = before_start(Box(given.root))
    except Exception as error:  # whatever it is, the kiosk must start
        print(f"<4>The trial of a new version cannot be looked at: {error}.", file=sys.stderr)
        return 0
    if said is not None:
        print(f"<4>{said}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
