"""With a home box the estimator looks there first, and lets a passer-by go."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk import paths
from kiosk.camera.frame import Frame, Rgb
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.framing import Box
from kiosk.pose.keypoints import Joint, Pose
from kiosk.pose.movenet import MoveNet

PHOTO = Path(__file__).resolve().parents[1] / "models" / "person.jpg"
LEFT, RIGHT = Box(40.0, 200.0, 320.0, 400.0), Box(640.0, 200.0, 320.0, 400.0)


@pytest.fixture(scope="module")
def model() -> MoveNet:
    return MoveNet(paths.model_file("lightning-portrait"))


@pytest.fixture(scope="module")
def twins() -> Rgb:
    """The same person twice, at both sides of a wide grey picture."""
    bgr = cv2.imread(str(PHOTO))
    assert bgr is not None
    rgb = np.full((720, 1000, 3), 120, np.uint8)
    for left_px in (40, 640):
        rgb[240:560, left_px : left_px + 320] = bgr[:, :, ::-1]
    return rgb


def hip_x_px(pose: Pose | None) -> float:
    assert pose is not None
    hip = pose.points[Joint.LEFT_HIP]
    assert hip is not None
    return hip.x_px


def followed(estimator: PoseEstimator, rgb: Rgb, from_s: float = 0.0) -> float:
    """Where the body is that is followed after a few frames."""
    *_, pose = [estimator.estimate(Frame(from_s + number / 15, rgb)) for number in range(4)]
    return hip_x_px(pose)


@pytest.mark.parametrize("home", [LEFT, RIGHT])
def test_whoever_is_at_home_is_found(model: MoveNet, twins: Rgb, home: Box) -> None:
    """In the first frame already, though somebody else is in the picture as well."""
    estimator = PoseEstimator(model)
    estimator.look_at(home)
    first = hip_x_px(estimator.estimate(Frame(0.0, twins)))
    assert home.left_px < first < home.left_px + home.width_px
    assert home.left_px < followed(estimator, twins, 0.1) < home.left_px + home.width_px


def test_going_home_lets_a_passer_by_go(model: MoveNet, twins: Rgb) -> None:
    """The followed body stays followed until then; afterwards whoever is at home is."""
    only_left = twins.copy()
    only_left[:, 500:] = 120
    estimator = PoseEstimator(model)
    estimator.look_at(RIGHT)
    for number in range(8):
        estimator.estimate(Frame(number / 15, only_left))
    assert followed(estimator, twins, 1.0) < 500
    estimator.go_home()
    assert followed(estimator, twins, 2.0) > 500


def test_the_same_home_again_changes_nothing(model: MoveNet, twins: Rgb) -> None:
    """Another one starts the search anew, none at all too."""
    estimator = PoseEstimator(model)
    estimator.look_at(LEFT)
    assert followed(estimator, twins) < 500
    estimator.look_at(LEFT)
    assert hip_x_px(estimator.estimate(Frame(1.0, twins))) < 500
    estimator.look_at(RIGHT)
    assert hip_x_px(estimator.estimate(Frame(2.0, twins))) > 500
    estimator.look_at(None)
    plain = PoseEstimator(model)
    assert estimator.estimate(Frame(3.0, twins)) == plain.estimate(Frame(3.0, twins))


def test_an_overlooked_body_is_not_in_the_picture(model: MoveNet, twins: Rgb) -> None:
    """What is hidden changes nothing where the followed body is, and is forgotten on reset."""
    estimator, plain = PoseEstimator(model), PoseEstimator(model)
    frames = [Frame(number / 15, twins) for number in range(6)]
    for each in (estimator, plain):
        each.look_at(LEFT)
        for frame in frames[:4]:
            pose = each.estimate(frame)
    assert pose is not None
    beside = Pose(0.0, tuple(p and p._replace(x_px=p.x_px + 600) for p in pose.points))
    estimator.overlook(beside, 150.0)
    assert estimator.estimate(frames[4]) == plain.estimate(frames[4])
    on_top = Pose(0.0, tuple(p and p._replace(x_px=p.x_px + 60) for p in pose.points))
    estimator.overlook(on_top, 150.0)
    assert estimator.estimate(frames[5]) != plain.estimate(frames[5])
    for each in (estimator, plain):
        each.reset()
    assert [estimator.estimate(f) for f in frames] == [plain.estimate(f) for f in frames]
