"""Reading a zip that anybody may have made: in small pieces, one sentence for all mistakes."""

from __future__ import annotations

import errno
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from kiosk.errors import InputError, KioskError

_LARGEST_READ_BYTES = 2 * 1024 * 1024
"""Of a zip at once. Ours lists two members; one that lists millions would fill the memory."""
NO_BACKUP = (
    "This file is no whole backup of a kiosk: choose the .zip file that the kiosk made, and copy"
    " it again if it was cut short."
)
_NO_ZIP = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError),
    *(RuntimeError, ValueError, LookupError, TypeError, ArithmeticError),
)
"""What `zipfile` ends with on bytes that are none: it looks for few of its mistakes itself."""


@contextmanager
def no_backup() -> Iterator[None]:
    """Whatever a damaged or made-up file leads to is one sentence; a failing disk is not."""
    try:
        yield
    except KioskError:
        raise
    except _NO_ZIP as error:
        raise InputError(NO_BACKUP) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place before the beginning of the file
            raise
        raise InputError(NO_BACKUP) from error


class _InPieces:
    """A file to read for `zipfile`, which takes in at once whatever length a zip says."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        """Raises BadZipFile for more than any backup has."""
        most = _LARGEST_READ_BYTES + 1
        piece = self._file.read(min(size, most) if size >= 0 else most)
        if len(piece) == most:
            raise zipfile.BadZipFile("too much at once")
        return piece


def zip_of(file: BinaryIO) -> zipfile.ZipFile:
    """A zip that is read in small pieces only."""
    return zipfile.ZipFile(_InPieces(file))
