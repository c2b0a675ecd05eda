"""What the engine sees of the machine besides the file system, as a port; `machine` is the real.

Time, the service manager, commands, and the running kiosk: nothing else.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kiosk.update.outcome import Moment


@dataclass(frozen=True, slots=True)
class Ready:
    """What the running kiosk says of itself."""

    answers: bool
    version: str | None = None
    camera: bool = False
    """A camera gives pictures."""
    store: bool = False
    """Results can be written."""
    busy: bool = False
    """Somebody is on the spot or in a check."""
    held: bool = False
    """It begins no check."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    output: str = ""
    words: str = ""
    """The last line of its standard error: with code 1 a sentence."""

    @property
    def was_ended(self) -> bool:
        """By somebody else, as the system does when memory is short: that says nothing of it."""
        return self.code in (-signal.SIGKILL, -signal.SIGTERM)

    def trouble(self) -> str | None:
        """Why it failed, in words; None when it did not."""
        if self.code == 0:
            return None
        if self.code == 1 and self.words:
            return self.words
        return f"it ended with code {self.code}" + (f" ({self.words})" if self.words else "")


TOO_LONG = 124
"""The code of a command that was ended at its time limit, as timeout(1) has it."""


class System(Protocol):
    """The machine under the engine."""

    live: bool
    """Whether this is the running system, not a folder that is one's likeness."""

    def now(self) -> Moment:
        """This moment, in the box's own time zone."""
        ...

    def elapsed_s(self) -> float:
        """A clock that nobody sets."""
        ...

    def pause(self, seconds: float) -> None:
        """Let time pass."""
        ...

    def free_bytes(self, folder: Path) -> int:
        """Room on the file system of a folder that is there."""
        ...

    def run(
        self,
        command: Sequence[str],
        *,
        mend: str,
        on_line: Callable[[str], None] | None = None,
    ) -> str:
        """A command as this user, its output. Raises InstallError."""
        ...

    def run_as_kiosk(self, command: Sequence[str], limit_s: float) -> Done:
        """A command as the kiosk's own user, ended after `limit_s`."""
        ...

    def lend(self, folder: Path) -> None:
        """Give an empty folder to the kiosk's own user."""
        ...

    def ask(self, slot: Path) -> Ready:
        """What the running kiosk says of itself, asked with the command of this slot."""
        ...

    def kiosk_state(self) -> str:
        """The service manager's word for the kiosk: active, activating, failed, inactive ..."""
        ...

    def restart_kiosk(self) -> None:
        """Ask for a restart of the kiosk; does not wait for it. Raises InstallError."""
        ...


def ready(text: str) -> Ready:
    """What `kiosk try ready` printed; no answer where that cannot be understood."""
    try:
        said = json.loads(text)
        return Ready(
            answers=said["answers"] is True,
            version=said.get("version"),
            camera=said.get("camera") is True,
            store=said.get("store") is True,
            busy=said.get("busy") is True,
            held=said.get("held") is True,
            words=str(said.get("words") or ""),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Ready(answers=False)
