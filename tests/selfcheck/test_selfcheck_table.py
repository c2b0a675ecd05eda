"""The table of findings and the exit code."""

from __future__ import annotations

import pytest

from kiosk.selfcheck import Finding, State, exit_code, table

OK = Finding("python", State.OK, "Python 3.11.2")
WARN = Finding("clock", State.WARN, "not set", "connect the network")
UNKNOWN = Finding("temperature", State.UNKNOWN, "This board has no thermometer")
MISSING = Finding("store folder", State.MISSING, "/nowhere is not there", "make it")


@pytest.mark.parametrize(
    ("findings", "code", "closing"),
    [
        ([OK], 0, "All is well."),
        ([OK, UNKNOWN], 0, "All is well."),
        ([OK, WARN], 0, "The kiosk can work (1 warn)."),
        ([OK, WARN, MISSING, MISSING], 1, "The kiosk cannot work like this: 1 warn, 2 missing."),
        ([Finding("x", State.WRONG, "y", "z")], 1, "The kiosk cannot work like this: 1 wrong."),
    ],
)
def test_exit_code_and_closing_line(findings: list[Finding], code: int, closing: str) -> None:
    """Only what is missing or wrong makes the check fail, and the last line says so."""
    assert exit_code(findings) == code
    assert table(findings).splitlines()[-1] == closing


def test_table_is_aligned() -> None:
    """State, name and text stand in columns; the mend stands under the text."""
    assert table([OK, MISSING]).splitlines()[:3] == [
        "ok       python        Python 3.11.2",
        "missing  store folder  /nowhere is not there",
        "                       -> make it",
    ]


def test_table_fits_the_width() -> None:
    """Long texts are wrapped under their column, and no word is lost."""
    words = [f"word{number}" for number in range(40)]
    lines = table([Finding("model", State.WRONG, " ".join(words), "mend")], width=60).splitlines()
    assert all(len(line) <= 60 for line in lines)
    assert " ".join(lines).split()[2:42] == words
