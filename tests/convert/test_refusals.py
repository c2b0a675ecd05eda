"""Everything that can be wrong with a foreign file: one sentence, a code, nothing left behind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from kiosk.errors import InputError
from kiosk.pose.recording import RecordedMoment, RecordingHeader
from tests.pose.people import person

from .conftest import convert
from .foreign import BODY_25, COCO_17, MEDIAPIPE, flat, recorded, write_csv

SIZE = ("--width", "480", "--height", "640")
ALL = (*SIZE, "--fps", "30")
POSE = person()
CSV_HEADER = ",".join(f"{name}_{axis}" for name in MEDIAPIPE for axis in "xy")
UNWRITABLE = Path("/sys")
"""Not even root makes a file here."""


def assert_told(result: Result, *words: str) -> None:
    """One sentence with these words and the code of a bad input; nothing else."""
    assert result.exit_code == InputError.exit_code, result.output
    assert result.stdout == ""
    (sentence,) = result.stderr.splitlines()
    assert sentence.startswith("kiosk: ")
    assert sentence.endswith(".")
    assert not re.search(r"[.!?] [A-Z]", sentence), sentence
    for word in words:
        assert word in sentence


def row(*, x: float = 0.0, y: float = 0.0, scale: float = 1.0) -> str:
    """The cells of one frame as fractions of the image, moved and scaled."""
    points = [point for point in POSE.points[5:] if point]
    return ",".join(f"{(p.x_px / 480 + x) * scale},{(p.y_px / 640 + y) * scale}" for p in points)


def csv_of(*rows: str) -> str:
    return "\n".join([CSV_HEADER, *rows]) + "\n"


CSVS = {
    "empty": ("", "is empty"),
    "prose": ("This is no table.\n" * 9, "names no landmark"),
    "header only": (csv_of(), "holds no frames"),
    "short row": (csv_of(row(), row()[:40]), "row 3: it ends after"),
    "a word": (csv_of(row(), row(), row().replace("0.", "zero.", 1)), "row 4: 'zero."),
    "pixels": (csv_of(row(scale=400)), "--coordinates pixels"),
    "metres": (csv_of(row(x=-0.5, y=-330 / 640)), "world landmarks in metres"),
}


@pytest.mark.parametrize("case", CSVS)
def test_a_bad_csv(case: str, tmp_path: Path) -> None:
    """The sentence names the file, the row where there is one, and what to do."""
    source = tmp_path / "pose.csv"
    text, said = CSVS[case]
    source.write_text(text, encoding="utf-8")
    assert_told(convert(source, tmp_path / "a.jsonl", *ALL), str(source), said)
    assert list(tmp_path.iterdir()) == [source]


OPENPOSE = {"pose_keypoints_2d": flat(POSE, BODY_25)}
RESULT = {"image_id": 1, "category_id": 1, "keypoints": flat(POSE, COCO_17)}
IMAGE = {"id": 1, "file_name": "1.jpg", "width": 480, "height": 640}
FRACTIONS = [value if 0 < value < 1 else value / 640 for value in flat(POSE, COCO_17)]
FAR_OFF = [value * 30 for value in flat(POSE, COCO_17)]

JSONS: dict[str, tuple[Any, str]] = {
    "cut off": ('[{"image_id": 1, "keypo', "is not JSON"),
    "something else": ({"name": "squat"}, "neither OpenPose's"),
    "empty list": ([], "neither OpenPose's"),
    "a list of numbers": ([1, 2], "neither OpenPose's"),
    "people no list": ({"people": {}}, "no list of people"),
    "person no object": ({"people": [1]}, "75 numbers"),
    "frame no object": ([{"people": []}, 5], "frame 1: it has no list"),
    "MPI layout": ({"people": [{"pose_keypoints_2d": [1.0] * 45}]}, "but there are 45"),
    "no points": ([{**RESULT, "keypoints": None}], "51 numbers"),
    "words for points": ([{**RESULT, "keypoints": ["1"] * 51}], "no number"),
    "true for points": ([{**RESULT, "keypoints": [True] * 51}], "no number"),
    "absurd points": ([{**RESULT, "keypoints": [10**400] * 51}], "no number"),
    "fractions": ([{**RESULT, "keypoints": FRACTIONS}], "--coordinates fractions"),
    "far off": ([{**RESULT, "keypoints": FAR_OFF}], "--width and --height"),
    "id without number": ([{**RESULT, "image_id": "first"}], "result 1: neither its id"),
    "result no object": ([RESULT, None], "result 2"),
    "images alone": ({"images": [IMAGE]}, "one of annotations"),
    "stray annotation": ({"images": [IMAGE], "annotations": [{**RESULT, "image_id": 2}]}, "id 2"),
    "twice one image": ({"images": [IMAGE, {**IMAGE, "id": 2}], "annotations": []}, "same number"),
    "no frames": ({"images": [], "annotations": []}, "holds no frames"),
    "far apart": ([RESULT, {**RESULT, "image_id": 10**6}], "no film"),
}


@pytest.mark.parametrize("case", JSONS)
def test_a_bad_json(case: str, tmp_path: Path) -> None:
    """The sentence names the file, the place in it, and what is wrong there."""
    source = tmp_path / "pose.json"
    content, said = JSONS[case]
    source.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    assert_told(convert(source, tmp_path / "a.jsonl", *ALL), str(source), said)
    assert list(tmp_path.iterdir()) == [source]


def missing(path: Path) -> str:
    return f"{path} cannot be read"


def binary(path: Path) -> str:
    path.write_bytes(bytes(range(256)) * 40)
    return "is not a CSV file in UTF-8"


def recording(path: Path) -> str:
    path.write_text('{"kiosk_keypoints": 1, "width_px": 4, "height_px": 4, "fps": null}\n', "utf-8")
    return "is a keypoint recording already"


def empty_folder(path: Path) -> str:
    path.mkdir()
    return "holds no *_keypoints.json"


def unnumbered(path: Path) -> str:
    path.mkdir()
    (path / "squat_keypoints.json").write_text("{}", encoding="utf-8")
    return "has no number of its frame"


def two_videos(path: Path) -> str:
    path.mkdir()
    for video in "ab":
        (path / f"{video}_000_keypoints.json").write_text('{"people": []}', encoding="utf-8")
    return "holds frame 0 twice"


def damaged_frame(path: Path) -> str:
    path.mkdir()
    (path / "a_0_keypoints.json").write_text('{"people": []}', encoding="utf-8")
    (path / "a_1_keypoints.json").write_text('{"people": [', encoding="utf-8")
    return f"{path / 'a_1_keypoints.json'} is not JSON"


INPUTS: list[Callable[[Path], str]] = [missing, binary, recording]
INPUTS += [empty_folder, unnumbered, two_videos, damaged_frame]


@pytest.mark.parametrize("spoil", INPUTS, ids=lambda spoil: spoil.__name__)
def test_an_input_of_another_kind(spoil: Callable[[Path], str], tmp_path: Path) -> None:
    """What is no file of keypoints at all, or a folder that is not OpenPose's, is named as such."""
    source = tmp_path / "input"
    said = spoil(source)
    assert_told(convert(source, tmp_path / "a.jsonl", *ALL), said)
    assert not (tmp_path / "a.jsonl").exists()
    assert [path.name for path in tmp_path.iterdir()] in ([], ["input"])


