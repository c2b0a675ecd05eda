"""Which columns are understood without being told, and which are not guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.errors import InputError
from kiosk.pose.recording import RecordedMoment, RecordingHeader
from tests.pose.people import person

from .conftest import convert
from .foreign import MEDIAPIPE, recorded, write_csv

HEADER = RecordingHeader(480, 640, None)
SIZE = ("--width", "480", "--height", "640", "--fps", "30")
POSE = person(200, 300, 250)

Name = Callable[[str, int, str], str]
STYLES: dict[str, Name] = {
    "x1": lambda _name, n, axis: f"{axis[0]}{n + 1}",
    "x0": lambda _name, n, axis: f"{axis[0]}{n}",
    "x_0": lambda _name, n, axis: f"{axis}_{n}",
    "0_x": lambda _name, n, axis: f"{n}_{axis}",
    "landmark_1_x": lambda _name, n, axis: f"landmark_{n + 1}_{axis}",
    "lm_0_vis": lambda _name, n, axis: f"lm_{n}_{axis[:3]}",
    "nose_x": lambda name, _n, axis: f"{name}_{axis}",
    "LEFT_KNEE_x": lambda name, _n, axis: f"{name.upper()}_{axis}",
    "X_LEFT_KNEE": lambda name, _n, axis: f"{axis}_{name}".upper(),
    "leftKneeX": lambda name, _n, axis: name.title().replace("_", "") + axis.title(),
    "left knee.x": lambda name, _n, axis: f"{name.replace('_', ' ')}.{axis}",
    "knee_left_y": lambda name, _n, axis: "_".join([*reversed(name.split("_")), axis]),
    "l_knee_score": lambda name, _n, axis: f"{re.sub('(?<=^[lr])[a-z]+', '', name)}_{axis}",
}


def one_frame(tmp_path: Path, name: Name, *words: str) -> RecordedMoment:
    """A file of one frame in this style, converted."""
    source = write_csv(tmp_path / "a.csv", HEADER, [RecordedMoment(0.0, POSE)], name)
    result = convert(source, tmp_path / "a.jsonl", *SIZE, *words)
    assert result.exit_code == 0, result.output
    (moment,) = recorded(tmp_path / "a.jsonl")[1]
    return moment


@pytest.mark.parametrize("style", STYLES)
def test_the_usual_styles_are_understood(style: str, tmp_path: Path) -> None:
    """Every joint lands where it was, with its score, whatever the columns are called."""
    moment = one_frame(tmp_path, STYLES[style])
    assert moment.pose is not None
    for place in range(5, 17):
        assert moment.pose.points[place] == pytest.approx(POSE.points[place], abs=0.006)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{index}{axis}p", lambda _name, n, axis: f"{n}{axis}p"),
        ("p{number}.{axis}", lambda _name, n, axis: f"p{n + 1}.{axis}"),
        ("{axis} of {name}", lambda name, _n, axis: f"{axis} of {name}"),
    ],
)
def test_a_pattern_says_the_rest(pattern: str, name: Name, tmp_path: Path) -> None:
    """Each of the three holes of --columns reads its own kind of name."""
    moment = one_frame(tmp_path, name, "--columns", pattern)
    assert moment.pose is not None
    assert moment.pose.points[15] == pytest.approx(POSE.points[15], abs=0.006)


def test_a_file_without_scores_is_believed(tmp_path: Path) -> None:
    """Where no column looks like a score, every point that is written counts in full."""
    other = {"visibility": "w"}
    moment = one_frame(tmp_path, lambda name, _n, axis: f"{name}_{other.get(axis, axis)}")
    assert moment.pose is not None
    assert [p.score for p in moment.pose.points[5:] if p] == [1.0] * 12


def test_wrists_and_elbows_may_be_missing(tmp_path: Path) -> None:
    """A file of the legs and the trunk is enough; what is not in it is missing."""
    hidden = {n for name, n in MEDIAPIPE.items() if "wrist" in name or "elbow" in name}
    moment = one_frame(
        tmp_path, lambda name, n, axis: f"{'hidden' if n in hidden else ''}{name}_{axis}"
    )
    assert moment.pose is not None
    assert [n for n, point in enumerate(moment.pose.points) if point is None] == [
        *range(5),
        7,
        8,
        9,
        10,
    ]


def refusal(tmp_path: Path, header: str, *words: str) -> str:
    source = tmp_path / "a.csv"
    source.write_text(header + "\n", encoding="utf-8")
    result = convert(source, tmp_path / "a.jsonl", *SIZE, *words)
    assert result.exit_code == InputError.exit_code
    assert not (tmp_path / "a.jsonl").exists()
    return result.stderr


BODY = sorted(MEDIAPIPE.values())


def test_a_bare_number_is_not_guessed(tmp_path: Path) -> None:
    """Columns 11 to 28 alone may count from 0 or from 1, and a wrong guess would shift each."""
    said = refusal(tmp_path, ",".join(f"x{n},y{n}" for n in range(11, 30)))
    assert "--columns" in said


def test_numbers_from_0_are_not_taken_for_numbers_from_1(tmp_path: Path) -> None:
    """A file that begins at 0 and lacks a landmark is refused, though from 1 it would be whole."""
    said = refusal(tmp_path, ",".join(f"x{n},y{n}" for n in (0, *range(12, 34))))
    assert "lacks x_11, y_11;" in said


def test_the_numbers_can_then_be_told(tmp_path: Path) -> None:
    """With {index} the same columns are taken as counted from 0."""
    header = ",".join(f"x{n},y{n},z{n},v{n}" for n in BODY)
    points = [point for point in POSE.points[5:] if point]
    row = ",".join(f"{p.x_px / 480},{p.y_px / 640},0,{p.score}" for p in points)
    source = tmp_path / "a.csv"
    source.write_text(f"{header}\n{row}\n", encoding="utf-8")
    result = convert(source, tmp_path / "a.jsonl", *SIZE, "--columns", "{axis}{index}")
    assert result.exit_code == 0, result.output
    (moment,) = recorded(tmp_path / "a.jsonl")[1]
    assert moment.pose is not None
    assert moment.pose.points[16] == pytest.approx(POSE.points[16], abs=0.006)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    """What is missing, what was found and what to do stand in the sentence."""
    names = [f"{name}_{axis}" for name in MEDIAPIPE for axis in "xy"]
    said = refusal(tmp_path, ",".join(name for name in names if "knee" not in name))
    for words in ("lacks left_knee_x, left_knee_y, right_knee_x", "left_shoulder_x", "--columns"):
        assert words in said


def test_unknown_columns_are_shown(tmp_path: Path) -> None:
    """A header without any landmark is told with what it holds."""
    said = refusal(tmp_path, "frame,landmark,x,y,z")
    assert "names no landmark" in said
    assert "frame, landmark, x, y, z" in said


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    """Two people side by side in one file would be mixed up."""
    names = [f"{name}_{axis}" for name in MEDIAPIPE for axis in "xy"]
    assert "two columns called" in refusal(tmp_path, ",".join(names * 2))


@pytest.mark.parametrize("pattern", ["{name}", "{axis}", "x{number}", "{axis}{name}{index}", "{}"])
def test_a_pattern_that_cannot_be_one(pattern: str, tmp_path: Path) -> None:
    """--columns must hold {axis} and one name or number of the landmark."""
    assert "--columns" in refusal(tmp_path, "a,b", "--columns", pattern)


@pytest.mark.parametrize("axes", ["x", "x,y,z", "x,,z,v", "a,b,c,d,e"])
def test_axes_that_cannot_be(axes: str, tmp_path: Path) -> None:
    """--axes are four words, or two."""
    assert "--axes" in refusal(tmp_path, "a,b", "--axes", axes)
