"""The mat as a PDF for the Setup page, made in a process of its own.

Drawing it takes seconds; within this process the live view would stand still for as long.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from kiosk.errors import SpotError

AT_MOST_S = 120.0


_PRINT = """
import os, pathlib, sys
from kiosk.spot.printing import write_mat
os.nice(10)  # behind the live view
write_mat(pathlib.Path(sys.argv[1]), "a3")
"""


class MatPdf:
    """Made once, on the first request, and then remembered: 0.1 MB. Safe to use from threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: bytes | None = None

    def data(self) -> bytes:
        """The PDF's bytes. Raises SpotError."""
        with self._lock:
            if self._made is None:
                self._made = _printed()
            return self._made


def _printed() -> bytes:
    with tempfile.TemporaryDirectory(prefix="kiosk-mat-") as folder:
        out = Path(folder) / "mat.pdf"
        try:
            subprocess.run(
                [sys.executable, "-c", _PRINT, str(out)],
                check=True,
                capture_output=True,
                timeout=AT_MOST_S,
            )
            return out.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise SpotError(
                "The mat could not be made here: run kiosk spot print on another computer."
            ) from error
