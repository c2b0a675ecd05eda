"""docs/recordings.md keeps up with the code."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from kiosk.cli import main
from kiosk.convert.landmark_names import LANDMARKS
from kiosk.convert.times import unit_of
from kiosk.pose.keypoints import FACE_JOINTS, JOINT_COUNT, Joint
from kiosk.pose.presence import POINT_MIN_SCORE

from .foreign import recorded

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "recordings.md").read_text(encoding="utf-8")


def test_every_option_is_explained() -> None:
    """Each option of the command is in the page's table, and the default score is the real one."""
    rows = {row.split("|")[1] for row in PAGE.splitlines() if row.startswith("|")}
    named = {word for row in rows for word in re.findall(r"`(-[\w-]+)`", row)}
    params = main.commands["convert"].params
    assert named == {name for param in params for name in param.opts if name.startswith("-")}
    assert f"missing; {POINT_MIN_SCORE}," in PAGE
    said = CliRunner().invoke(main, ["convert", "--help"]).output
    assert f"[default: {POINT_MIN_SCORE}]" in " ".join(said.split())


def test_the_example_is_a_recording(tmp_path: Path) -> None:
    """What the page shows as a recording is read as one, face and all other points as it says."""
    (example,) = re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    path = tmp_path / "example.jsonl"
    path.write_text(example, encoding="utf-8")
    header, (nobody, somebody) = recorded(path)
    assert (header.width_px, header.height_px, header.fps) == (720, 1280, 30.0)
    assert nobody.pose is None
    assert somebody.pose is not None
    missing = [n for n, point in enumerate(somebody.pose.points) if point is None]
    assert missing == list(FACE_JOINTS)


def test_the_order_of_points_is_ours() -> None:
    """The page lists the 17 joints in the order of the code."""
    listed = " ".join(PAGE.split("in this order: ")[1].split(".")[0].split())
    assert listed.split(", ") == [joint.name.lower().replace("_", " ") for joint in Joint]
    assert len(listed.split(", ")) == JOINT_COUNT


def test_the_landmarks_are_ours() -> None:
    """The page's numbers of MediaPipe's landmarks are those that are read."""
    used = PAGE.split("Twelve of them are used")[1].split("Visibility")[0]
    assert [int(number) for number in re.findall(r"\d+", used)] == list(LANDMARKS.values())


def test_the_names_of_time_are_understood() -> None:
    """Every column of time that the page promises to recognise is recognised."""
    rows = {row.split("|")[1].strip(): row for row in PAGE.splitlines() if row.startswith("|")}
    times = re.findall(r"`([a-z_]+)`", rows["seconds or milliseconds"])
    frames = re.findall(r"`([a-z_]+)`", rows["the frame's number"])
    assert {unit_of(name) for name in times} == {"s", "ms"}
    assert {unit_of(name) for name in frames} == {"frame"}