def good_csv(folder: Path) -> Path:
    moments = [RecordedMoment(n / 30, POSE) for n in range(3)]
    header = RecordingHeader(480, 640, None)
    return write_csv(folder / "pose.csv", header, moments, lambda _n, i, axis: f"{axis[0]}{i}")


def good_json(folder: Path) -> Path:
    path = folder / "pose.json"
    path.write_text(json.dumps({"people": [OPENPOSE]}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("make", "words", "said"),
    [
        (good_csv, ("--fps", "30"), "--width"),
        (good_csv, ("--width", "480", "--fps", "30"), "--height"),
        (good_json, ("--fps", "30"), "--width"),
        (good_json, SIZE, "--fps"),
        (good_csv, (*ALL, "--from", "coco-json"), "it looks like mediapipe-csv"),
        (good_json, (*ALL, "--from", "coco-json"), "it looks like openpose-json"),
        (good_json, (*ALL, "--from", "mediapipe-csv"), "it looks like openpose-json"),
        (good_json, (*ALL, "--columns", "{name}{axis}", "--axes", "x,y"), "--columns, --axes"),
        (good_json, (*ALL, "--time-column", "t"), "--time-column"),
    ],
)
def test_options_that_are_missing_or_do_not_fit(
    make: Callable[[Path], Path], words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    """What a form needs is asked for, and what it cannot use is refused, not overlooked."""
    source = make(tmp_path)
    assert_told(convert(source, tmp_path / "a.jsonl", *words), said)
    assert list(tmp_path.iterdir()) == [source]


def test_a_failure_in_the_middle_leaves_the_old_recording(tmp_path: Path) -> None:
    """A file that breaks off after good rows changes nothing of what was there."""
    source, target = tmp_path / "pose.csv", tmp_path / "a.jsonl"
    source.write_text(csv_of(row(), row(), "0.5,nonsense"), encoding="utf-8")
    target.write_text("as it was", encoding="utf-8")
    assert_told(convert(source, target, *ALL), "row 4")
    assert target.read_text(encoding="utf-8") == "as it was"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "pose.csv"]


@pytest.mark.parametrize("target", ["nowhere/a.jsonl", "folder", UNWRITABLE / "a.jsonl"])
def test_a_target_that_cannot_be_written(target: str | Path, tmp_path: Path) -> None:
    """A folder that is missing or closed is named, and no other file is made."""
    source = good_csv(tmp_path)
    (tmp_path / "folder").mkdir()
    assert_told(
        convert(source, tmp_path / target, *ALL), str(tmp_path / target), "cannot be written"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "pose.csv"]


def test_the_input_is_not_overwritten(tmp_path: Path) -> None:
    """The recording needs a name of its own."""
    source = good_csv(tmp_path)
    before = source.read_bytes()
    assert_told(convert(source, source, *ALL), "the input itself")
    assert source.read_bytes() == before


def test_points_below_the_score_are_missing(tmp_path: Path) -> None:
    """The threshold is the kiosk's own 0.2, and another one where it is asked for."""
    values = flat(POSE, COCO_17)
    values[3 * 15 + 2], values[3 * 16 + 2] = 0.19, 0.5
    source, target = tmp_path / "pose.json", tmp_path / "a.jsonl"
    source.write_text(json.dumps([{**RESULT, "keypoints": values}]), encoding="utf-8")
    missing = []
    for words in ((), ("--min-score", "0.6"), ("--min-score", "0")):
        assert convert(source, target, *ALL, *words).exit_code == 0
        (moment,) = recorded(target)[1]
        assert moment.pose is not None
        missing.append([n for n in range(5, 17) if moment.pose.points[n] is None])
    assert missing == [[15], [15, 16], []]


def test_what_was_understood_is_said(tmp_path: Path) -> None:
    """A guess is shown, so that a wrong one is seen: the columns, the time, and how many frames."""
    result = convert(good_csv(tmp_path), tmp_path / "a.jsonl", *ALL)
    for words in ("3 frames", "seen in 3", "x25", "v25", "row's number at 30 frames a second"):
        assert words in result.stdout
