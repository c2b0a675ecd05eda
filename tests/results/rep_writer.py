"""A kiosk to be killed: stores reps and checks without end, printing what is safely stored.

Every second rep is measured again at once. Run as a program: `python rep_writer.py STORE`. Each
line is printed after its commit. With `--halt` it waits for ever before it measures again.
"""

from __future__ import annotations

import itertools
import sys
from datetime import UTC, datetime
from pathlib import Path

from kiosk.moment import Moment
from kiosk.pose.keypoints import Leg
from kiosk.results import ResultStore, Software
from kiosk.scoring.findings import Rep

NOW = Moment(datetime(2026, 1, 2, tzinfo=UTC), 1.0, "boot", True)
REPORT = {"legs": {"left": {"checks": {"knee_valgus": {"verdict": "good"}}}}}


CLOSER_DEG = 100.0
"""What a closer look adds to the angle of a rep."""


def rep(number: int, added_deg: float = 0.0) -> Rep:
    """A rep that can be told from the others by its angle and its start."""
    start_s, angle_deg = 3.0 * number, number / 7 + added_deg
    return Rep(
        Leg.LEFT, start_s, start_s + 1, start_s + 2, True, None, angle_deg, None, None, None, None
    )


def write_without_end(store: ResultStore, *, halting: bool) -> None:
    """Checks of seven reps; every second one is ended."""
    for round_number in itertools.count():
        check_id = store.start_check(NOW, Software("1", "1", None, None, "keypoints"))
        say("started", check_id)
        for number in range(1, 8):
            store.add_rep(check_id, rep(number), number)
            say("rep", check_id, number)
            if number % 2:
                if halting:
                    sys.stdin.read()
                store.measure_again(check_id, rep(number, CLOSER_DEG))
                say("again", check_id, number)
        if round_number % 2:
            store.complete(check_id, REPORT, NOW)
            say("complete", check_id)


def say(*words: object) -> None:
    """One line, out of this process before the next step."""
    print(*words, flush=True)


if __name__ == "__main__":
    say("opening")
    with ResultStore.open(Path(sys.argv[1]), "kiosk", NOW) as opened:
        say("interrupted", opened.close_interrupted())
        write_without_end(opened, halting="--halt" in sys.argv)
