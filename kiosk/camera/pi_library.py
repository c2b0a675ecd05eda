"""The way to picamera2 and libcamera: importing them, finding the camera, opening it.

Decides: the first camera that is not a USB camera; a capped exposure where its tuning allows
that; what the libraries raise becomes one sentence. Leaves the configuration to `picamera`.

Facts, read in picamera2 0.3.12 to 0.3.38 on 2026-11-22:
- importing it needs kms++, which only Raspberry Pi OS packages, for previews on a bare screen;
- the tuning is read when libcamera lists the cameras, so it must be set before that; picamera2
  sets it in the environment and lists anew when no camera of the process is open;
- a camera that cannot be opened costs picamera2 one end of a pipe, each time.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from kiosk.camera.exposure import capped
from kiosk.camera.holders import holders_sentence
from kiosk.errors import CameraError

TUNING_VARIABLE = "LIBCAMERA_RPI_TUNING_FILE"
LOG_VARIABLE = "LIBCAMERA_LOG_LEVELS"
MONOCHROME = 5
"""`ColorFilterArrangement` of a sensor without colour; its tuning file has a name of its own."""

NO_CAMERA = (
    "No Raspberry Pi camera was found: push both ends of its ribbon cable in, restart, and "
    "look with `rpicam-hello --list-cameras`."
)
_PREVIEW_FORMATS = ("RGB888", "BGR888", "XRGB8888", "XBGR8888", "YUV420", "YVU420", "NV12")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenCamera:
    """A Picamera2 that is ours, not yet configured."""

    camera: Any
    model: str
    is_capped: bool
    """Its automatic exposure cannot become longer than asked."""


def open_camera(longest_exposure_us: int) -> OpenCamera:
    """Open the Raspberry Pi camera. Raises CameraError, one sentence."""
    library = import_picamera2()
    try:
        model, is_mono = _free_camera()
        tuning = None if is_mono else _capped_tuning(library, model, longest_exposure_us)
        camera = _opened(library, tuning)
    except CameraError:
        raise
    except Exception as error:
        raise failure(error) from error
    finally:
        os.environ.pop(TUNING_VARIABLE, None)
    return camera


def import_picamera2() -> Any:
    """The module's class Picamera2. Raises CameraError, one sentence."""
    stand_in_for_previews()
    os.environ.setdefault(LOG_VARIABLE, "*:WARN")  # else several lines at each look for a camera
    try:
        from picamera2 import Picamera2
    except ImportError as error:
        raise CameraError(
            f"The Raspberry Pi camera cannot be used because picamera2 cannot be imported "
            f"({one_line(error)}): run `sudo apt install python3-picamera2`, and make the "
            f"Python environment with --system-site-packages."
        ) from error
    except Exception as error:
        # A numpy that does not fit the system's libraries ends here as ValueError.
        raise CameraError(
            f"picamera2 does not work here ({one_line(error)}): run `kiosk check`."
        ) from error
    return Picamera2


def failure(error: Exception) -> CameraError:
    """picamera2 hides the cause of a failed start behind a RuntimeError of its own."""
    cause: BaseException | None = error
    while cause is not None:
        if "busy" in str(cause).lower():
            devices = [str(path) for path in Path("/dev").glob("media*")]
            return CameraError(
                f"The Raspberry Pi camera is in use by another program: "
                f"{holders_sentence(devices)}."
            )
        cause = cause.__cause__ or cause.__context__
    return CameraError(
        f"The Raspberry Pi camera does not start ({one_line(error)}): look with "
        f"`rpicam-hello --list-cameras`, then restart."
    )


def one_line(error: Exception) -> str:
    """What an error says, or at least its kind."""
    return " ".join(str(error).split()) or type(error).__name__


def stand_in_for_previews() -> None:
    """Where kms++ is missing, let picamera2 be imported all the same: it only takes the names of
    formats from it, for previews that the kiosk does not use."""
    if any(_is_there(name) for name in ("kms", "pykms")):
        return
    stand_in = ModuleType("pykms")
    formats = SimpleNamespace(**{name: name for name in _PREVIEW_FORMATS})
    stand_in.PixelFormat = formats  # type: ignore[attr-defined]
    sys.modules["pykms"] = stand_in


def _is_there(name: str) -> bool:
    """An imported module counts, whatever it is: it may be the stand-in."""
    return name in sys.modules or importlib.util.find_spec(name) is not None


def _free_camera() -> tuple[str, bool]:
    """Model of the camera that picamera2 would open, and whether it is monochrome.

    Taken and given back, so that a camera in use is found out before picamera2 trips over it.
    """
    camera = max(_attached(), key=lambda camera: str(camera.id), default=None)
    if camera is None:
        raise CameraError(NO_CAMERA)
    camera.acquire()
    camera.release()
    properties = {key.name: value for key, value in camera.properties.items()}
    is_mono = properties.get("ColorFilterArrangement") == MONOCHROME
    return str(properties.get("Model", "unknown")), is_mono


def _attached() -> list[Any]:
    """The cameras at the board's own sockets. With the last of them libcamera's list is gone."""
    import libcamera

    cameras = libcamera.CameraManager.singleton().cameras
    return [camera for camera in cameras if "/usb" not in str(camera.id)]


def _capped_tuning(library: Any, model: str, longest_us: int) -> Any | None:
    """The camera's own tuning with short exposures; None, with a line in the log, without one."""
    try:
        tuning = library.load_tuning_file(f"{model}.json")
        agc = library.find_tuning_algo(tuning, "rpi.agc")
        agc.update(capped(agc, longest_us))
    except Exception as error:  # a missing file, another format: the camera works without
        _log.warning("Exposures are only kept short, not limited: %s", one_line(error))
        return None
    return tuning


def _opened(library: Any, tuning: Any | None) -> OpenCamera:
    """Open it with the tuning, if libcamera still finds the camera then; without it if not."""
    if tuning is None:
        return _described(library(), is_capped=False)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tuning.json"
        path.write_text(json.dumps(tuning), encoding="utf-8")
        os.environ[TUNING_VARIABLE] = str(path)
        cameras = _attached()
        if cameras:
            return _described(library(tuning=str(path)), is_capped=True)
    _log.warning("Exposures are only kept short, not limited: libcamera refuses the tuning.")
    os.environ.pop(TUNING_VARIABLE)
    return _described(library(), is_capped=False)


def _described(camera: Any, *, is_capped: bool) -> OpenCamera:
    return OpenCamera(camera, str(camera.camera_properties.get("Model", "unknown")), is_capped)
