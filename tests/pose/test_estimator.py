from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
import pytest

from kiosk import paths
from kiosk.camera.frame import Frame, Rgb
from kiosk.camera.video import VideoSource
from kiosk.pose.crop import LOST_AFTER_FRAMES
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.framing import Canvas
from kiosk.pose.keypoints import Joint, Pose
from kiosk.pose.movenet import MoveNet, Rows

TESTS = Path(__file__).resolve().parents[1]
BODY = range(Joint.LEFT_SHOULDER, len(Joint))


@dataclass(frozen=True)
class Photo:
    rgb: Rgb
    points: list[tuple[float, float]]


@pytest.fixture(scope="module")
def model() -> MoveNet:
    return MoveNet(paths.model_file("lightning-portrait"))


@pytest.fixture(scope="module")
def photo() -> Photo:
    folder = TESTS / "models"
    bgr = cv2.imread(str(folder / "person.jpg"))
    assert bgr is not None
    truth = json.loads((folder / "person.json").read_text("utf-8"))
    rgb = np.ascontiguousarray(bgr[:, :, ::-1], dtype=np.uint8)
    return Photo(rgb, [(x_px, y_px) for x_px, y_px in truth["keypoints_px"]])


def clip(name: str) -> tuple[list[Frame], dict[str, Any]]:
    path = TESTS / "clips" / f"{name}.mp4"
    source = VideoSource(path)
    try:
        frames = list(iter(source.read, None))
    finally:
        source.close()
    return frames, json.loads(path.with_suffix(".truth.json").read_text("utf-8"))


def far_from(pose: Pose, truth: list[tuple[float, float]]) -> list[float]:
    """Pixels between each body joint and the truth; infinite where it is missing."""
    distances = []
    for joint in BODY:
        point = pose.points[joint]
        x_px, y_px = truth[joint]
        distances.append(
            float("inf") if point is None else float(np.hypot(point.x_px - x_px, point.y_px - y_px))
        )
    return distances


def poses(estimator: PoseEstimator, frames: list[Frame]) -> Iterator[Pose | None]:
    return (estimator.estimate(frame) for frame in frames)


def on_grey(photo: Photo, width_px: int, height_px: int, left_px: int, top_px: int) -> Photo:
    """The photograph as a small part of a large grey picture."""
    rgb = np.full((height_px, width_px, 3), 120, np.uint8)
    rgb[top_px : top_px + 320, left_px : left_px + 320] = photo.rgb
    return Photo(rgb, [(x_px + left_px, y_px + top_px) for x_px, y_px in photo.points])


