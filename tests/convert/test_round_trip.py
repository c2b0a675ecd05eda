"""A recording, written as another tool would and converted back, is the recording."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.pose.keypoints import FACE_JOINTS, Joint, Point, Pose
from kiosk.pose.recording import RecordedMoment, RecordingHeader
from tests.pose.people import person

from .conftest import Scored, convert
from .foreign import (
    BODY_25,
    COCO_17,
    COCO_18,
    Moments,
    recorded,
    write_coco_annotations,
    write_coco_results,
    write_csv,
    write_openpose_file,
    write_openpose_folder,
)

SIZE = ("--width", "480", "--height", "640")
HEADER = RecordingHeader(480, 640, 15.0)
RATE = ("--fps", "15")

Writer = Callable[[Path, Moments], tuple[Path, tuple[str, ...]]]
"""Writes into a folder; gives what to convert and the options it needs."""


def csv_by_number(folder: Path, moments: Moments) -> tuple[Path, tuple[str, ...]]:
    """`x1, y1, z1, v1` and so on, no time."""
    words = {"visibility": "v"}
    path = folder / "coords.csv"
    write_csv(path, HEADER, moments, lambda _name, n, axis: f"{words.get(axis, axis)}{n + 1}")
    return path, (*SIZE, *RATE)


def csv_by_index(folder: Path, moments: Moments) -> tuple[Path, tuple[str, ...]]:
    """`landmark_0_x` and so on, seconds in a column."""
    path = folder / "landmarks.csv"
    clock = {"time_s": lambda moment: f"{moment.t_s:.6f}"}
    write_csv(path, HEADER, moments, lambda _name, n, axis: f"landmark_{n}_{axis}", clock)
    return path, SIZE


def csv_by_name(folder: Path, moments: Moments) -> tuple[Path, tuple[str, ...]]:
    """`LEFT_KNEE_X` and so on, milliseconds in a column, as a spreadsheet exports it."""
    path = folder / "pose.txt"
    clock = {"frame_index": lambda _m: 1, "timestamp_ms": lambda moment: 1000 * moment.t_s}
    write_csv(path, HEADER, moments, lambda name, _n, a: f"{name}_{a}".upper(), clock, ";")
    return path, SIZE


def csv_as_told(folder: Path, moments: Moments) -> tuple[Path, tuple[str, ...]]:
    """Names that need --columns, --axes and --time-column."""
    told = {"x": "across", "y": "down", "z": "deep", "visibility": "sure"}
    path = folder / "own.csv"
    clock = {"Nr": lambda moment: round(moment.t_s * 15)}
    write_csv(path, HEADER, moments, lambda name, _n, axis: f"mp.{name}<{told[axis]}>", clock)
    columns = ("--columns", "mp.{name}<{axis}>", "--axes", "across,down,deep,sure")
    return path, (*SIZE, *RATE, *columns, "--time-column", "Nr", "--time-unit", "frame")


def openpose_25(folder: Path, moments: Moments) -> tuple[Path, tuple[str, ...]]:
    """A folder of BODY_25."""
    return write_openpose_folder(folder / "body25", moments, BODY_25), (*SIZE, *RATE)


def openpose_18(folder: Path, moments: Moments) -> tuple[Path, tuple[str, ...]]:
    """A folder of OpenPose's COCO model."""
    return write_openpose_folder(folder / "coco18", moments, COCO_18), (*SIZE, *RATE)


def openpose_17(folder: Path, moments: Moments) -> tuple[Path, tuple[str, ...]]:
    """One file of all frames, with COCO's own 17 points."""
    return write_openpose_file(folder / "all.json", moments, COCO_17), (*SIZE, *RATE)


def coco_results(folder: Path, moments: Moments) -> tuple[Path, tuple[str, ...]]:
    """A list of results."""
    return write_coco_results(folder / "results.json", moments), (*SIZE, *RATE)


def coco_annotations(folder: Path, moments: Moments) -> tuple[Path, tuple[str, ...]]:
    """Annotations with images, which say the size."""
    return write_coco_annotations(folder / "person.json", HEADER, moments), RATE


WRITERS: list[Writer] = [csv_by_number, csv_by_index, csv_by_name, csv_as_told]
WRITERS += [openpose_25, openpose_18, openpose_17, coco_results, coco_annotations]
KNOWS_EMPTY_FRAMES = [writer for writer in WRITERS if writer is not coco_results]


