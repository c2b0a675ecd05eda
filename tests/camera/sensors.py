"""What libcamera lists for Raspberry Pi's camera modules (`rpicam-hello --list-cameras`).

Sizes, rates and crops as printed in Raspberry Pi's documentation and in issues 427 of
raspberrypi/rpicam-apps (ov5647) and 3632 of AllskyTeam/allsky (imx296), read 2026-11-22.
"""

from __future__ import annotations

from dataclasses import dataclass

Size = tuple[int, int]
Rectangle = tuple[int, int, int, int]


@dataclass(frozen=True)
class Mode:
    """What the sensor can send: its size, the part of the sensor that it sees, its fastest rate."""

    size: Size
    sees: Rectangle
    fps: float
    bits: int = 10


@dataclass(frozen=True)
class Sensor:
    """A camera module."""

    model: str
    size: Size
    modes: tuple[Mode, ...]
    has_focus: bool = False

    @property
    def bits(self) -> int:
        """Depth of the native mode, which picamera2 prefers."""
        return max(mode.bits for mode in self.modes)

    @property
    def whole(self) -> Rectangle:
        """All of the sensor."""
        return (0, 0, *self.size)


OV5647 = Sensor(
    "ov5647",
    (2592, 1944),
    (
        Mode((640, 480), (16, 0, 2560, 1920), 58.92),
        Mode((1296, 972), (0, 0, 2592, 1944), 43.25),
        Mode((1920, 1080), (348, 434, 1928, 1080), 30.62),
        Mode((2592, 1944), (0, 0, 2592, 1944), 15.63),
    ),
)
IMX219 = Sensor(
    "imx219",
    (3280, 2464),
    (
        Mode((640, 480), (1000, 752, 1280, 960), 206.65),
        Mode((1640, 1232), (0, 0, 3280, 2464), 41.85),
        Mode((1920, 1080), (680, 692, 1920, 1080), 47.57),
        Mode((3280, 2464), (0, 0, 3280, 2464), 21.19),
    ),
)
IMX708 = Sensor(
    "imx708",
    (4608, 2592),
    (
        Mode((1536, 864), (768, 432, 3072, 1728), 120.13),
        Mode((2304, 1296), (0, 0, 4608, 2592), 56.03),
        Mode((4608, 2592), (0, 0, 4608, 2592), 14.35),
    ),
    has_focus=True,
)
IMX477 = Sensor(
    "imx477",
    (4056, 3040),
    (
        Mode((1332, 990), (696, 528, 2664, 1980), 120.05),
        Mode((2028, 1080), (0, 440, 4056, 2160), 50.03, 12),
        Mode((2028, 1520), (0, 0, 4056, 3040), 40.01, 12),
        Mode((4056, 3040), (0, 0, 4056, 3040), 10.0, 12),
    ),
)
IMX296 = Sensor("imx296", (1456, 1088), (Mode((1456, 1088), (0, 0, 1456, 1088), 60.38),))

SENSORS = (OV5647, IMX219, IMX708, IMX477, IMX296)


def chosen(sensor: Sensor, wanted: Size) -> Mode:
    """The mode that picamera2 0.3.38 takes for a raw stream of `wanted` size at native depth.

    A size too small costs twice what it lacks, one too large a quarter of its excess; another
    shape and another depth cost much.
    """
    return min(sensor.modes, key=lambda mode: _cost(mode, wanted, sensor.bits))


def _cost(mode: Mode, wanted: Size, bits: int) -> float:
    width, height = (_misfit(*pair) for pair in zip(wanted, mode.size, strict=True))
    shape = _misfit(wanted[0] / wanted[1], mode.size[0] / mode.size[1])
    return width + height + 1500 * shape + 500 * abs(bits - mode.bits)


def _misfit(wanted: float, given: float) -> float:
    return (wanted - given) * 2 if given <= wanted else (given - wanted) / 4
