"""Runs inside the Debian root: the kiosk's camera adapter on the real picamera2 and libcamera.

Its argument is one of TRIALS; all but the first need libcamera's own virtual camera.
The virtual camera differs from a Raspberry Pi's in three things, which are made up for here and
named in docs/camera.md: it lists no raw modes, it gives NV12 instead of R, G, B, and it wants its
own buffers. All else is real: listing with the tuning, opening, configuring, threads, requests,
times, closing, opening again.
"""

from __future__ import annotations

import faulthandler
import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.camera.newest import NewestFrame
from kiosk.camera.pi_library import NO_CAMERA, import_picamera2
from kiosk.camera.picamera import FORMAT, STUCK, Picamera2Source
from kiosk.errors import CameraError

WIDTH_PX, HEIGHT_PX = 720, 1280
FRAMES = 60
GIVE_UP_S = 120


def without_a_camera() -> None:
    """The real library imports; without a camera there is the one sentence, again and again."""
    import_picamera2()
    padding_is_left_out()
    before = descriptors()
    for _ in range(5):
        assert refusal() == NO_CAMERA
    assert descriptors() <= before + 2, "descriptors are lost"


def descriptors() -> int:
    """How many this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def padding_is_left_out() -> None:
    """The real library's own view of a buffer whose rows end in padding is the picture alone."""
    from picamera2.request import Helpers

    width, height, stride = 5, 4, 64
    rows = np.full((height, stride), 255, dtype=np.uint8)
    rows[:, : 3 * width] = np.arange(3 * width)
    config = {"format": FORMAT, "size": (width, height), "stride": stride}
    array = Helpers(None)._make_array_shared(rows.reshape(-1), config)
    assert array.shape == (height, width, 3)
    assert (array == np.arange(3 * width).reshape(width, 3)).all()


def on_the_virtual_camera() -> None:
    """Real frames, real times, every buffer back, closed and opened again, and held by one."""
    play_the_pi(import_picamera2())
    for _ in range(2):
        source = Picamera2Source(width_px=WIDTH_PX, height_px=HEIGHT_PX, fps=30)
        assert source.info.name == "picamera virtual", source.info
        look_at([source.read() for _ in range(FRAMES)])
        assert "in use by another program" in refusal()
        source.close()
        source.close()
        assert source.read() is None
    through_the_reading_thread()


def on_a_camera_that_hangs() -> None:
    """A camera whose stopping never ends: closing does, opening again says so, the process ends."""
    play_the_pi(import_picamera2())
    source = Picamera2Source(width_px=WIDTH_PX, height_px=HEIGHT_PX, fps=30)
    assert source.read() is not None
    source._camera.stop = threading.Event().wait
    source.close()
    assert refusal() == STUCK


def play_the_pi(library: Any) -> None:
    """Raw modes, and the names and colours of a Pi's main stream."""
    import cv2
    import picamera2
    from picamera2.allocators import LibcameraAllocator
    from picamera2.request import CompletedRequest

    class Camera(library):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **keywords: Any) -> None:
            agc = json.loads(Path(keywords["tuning"]).read_text("utf-8"))["algorithms"][0]
            (channel,) = agc["rpi.agc"]["channels"]
            assert channel["exposure_modes"]["normal"]["shutter"][-1] == 10000, channel
            super().__init__(*arguments, **keywords)
            self.allocator = LibcameraAllocator(self.camera)

        def _get_raw_modes(self) -> list[dict[str, Any]]:
            return [{"format": "SRGGB10", "size": (2 * WIDTH_PX, 2 * HEIGHT_PX)}]

        def camera_configuration(self) -> dict[str, Any]:
            config: dict[str, Any] = super().camera_configuration()
            assert config["main"]["format"] == "NV12", config
            return config | {"main": config["main"] | {"format": "BGR888"}}

    def make_array(self: Any, name: str) -> Any:
        nv12 = self.make_buffer(name).reshape(HEIGHT_PX * 3 // 2, WIDTH_PX)
        return cv2.cvtColor(nv12, cv2.COLOR_YUV2RGB_NV12)

    CompletedRequest.make_array = make_array
    picamera2.Picamera2 = Camera


def look_at(frames: list[Frame | None]) -> None:
    """Times rise and are this system's own clock; pictures are whole and change."""
    kept = [frame for frame in frames if frame is not None]
    assert len(kept) == FRAMES
    times_s = [frame.t_s for frame in kept]
    assert times_s == sorted(set(times_s)), times_s
    assert 0 <= time.monotonic() - times_s[-1] < 1, (time.monotonic(), times_s[-1])
    assert all(frame.rgb.shape == (HEIGHT_PX, WIDTH_PX, 3) for frame in kept)
    assert all(frame.rgb.flags.c_contiguous for frame in kept)
    assert any((frame.rgb != kept[0].rgb).any() for frame in kept[1:])


def through_the_reading_thread() -> None:
    """As in the kiosk: newest wins, and closing leaves no thread behind."""
    threads = threading.active_count()
    frames = NewestFrame(Picamera2Source(width_px=WIDTH_PX, height_px=HEIGHT_PX, fps=30))
    taken = [frames.take(2) for _ in range(FRAMES)]
    frames.close()
    assert all(frame is not None for frame in taken)
    assert threading.active_count() <= threads, threading.enumerate()


def refusal() -> str:
    """The sentence with which opening ends."""
    try:
        Picamera2Source(width_px=WIDTH_PX, height_px=HEIGHT_PX, fps=30).close()
    except CameraError as error:
        return str(error)
    return "opened"


TRIALS = {
    "none": without_a_camera,
    "virtual": on_the_virtual_camera,
    "hang": on_a_camera_that_hangs,
}

if __name__ == "__main__":
    faulthandler.dump_traceback_later(GIVE_UP_S, exit=True)
    TRIALS[sys.argv[1]]()
    print("ok", sys.argv[1], "with", sys.modules["picamera2"].__file__)
