"""What a CSV's cells may hold: numbers as spreadsheets write them, and nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pose.people import person

from .conftest import convert
from .foreign import MEDIAPIPE, recorded

WORDS = ("--width", "480", "--height", "640", "--fps", "30")
POINTS = [point for point in person().points[5:] if point]
NAMES = [f"{name}_{axis}" for name in MEDIAPIPE for axis in ("x", "y", "v")]
CELLS = [f"{v:.6f}" for p in POINTS for v in (p.x_px / 480, p.y_px / 640, p.score)]


def seen(tmp_path: Path, rows: list[list[str]], separator: str = ",") -> list[list[int] | None]:
    """Of each frame the joints that were seen; None where nobody was."""
    source, target = tmp_path / "a.csv", tmp_path / "a.jsonl"
    lines = [separator.join(row) for row in [["frame", *NAMES], *rows]]
    source.write_text("\n".join(lines) + "\n\n", encoding="utf-8-sig")
    result = convert(source, target, *WORDS)
    assert result.exit_code == 0, result.output
    return [
        [n for n, point in enumerate(m.pose.points) if point] if m.pose else None
        for m in recorded(target)[1]
    ]


ALL = list(range(5, 17))


@pytest.mark.parametrize(
    "nobody",
    [[""] * 36, ["nan"] * 36, ["None"] * 36, [""], [], ["0.0"] * 36, ["0", "0", "1"] * 12],
    ids=["empty", "nan", "none", "ends early", "frame alone", "zeros", "zeros with a score"],
)
def test_a_row_without_landmarks_is_nobody(nobody: list[str], tmp_path: Path) -> None:
    """However a tool writes it, the frame is there and nobody is in it."""
    assert seen(tmp_path, [["0", *CELLS], ["1", *nobody], ["2", *CELLS]]) == [ALL, None, ALL]


@pytest.mark.parametrize("word", ["", " ", "NaN", "null", "inf"])
def test_a_missing_number_is_a_missing_point(word: str, tmp_path: Path) -> None:
    """A point of which one coordinate or the score is not there is missing, the others are not."""
    rows = [[str(place), *CELLS[:place], word, *CELLS[place + 1 :]] for place in (0, 1, 2)]
    assert seen(tmp_path, rows) == [ALL[1:]] * 3


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_spreadsheet_s_export_is_read(separator: str, tmp_path: Path) -> None:
    """Decimal commas, other separators, spaces and the mark of UTF-8 do no harm."""
    cells = [f" {cell.replace('.', ',')} " for cell in CELLS]
    assert seen(tmp_path, [["0", *cells], ["1", *cells]], separator) == [ALL, ALL]
    (moment, _) = recorded(tmp_path / "a.jsonl")[1]
    assert moment.pose is not None
    for got, gave in zip(moment.pose.points[5:], POINTS, strict=True):
        assert got == pytest.approx(gave, abs=0.006)
