"""Runs the system's own commands: one sentence when one fails, progress while one is long."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from typing import Protocol

from kiosk.install.failure import EndedError, InstallError


class Runner(Protocol):
    """Runs one command; tests have one of their own."""

    def __call__(
        self, command: Sequence[str], *, mend: str, on_line: Callable[[str], None] | None = None
    ) -> str:
        """The command's output. Raises InstallError ending in `mend` when it fails."""
        ...


def run(command: Sequence[str], *, mend: str, on_line: Callable[[str], None] | None = None) -> str:
    """Run `command`, hand each line of its output to `on_line`, return all of them."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    lines: list[str] = []
    try:
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            env=environment,
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line.rstrip())
                if on_line is not None:
                    on_line(lines[-1])
    except OSError as error:
        raise InstallError(f"{command[0]} cannot be run ({error.strerror}): {mend}.") from error
    if process.returncode in (-signal.SIGKILL, -signal.SIGTERM):
        raise EndedError(f"{_what(command)} was ended from outside (no memory?): {mend}.")
    if process.returncode:
        raise InstallError(f"{_what(command)} failed ({_why(lines)}): {mend}.")
    return "\n".join(lines)


def _what(command: Sequence[str]) -> str:
    words = [word.rpartition("/")[2] for word in command[:4] if not word.startswith("-")]
    return "`" + " ".join(words) + "`"


def _why(lines: Sequence[str]) -> str:
    """The line of a failed command's output that most likely names the reason."""
    said = [line.strip() for line in lines if line.strip()]
    errors = [line for line in said if line.lower().startswith(("e:", "error", "failed"))]
    return ((errors or said or ["it said nothing"])[-1])[:300].rstrip(".")
