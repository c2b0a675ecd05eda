"""When a row was seen: by its column, told or recognised, or by its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from kiosk.convert.times import unit_of
from kiosk.errors import InputError
from kiosk.pose.recording import RecordedMoment, RecordingHeader
from tests.pose.people import person

from .conftest import convert
from .foreign import recorded, write_csv

SIZE = ("--width", "480", "--height", "640")
HEADER = RecordingHeader(480, 640, None)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("t_s", "s"),
        ("Time (s)", "s"),
        ("timestamp_sec", "s"),
        ("video time [seconds]", "s"),
        ("time_ms", "ms"),
        ("Timestamp_MS", "ms"),
        ("milliseconds", "ms"),
        ("frame", "frame"),
        ("Frame_Number", "frame"),
        ("frame_idx", "frame"),
        ("time", None),
        ("timestamp", None),
        ("s", None),
        ("frame_rate", None),
        ("left_knee_s", None),
        ("", None),
    ],
)
def test_a_name_tells_its_unit_or_does_not(name: str, unit: str | None) -> None:
    """Only a name that says its unit is believed: milliseconds taken for seconds are no film."""
    assert unit_of(name) == unit


def times(tmp_path: Path, columns: Mapping[str, Sequence[float]], *words: str) -> list[float] | str:
    """The seconds of a file's frames, or the sentence by which it is refused."""
    count = len(next(iter(columns.values())))
    moments = [RecordedMoment(float(n), person()) for n in range(count)]
    clock = {name: lambda m, v=values: v[int(m.t_s)] for name, values in columns.items()}
    source = write_csv(tmp_path / "a.csv", HEADER, moments, lambda _n, i, a: f"{a[0]}{i}", clock)
    result = convert(source, tmp_path / "a.jsonl", *SIZE, *words)
    if result.exit_code:
        assert result.exit_code == InputError.exit_code
        assert list(tmp_path.iterdir()) == [source]
        return result.stderr
    return [moment.t_s for moment in recorded(tmp_path / "a.jsonl")[1]]


def test_seconds_are_kept(tmp_path: Path) -> None:
    """Seconds are taken as they are, where they begin and where they leave a gap."""
    assert times(tmp_path, {"time_s": [2.0, 2.04, 2.2]}) == [2.0, 2.04, 2.2]


def test_seconds_go_before_frame_numbers(tmp_path: Path) -> None:
    """Of several columns the plainest wins."""
    columns = {"frame": [0, 1, 2], "time_ms": [0, 50, 90]}
    assert times(tmp_path, columns, "--fps", "30") == [0, 0.05, 0.09]


def test_frame_numbers_need_the_rate(tmp_path: Path) -> None:
    """Numbers of frames become seconds with --fps, skipped ones too; without it they do not."""
    columns = {"frame": [10.0, 11.0, 15.0]}
    assert times(tmp_path, columns, "--fps", "20") == [0.5, 0.55, 0.75]
    (tmp_path / "a.jsonl").unlink()
    assert "--fps" in times(tmp_path, columns)


def test_rows_alone_need_the_rate(tmp_path: Path) -> None:
    """Without any time the rows are counted, and only with --fps."""
    columns = {"label": [7.0, 7.0, 7.0]}
    assert times(tmp_path, columns, "--fps", "25") == [0.0, 0.04, 0.08]
    (tmp_path / "a.jsonl").unlink()
    assert "--time-column" in times(tmp_path, columns)


def test_a_column_can_be_told(tmp_path: Path) -> None:
    """--time-column with --time-unit goes before every guess."""
    columns = {"time_s": [5.0, 6.0], "when": [40.0, 80.0]}
    told = ("--time-column", "when", "--time-unit", "ms")
    assert times(tmp_path, columns, *told) == [0.04, 0.08]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--time-column", "when"), "--time-unit"),
        (("--time-column", "then"), "no column then"),
        (("--time-unit", "ms"), "--time-column"),
    ],
)
def test_what_is_told_must_be_enough(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    """A column without a unit, one that is not there and a unit without a column are refused."""
    assert said in times(tmp_path, {"when": [40.0, 80.0]}, *words)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([0.0, 0.1, 0.1], "not after the one before it"),
        ([0.0, 0.1, 0.05], "frame 3"),
        ([0.0, float("nan"), 0.05], "no number in the column of the time"),
        ([0.0, 33.0, 66.0], "no film"),
        ([0.0, 0.00003, 0.00006], "no film"),
    ],
)
def test_times_of_no_film(values: list[float], said: str, tmp_path: Path) -> None:
    """Time that stands still, runs back, is not there or is in another unit is refused."""
    assert said in times(tmp_path, {"time_s": values})
