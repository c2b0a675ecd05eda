"""The program that speaks HTTP for the updater, run by a user who may do nothing else.

    python -I fetching.py URL START MOST_BYTES

Writes one line, `from N`, then the bytes from N on, to its standard output, and ends with one of
the codes below. It imports nothing of kiosk, so it needs to read nothing but itself. It is not
trusted: `network` starts it, bounds time and bytes again, and `trust` verifies what comes.
"""

from __future__ import annotations

import re
import resource
import sys
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

DONE, UNREACHABLE, MISSING, REFUSED, TOO_LONG, NOTHING_THERE = 0, 60, 61, 62, 63, 64
"""Exit codes: all came; no answer or cut short; 404; an answer we refuse; endless; 416."""
CONNECT_S = 20.0
SILENCE_S = 30.0
MOST_REDIRECTS = 5
MOST_MEMORY_BYTES = 1 << 30
"""All four our choice, 2026-11. Memory is address space: Python with TLS takes some 150 MB."""
PIECE_BYTES = 1 << 16
AGENT = "kiosk-update/1"


class FailedError(Exception):
    """What ends this program: its code, and why."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code


def main(words: list[str], out: IO[bytes]) -> int:
    """Fetch what the words say; returns the exit code."""
    import urllib3

    url, start, most_bytes = words[0], int(words[1]), int(words[2])
    timeout = urllib3.Timeout(connect=CONNECT_S, read=SILENCE_S)
    try:
        with urllib3.PoolManager(timeout=timeout, retries=False) as pool:
            _pass_on(_answer(pool, url, start), start, most_bytes, out)
    except FailedError as failed:
        print(failed, file=sys.stderr)
        return failed.code
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        print(_reason(error)[:300], file=sys.stderr)
        return UNREACHABLE
    return DONE


def _reason(error: BaseException) -> str:
    """What lies below a library's error, in the system's own words where there are any."""
    while (below := error.__cause__ or error.__context__) is not None:
        error = below
    said = error.strerror if isinstance(error, OSError) else None
    return said or str(error) or type(error).__name__


def _answer(pool: PoolManager, url: str, start: int) -> BaseHTTPResponse:
    headers = {"User-Agent": AGENT, "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    for _ in range(MOST_REDIRECTS + 1):
        _refuse_scheme(url)
        answer = pool.request(
            "GET", url, headers=headers, redirect=False, preload_content=False, decode_content=False
        )
        if answer.status not in (301, 302, 303, 307, 308):
            return answer
        there = urljoin(url, answer.headers.get("Location", ""))
        answer.close()
        if urlsplit(url).scheme == "https" and urlsplit(there).scheme != "https":
            raise FailedError(REFUSED, "the server leads from https to something else")
        url = there
    raise FailedError(REFUSED, "the server leads from one address to the next without end")


def _refuse_scheme(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FailedError(REFUSED, f"{url[:100]!r} is not an address of http or https")


def _pass_on(answer: BaseHTTPResponse, start: int, most_bytes: int, out: IO[bytes]) -> None:
    """Write where the bytes begin, then the bytes, and not one more than `most_bytes`."""
    position = _beginning(answer, start)
    length = answer.headers.get("Content-Length", "")
    if re.fullmatch(r"[0-9]{1,15}", length, re.ASCII) and position + int(length) > most_bytes:
        raise FailedError(TOO_LONG, f"{length} bytes come instead of {most_bytes - position}")
    out.write(f"from {position}\n".encode())
    out.flush()
    for piece in _pieces(answer):
        position += len(piece)
        if position > most_bytes:
            raise FailedError(TOO_LONG, f"more than {most_bytes} bytes come")
        out.write(piece)
        out.flush()


def _pieces(answer: BaseHTTPResponse) -> Iterator[bytes]:
    """The bytes as they come; `stream` would hold them back until a whole piece is there."""
    if answer.chunked:
        return answer.stream(PIECE_BYTES, decode_content=False)
    return iter(lambda: answer.read1(PIECE_BYTES, decode_content=False), b"")


def _beginning(answer: BaseHTTPResponse, start: int) -> int:
    """From which byte on the answer is: a server need not know about ranges."""
    if answer.status == 200:
        return 0
    if answer.status == 206 and start:
        if re.match(rf"bytes {start}-", answer.headers.get("Content-Range", "")):
            return start
        raise FailedError(REFUSED, "the server sends other bytes than were asked for")
    if answer.status in (403, 404):
        raise FailedError(MISSING, f"the server says {answer.status}")
    if answer.status == 416:
        raise FailedError(NOTHING_THERE, "the server has nothing more from there on")
    raise FailedError(UNREACHABLE, f"the server says {answer.status}")


def _bound() -> None:
    """No file written, no memory without end, whatever the server makes of this process."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))


if __name__ == "__main__":
    _bound()
    sys.exit(main(sys.argv[1:], sys.stdout.buffer))
