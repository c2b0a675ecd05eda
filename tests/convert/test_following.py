"""Several people in the picture: who is measured."""

from __future__ import annotations

import json
from pathlib import Path

from kiosk.pose.keypoints import Joint, Pose
from tests.pose.people import person

from .conftest import convert
from .foreign import BODY_25, flat, recorded

FPS = 10
RATE = ("--width", "960", "--height", "640", "--fps", str(FPS))


def hips_x(tmp_path: Path, frames: list[list[Pose]]) -> list[float | None]:
    """Where the left hip of the chosen person is in each frame."""
    document = [
        {"people": [{"pose_keypoints_2d": flat(pose, BODY_25)} for pose in people]}
        for people in frames
    ]
    source = tmp_path / "a.json"
    source.write_text(json.dumps(document), encoding="utf-8")
    result = convert(source, tmp_path / "a.jsonl", *RATE)
    assert result.exit_code == 0, result.output
    moments = recorded(tmp_path / "a.jsonl")[1]
    points = [m.pose.points[Joint.LEFT_HIP] if m.pose else None for m in moments]
    return [point.x_px if point else None for point in points]


LARGE, SMALL = person(300, 330, 400), person(700, 330, 200)
LARGE_X, SMALL_X = 320.0, 710.0


def test_the_largest_is_chosen_first(tmp_path: Path) -> None:
    """Of two people, in any order, the one who fills more of the picture is measured."""
    assert hips_x(tmp_path, [[SMALL, LARGE], [LARGE, SMALL]]) == [LARGE_X, LARGE_X]


def test_the_chosen_one_is_followed(tmp_path: Path) -> None:
    """Somebody larger who comes in later, nearer to the camera, does not take over."""
    passer_by = [person(x, 330, 600) for x in (900, 600, 300, 50)]
    frames = [[SMALL], *([passing, SMALL] for passing in passer_by)]
    assert hips_x(tmp_path, frames) == [SMALL_X] * 5


def test_somebody_else_is_not_taken_for_the_lost_one(tmp_path: Path) -> None:
    """While the followed person is not seen, nobody is; when it is back, it goes on."""
    frames = [[LARGE, SMALL], [SMALL], [SMALL], [LARGE, SMALL]]
    assert hips_x(tmp_path, frames) == [LARGE_X, None, None, LARGE_X]


def test_after_a_second_the_choice_is_made_anew(tmp_path: Path) -> None:
    """A person who left for good does not keep the next one from being measured."""
    frames = [[LARGE], *([SMALL] for _ in range(FPS + 2))]
    assert hips_x(tmp_path, frames) == [LARGE_X, *[None] * FPS, SMALL_X, SMALL_X]


def test_a_half_seen_person_is_the_same(tmp_path: Path) -> None:
    """Points that come and go do not make somebody else of a person."""
    legs = person(300, 330, 400, missing=tuple(Joint)[:11])
    trunk = person(300, 330, 400, missing=tuple(Joint)[13:])
    assert hips_x(tmp_path, [[LARGE], [trunk], [legs], [trunk], [LARGE]]) == [LARGE_X] * 5
