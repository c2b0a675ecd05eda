"""kill -9 at random moments of a check, hundreds of times: nothing that was shown is lost.

    .venv/bin/python -m tests.proofs.kills [--rounds 500] [--seed N] [--jobs 2]

Every round starts the kiosk on a recorded check (twenty times as fast as it happened) and on the
results of the rounds before, follows its page, and kills it: three times out of four at a moment
drawn evenly over the check, else just as a rep or the results are painted. Then the database must
open clean, hold everything that the page had shown, and nothing half made; and all of the rounds
before. Ends with 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.system.page import Page

from . import long_proofs
from .forked import Forked, fork_kiosk
from .recordings import write_visits
from .shown import Shown, damage, half_made, missing, newest_check, stored_reps

NAME = "kills"
CHECK_S = 4.6
"""From the first state of a check to its recording's end at this speed, about."""
SPEED = 20
AT_A_PAINT = 0.25
"""Share of the kills that fall just as something new is painted."""
PAINTS = 15
"""About so many reps and results a check paints."""


@dataclass
class Moment:
    """When to kill, drawn before the round."""

    after_s: float | None
    """Seconds from the first state of the check; None: at a paint instead."""
    at_paint: int = 0
    later_s: float = 0.0
    """After that paint."""

    @classmethod
    def drawn(cls, dice: random.Random) -> Moment:
        """Any moment is as likely as any other, and a quarter lies at the writes."""
        if dice.random() >= AT_A_PAINT:
            return cls(dice.uniform(0, CHECK_S))
        return cls(None, dice.randrange(1, PAINTS + 1), dice.uniform(0, 0.05))


@dataclass
class Round:
    """What came of one round."""

    number: int
    outcome: str
    """killed in a check | killed before its check was stored | ended by itself"""
    state: str = "none"
    """Of the newest check as the kill left it."""
    reps: int = 0
    states: int = 0
    lost: list[str] = field(default_factory=list)


def one_round(number: int, seed: int, folder: Path) -> Round:
    """Start, follow, kill, look. `folder` holds the store of this worker's rounds."""
    store, recording = folder / "results.db", folder.parent / "visit.jsonl"
    before = stored_reps(store) if store.exists() else {}
    words = ["run", "--source", str(recording), "--mock-gpio", "--store", str(store)]
    words += ["--port", "0", "--speed", str(SPEED)]
    kiosk = fork_kiosk(words, folder / "log")
    shown = follow(kiosk, Moment.drawn(random.Random(f"{seed}/{number}")))
    code = kiosk.ended()
    if code not in (0, -signal.SIGKILL):
        return Round(number, "failed", lost=[f"the kiosk ended with {code}: {folder / 'log'}"])
    return looked_at(number, before, store, shown, killed=code != 0)


def looked_at(
    number: int, before: dict[int, int], store: Path, shown: Shown, *, killed: bool
) -> Round:
    """What lies on the disk after the round, which had `before` on it: reps by check."""
    lost = list(damage(store))
    now = stored_reps(store)
    if before != {check: now.get(check) for check in before} or len(now) - len(before) > 1:
        lost.append(f"of the earlier rounds: there was {before} and now there is {now}")
    check = newest_check(store) if len(now) > len(before) else None
    lost += missing(shown, check)
    lost += half_made(check) if check else ()
    outcome = "killed in a check" if check else "killed before its check was stored"
    state = str(check.row.state) if check else "none"
    return Round(
        number, outcome if killed else "ended by itself", state, shown.reps, shown.states, lost
    )


def follow(kiosk: Forked, moment: Moment) -> Shown:
    """Be its page until it is dead. The kill waits for nothing that this page does."""
    shown, killer = Shown(), threading.Timer(0, kiosk.kill)
    page, paints = Page(kiosk.url), 0
    for state in page.states():
        was_in_check, painted = shown.in_check, (shown.reps, shown.refused, shown.practised)
        had_results = shown.results is not None
        shown.take(state)
        paints += painted != (shown.reps, shown.refused, shown.practised)
        paints += had_results != (shown.results is not None)
        if killer.ident is not None:
            continue
        if moment.after_s is not None and shown.in_check and not was_in_check:
            killer = threading.Timer(moment.after_s, kiosk.kill)
            killer.start()
        elif moment.after_s is None and paints >= moment.at_paint:
            killer = threading.Timer(moment.later_s, kiosk.kill)
            killer.start()
    page.close()
    if killer.ident is not None:
        killer.join()
    return shown