def there_and_back(writer: Writer, folder: Path, moments: Moments) -> list[RecordedMoment]:
    """The moments after writing and converting."""
    source, words = writer(folder, moments)
    target = folder / "back.jsonl"
    result = convert(source, target, *words)
    assert result.exit_code == 0, result.output
    header, back = recorded(target)
    assert (header.width_px, header.height_px) == (480, 640)
    return back


def assert_alike(back: Moments, wrote: Moments) -> None:
    """Same times, and the same points to a hundredth of a pixel; never a face."""
    assert [m.t_s for m in back] == pytest.approx([m.t_s for m in wrote], abs=1e-4)
    for got, gave in zip(back, wrote, strict=True):
        assert (got.pose is None) == (gave.pose is None)
        for joint in Joint if got.pose and gave.pose else ():
            there = got.pose and got.pose.points[joint]
            meant = None if joint in FACE_JOINTS else gave.pose and gave.pose.points[joint]
            assert (there is None) == (meant is None), joint
            assert there is None or there == pytest.approx(meant, abs=0.0101)


@pytest.fixture(scope="module")
def original(d1: Path, scored: Scored) -> dict[str, Any]:
    """What the check d1 itself is found to be."""
    return scored(d1)


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.__name__)
def test_a_real_check_scores_the_same(
    writer: Writer, d1: Path, original: dict[str, Any], scored: Scored, tmp_path: Path
) -> None:
    """The check d1 by way of each foreign form: every point, count, verdict and angle is back."""
    moments = recorded(d1)[1]
    back = there_and_back(writer, tmp_path, moments)
    assert_alike(back, moments)
    found = scored(tmp_path / "back.jsonl")
    for side in ("left", "right"):
        assert_scored_alike(found["legs"][side], original["legs"][side])


def assert_scored_alike(found: dict[str, Any], wanted: dict[str, Any]) -> None:
    """One leg's counts, verdicts and angles; the latter within rounding."""
    assert wanted["counted"] == 5
    assert (found["counted"], found["refused"]) == (wanted["counted"], wanted["refused"])
    assert words_of(found) == words_of(wanted)
    for rep, original in zip(found["reps"], wanted["reps"], strict=True):
        for field, value in original.items():
            if isinstance(value, float):
                assert rep[field] == pytest.approx(value, abs=0.05), field


def words_of(document: Any) -> Any:
    """A document with its numbers hidden: what is said, and what of it is null."""
    if isinstance(document, dict):
        return {key: words_of(value) for key, value in document.items()}
    if isinstance(document, list):
        return [words_of(value) for value in document]
    if isinstance(document, str):
        return re.sub(r"[\d.]+", "#", document)
    return "#" if isinstance(document, float) else document


def near(point: tuple[float, float]) -> st.SearchStrategy[Point | None]:
    """A point within 25 px, of any score that counts; or none."""
    shift = st.floats(-25, 25)
    moved = st.builds(
        lambda dx, dy, score: Point(point[0] + dx, point[1] + dy, score),
        shift,
        shift,
        st.floats(0.21, 1.0),
    )
    return st.none() | moved


def poses() -> st.SearchStrategy[Pose | None]:
    """Somebody standing in the middle, each joint somewhere near its place or not seen."""
    joints = [near((p.x_px, p.y_px)) if p else st.none() for p in person().points]
    seen = st.tuples(*joints).map(lambda points: Pose(0.0, points))
    return st.none() | seen.filter(lambda pose: any(pose.without_face().points))


@pytest.mark.parametrize("writer", KNOWS_EMPTY_FRAMES, ids=lambda writer: writer.__name__)
@settings(max_examples=25)
@given(data=st.data())
def test_any_poses_come_back(
    writer: Writer, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever is seen of a person comes back, frames with nobody in them included."""
    drawn = data.draw(st.lists(poses(), min_size=1, max_size=4))
    moments = [RecordedMoment(n / 15, pose) for n, pose in enumerate([person(), *drawn])]
    assert_alike(there_and_back(writer, tmp_path_factory.mktemp("any"), moments), moments)


def test_results_of_images_without_anybody_leave_a_gap(tmp_path: Path) -> None:
    """COCO's results do not list such images: the frames after them keep their time."""
    moments = [RecordedMoment(n / 15, None if n == 1 else person()) for n in range(4)]
    back = there_and_back(coco_results, tmp_path, moments)
    assert [moment.t_s for moment in back] == pytest.approx([0, 2 / 15, 3 / 15], abs=1e-6)
