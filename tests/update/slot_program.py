"""The kiosk command of a slot in tests: small, honest, and with the faults it is given.

It keeps real results in a real SQLite database and answers what an updater asks of any version
(docs/updates.md). `FAULTS` are words; `COLUMNS` is how many columns this version's schema has.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from types import CodeType

from kiosk.update.system import Done

TEXT = r'''
import json, sqlite3, sys
from contextlib import closing
VERSION, COLUMNS, FAULTS = "@VERSION@", @COLUMNS@, @FAULTS@


def fail(words):
    print("a library says something", file=sys.stderr)
    sys.exit(words)


def opened(path):
    """Bring the store to this version's schema, or a newer one stays as it is; migrations add."""
    store = sqlite3.connect(path, isolation_level=None)
    store.execute("PRAGMA synchronous = FULL")
    store.execute("CREATE TABLE IF NOT EXISTS results (id INTEGER PRIMARY KEY, said TEXT)")
    there = len(list(store.execute("PRAGMA table_info(results)")))
    for number in range(there, COLUMNS):
        store.execute(f"ALTER TABLE results ADD COLUMN column_{number} TEXT")
    return store


def count(path):
    with closing(sqlite3.connect(path)) as store:
        return store.execute("SELECT count(*) FROM results").fetchone()[0]


words = sys.argv[1:]
if words == ["--version"]:
    print("kiosk, version", VERSION)
elif words[:2] == ["try", "clip"]:
    for path in words[2:]:
        open(path, "rb").close()
    if "clip" in FAULTS:
        fail("Rep 2 is judged a fault instead of good.")
elif words[:2] == ["try", "store"]:
    before = count(words[2])
    if "migration" in FAULTS:
        fail("The copy has another count of checks afterwards.")
    opened(words[2]).close()
    assert count(words[2]) == before
elif words[:2] == ["try", "read"]:
    with closing(opened(words[2])) as store:
        store.execute("INSERT INTO results (said) VALUES ('a synthetic check')")
elif words[:2] == ["try", "settings"]:
    if "nonsense" in open(words[2]).read():
        fail("The configuration has a mistake: nonsense is unknown.")
elif words[:1] == ["run"]:
    root = words[1]
    opened(root + "/var/lib/kiosk/results.db").close()
    try:
        fleet = open(root + "/var/lib/kiosk-system/fleet.toml").read()
    except FileNotFoundError:
        fleet = ""
    if "start" in FAULTS or "breaks" in fleet:
        fail("It does not start.")
    print(json.dumps({"version": VERSION, "camera": "camera" not in FAULTS,
                      "store": "store" not in FAULTS, "answers": "answer" not in FAULTS}))
else:
    fail(f"unknown: {words}")
'''


def program(version: str, *faults: str, columns: int = 2) -> bytes:
    """The text of `bin/kiosk`."""
    text = TEXT.replace("@VERSION@", version).replace("@COLUMNS@", str(columns))
    text = text.replace("@FAULTS@", repr(set(faults)))
    return f"#!{os.path.realpath(sys.executable)} -IS\n{text}".encode()


def answer(text: bytes, words: Sequence[str]) -> Done:
    """What the program with this text answers, run within this process."""
    output, errors = io.StringIO(), io.StringIO()
    kept, sys.argv = sys.argv, ["kiosk", *words]
    try:
        with redirect_stdout(output), redirect_stderr(errors):
            exec(_compiled(text), {"__name__": "__main__"})
    except SystemExit as end:
        return Done(1, output.getvalue(), str(end.code))
    finally:
        sys.argv = kept
    return Done(0, output.getvalue())


@cache
def _compiled(text: bytes) -> CodeType:
    return compile(text, "kiosk", "exec")
