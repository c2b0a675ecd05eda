"""Runs what a build needs of others, in a place and an environment of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from kiosk.release.failure import ReleaseError


def run(
    command: Sequence[str], what: str, mend: str, where: Path, given: Mapping[str, str]
) -> None:
    """Run `command` in the folder `where`. Raises ReleaseError with its last words."""
    try:
        done = subprocess.run(
            command,
            cwd=where,
            env={**os.environ, "LC_ALL": "C.UTF-8", **given},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise ReleaseError(f"{what} cannot be run ({error.strerror}): {mend}.") from error
    if done.returncode:
        lines = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        why = (lines or ["it said nothing"])[-1][:300].rstrip(".")
        raise ReleaseError(f"{what} failed ({why}): {mend}.")
