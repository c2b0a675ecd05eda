"""No picture of a person on disk: every file that the kiosk and its browser touch, from a trace.

    .venv/bin/python -m tests.proofs.traces

Plays the demo clip through the real kiosk under strace, its page open in real Chromium with the
switches of the box, the mirror on and the staff's setup picture asked for, to the stored result;
then once more with kill -9 in the middle of the check and a new start. Every file that was opened
for writing, made or renamed by any of their processes must be in the list of `places`, no content
may be a picture or hold pixels of the clip, and the browser may write in its profile in memory
alone. Ends with 1 when anything else was found.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk import paths
from tests.system.page import Page, State

from . import long_proofs, places, strace
from .boxes import (
    Folders,
    browsing,
    folders_in,
    in_memory_for_the_browser,
    painted,
    running,
    until,
)
from .pixels import pixels_of
from .shown import newest_check
from .visitor import Visitor, watch_mirror

NAME = "traces"
IN_MEMORY = Path("/dev/shm")
SPOT = paths.DEMO_CLIP.with_suffix(".spot.json")
CLIP = ("--source", str(paths.DEMO_CLIP), "--spot", str(SPOT))
MIRROR_PICTURES = 20
PICTURES = ("picture.jpg", "staff/setup/picture.jpg")


@dataclass(frozen=True)
class Case:
    """What was tried and what came of it."""

    said: str
    judged: places.Judged
    processes: int


def kiosk_places(folders: Folders) -> places.Allowed:
    """Where a kiosk may write."""
    known = {folders.state: places.OF_THE_STATE, folders.run: places.OF_THE_RUN}
    return places.Allowed(known, streams=(folders.log,))


def browser_places(home: Path, traces: Path) -> places.Allowed:
    """Where its browser may write."""
    memory = (home, *in_memory_for_the_browser())
    return places.Allowed({}, everything_below=memory, streams=(traces.parent / "browser-log",))


def judged_kiosk(said: str, folders: Folders, pixels: frozenset[bytes]) -> Case:
    """All processes of the kiosk, and what they left behind."""
    judged = places.judge(
        strace.acts_of(folders.traces, folders.state), kiosk_places(folders), pixels
    )
    left = tuple(places.left_behind((folders.state, folders.run)))
    judged = places.Judged(judged.wrong + left, judged.places, judged.written_bytes)
    return Case(said, judged, len(list(folders.traces.iterdir())))


@contextmanager
def profile_in_memory() -> Iterator[Path]:
    """A home for the browser as /run/kiosk-browser is one."""
    assert is_in_memory(IN_MEMORY), f"{IN_MEMORY} is no tmpfs"
    with tempfile.TemporaryDirectory(prefix="kiosk-browser-", dir=IN_MEMORY) as home:
        yield Path(home)


def is_in_memory(folder: Path) -> bool:
    """Whether a folder is the root of a tmpfs."""
    mounts = Path("/proc/self/mounts").read_text("utf-8").splitlines()
    return any(line.split()[1:3] == [str(folder), "tmpfs"] for line in mounts)


def look_at_pictures(url: str) -> Iterator[str]:
    """Watch the mirror, sign in and ask for the setup picture; whatever is not as it must be."""
    staff = Visitor(url)
    staff.choose_pin()
    for path in PICTURES:
        status, content, kept = staff.get(path)
        if status != 200 or not content.startswith(b"\xff\xd8\xff"):
            yield f"/{path} gives no picture ({status}): the proof would prove nothing"
        if kept != "no-store":
            yield f"/{path} is sent with Cache-Control: {kept!r}"
    seen, kept = watch_mirror(url, MIRROR_PICTURES)
    if seen < MIRROR_PICTURES:
        yield f"the mirror sent {seen} pictures: the proof would prove nothing"
    if kept != "no-store":
        yield f"/picture is sent with Cache-Control: {kept!r}"


def counted_reps(state: State, reps: int) -> bool:
    """In the middle of a check."""
    return bool(state["stage"] == "reps" and state["counted"] >= reps)


def whole_check(root: Path, pixels: frozenset[bytes]) -> Iterator[Case]:
    """From nobody to the stored result, with everything on that shows a picture."""
    folders, wrong = folders_in(root / "whole", picture=True), list[str]()
    traces = root / "browser-traces"
    traces.mkdir()
    prefix = strace.command(folders.traces, contents=True)
    with profile_in_memory() as home, running(folders, *CLIP, prefix=prefix) as (kiosk, url):
        with browsing(home, traces, url):
            page, looked = Page(url), False
            for state in page.states():
                if not looked and counted_reps(state, 1):
                    looked = True
                    wrong += look_at_pictures(url)
                    until(lambda: painted(url), "the painted page")
            page.close()
        kiosk.outer.wait(60)
        check = newest_check(folders.store)
        if check is None or check.row.state != "complete":
            wrong.append("no complete check was stored: the proof would prove nothing")
        case = judged_kiosk("a whole check, mirror on, setup picture asked for", folders, pixels)
        yield with_more(case, wrong)
        found = places.judge(strace.acts_of(traces, home), browser_places(home, traces))
    yield Case("its Chromium meanwhile", found, len(list(traces.iterdir())))


def with_more(case: Case, wrong: list[str]) -> Case:
    """The case with what was wrong besides the trace."""
    old = case.judged
    judged = places.Judged((*old.wrong, *wrong), old.places, old.written_bytes)
    return Case(case.said, judged, case.processes)


def killed_check(root: Path, pixels: frozenset[bytes], speed: float = 1.0) -> Case:
    """kill -9 once two reps counted, then a new start that finds what was left."""
    folders = folders_in(root / "killed", picture=True)
    prefix = strace.command(folders.traces, contents=True)
    words = (*CLIP, "--speed", str(speed))
    with running(folders, *words, prefix=prefix) as (kiosk, url):
        page = Page(url)
        next(state for state in page.states() if counted_reps(state, 2))
        watch_mirror(url, 3)
        kiosk.end(signal.SIGKILL)
        page.close()
    with running(folders, *words, prefix=prefix) as (kiosk, url):
        page = Page(url)
        next(state for state in page.states() if state["camera"]["state"] == "ok")
        kiosk.end(signal.SIGTERM)
        page.close()
    wrong = [] if newest_check(folders.store) else ["the kill was in no check"]
    case = judged_kiosk("kill -9 in the middle, and the next start", folders, pixels)
    return with_more(case, wrong)


def text(cases: list[Case], took_s: float) -> str:
    """The part of docs/operations.md."""
    rows = [
        (
            case.said,
            str(case.processes),
            f"{case.judged.written_bytes / 1000:.0f} kB" if case.judged.written_bytes else "",
            "; ".join(why for why in case.judged.places if why != "no file"),
            "; ".join(case.judged.wrong) or "none",
        )
        for case in cases
    ]
    head = ("What ran", "Processes and threads", "Written to files", "Where", "Wrong")
    return "\n".join(
        [
            f"### No picture on disk: `make {NAME}`",
            "",
            f"Last run: {long_proofs.state_of_the_tree()}, {took_s / 60:.0f} minutes. Every file "
            "opened for writing, made or renamed by any process is in the list of "
            "`tests/proofs/places.py`; nothing written is a picture by its signature or its size, "
            "or holds pixels of the clip. All pictures were sent with `Cache-Control: no-store`.",
            "",
            long_proofs.table(head, rows),
        ]
    )


def main() -> int:
    """Run both, print what was found, record it."""
    if not strace.installed():
        print("strace is not installed: apt-get install strace")
        return 3
    began_s, cases = time.monotonic(), list[Case]()
    pixels = pixels_of(paths.DEMO_CLIP)
    with tempfile.TemporaryDirectory(prefix="kiosk-traces-") as folder:
        cases += whole_check(Path(folder), pixels)
        cases.append(killed_check(Path(folder), pixels))
    for case in cases:
        print(f"{case.said}: {case.processes} processes and threads", flush=True)
        for why, times in case.judged.places.items():
            print(f"  {times:>6} times {why}")
        for what in case.judged.wrong:
            print(f"  WRONG: {what}")
    if any(case.judged.wrong for case in cases):
        return 1
    long_proofs.write(NAME, text(cases, time.monotonic() - began_s))
    return 0


if __name__ == "__main__":
    sys.exit(main())