def _in_worker(task: tuple[int, int, str]) -> Round:
    number, seed, folder = task
    mine = Path(folder) / f"worker-{os.getpid()}"
    mine.mkdir(exist_ok=True)
    return one_round(number, seed, mine)


def rounds_of(count: int, seed: int, jobs: int, folder: Path) -> Iterator[Round]:
    """So many kills in a check, and the rounds that were none besides. `folder` is empty."""
    write_visits(folder / "visit.jsonl", 1)
    number, good = 0, 0
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        while good < count:
            tasks = [(number + n, seed, str(folder)) for n in range(count - good)]
            number += len(tasks)
            for done in pool.imap_unordered(_in_worker, tasks):
                good += done.outcome == "killed in a check"
                yield done


@dataclass
class Tally:
    """All rounds so far."""

    rounds: list[Round] = field(default_factory=list)

    def add(self, done: Round) -> None:
        """One more."""
        self.rounds.append(done)

    @property
    def kills(self) -> list[Round]:
        """Those that count."""
        return [done for done in self.rounds if done.outcome == "killed in a check"]

    @property
    def lost(self) -> list[str]:
        """Everything that was lost, with its round."""
        return [f"round {done.number}: {what}" for done in self.rounds for what in done.lost]

    def figures(self) -> list[tuple[str, str]]:
        """Rows of the table."""
        states = Counter(done.state for done in self.kills)
        outcomes = Counter(done.outcome for done in self.rounds)
        others = ", ".join(
            f"{n} {name}" for name, n in outcomes.items() if "in a check" not in name
        )
        return [
            ("kill -9 during a check", str(len(self.kills))),
            ("check left open / complete by the kill", f"{states['open']} / {states['complete']}"),
            ("other rounds", others or "none"),
            ("states that pages got", f"{sum(done.states for done in self.rounds)}"),
            ("counted reps on those pages", f"{sum(done.reps for done in self.kills)}"),
            ("shown and not stored, or a database not clean", str(len(self.lost))),
        ]


def text(tally: Tally, asked: Any, took_s: float) -> str:
    """The part of docs/operations.md."""
    return "\n".join(
        [
            f"### Power lost during a check: `make {NAME}`",
            "",
            f"Last run: {long_proofs.state_of_the_tree()}. Seed {asked.seed}, {took_s / 60:.0f} "
            "minutes. After every kill SQLite's `integrity_check` and `foreign_key_check` and the "
            "kiosk's own opening are tried; reps, refusals and results that stood on the page are "
            "held against the store.",
            "",
            long_proofs.table(("What", "Figure"), tally.figures()),
        ]
    )


def main() -> int:
    """Run the rounds, print the figures, record a full run."""
    parser = argparse.ArgumentParser(description="Kill the kiosk again and again.")
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**8))
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    print(f"{asked.rounds} kills, seed {asked.seed}", flush=True)
    tally, began_s = Tally(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kiosk-kills-") as folder:
        for done in rounds_of(asked.rounds, asked.seed, asked.jobs, Path(folder)):
            tally.add(done)
            for what in done.lost:
                print(f"round {done.number}: {what}", flush=True)
            if len(tally.rounds) % 25 == 0:
                print(f"{len(tally.kills)} kills, {len(tally.lost)} losses", flush=True)
    for name, figure in tally.figures():
        print(f"{name:<48}{figure}")
    if asked.rounds >= 500:
        long_proofs.write(NAME, text(tally, asked, time.monotonic() - began_s))
    return 1 if tally.lost else 0


if __name__ == "__main__":
    sys.exit(main())
