"""Carries out the steps of one run and writes down, in a sentence, what became of it."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.errors import KioskError
from kiosk.install.failure import EndedError, InstallError
from kiosk.update import outcome
from kiosk.update.ending import ConcludedError, PostponedError, VersionError
from kiosk.update.errors import (
    ClockError,
    DiskError,
    TrustError,
    UnreachableError,
)
from kiosk.update.outcome import Update
from kiosk.update.running import DEBUG, ERROR, NOTICE, WARNING, Run, version_of
from kiosk.update.steps import AFTERWARDS, RESERVE_BYTES, STEPS, Step

LOCK_LIMIT_S = 20 * 60.0
DISK = (errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT)


def update(run: Run) -> int:
    """0, unless the updater itself is broken."""
    try:
        for step in STEPS:
            run.tell(f"{step.says}.", DEBUG)
            _carry_out(step, run)
    except ConcludedError as error:
        run.tell(str(error), NOTICE)
    except VersionError as error:
        _failed(run, error)
    except PostponedError as error:
        _postponed(run, error)
    return finish(run)


def finish(run: Run) -> int:
    """What is done however the run ended."""
    if run.places.trial.exists():  # it could not be ended: what it needs must stay
        run.tell("A trial is still open; the next run ends it.", ERROR)
        return 1
    for step in AFTERWARDS:
        run.tell(f"{step.says}.", DEBUG)
        try:
            step.do(run)
        except (KioskError, InstallError, OSError) as error:
            run.tell(f"{step.says}: {error}", ERROR)
            return 1
    return 0


def _carry_out(step: Step, run: Run) -> None:
    """The step; every failure as one of `ending`'s."""
    try:
        step.do(run)
    except (PostponedError, ConcludedError, VersionError):
        raise
    except (KioskError, InstallError, OSError) as error:
        postponed = _circumstance(error)
        if postponed is None and (step.stage is None or _is_full(run)):
            postponed = "waiting"
        if postponed is not None:
            raise PostponedError(postponed, _words(error)) from error
        raise VersionError(str(step.stage), _words(error)) from error


def _words(error: Exception) -> str:
    """The sentence of our own errors; of the system's what went wrong, and where."""
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename}: {error.strerror}."
    return str(error)


def _circumstance(error: Exception) -> str | None:
    """The outcome of what is never the version's fault; None for what may be."""
    if isinstance(error, TrustError | ClockError):
        return "refused"
    if isinstance(error, UnreachableError):
        return "unreachable"
    if isinstance(error, DiskError | EndedError) or getattr(error, "errno", None) in DISK:
        return "waiting"
    return None


def _is_full(run: Run) -> bool:
    """Whether the card filled up meanwhile: pip says so in its own words only."""
    return run.system.free_bytes(run.places.layout.home) < RESERVE_BYTES / 10


def _failed(run: Run, error: VersionError) -> None:
    assert run.release is not None
    from_version = version_of(run.slot_in_use)
    tried = Update(run.release.version, from_version, run.release.sha256)
    now = run.system.now()
    book = outcome.failed(run.book(), tried, error.stage, str(error), now, fell_back=False)
    run.write(book)
    run.tell(book["last_look"]["sentence"], WARNING)


def _postponed(run: Run, error: PostponedError) -> None:
    sentence = " ".join([str(error), *run.notes])
    run.tell(sentence, NOTICE)
    try:
        run.write(outcome.looked(run.book(), error.outcome, sentence, run.system.now()))
    except OSError as broken:  # the very reason may be a card that cannot be written
        run.tell(f"That cannot be written down: {broken}.", ERROR)


@contextmanager
def alone(run: Run, wait_s: float) -> Iterator[bool]:
    """Whether this is the only updater at work, after waiting for another so long."""
    handle = os.open(run.places.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _got(run, handle, run.system.elapsed_s() + wait_s)
    finally:
        os.close(handle)


def _got(run: Run, handle: int, until_s: float) -> bool:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if run.system.elapsed_s() >= until_s:
                return False
            run.system.pause(1.0)
        else:
            return True
