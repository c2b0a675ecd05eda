"""The camera that the configuration asks for. None is opened: a running kiosk may hold it."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from kiosk.camera.pi_library import stand_in_for_previews
from kiosk.selfcheck.finding import Finding, State

_INSTALL = (
    "`sudo apt install python3-picamera2`, and make the Python environment with "
    "--system-site-packages"
)
_CLASH = "install simplejpeg into this Python environment: the system's was built for another numpy"


def probe_camera(
    source: str, list_pi_cameras: Callable[[], list[str]], usb_cameras: Mapping[int, str]
) -> Finding:
    """`source` as in camera.source; `usb_cameras` are names by number of /dev/videoN."""
    if source == "picamera":
        return _pi_camera(list_pi_cameras, usb_cameras)
    if source.startswith("usb:"):
        return _usb_camera(int(source.removeprefix("usb:")), usb_cameras)
    return _replay(Path(source))


def _pi_camera(list_pi_cameras: Callable[[], list[str]], usb_cameras: Mapping[int, str]) -> Finding:
    try:
        models = list_pi_cameras()
    except ModuleNotFoundError as error:
        what = f"the library {error.name} is not in this Python environment"
        return Finding("camera", State.MISSING, what, _INSTALL + _or_usb(usb_cameras))
    except Exception as error:  # picamera2 passes through what its own libraries raise
        return Finding("camera", State.WRONG, f"picamera2 does not work: {error}", _mend(error))
    if not models:
        mend = "with the power off, seat the camera's ribbon at both ends"
        what = "the Raspberry Pi sees no camera"
        return Finding("camera", State.MISSING, what, mend + _or_usb(usb_cameras))
    return Finding("camera", State.OK, f"Raspberry Pi camera {', '.join(models)}")


def _mend(error: Exception) -> str:
    """A numpy of the environment's own over the system's simplejpeg is the known clash."""
    return _CLASH if "binary incompatibility" in str(error) or "numpy" in str(error) else _INSTALL


def _or_usb(usb_cameras: Mapping[int, str]) -> str:
    """The other way out, where a USB camera is plugged in."""
    for number, name in sorted(usb_cameras.items()):
        return f'; or set camera.source to "usb:{number}" ({name})'
    return ""


def _usb_camera(number: int, usb_cameras: Mapping[int, str]) -> Finding:
    if number not in usb_cameras:
        seen = ", ".join(f"usb:{each} is {name}" for each, name in sorted(usb_cameras.items()))
        mend = f"set camera.source to one that is there: {seen}" if seen else "plug it in"
        return Finding("camera", State.MISSING, f"there is no camera usb:{number}", mend)
    device = Path(f"/dev/video{number}")
    if not os.access(device, os.R_OK | os.W_OK):
        mend = "`sudo usermod -aG video $USER`, and sign in again"
        return Finding("camera", State.WRONG, f"this user may not use {device}", mend)
    return Finding("camera", State.OK, f"usb:{number} is {usb_cameras[number]}")


def _replay(path: Path) -> Finding:
    if not os.access(path, os.R_OK):
        mend = 'correct camera.source, or set it to "picamera"'
        return Finding(
            "camera", State.MISSING, f"the replay {path} is not there for this user", mend
        )
    mend = 'set camera.source to "picamera" or "usb:0" for members'
    return Finding("camera", State.WARN, f"a replay of {path}, no camera", mend)


def list_pi_cameras() -> list[str]:
    """Models of the attached Pi cameras. Raises what picamera2 and its libraries raise.

    `Picamera2.global_camera_info()` gives a dictionary for each camera, with Model and Id; it
    works while a camera is in use (picamera2 release 0.3.6). USB cameras have "usb" in the Id.
    """
    stand_in_for_previews()
    picamera2 = importlib.import_module("picamera2")
    cameras = picamera2.Picamera2.global_camera_info()
    return [str(each.get("Model", "?")) for each in cameras if "usb" not in str(each.get("Id"))]


def list_usb_cameras(sys_dir: Path = Path("/sys/class/video4linux")) -> dict[int, str]:
    """Names of the USB cameras by number of /dev/videoN, from Linux's /sys.

    A device on the USB bus whose index is 0: a camera's further nodes carry only metadata, and
    a Pi's own video nodes are codecs.
    """
    cameras = {}
    for node in sorted(sys_dir.glob("video[0-9]*")):
        on_usb = "/usb" in str((node / "device").resolve())
        if on_usb and _read(node / "index") in ("0", ""):
            cameras[int(node.name.removeprefix("video"))] = _read(node / "name") or "a camera"
    return cameras


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
