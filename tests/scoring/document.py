"""Keeps the numbers in docs/scoring.md: `.venv/bin/python tests/scoring/document.py` rewrites them.

Decides only the values in the tables (rows that begin with a name in backticks); what a
number means is written by hand. Says which names have no row and which rows no name.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from pathlib import Path

from kiosk import scoring
from kiosk.scoring.protocol import VERSION, Band, Fit

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scoring.md"
ROW = re.compile(r"^\| `([a-z_.]*[A-Z][A-Z_]+(?:\.[a-z0-9-]+)?)` \|[^|]*\|", re.MULTILINE)

Value = int | float | str | tuple[float, float] | Band | Fit


def numbers() -> dict[str, Value]:
    """Every deciding number by its name: those of `protocol` bare, others with their module."""
    found = _numbers_in("protocol")
    for module in pkgutil.iter_modules(scoring.__path__):
        if module.name != "protocol":
            own = _numbers_in(module.name)
            found |= {f"{module.name}.{name}": own[name] for name in own if name not in found}
    return found


def _numbers_in(module: str) -> dict[str, Value]:
    members = vars(importlib.import_module(f"kiosk.scoring.{module}"))
    found: dict[str, Value] = {}
    for name, value in members.items():
        if re.fullmatch(r"[A-Z][A-Z_]+", name) and name != "JOINT_COUNT":
            table = value if module == "protocol" and isinstance(value, dict) else {}
            found |= {f"{name}.{key}": each for key, each in table.items() if _is_number(each)}
            found |= {name: value} if _is_number(value) else {}
    return found


def _is_number(value: object) -> bool:
    """Numbers, bands and fits, pairs of numbers, and the version."""
    if isinstance(value, tuple):
        return len(value) == 2 and all(isinstance(part, float) for part in value)
    return isinstance(value, int | float | Band | Fit) or value == VERSION


def shown(value: Value) -> str:
    """The value as the page writes it."""
    match value:
        case Band(good_max, fault_min):
            return f"good to {good_max:g}, fault over {fault_min:g}"
        case Fit(slope, offset_deg, error_deg):
            return f"{slope:g} x {offset_deg:+g}, error {error_deg:g}"
        case (low, high):
            return f"{low:g} to {high:g}"
        case str():
            return value
        case _:
            return f"{value:g}"


def rewritten(page: str) -> str:
    """The page with every value as the code has it."""
    values = numbers()

    def row(match: re.Match[str]) -> str:
        name = match[1]
        return f"| `{name}` | {shown(values[name])} |" if name in values else match[0]

    return ROW.sub(row, page)


def names_on(page: str) -> set[str]:
    """The names that have a row."""
    return {match[1] for match in ROW.finditer(page)}


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(rewritten(text), encoding="utf-8")
    missing, extra = numbers().keys() - names_on(text), names_on(text) - numbers().keys()
    if missing or extra:
        sys.exit(f"Rows to write: {sorted(missing)}. Rows to remove: {sorted(extra)}.")
