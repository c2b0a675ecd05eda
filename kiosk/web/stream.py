"""The live stream of the member screen: server-sent events with the newest state only.

Decides how many streams may be open and what each sends; what a state looks like on the
page is `member_view.py`. A slow browser misses states, it never slows the camera loop: each
stream waits in its own web thread and always takes the newest.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, current_app, request

from kiosk.live import Live, Snapshot
from kiosk.pose.keypoints import BONES
from kiosk.web.access import is_on_the_box, open_to
from kiosk.web.member_view import member_view
from kiosk.web.page_words import own_words, page_words

BEAT_S = 2.0
"""A sign of life at least this often, so that the page notices a dead stream."""
RETRY_AFTER_S = 5
_STOP_POLL_S = 0.25
RESERVED_FOR_THE_BOX = 4
"""Streams that only the box itself may open, so that visitors cannot starve its screen."""

blueprint = Blueprint("stream", __name__)


class Streams:
    """Counts the open streams and tells them to end."""

    def __init__(self, live: Live, build: str, most: int) -> None:
        self.live = live
        self._build = build
        self._most = most
        self._open = 0
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._encoded: tuple[int, bytes] = (-1, b"")

    @property
    def open(self) -> int:
        """How many streams are open now."""
        with self._lock:
            return self._open

    @property
    def threads_needed(self) -> int:
        """Web threads that streams can occupy at most."""
        return self._most + RESERVED_FOR_THE_BOX

    def enter(self, on_the_box: bool) -> bool:
        """Take a place; False when all are taken or the program is stopping."""
        limit = self._most + (RESERVED_FOR_THE_BOX if on_the_box else 0)
        with self._lock:
            if self._open >= limit or self._closing.is_set() or self.live.closed:
                return False
            self._open += 1
            return True

    def leave(self) -> None:
        """Give a place back."""
        with self._lock:
            self._open -= 1

    def reopen(self) -> None:
        """Let streams in again after `close`."""
        self._closing.clear()

    def close(self) -> None:
        """Tell every stream to end; each does within a quarter of a second."""
        self._closing.set()

    def events(self, own: Mapping[str, str], sounds: Mapping[str, Any]) -> Iterator[bytes]:
        """One stream: a hello, then the newest state whenever there is one, else a beat.

        Before the first state, and when the language changes, come the page's fixed words
        (`own` are those of this page alone), so that a state never meets foreign words.
        `sounds` is what each cue sounds like, for static/js/sound.js.
        """
        yield _event("hello", _compact({"build": self._build, "bones": BONES, "sounds": sounds}))
        seq, quiet_s, language = -1, 0.0, None
        while not (self._closing.is_set() or self.live.closed):
            snapshot = self.live.wait_newer(seq, _STOP_POLL_S)
            if snapshot is not None:
                seq, quiet_s = snapshot.seq, 0.0
                if snapshot.language != language:
                    language = snapshot.language
                    yield _event("words", _compact(page_words(language, own)))
                yield _event("state", self._encode(snapshot))
                continue
            quiet_s += _STOP_POLL_S
            if quiet_s >= BEAT_S:
                quiet_s = 0.0
                yield _event("beat", b"{}")

    def _encode(self, snapshot: Snapshot) -> bytes:
        """The state as JSON; made once, however many streams send it."""
        seq, data = self._encoded
        if seq != snapshot.seq:
            data = _compact(member_view(snapshot))
            self._encoded = (snapshot.seq, data)
        return data


@blueprint.get("/events")
@open_to("anyone")
def events() -> Response:
    """The live stream, or 503 with a time to come back when all places are taken."""
    streams: Streams = current_app.extensions["kiosk_streams"]
    if not streams.enter(is_on_the_box(request)):
        return Response(
            "All live views are in use.\n",
            503,
            {"Retry-After": str(RETRY_AFTER_S)},
            mimetype="text/plain",
        )
    sounds = current_app.extensions.get("kiosk_sounds", {})
    response = Response(streams.events(own_words(), sounds), mimetype="text/event-stream")
    response.call_on_close(streams.leave)
    return response


def _compact(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()


def _event(name: str, data: bytes) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + data + b"\n\n"
