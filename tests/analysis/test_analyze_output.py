"""What `kiosk analyze` prints, draws and records, and what it says of bad input."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from .conftest import Analyze

HEADER = '{"kiosk_keypoints": 1, "width_px": 480, "height_px": 640, "fps": 15.0}\n'


def test_table(analyze: Analyze, recordings: Path) -> None:
    """Both legs with reps, reasons, checks with their spread, other movements, advice."""
    result = analyze(recordings / "d3.jsonl")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert any(line.startswith("Left leg: 5 counted, 0 refused") for line in lines)
    assert any(line.startswith("Right leg: 4 counted, 1 refused") for line in lines)
    assert sum("not counted: foot down" in line for line in lines) == 1
    assert sum(re.search(r"\d s  counted", line) is not None for line in lines) == 9
    assert sum(line.strip().startswith("Knee inward") for line in lines) == 2
    assert all(re.search(r"-?\d+\.\d° ± \d+\.\d", line) for line in lines if "Knee inward" in line)
    assert any(re.search(r"28\.\d s  two legs", line) for line in lines)
    assert any(line.startswith("Left against right, knee:") for line in lines)
    assert lines[-1].startswith("- Want to know more? Book an assessment")


def test_table_of_nothing(analyze: Analyze, tmp_path: Path) -> None:
    """An empty room is told in words, not with an empty table."""
    path = tmp_path / "empty.jsonl"
    path.write_text(HEADER + '{"t_s": 0.0, "keypoints": null}\n', encoding="utf-8")
    result = analyze(path)
    assert result.exit_code == 0
    assert "Left leg: 0 counted, 0 refused" in result.stdout
    assert "Too few squats were counted" in result.stdout


def test_plot_as_svg(analyze: Analyze, recordings: Path, tmp_path: Path) -> None:
    """A chart with three rows, a line per leg, and a mark for each rep."""
    target = tmp_path / "chart.svg"
    result = analyze(recordings / "d3.jsonl", "--plot", target)
    assert result.exit_code == 0, result.output
    root = ElementTree.fromstring(target.read_text(encoding="utf-8"))
    svg = "{http://www.w3.org/2000/svg}"
    ids = [group.get("id", "") for group in root.iter(f"{svg}g")]
    assert sum(re.fullmatch(r"axes_\d+", name) is not None for name in ids) == 3
    bare, marked = empty_chart(analyze, tmp_path), patches(root)
    assert marked - bare == 3 * 10
    drawn = target.read_text(encoding="utf-8")
    assert "d3.jsonl" in drawn
    assert "<dc:date>" not in drawn


def patches(root: ElementTree.Element) -> int:
    """Filled areas of the chart: bands, frames and reps."""
    groups = root.iter("{http://www.w3.org/2000/svg}g")
    return sum(re.fullmatch(r"patch_\d+", group.get("id", "")) is not None for group in groups)


def empty_chart(analyze: Analyze, tmp_path: Path) -> int:
    path = tmp_path / "empty.jsonl"
    path.write_text(HEADER + '{"t_s": 0.0, "keypoints": null}\n', encoding="utf-8")
    analyze(path, "--plot", tmp_path / "empty.svg")
    return patches(ElementTree.fromstring((tmp_path / "empty.svg").read_text(encoding="utf-8")))


def test_plot_as_png(analyze: Analyze, recordings: Path, tmp_path: Path) -> None:
    """The ending chooses the format."""
    target = tmp_path / "chart.png"
    assert analyze(recordings / "d3.jsonl", "--plot", target).exit_code == 0
    assert target.read_bytes().startswith(b"\x89PNG")


def test_recording_out_is_the_recording_in(
    analyze: Analyze, recordings: Path, tmp_path: Path
) -> None:
    """Recording a recording keeps header, times and every point."""
    copy = tmp_path / "copy.jsonl"
    first = analyze(recordings / "d3.jsonl", "--json", "-", "--record", copy)
    frames = [json.loads(line) for line in copy.read_text(encoding="utf-8").splitlines()]
    original = (recordings / "d3.jsonl").read_text(encoding="utf-8").splitlines()
    assert frames == [json.loads(line) for line in original]
    assert analyze(copy, "--json", "-").stdout == first.stdout


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("gone.jsonl", None, "cannot be read"),
        ("blank.jsonl", "", "is empty"),
        ("bare.jsonl", HEADER, "holds no frames"),
        ("wrong.jsonl", "hello\n", "line 1"),
        ("torn.jsonl", HEADER + '{"t_s": 0.0, "keypoints": [1]}\n', "line 2"),
        ("nan.jsonl", HEADER + '{"t_s": NaN, "keypoints": null}\n', "line 2"),
        (
            "back.jsonl",
            HEADER + '{"t_s": 1, "keypoints": null}\n{"t_s": 0, "keypoints": null}\n',
            "line 3",
        ),
        ("gone.mp4", None, "gone.mp4"),
        ("text.mp4", "hello", "text.mp4"),
    ],
)
def test_bad_input_is_one_sentence(
    analyze: Analyze, tmp_path: Path, name: str, content: str | None, words: str
) -> None:
    """What, where and what to do, no traceback, an exit code of its own."""
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    result = analyze(path, "--json", "-")
    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr.startswith("kiosk: ")
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("option", "name", "words"),
    [
        ("--json", "nowhere/out.json", "cannot be written"),
        ("--record", "nowhere/out.jsonl", "cannot be written"),
        ("--plot", "nowhere/out.svg", "cannot be written"),
        ("--plot", "out.pdf", "neither .svg nor .png"),
    ],
)
def test_bad_output_is_one_sentence(
    analyze: Analyze, recordings: Path, tmp_path: Path, option: str, name: str, words: str
) -> None:
    """A folder that is not there or an ending that is not known is named."""
    result = analyze(recordings / "d3.jsonl", option, tmp_path / name)
    assert result.exit_code == 3
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
