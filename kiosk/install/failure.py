"""What ends an installation: one sentence, printed without a traceback."""

from __future__ import annotations


class InstallError(Exception):
    """The sentence says what, where and what to do next."""


class EndedError(InstallError):
    """A command that somebody else ended, as the system does where memory is short."""
