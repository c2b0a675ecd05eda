"""What the proof of the kills calls lost, and one real round of it."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.moment import Clock
from kiosk.results import ResultStore, Software
from tests.system.page import Page, State

from .boxes import folders_in, running
from .recordings import write_visits
from .shown import Shown, damage, missing, newest_check


def state(counted: int, *, refused: bool = False) -> State:
    """What the page's script gets, as far as the proof looks at it."""
    rep = {"counted": not refused, "practice": False, "text": f"{counted} {refused}"}
    shown = {"stage": "reps", "leg": "left", "counted": counted}
    return {**shown, "last_rep": rep, "results": None}


def shown_after(*states: State) -> Shown:
    """A page that got these."""
    shown = Shown()
    for each in states:
        shown.take(each)
    return shown


def test_a_rep_that_was_shown_and_is_not_stored_is_lost(tmp_path: Path) -> None:
    """Against a check without reps, and against no check, every painted rep is missed."""
    path = tmp_path / "results.db"
    software = Software("0", "1", None, None, "keypoints")
    with ResultStore.open(path, "replay", Clock().now()) as store:
        store.start_check(Clock().now(), software)
    check = newest_check(path)
    assert check is not None
    assert list(missing(shown_after(), check)) == []
    assert list(missing(shown_after(), None)) == []
    assert len(list(missing(shown_after(state(1)), None))) == 1
    shown = shown_after(state(1), state(2), state(2, refused=True))
    assert list(missing(shown, check)) == [
        "0 of 2 shown reps of the left leg",
        "0 of 1 refused reps",
    ]
    complete = replace(shown_after(), results=[{"side": "left"}])
    assert list(missing(complete, check)) == ["the results as shown: the check is open"]


@pytest.mark.slow
def test_what_was_shown_is_what_is_stored(tmp_path: Path) -> None:
    """Killed as its page shows the results, a real kiosk has stored each word of them."""
    folders = folders_in(tmp_path, picture=False)
    recording = tmp_path / "visit.jsonl"
    write_visits(recording, 1)
    words = ("--source", str(recording), "--speed", "20")
    shown = Shown()
    with running(folders, *words, module="tests.proofs.patient") as (kiosk, url):
        page = Page(url)
        for each in page.states():
            shown.take(each)
            if shown.results:
                break
        kiosk.end(signal.SIGKILL)
        page.close()
    assert shown.reps >= 9  # the last one and the results may come in one state
    assert list(damage(folders.store)) == []
    assert list(missing(shown, newest_check(folders.store))) == []
