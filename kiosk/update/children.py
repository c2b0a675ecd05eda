"""Bounds a child process that is not trusted to behave: its time, its words and what it starts.

A child may print without end, leave others behind that keep its pipes open, or never end. None of
that may keep the updater, while it holds the kiosk, or fill its memory. What a child's words mean
is for the caller.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from dataclasses import dataclass
from typing import IO

KEPT_BYTES = 100_000
"""The end of what it says on each pipe; the rest is read and forgotten."""
PIECE_BYTES = 1 << 16
LOOK_S = 0.2
"""How soon its end is seen when something else keeps its pipes open."""
DIES_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended."""

    code: int | None
    """None when its time was up."""
    output: str
    errors: str


class _Pipe:
    def __init__(self, file: IO[bytes] | None) -> None:
        assert file is not None, "both pipes were asked for"
        self.file = file
        self.said = bytearray()
        os.set_blocking(file.fileno(), False)

    def read(self) -> bool:
        """Keep what is there; False at its end, or when nothing is there."""
        try:
            piece = os.read(self.file.fileno(), PIECE_BYTES)
        except BlockingIOError:
            return False
        self.said += piece
        del self.said[:-KEPT_BYTES]
        return bool(piece)

    def text(self) -> str:
        return self.said.decode("utf-8", "replace")


def follow(child: subprocess.Popen[bytes], limit_s: float) -> Ended:
    """Wait for a child that leads a session of its own; none of its group is left afterwards."""
    pipes = _Pipe(child.stdout), _Pipe(child.stderr)
    try:
        code = _wait(child, pipes, time.monotonic() + limit_s)
    finally:
        _end(child, pipes)
    return Ended(code, pipes[0].text(), pipes[1].text())


def _wait(child: subprocess.Popen[bytes], pipes: tuple[_Pipe, _Pipe], until_s: float) -> int | None:
    with selectors.DefaultSelector() as waiting:
        for pipe in pipes:
            waiting.register(pipe.file, selectors.EVENT_READ, pipe)
        while child.poll() is None:
            left_s = until_s - time.monotonic()
            if left_s <= 0:
                return None
            for key, _ in waiting.select(min(left_s, LOOK_S)):
                if not key.data.read():
                    waiting.unregister(key.fileobj)
            if not waiting.get_map():
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(max(0.0, until_s - time.monotonic()))
    for pipe in pipes:  # what is still in the pipe, but not what others go on writing
        for _ in range(KEPT_BYTES // PIECE_BYTES + 1):
            pipe.read()
    return child.returncode


def _end(child: subprocess.Popen[bytes], pipes: tuple[_Pipe, _Pipe]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(DIES_WITHIN_S)
    for pipe in pipes:
        pipe.file.close()
