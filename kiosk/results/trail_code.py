"""Frames and points of a trail as bytes and text, and back. Pure.

A piece of frames, before it is compressed (zlib): the form's number and the count of frames (two
unsigned 16 bit), the first time (64 bit float, seconds), then column by column: milliseconds since
the frame before (unsigned 16 bit), the stance (8 bit: 0 none, 1 left, 2 right) and each measure in
tenths of a degree (signed 16 bit, `_NONE` where there is no value). Little-endian.

Why so: a check of 90 s is about 6 kB, a third of the same as compressed JSON.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence
from itertools import accumulate, pairwise

from kiosk.pose.keypoints import Joint, Leg
from kiosk.trail import BODY_JOINTS, MEASURES, Points, Seen

_FORM = 1
"""Raised with any change; an older version then has no trail to show, and everything else."""
_NONE = -32768
_MOST_TENTHS = 32767
_LONGEST_MS = 65535
_MOST_BYTES = 1024 * 1024
"""No piece is near this; a damaged one could say anything."""
_STANCES = (None, Leg.LEFT, Leg.RIGHT)
_HEAD = struct.Struct("<HHd")


class OtherFormError(Exception):
    """A newer version has packed this in a form that is not known here."""


def packed(frames: Sequence[Seen]) -> bytes:
    """The frames as they are stored."""
    count = len(frames)
    first_s = frames[0].t_s if frames else 0.0
    since_ms = [round((frame.t_s - first_s) * 1000) for frame in frames]
    steps = [0, *(min(later - sooner, _LONGEST_MS) for sooner, later in pairwise(since_ms))]
    stances = bytes(_STANCES.index(frame.stance) for frame in frames)
    columns = [[_tenths(frame.angles_deg[i]) for frame in frames] for i in range(len(MEASURES))]
    parts = [
        _HEAD.pack(_FORM, count, first_s),
        struct.pack(f"<{count}H", *steps[:count]),
        stances,
        *(struct.pack(f"<{count}h", *column) for column in columns),
    ]
    return zlib.compress(b"".join(parts))


def unpacked(stored: bytes) -> tuple[Seen, ...]:
    """The frames again. Raises ValueError for what is none, OtherFormError."""
    try:
        raw = zlib.decompressobj().decompress(stored, _MOST_BYTES)
        form, count, first_s = _HEAD.unpack_from(raw)
        if form != _FORM:
            raise OtherFormError
        steps = struct.unpack_from(f"<{count}H", raw, _HEAD.size)
        at = _HEAD.size + 2 * count
        stances = [_STANCES[code] for code in raw[at : at + count]]
        at += count
        columns = [
            struct.unpack_from(f"<{count}h", raw, at + 2 * count * i) for i in range(len(MEASURES))
        ]
    except (zlib.error, struct.error, IndexError) as error:
        raise ValueError(f"no frames of a trail: {error}") from error
    return tuple(
        Seen(first_s + ms / 1000, stance, tuple(map(_degrees, tenths)))
        for ms, stance, tenths in zip(
            accumulate(steps), stances, zip(*columns, strict=True), strict=True
        )
    )


def points_text(points: Points) -> str:
    """The body's points in the order of BODY_JOINTS, tenths of a pixel; null where unseen."""
    rounded = [
        None if place is None else [round(place[0], 1), round(place[1], 1)]
        for place in map(points.get, BODY_JOINTS)
    ]
    return json.dumps(rounded, separators=(",", ":"))


def points_of(text: str) -> Points:
    """The points again. Raises ValueError."""
    places: dict[Joint, tuple[float, float]] = {}
    for joint, place in zip(BODY_JOINTS, json.loads(text), strict=True):
        if place is not None:
            x_px, y_px = place
            places[joint] = (float(x_px), float(y_px))
    return places


def _tenths(value_deg: float | None) -> int:
    if value_deg is None:
        return _NONE
    return max(-_MOST_TENTHS, min(_MOST_TENTHS, round(value_deg * 10)))


def _degrees(tenths: int) -> float | None:
    return None if tenths == _NONE else tenths / 10
