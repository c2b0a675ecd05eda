"""Recordings for the proofs, made from the kiosk's own demo: a frozen camera, and a short start."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

FRAMES_PER_S = 15
BITS_PER_S = 4_000_000
Picture = npt.NDArray[np.uint8]


def frozen(source: Path, target: Path, seconds: int = 120) -> Path:
    """One picture of `source` again and again, each with a new time. Returns `target`.

    Lossless, so that every picture decodes to the very same pixels.
    """
    with av.open(str(source)) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24").astype(np.uint8)
    target.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(target), "w", format="matroska") as out:
        stream = out.add_stream("ffv1", rate=FRAMES_PER_S)
        stream.height, stream.width = picture.shape[:2]
        stream.pix_fmt = "yuv420p"
        for _ in range(seconds * FRAMES_PER_S):
            frame = VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return target


def beginning(source: Path, target: Path, seconds: float) -> Path:
    """The first `seconds` of `source`, not encoded anew. Returns `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(source)) as container, av.open(str(target), "w") as out:
        video = container.streams.video[0]
        copy = out.add_stream_from_template(video)
        for packet in container.demux(video):
            if packet.dts is not None and _at_s(packet) < seconds:
                packet.stream = copy
                out.mux(packet)
    return target


def _at_s(packet: Packet[VideoStream]) -> float:
    """When a packet's picture is shown."""
    return float((packet.pts or 0) * (packet.time_base or 0))


def empty(source: Path, target: Path, seconds: int = 60) -> Path:
    """The room of `source` with nobody in it. Returns `target`."""
    return _encoded(target, _nobody(source, seconds))


def visit(source: Path, target: Path, seconds_after: int = 25) -> Path:
    """`source`, and then for so long the room with nobody in it. Returns `target`."""
    return _encoded(target, chain(_pictures(source), _nobody(source, seconds_after)))


def _pictures(source: Path) -> Iterator[Picture]:
    with av.open(str(source)) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="rgb24").astype(np.uint8)


def _nobody(source: Path, seconds: int) -> Iterator[Picture]:
    """Its left edge, widened, and a little alive: a picture that never changes is a fault."""
    picture = next(_pictures(source))
    room = np.repeat(picture[:, :1], picture.shape[1], axis=1).astype(np.int16)
    noise = np.random.default_rng(7)
    for _ in range(seconds * FRAMES_PER_S):
        yield np.clip(room + noise.integers(-6, 7, room.shape), 0, 255).astype(np.uint8)


def _encoded(target: Path, pictures: Iterator[Picture]) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(target), "w", format="matroska") as out:
        stream = out.add_stream("mpeg4", rate=FRAMES_PER_S)
        stream.bit_rate = BITS_PER_S
        for number, picture in enumerate(pictures):
            if number == 0:
                stream.height, stream.width = picture.shape[:2]
                stream.pix_fmt = "yuv420p"
            out.mux(stream.encode(VideoFrame.from_ndarray(picture, format="rgb24")))
        out.mux(stream.encode())
    return target
