"""The card fills up, or nothing on it can be written any more."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from . import rig
from .box import Box, wait

SPEED = 4
ROUND_S = 90.0
"""More than one round of the recording at that speed, also on a busy machine."""
ROOM = "12M"
FILLER = f"{rig.STATE_FOLDER}/filler"


@pytest.fixture
def small_card(box: Box) -> Iterator[Box]:
    """The folder of results on a file system of its own that is soon full."""
    owner = box.run("id", "-u", "kiosk").strip(), box.run("id", "-g", "kiosk").strip()
    options = f"size={ROOM},mode=0750,uid={owner[0]},gid={owner[1]}"
    box.run("systemctl", "stop", rig.UNIT)
    box.run("mount", "-t", "tmpfs", "-o", options, "tmpfs", rig.STATE_FOLDER)
    yield box
    box.run("systemctl", "stop", rig.UNIT, "kiosk-safe.service", check=False)
    box.run("umount", rig.STATE_FOLDER)


@pytest.fixture
def read_only(box: Box) -> Iterator[Box]:
    """The box booted on a read-only system, as a dying card leaves it."""
    rig.configure(box, rig.NO_PINS)
    rig.play(box, *rig.DEMO, speed=SPEED)
    box.boot_again(read_only=True)
    yield box
    box.boot_again()


def instruction(box: Box) -> str:
    """What the page tells the member."""
    return str(box.state().get("instruction") or "")


def test_a_full_card_is_said_and_loses_nothing(small_card: Box) -> None:
    """No room left: the page says it and counts nothing it cannot keep; with room it goes on."""
    box = small_card
    rig.configure(box, rig.NO_PINS)
    rig.play(box, *rig.DEMO, speed=SPEED)
    wait(lambda: (box.state().get("counted") or 0) >= 2, ROUND_S, "reps on the page")
    box.run("dd", "if=/dev/zero", f"of={FILLER}", "bs=4k", check=False)
    full = rig.kept(box)
    assert full.whole
    assert full.reps >= 2
    said = wait(lambda: said_full(box), ROUND_S, "the page says that nothing can be stored")
    assert box.state()["counted"] == 0, said
    assert rig.restarts(box) == 0
    assert rig.kept(box).reps >= full.reps
    box.run("rm", FILLER)
    wait(lambda: rig.kept(box).checks > full.checks, 2 * ROUND_S, "a new check is stored")
    wait(lambda: (box.state().get("counted") or 0) >= 1, ROUND_S, "reps on the page again")
    after = rig.kept(box)
    assert after.whole
    assert after.reps > full.reps
    assert rig.restarts(box) == 0


def said_full(box: Box) -> str:
    """The page's sentence about the store; empty while it says something else."""
    said = instruction(box)
    return said if "full" in said or "stored" in said or "written" in said else ""


def test_a_read_only_system_is_said(read_only: Box) -> None:
    """Booted with a card that takes nothing, a page says so instead of counting into the void."""
    box = read_only
    before = box.run("stat", "-c", "%s %Y", rig.STORE)
    wait(lambda: read_only_said(box), ROUND_S, "a page that says what is wrong")
    assert box.run("stat", "-c", "%s %Y", rig.STORE) == before


def read_only_said(box: Box) -> str:
    """The sentence about it on the member's page or on the safe one; empty while there is none."""
    page = re.search("<p>(.*?)</p>", box.get("/").text) if not box.state() else None
    said = f"{page[1] if page else ''} {instruction(box)}".strip()
    return said if "read-only" in said or "cannot be" in said else ""


def test_writable_again_it_comes_back(box: Box) -> None:
    """Booted on the mended card it starts by itself, and every result of before is there."""
    before = rig.kept(box)
    rig.wait_seeing(box)
    after = rig.kept(box)
    assert after.whole
    assert (after.checks, after.reps) >= (before.checks, before.reps)
