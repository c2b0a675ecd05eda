"""Writes the last result of a proof into docs/operations.md, where the next run renews it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kiosk import __version__

from .host import REPOSITORY

PAGE = REPOSITORY / "docs" / "operations.md"
HEADING = "## Proofs"
INTRODUCTION = """\
What this page promises is tried on a real system, on demand. Each command below writes its own
last result here.
"""


def state_of_the_tree() -> str:
    """Date, version and commit of this very run."""
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    commit = _git("rev-parse", "--short=9", "HEAD") or "no commit"
    changed = " with changes not committed yet" if _git("status", "--porcelain") else ""
    return f"{now}, version {__version__}, commit {commit}{changed}"


def _git(*words: str) -> str:
    done = subprocess.run(
        ["git", "-c", "safe.directory=*", *words],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; bars inside a cell would end it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def renewed(page: str, name: str, text: str) -> str:
    """`page` with the part of the command `name` replaced, or added under the heading."""
    begin, end = f"<!-- written by make {name} -->", f"<!-- end of make {name} -->"
    part = f"{begin}\n{text.strip()}\n{end}"
    old = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if old.search(page):
        return old.sub(lambda _match: part, page)
    if not re.search(f"^{HEADING}$", page, re.MULTILINE):
        page = f"{page.rstrip()}\n\n{HEADING}\n\n{INTRODUCTION}".lstrip()
    return f"{page.rstrip()}\n\n{part}\n"


def write(name: str, text: str, page: Path = PAGE) -> None:
    """Put the result of the command `name` into the page."""
    before = page.read_text("utf-8") if page.exists() else "# Operations\n"
    page.write_text(renewed(before, name, text), encoding="utf-8")
