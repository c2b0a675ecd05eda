"""The one sentence with which the kiosk ended, left for the page of the safe mode.

Decides nothing: who shows it is systemd/safe_page.py. In memory only (/run/kiosk).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kiosk.errors import KioskError

FILE = "last-words"


@contextmanager
def last_words(folder: Path | None) -> Iterator[None]:
    """Write what the block ends with, an error's sentence or a fault's name; a block that ends in
    good order leaves nothing. No folder: not run as a service."""
    try:
        yield
    except KioskError as error:
        _leave(folder, str(error))
        raise
    except Exception as fault:
        _leave(folder, f"The kiosk has a fault of its own ({type(fault).__name__}: {fault}).")
        raise
    _leave(folder, None)


def _leave(folder: Path | None, words: str | None) -> None:
    """A folder that cannot be written has no last words."""
    if folder is None:
        return
    with suppress(OSError):
        if words is None:
            (folder / FILE).unlink(missing_ok=True)
        else:
            (folder / FILE).write_text(f"{words}\n", encoding="utf-8")
