from __future__ import annotations

import builtins
import errno
import importlib.util
import os
import sys
from typing import Any

import pytest

from kiosk.camera import pi_library
from kiosk.camera.pi_library import import_picamera2, open_camera
from kiosk.errors import CameraError
from tests.camera.fake_picamera2 import FakeBoard


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> FakeBoard:
    return FakeBoard().install(monkeypatch)


def refusal() -> str:
    with pytest.raises(CameraError) as caught:
        open_camera(10000)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_no_camera_is_one_sentence(board: FakeBoard) -> None:
    """Without a camera the sentence says what to look at; a USB camera is none of these."""
    board.unplug()
    assert "ribbon cable" in refusal()
    assert board.failed_opens == 0


def test_a_camera_in_use_is_one_sentence(board: FakeBoard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who holds it is named, and picamera2 does not trip over it: that costs a pipe each time."""
    board.busy = True
    monkeypatch.setattr(pi_library, "holders_sentence", lambda _: "stop motion (7), then try again")
    assert "in use by another program: stop motion (7)" in refusal()
    assert board.failed_opens == 0


def test_a_camera_taken_at_the_last_moment_is_one_sentence(
    board: FakeBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cause that picamera2 hides behind its own error is found."""
    board.busy = True
    monkeypatch.setattr(pi_library, "_free_camera", lambda: ("imx219", False))
    assert "in use by another program" in refusal()


def test_no_library_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without picamera2 the sentence says what is missing and how to install it."""
    monkeypatch.setitem(sys.modules, "picamera2", None)
    sentence = refusal()
    assert "apt install python3-picamera2" in sentence
    assert "picamera2" in sentence.split("(")[1]


def test_libraries_that_clash_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A numpy that does not fit the system's libraries makes the import fail in its own way."""
    real_import = builtins.__import__

    def clashing(name: str, *arguments: Any, **keywords: Any) -> Any:
        if name == "picamera2":
            raise ValueError("numpy.dtype size changed, may indicate binary incompatibility")
        return real_import(name, *arguments, **keywords)

    monkeypatch.setattr(builtins, "__import__", clashing)
    sentence = refusal()
    assert "numpy.dtype size changed" in sentence
    assert "kiosk check" in sentence


@pytest.mark.usefixtures("board")
def test_where_there_is_no_kms_a_stand_in_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian has no kms++; picamera2 only takes the names of formats from it."""
    monkeypatch.delitem(sys.modules, "pykms", raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    import_picamera2()
    import_picamera2()
    stand_in = sys.modules.pop("pykms")
    assert stand_in.PixelFormat.RGB888 == "RGB888"


@pytest.mark.usefixtures("board")
def test_a_real_kms_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Raspberry Pi OS nothing is put in the library's place."""
    monkeypatch.delitem(sys.modules, "pykms", raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name == "pykms" or None)
    import_picamera2()
    assert "pykms" not in sys.modules


def test_what_libcamera_itself_raises_is_one_sentence(
    board: FakeBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A camera that may not be used by this user says so."""

    def forbidden() -> None:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(board, "acquire", forbidden)
    assert "Permission denied" in refusal()


@pytest.mark.usefixtures("board")
def test_looking_for_a_camera_does_not_fill_the_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    """libcamera tells of itself at every look: warnings are enough, unless somebody asked."""
    monkeypatch.delenv("LIBCAMERA_LOG_LEVELS", raising=False)
    import_picamera2()
    assert os.environ.pop("LIBCAMERA_LOG_LEVELS") == "*:WARN"
    monkeypatch.setenv("LIBCAMERA_LOG_LEVELS", "*:DEBUG")
    import_picamera2()
    assert os.environ["LIBCAMERA_LOG_LEVELS"] == "*:DEBUG"
