"""Decides which of two versions is newer: X.Y.Z, or X.Y.ZrcN, which comes before X.Y.Z.

One version has one spelling: no leading zeros, nothing before or after.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SPELLING = re.compile(r"(N)\.(N)\.(N)(?:rc(N))?".replace("N", "0|[1-9][0-9]{0,5}"), re.ASCII)


class Version(NamedTuple):
    """A version; the tuple's own order is the order of versions."""

    major: int
    minor: int
    patch: int
    final: bool = True
    candidate: int = 0
    """Number of the release candidate; 0 in a final version."""

    def __str__(self) -> str:
        number = f"{self.major}.{self.minor}.{self.patch}"
        return number if self.final else f"{number}rc{self.candidate}"


def parse(text: str) -> Version:
    """The version that `text` spells; raises ValueError with a sentence."""
    found = _SPELLING.fullmatch(text)
    if found is None:
        raise ValueError(f"{text[:40]!r} is not a version: write it like 1.4.0 or 1.4.0rc1.")
    major, minor, patch, candidate = found.groups()
    return Version(int(major), int(minor), int(patch), candidate is None, int(candidate or 0))


def is_newer(version: str, than: str) -> bool:
    """Whether one version comes after another; raises ValueError as `parse` does."""
    return parse(version) > parse(than)
