"""One change to a box: what is said of it, and how it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

AGAIN = "mend that and run the installation again"


@dataclass(frozen=True, slots=True)
class Step:
    """Made by looking alone, so that a plan can be shown without being carried out."""

    says: str
    do: Callable[[], object]
