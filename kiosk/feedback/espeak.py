"""Speaks through espeak-ng and the system's audio (docs/decisions/0011-speech.md).

Decides how the program is run and what is said when it fails. Leaves what is spoken to `speech`.
One short-lived process for each text: it dies with the kiosk, is cut off by the next text, and
stands behind the pose network for processor time.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import threading
from collections.abc import Iterable

PROGRAM = "espeak-ng"
LONGEST_S = 20.0
"""No sentence of the kiosk takes half as long: the sound system hangs."""
_GUARDED = ("setpriv", "--pdeathsig", "KILL", "nice", "-n", "10")
"""util-linux and coreutils: killed when the kiosk dies, and low priority. Each becomes the next
program, so it stays one process."""
_INSTALL = "install it with `sudo apt install espeak-ng`"
_SWITCH_OFF = "set `enabled = false` under [speech] in kiosk.toml to do without"
_MEND_SOUND = f"connect a loudspeaker that this user may use and choose it, or {_SWITCH_OFF}"

_log = logging.getLogger(__name__)

Process = subprocess.Popen[bytes]


def command(
    language: str, words_per_minute: int, *, program: str = PROGRAM, silent: bool = False
) -> list[str]:
    """What is run; the text comes through its standard input, so none can be an option."""
    volume = ("-a", "0") if silent else ()
    voice = ("-b", "1", "-v", language, "-s", str(words_per_minute))
    return [*_GUARDED, program, *voice, *volume, "--stdin"]


def trouble_speaking(
    languages: Iterable[str], *, program: str = PROGRAM, limit_s: float = LONGEST_S
) -> str | None:
    """One sentence on why these languages cannot be spoken here; None when they can.

    Really speaks one word of each, at volume 0: program, voice and sound system are all tried.
    """
    for language in languages:
        trouble = _missing(program)
        if trouble is None:
            process = _start(command(language, 300, program=program, silent=True))
            trouble = _speak(process, "1", limit_s)
        if trouble:
            return trouble
    return None


def _missing(program: str) -> str | None:
    absent = [name for name in (_GUARDED[0], "nice", program) if shutil.which(name) is None]
    return f"Speech needs {absent[0]}: {_INSTALL}, or {_SWITCH_OFF}." if absent else None


def _start(arguments: list[str]) -> Process:
    pipe = subprocess.PIPE
    return subprocess.Popen(arguments, stdin=pipe, stdout=subprocess.DEVNULL, stderr=pipe)


def _speak(process: Process, text: str, limit_s: float) -> str | None:
    """Hand over the text and wait for the end; one sentence when it went wrong."""
    try:
        _, said = process.communicate(text.encode(), timeout=limit_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return f"The spoken prompt did not end within {limit_s:g} s: {_MEND_SOUND}."
    # Without a sound card espeak-ng 1.51 says "error: …" and ends as if all were well.
    lines = [line.strip() for line in said.decode(errors="replace").splitlines()]
    errors = [line for line in lines if line.lower().startswith("error:")]
    if process.returncode == 0 and not errors:
        return None
    reason = (errors or lines or [f"exit code {process.returncode}"])[-1]
    return f"espeak-ng could not speak ({reason}): {_MEND_SOUND}."


class Espeak:
    """The `Speaker` that runs espeak-ng, on a thread of its own."""

    def __init__(
        self, words_per_minute: int, *, program: str = PROGRAM, limit_s: float = LONGEST_S
    ) -> None:
        self._words_per_minute = words_per_minute
        self._program = program
        self._limit_s = limit_s
        self._changed = threading.Condition()
        self._next: tuple[str, str] | None = None
        self._process: Process | None = None
        self._speaking = False
        self._closing = False
        self._failure: str | None = None
        self._thread = threading.Thread(target=self._run, name="speech", daemon=True)
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Something is being spoken, or about to be."""
        with self._changed:
            return self._speaking or bool(self._next and self._next[0])

    @property
    def failure(self) -> str | None:
        """Why the newest text was not spoken, one sentence; None while all is well."""
        with self._changed:
            return self._failure

    def say(self, text: str, language: str) -> None:
        """Speak `text` at once, from any thread, cutting off what is being spoken."""
        with self._changed:
            self._next = (text, language)
            self._cut_off()

    def close(self) -> None:
        """Fall silent for good. Safe to call twice."""
        with self._changed:
            self._closing = True
            self._cut_off()
        self._thread.join()

    def _cut_off(self) -> None:
        if self._process is not None:
            self._process.kill()
        self._changed.notify_all()

    def _run(self) -> None:
        while (said := self._take()) is not None:
            text, language = said
            trouble = self._utter(text, language) if text else None
            with self._changed:
                self._process = None
                self._speaking = False
                if text and not self._outdated:
                    self._note(trouble)

    def _take(self) -> tuple[str, str] | None:
        """Wait for the newest text; None when closing."""
        with self._changed:
            self._changed.wait_for(lambda: self._next is not None or self._closing)
            said, self._next = self._next, None
            self._speaking = bool(said and said[0])
            return None if self._closing else said

    def _utter(self, text: str, language: str) -> str | None:
        missing = _missing(self._program)
        if missing:
            return missing
        arguments = command(language, self._words_per_minute, program=self._program)
        try:
            process = _start(arguments)
        except OSError as error:
            return f"espeak-ng could not be started ({error.strerror}): {_MEND_SOUND}."
        with self._changed:
            self._process = process
            if self._outdated:
                process.kill()  # newer words came while it started
        return _speak(process, text, self._limit_s)

    @property
    def _outdated(self) -> bool:
        return self._closing or self._next is not None

    def _note(self, trouble: str | None) -> None:
        """In the log only when it is news."""
        if trouble and trouble != self._failure:
            _log.warning("%s", trouble)
        self._failure = trouble
