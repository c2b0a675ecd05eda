"""Does one command again and again, each time killed at its n-th change of the disk.

A file that is opened to be written anew is empty then; any other change has not happened yet.

Run as a process of its own, which forks: `python -m tests.release.victim SCENARIO START KEYS OUT`.
Leaves one copy of the repository for each place of the kill below OUT, and prints how many.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from kiosk.release import changing, keys, offering
from kiosk.release.rotation import Wish
from tests.release.people import People, small_archive

CHANGES = {"os.rename", "os.remove", "os.mkdir"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT

Act = Callable[[Path], object]


def publish(people: People, work: Path) -> Act:
    """A release for everybody."""
    file = small_archive(work, "1.4.0")
    hands = people.hands("anna-t", "ben-t")
    return lambda folder: offering.publish_archive(
        folder, file, "stable", 100, hands, lambda _: None
    )


def rotate(people: People, work: Path) -> Act:
    """A targets key and the online key leave, others join."""
    assert work.is_dir()
    wish = Wish(
        add={
            "targets": [keys.public(people.file("dora-t"))],
            "online": [keys.public(people.file("spare"))],
        },
        remove={"targets": ["anna-t"], "online": ["online"]},
    )
    hands = people.hands("anna", "ben", "ben-t", "cleo-t", online=("online", "spare"))
    return lambda folder: changing.rotate(folder, wish, hands)


def refresh(people: People, work: Path) -> Act:
    """The daily timestamp, late enough for a new snapshot."""
    assert work.is_dir()
    hands = people.hands()
    return lambda folder: changing.refresh(folder, hands)


SCENARIOS = {"publish": publish, "rotate": rotate, "refresh": refresh}


def killed_at(number: int, folder: Path) -> None:
    """From here on, this process dies at its n-th change below `folder`."""
    seen = 0

    def watch(event: str, given: tuple[object, ...]) -> None:
        nonlocal seen
        writes = event == "open" and isinstance(given[2], int) and given[2] & WRITING
        if (event in CHANGES or writes) and str(given[0]).startswith(str(folder)):
            seen += 1
            if seen == number:
                if event == "open" and int(str(given[2])) & os.O_TRUNC:
                    Path(str(given[0])).write_bytes(b"")
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def main() -> None:
    """Kill at every place there is."""
    scenario, start, key_folder, out = sys.argv[1:]
    work = Path(out) / "work"
    work.mkdir(parents=True)
    act = SCENARIOS[scenario](People(Path(key_folder)), work)
    number, alive = 0, False
    while not alive:
        number += 1
        copy = Path(out) / f"{number}"
        shutil.copytree(start, copy)
        child = os.fork()
        if child == 0:
            killed_at(number, copy)
            act(copy)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        alive = os.WIFEXITED(status)
        assert not alive or os.waitstatus_to_exitcode(status) == 0
    print(number)


if __name__ == "__main__":
    main()
