"""Recordings for the proofs, made from the kiosk's own demo: a frozen camera, and a short start."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

FRAMES_PER_S = 15


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
