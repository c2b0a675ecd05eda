"""Writes the last result of a long proof into its section of docs/operations.md."""

from __future__ import annotations

import re
from pathlib import Path

from tests.appliance.record import PAGE, state_of_the_tree, table

__all__ = ["state_of_the_tree", "table", "write"]

HEADING = "## Long proofs"
INTRODUCTION = """\
These take minutes and run on demand. Each command writes its own last result here.
"""


def renewed(page: str, name: str, text: str) -> str:
    """`page` with the part of the command `name` replaced, or added at the end of the section."""
    begin, end = f"<!-- written by make {name} -->", f"<!-- end of make {name} -->"
    part = f"{begin}\n{text.strip()}\n{end}"
    old = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if old.search(page):
        return old.sub(lambda _match: part, page)
    section = re.search(rf"^{HEADING}\n.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    if section is None:
        return f"{page.rstrip()}\n\n{HEADING}\n\n{INTRODUCTION}\n{part}\n"
    rest = page[section.end() :]
    before = f"{page[: section.end()].rstrip()}\n\n{part}\n"
    return f"{before}\n{rest}" if rest else before


def write(name: str, text: str, page: Path = PAGE) -> None:
    """Put the result of the command `name` into the page."""
    before = page.read_text("utf-8") if page.exists() else "# Operations\n"
    page.write_text(renewed(before, name, text), encoding="utf-8")
