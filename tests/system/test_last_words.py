"""What a kiosk that ended says to the safe mode's page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.box import this_box
from kiosk.errors import CameraError
from kiosk.last_words import FILE, last_words


def test_an_errors_sentence_is_left(tmp_path: Path) -> None:
    """The same sentence that a person at the terminal would read."""
    with pytest.raises(CameraError), last_words(tmp_path):
        raise CameraError("No camera was found: check its cable.")
    assert (tmp_path / FILE).read_text() == "No camera was found: check its cable.\n"


def test_a_fault_of_our_own_is_named_and_goes_on(tmp_path: Path) -> None:
    """The traceback still goes to the journal; the page says what it was in a sentence."""
    with pytest.raises(ZeroDivisionError), last_words(tmp_path):
        raise ZeroDivisionError("division by zero")
    words = (tmp_path / FILE).read_text()
    assert words == "The kiosk has a fault of its own (ZeroDivisionError: division by zero).\n"


def test_a_good_end_takes_old_words_away(tmp_path: Path) -> None:
    """Else a stopped kiosk would explain itself with last week's fault."""
    (tmp_path / FILE).write_text("old")
    with last_words(tmp_path):
        pass
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("folder", [None, Path("/nowhere")])
def test_without_a_folder_the_error_goes_on(folder: Path | None) -> None:
    """Run by hand, or with a memory that is full."""
    with pytest.raises(CameraError), last_words(folder):
        raise CameraError("No camera.")


@pytest.mark.slow
def test_kiosk_run_leaves_its_last_words(tmp_path: Path) -> None:
    """A broken configuration is told by the command too, before anything else is built."""
    config = tmp_path / "kiosk.toml"
    config.write_text("[web]\nport = 'x'\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "--config", str(config), "run"],
        env={"PATH": "/usr/bin:/bin", "RUNTIME_DIRECTORY": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 4
    words = (tmp_path / FILE).read_text(encoding="utf-8").strip()
    assert words
    assert words in done.stderr


def test_a_box_is_what_the_service_manager_says(tmp_path: Path) -> None:
    """Folders and ear from the environment; on a laptop there is none of it."""
    box = this_box({"RUNTIME_DIRECTORY": f"{tmp_path}:/else", "STATE_DIRECTORY": "/state"})
    assert (box.run_dir, box.state_dir) == (tmp_path, Path("/state"))
    assert not box.notifier.heard
    laptop = this_box({})
    assert (laptop.run_dir, laptop.state_dir) == (None, None)