def test_a_photographed_person_is_found(model: MoveNet, photo: Photo) -> None:
    """The joints of a person on a photograph are within a few pixels of where they are."""
    estimator = PoseEstimator(model)
    *_, pose = poses(estimator, [Frame(number / 15, photo.rgb) for number in range(4)])
    assert pose is not None
    distances = sorted(far_from(pose, photo.points))
    assert distances[len(distances) // 2] < 4
    assert distances[-1] < 15


def test_left_and_right_are_the_persons_own(model: MoveNet, photo: Photo) -> None:
    """The left shoulder of a person who faces the camera is on the image's right."""
    pose = PoseEstimator(model).estimate(Frame(0.0, photo.rgb))
    assert pose is not None
    left, right = pose.points[Joint.LEFT_SHOULDER], pose.points[Joint.RIGHT_SHOULDER]
    assert left is not None
    assert right is not None
    assert left.x_px > right.x_px


@pytest.mark.parametrize("left_px", [0, 480, 960])
def test_a_person_anywhere_in_a_wide_picture_is_found(
    model: MoveNet, photo: Photo, left_px: int
) -> None:
    """In a landscape picture the search finds a person at either side and in the middle."""
    wide = on_grey(photo, 1280, 720, left_px, 300)
    estimator = PoseEstimator(model)
    *_, pose = poses(estimator, [Frame(number / 15, wide.rgb) for number in range(12)])
    assert pose is not None
    assert float(np.median(far_from(pose, wide.points))) < 5


def test_the_size_of_the_picture_does_not_matter(model: MoveNet, photo: Photo) -> None:
    """A picture of three times the size gives the same joints, three times as far out."""
    large = np.ascontiguousarray(cv2.resize(photo.rgb, None, fx=3, fy=3), dtype=np.uint8)
    estimator = PoseEstimator(model)
    *_, pose = poses(estimator, [Frame(number / 15, large) for number in range(4)])
    assert pose is not None
    threefold = [(3 * x_px, 3 * y_px) for x_px, y_px in photo.points]
    assert float(np.median(far_from(pose, threefold))) < 12


def test_reset_forgets_the_person(model: MoveNet, photo: Photo) -> None:
    """After a reset the same frames give the same poses as with a new estimator."""
    frames = [Frame(number / 15, photo.rgb) for number in range(3)]
    estimator = PoseEstimator(model)
    first = list(poses(estimator, frames))
    estimator.reset()
    assert list(poses(estimator, frames)) == first
    assert list(poses(estimator, frames)) != first


def test_a_picture_of_another_size_starts_the_search_anew(model: MoveNet, photo: Photo) -> None:
    """A source that changes its size does not leave the crop behind."""
    estimator = PoseEstimator(model)
    for number in range(3):
        estimator.estimate(Frame(number / 15, photo.rgb))
    small = np.ascontiguousarray(photo.rgb[::2, ::2])
    pose = None
    for number in range(3, 6):
        pose = estimator.estimate(Frame(number / 15, small))
    assert pose is not None
    halves = [(x_px / 2, y_px / 2) for x_px, y_px in photo.points]
    assert float(np.median(far_from(pose, halves))) < 3


class ScriptedModel:
    """Stands in for the network: a person in the middle of every look, scored as told."""

    input_height_px, input_width_px = 320, 192

    def __init__(self, *scores: float) -> None:
        self._scores = iter(scores)

    def prepare(self, paint: Callable[[Canvas], None]) -> None:
        paint(np.zeros((self.input_height_px, self.input_width_px, 3), np.uint8))

    def invoke(self) -> None:
        pass

    def read(self) -> Rows:
        score = next(self._scores)
        ys = [0.45] * Joint.LEFT_HIP + [0.5] * 2 + [0.55] * 4
        return [[y, 0.5, score] for y in ys]


def scripted(*scores: float) -> list[Pose | None]:
    estimator = PoseEstimator(cast(MoveNet, ScriptedModel(*scores)))
    picture = np.zeros((640, 480, 3), np.uint8)
    return [estimator.estimate(Frame(number / 15, picture)) for number in range(len(scores))]


def height_px(pose: Pose | None) -> float:
    assert pose is not None
    nose, ankle = pose.points[Joint.NOSE], pose.points[Joint.LEFT_ANKLE]
    assert nose is not None
    assert ankle is not None
    return ankle.y_px - nose.y_px


def test_a_doubtful_find_is_looked_at_closer() -> None:
    """A weak score in the search is nobody yet, but the next look is at that place."""
    doubtful, closer = scripted(0.35, 0.9)
    (at_once,) = scripted(0.9)
    assert doubtful is None
    assert height_px(closer) < 0.5 * height_px(at_once)


def test_a_find_without_promise_is_not_looked_at() -> None:
    """A score of clutter leaves the search where it was: the next look is as wide."""
    nothing, wide = scripted(0.25, 0.9)
    (at_once,) = scripted(0.9)
    assert nothing is None
    assert height_px(wide) > 0.7 * height_px(at_once)


def test_a_weak_score_while_following_is_nobody() -> None:
    """Somebody who fades below the threshold is not reported."""
    *_, faded, back = scripted(0.9, 0.9, 0.9, 0.4, 0.9)
    assert faded is None
    assert back is not None


def test_somebody_who_stays_weak_is_searched_for() -> None:
    """Scores that are no person do not keep the crop where it is."""
    seen = scripted(*[0.9] * 4, *[0.4] * LOST_AFTER_FRAMES, 0.9)
    assert height_px(seen[-1]) > 5 * height_px(seen[3])


def test_the_pose_has_the_frames_time(model: MoveNet, photo: Photo) -> None:
    """A pose is of the moment of its frame."""
    pose = PoseEstimator(model).estimate(Frame(12.5, photo.rgb))
    assert pose is not None
    assert pose.t_s == 12.5


def test_the_three_steps_are_the_estimate(model: MoveNet, photo: Photo) -> None:
    """prepare, invoke and read in turn do what estimate does."""
    whole, parts = PoseEstimator(model), PoseEstimator(model)
    for number in range(3):
        frame = Frame(number / 15, photo.rgb)
        expected = whole.estimate(frame)
        parts.prepare(frame)
        parts.invoke()
        assert parts.read() == expected


def test_reading_before_preparing_is_a_mistake(model: MoveNet) -> None:
    """Calling the steps out of order is a programming mistake, not a quiet None."""
    with pytest.raises(RuntimeError, match="prepare"):
        PoseEstimator(model).read()


@pytest.mark.parametrize("name", ["lightning", "lightning-portrait", "thunder"])
@pytest.mark.slow
def test_an_empty_room_is_empty(name: str) -> None:
    """A cluttered room without a person gives no pose in any frame, with any model."""
    frames, _ = clip("empty_room")
    estimator = PoseEstimator(MoveNet(paths.model_file(name)))
    assert all(pose is None for pose in poses(estimator, frames))


@pytest.mark.slow
def test_a_walking_person_is_followed(model: MoveNet) -> None:
    """Somebody who walks through is seen once inside the picture, and lost when outside."""
    frames, truth = clip("walking")
    estimator = PoseEstimator(model)
    seen_inside = inside = seen_outside = outside = 0
    for frame, moment in zip(frames, truth["frames"], strict=True):
        pose = estimator.estimate(frame)
        xs = [x_px for x_px, _ in moment["keypoints"]]
        width_px = frame.rgb.shape[1]
        if min(xs) > 20 and max(xs) < width_px - 20:
            inside += 1
            seen_inside += pose is not None
        elif max(xs) < 0 or min(xs) > width_px:
            outside += 1
            seen_outside += pose is not None
    assert inside > 100
    assert seen_inside > 0.97 * inside
    assert seen_outside <= 0.1 * outside


@pytest.mark.parametrize("name", ["right_good", "left_valgus", "two_leg_squats"])
@pytest.mark.slow
def test_joints_stay_near_the_truth_through_squats(model: MoveNet, name: str) -> None:
    """Standing and deep in the squat, the joints are where the body model has them."""
    frames, truth = clip(name)
    estimator = PoseEstimator(model)
    distances = []
    for frame, moment in zip(frames, truth["frames"], strict=True):
        pose = estimator.estimate(frame)
        assert pose is not None, f"nobody seen at {frame.t_s:.2f} s"
        distances.append(far_from(pose, moment["keypoints"]))
    leg_px = truth["leg_length_px"]
    worst_joint = max(np.median(np.array(distances), axis=0))
    assert float(np.median(distances)) < 0.03 * leg_px
    assert worst_joint < 0.12 * leg_px
