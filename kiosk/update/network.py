"""The parent's half of the network: starts `fetching` as a user with no rights, bounds it.

Of what the child writes only its first line is read here; the bytes after it are counted and
timed. Trust is decided elsewhere (`trust`), and so is what to do after a failure (`download`).
"""

from __future__ import annotations

import itertools
import os
import pwd
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from kiosk.update import fetching
from kiosk.update.errors import (
    MissingError,
    RangeError,
    TrustError,
    UnreachableError,
    UpdateError,
)

USER = "kiosk-update"
PIECE_BYTES = 1 << 20
_FIRST_LINE = re.compile(rb"from (0|[1-9][0-9]{0,14})\n")
_MOST_LINE_BYTES = 32


@dataclass(frozen=True)
class Limits:
    """How slow a server may be. Our choice, 2026-11: a tenth of the slowest DSL line there is."""

    answer_s: float = 60.0
    """Until the first byte: name, connection, TLS, headers, redirects."""
    window_s: float = 30.0
    least_bytes_per_s: float = 5000.0
    """In each window, on average."""


@dataclass(frozen=True)
class Reply:
    """What a server sends: the position of the first byte, and the bytes piece by piece."""

    start: int
    pieces: Iterator[bytes]


class Fetcher(Protocol):
    """Gets bytes from a server; what they are worth is for the caller to verify."""

    def open(
        self, url: str, most_bytes: int, start: int = 0
    ) -> AbstractContextManager[Reply]:  # pragma: no branch
        """Bytes of `url` from `start` on, or from 0 if the server cannot, up to `most_bytes`.

        Raises UnreachableError and its kinds; TrustError when more than `most_bytes` come.
        """
        ...


class Pace:
    """Whether bytes come fast enough; only time spent waiting for them counts."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._answered = False
        self._waited_s = 0.0
        self._received = 0

    def left_s(self) -> float:
        """How long may be waited before the next look at the pace."""
        limit_s = self._limits.window_s if self._answered else self._limits.answer_s
        return max(0.0, limit_s - self._waited_s)

    def step(self, waited_s: float, received: int) -> None:
        """Count a wait and what came of it; raises UnreachableError when it is too slow."""
        self._waited_s += waited_s
        self._received += received
        if received and not self._answered:
            self._answered, self._waited_s = True, 0.0
        if self.left_s() > 0:
            return
        if self._received < self._limits.least_bytes_per_s * self._limits.window_s:
            raise UnreachableError("The update server is too slow; it is tried again later.")
        self._waited_s, self._received = 0.0, 0


class ChildFetcher:
    """A Fetcher that leaves HTTP and TLS to a child process of another user."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        user: str = USER,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits or Limits()
        self._user = user
        self._clock = clock

    @contextmanager
    def open(self, url: str, most_bytes: int, start: int = 0) -> Iterator[Reply]:
        """See `Fetcher.open`; the child has ended when the context has."""
        child = _started(url, most_bytes, start, self._user)
        try:
            pieces = self._pieces(child, most_bytes)
            position, first = _first_line(pieces, child, start)
            yield Reply(position, _counted(first, pieces, most_bytes - position))
        finally:
            child.kill()
            child.wait()
            for pipe in (child.stdout, child.stderr):
                if pipe is not None:
                    pipe.close()

    def _pieces(self, child: subprocess.Popen[bytes], most_bytes: int) -> Iterator[bytes]:
        """What the child writes, until it ends well; raises when it is too slow or ends badly."""
        pace = Pace(self._limits)
        descriptor = _descriptor(child.stdout)
        while True:
            before_s = self._clock()
            ready, _, _ = select.select([descriptor], [], [], pace.left_s())
            piece = os.read(descriptor, PIECE_BYTES) if ready else b""
            if ready and not piece:
                break
            pace.step(self._clock() - before_s, len(piece))
            if piece:
                yield piece
        _ended(child, most_bytes)


def _started(url: str, most_bytes: int, start: int, user: str) -> subprocess.Popen[bytes]:
    program = Path(fetching.__file__)
    line = [sys.executable, "-I", "-B", str(program), url, str(start), str(most_bytes)]
    kept = {name: value for name, value in os.environ.items() if name.startswith("SSL_CERT_")}
    return subprocess.Popen(
        line,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        cwd="/",
        env={"LANG": "C.UTF-8", **kept},
        **_as_user(user),
    )


def _as_user(name: str) -> dict[str, Any]:
    """How to give the child another user: only root can, and only where the user is known."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam(name)
    except KeyError:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _first_line(
    pieces: Iterator[bytes], child: subprocess.Popen[bytes], start: int
) -> tuple[int, bytes]:
    """The position the child names, and the bytes that came with that line."""
    head = b""
    for piece in pieces:
        head += piece
        if b"\n" in head[:_MOST_LINE_BYTES] or len(head) >= _MOST_LINE_BYTES:
            break
    found = _FIRST_LINE.match(head)
    if found is None or int(found[1]) not in (0, start):
        raise UnreachableError(f"The updater's fetching program failed{_words(child)}.")
    return int(found[1]), head[found.end() :]


def _counted(first: bytes, pieces: Iterator[bytes], most_bytes: int) -> Iterator[bytes]:
    """The pieces, until they are more than they may be."""
    received = 0
    for piece in itertools.chain([first] if first else [], pieces):
        received += len(piece)
        if received > most_bytes:
            raise TrustError("The update server sends more bytes than it may; they are refused.")
        yield piece


def _ended(child: subprocess.Popen[bytes], most_bytes: int) -> None:
    """Raise what the child's exit code means, unless all came."""
    try:
        code = child.wait(timeout=10)
    except subprocess.TimeoutExpired:
        raise UnreachableError("The updater's fetching program does not end.") from None
    why = _words(child)
    raised: dict[int, UpdateError] = {
        fetching.MISSING: MissingError(f"The update server lacks what was asked for{why}."),
        fetching.NOTHING_THERE: RangeError(f"The update server has less than was signed{why}."),
        fetching.REFUSED: UnreachableError(f"The update server's answer is refused{why}."),
        fetching.TOO_LONG: TrustError(
            f"The update server sends more than the {most_bytes} bytes it may{why}."
        ),
    }
    if code != fetching.DONE:
        other = UnreachableError(
            f"The update server cannot be reached{why}: see the network; it is tried again later."
        )
        raise raised.get(code, other)


def _words(child: subprocess.Popen[bytes]) -> str:
    """What the child said of its failure, as far as it can be printed."""
    descriptor = _descriptor(child.stderr)
    ready, _, _ = select.select([descriptor], [], [], 0)
    said = os.read(descriptor, 2000).decode("ascii", "replace") if ready else ""
    line = said.strip().splitlines()[-1:] or [""]
    kept = "".join(sign for sign in line[0] if sign.isprintable())[:200].rstrip(".")
    return f" ({kept})" if kept else ""


def _descriptor(pipe: IO[bytes] | None) -> int:
    assert pipe is not None, "both pipes were asked for"
    return pipe.fileno()
