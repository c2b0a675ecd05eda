"""What an updater knows of its box."""

from __future__ import annotations

import platform
import sys
from hashlib import sha256
from pathlib import Path

from kiosk.update import facts
from tests.update.world import Scene


def test_a_box_says_what_it_is(here: Scene) -> None:
    """Board and system from its files, Python and machine from what runs."""
    found = facts.look(here.world.places.layout.root, "1.0.0", "beta", frozenset({"1.1.0"}))
    assert found.board == "Raspberry Pi 4 Model B Rev 1.5"
    assert found.os == "bookworm"
    assert found.python == f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert found.machine == platform.machine()
    assert (found.version, found.channel) == ("1.0.0", "beta")
    assert found.failed == {"1.1.0"}


def test_the_id_says_nothing_of_the_box(tmp_path: Path) -> None:
    """It is always the same, another box has another, and the machine's id is not in it."""
    ids = []
    for text in ("0" * 32 + "\n", "1" * 32 + "\n"):
        (tmp_path / "etc").mkdir(exist_ok=True)
        (tmp_path / "etc/machine-id").write_text(text)
        assert facts.box_id(tmp_path) == facts.box_id(tmp_path)
        ids.append(facts.box_id(tmp_path))
        assert ids[-1] == sha256(f"kiosk-rollout:{text.strip()}".encode()).hexdigest()
    assert ids[0] != ids[1]


def test_a_box_that_is_no_raspberry_pi_has_another_board(tmp_path: Path) -> None:
    """Releases for every board fit it."""
    assert facts.look(tmp_path, "1.0.0", "stable", frozenset()).board == facts.UNKNOWN_BOARD
