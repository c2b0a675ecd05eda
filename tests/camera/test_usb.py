from __future__ import annotations

import errno
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import av
import pytest

from kiosk.camera import usb
from kiosk.camera.usb import UsbSource
from kiosk.errors import CameraError

GENERATOR = "testsrc2=size=96x64:rate=30"
"""FFmpeg's own picture generator stands in for a camera; everything but the driver is real."""


def generated(frames: int | None = None) -> UsbSource:
    length = "" if frames is None else f",trim=end_frame={frames}"
    return UsbSource(GENERATOR + length, width_px=96, height_px=64, fps=30.0, av_input="lavfi")


def refusal(device: str) -> str:
    with pytest.raises(CameraError) as caught:
        UsbSource(device, width_px=640, height_px=480, fps=30.0)
    sentence = str(caught.value)
    assert device in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_frames_come_with_their_times() -> None:
    """Pictures of the real size come one after the other with the device's times."""
    source = generated()
    frames = [source.read() for _ in range(4)]
    source.close()
    assert (source.info.kind, source.info.width_px, source.info.height_px) == ("camera", 96, 64)
    assert [frame.t_s for frame in frames if frame] == pytest.approx([0, 1 / 30, 2 / 30, 0.1])
    assert all(frame is not None and frame.rgb.shape == (64, 96, 3) for frame in frames)


def test_a_camera_that_stops_is_one_sentence() -> None:
    """A camera has no end: when frames run out it is gone."""
    source = generated(frames=2)
    assert source.read() is not None
    assert source.read() is not None
    with pytest.raises(CameraError, match="stopped"):
        source.read()
    source.close()


def test_a_closed_camera_gives_nothing() -> None:
    """After close, once or twice, reads give None."""
    source = generated()
    source.close()
    source.close()
    assert source.read() is None


def test_a_missing_camera_is_one_sentence(tmp_path: Path) -> None:
    """A number without a camera says so (FFmpeg's own driver answers here)."""
    assert "There is no camera at" in refusal(str(tmp_path / "video7"))


def test_another_device_is_one_sentence(tmp_path: Path) -> None:
    """A file that is no camera is refused by the driver with a sentence."""
    path = tmp_path / "video0"
    path.write_bytes(b"not a camera")
    assert "is not a camera" in refusal(str(path))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EBUSY, "in use by another program"),
        (errno.EACCES, "group video"),
        (errno.ENODEV, "There is no camera at"),
    ],
)
def test_what_the_driver_says_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    """Busy, forbidden and gone are told apart."""

    def failing(*arguments: Any, **keywords: Any) -> Any:
        del arguments, keywords
        raise av.error.OSError(code, "driver words")

    monkeypatch.setattr(av, "open", failing)
    assert words in refusal("/dev/video0")


def test_the_program_that_uses_the_camera_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A busy camera's sentence names the process that has it open."""
    device = tmp_path / "video0"
    device.touch()
    script = f"import sys; f = open({str(device)!r}); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline()

        def busy(*arguments: Any, **keywords: Any) -> Any:
            del arguments, keywords
            raise av.error.OSError(errno.EBUSY, "Device or resource busy")

        monkeypatch.setattr(av, "open", busy)
        assert f"({holder.pid})" in refusal(str(device))
        holder.communicate()


def test_without_pyav_it_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the library to install."""
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(CameraError, match="install av"):
        generated()


@pytest.mark.parametrize("code", [errno.ENODEV, errno.EIO])
def test_a_camera_unplugged_while_it_runs_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """What the driver says of a pulled cable becomes a sentence, and closing still works."""
    source = generated()

    def pulled(_number: int) -> None:
        raise av.error.OSError(code, "driver words")

    monkeypatch.setattr(source, "_frames", map(pulled, range(1)))
    assert source.read() is not None  # the frame that told the size
    with pytest.raises(CameraError, match="plug it in"):
        source.read()
    source.close()
    assert source.read() is None


def test_a_camera_stuck_in_its_driver_is_left_and_freed_when_it_lets_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Closing ends all the same, opening again says what to do, and the device is freed later."""
    monkeypatch.setattr(usb, "CLOSE_WAIT_S", 0.05)
    source = generated()
    stuck, go_on = threading.Event(), threading.Event()
    frames = source._frames

    def for_ever() -> Any:
        stuck.set()
        assert go_on.wait(10)
        yield from frames

    source._frames, source._pending = for_ever(), None
    reader = threading.Thread(target=source.read)
    reader.start()
    assert stuck.wait(5)
    source.close()
    with pytest.raises(CameraError, match="does not answer any more"):
        generated()
    go_on.set()
    reader.join(5)
    with pytest.raises(AssertionError, match="not open"):
        source._container.seek(0)
    generated().close()
