"""The part of a picture that the pelvis network looks at: where it is, and what is kept of it."""

from __future__ import annotations

from math import dist

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import paths
from kiosk.camera.frame import Frame, Rgb
from kiosk.pose.closer import CropKeeper
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.framing import Box, Painter
from kiosk.pose.keypoints import Joint, Point, Pose
from kiosk.pose.movenet import MoveNet
from kiosk.pose.pelvis_crops import BELOW_HIPS, SIDE, PelvisKeeper, pelvis_box
from kiosk.pose.pelvis_net import SIDE_PX

from .people import person
from .test_closer import PHOTO

BODY = person(240, 330, 300)
LEFT_LEG = (Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE)


def changed(pose: Pose, **at: Point | None) -> Pose:
    points = list(pose.points)
    for name, point in at.items():
        points[Joint[name.upper()]] = point
    return Pose(pose.t_s, tuple(points))


def leg_px(pose: Pose, leg: tuple[Joint, ...] = LEFT_LEG) -> float:
    hip, knee, ankle = (pose.points[joint] for joint in leg)
    assert hip is not None
    assert knee is not None
    assert ankle is not None
    return dist(hip[:2], knee[:2]) + dist(knee[:2], ankle[:2])


def boxed(pose: Pose, length_px: float | None = None) -> Box:
    box = pelvis_box(pose, length_px)
    assert box is not None
    return box


def middle_of_hips(pose: Pose) -> tuple[float, float]:
    left, right = pose.points[Joint.LEFT_HIP], pose.points[Joint.RIGHT_HIP]
    assert left is not None
    assert right is not None
    return (left.x_px + right.x_px) / 2, (left.y_px + right.y_px) / 2


@given(st.floats(20, 2000), st.floats(-500, 3000), st.floats(-500, 3000))
def test_the_box_is_the_contract_s(length_px: float, x_px: float, y_px: float) -> None:
    """A square of 1.15 leg lengths, its middle under that of the hips by 0.06 of one."""
    body = changed(
        BODY, left_hip=Point(x_px + 20, y_px - 3, 0.9), right_hip=Point(x_px - 20, y_px + 3, 0.9)
    )
    box = boxed(body, length_px)
    assert (SIDE, BELOW_HIPS) == (1.15, 0.06)
    assert box.width_px == box.height_px == pytest.approx(1.15 * length_px)
    assert box.centre_x_px == pytest.approx(x_px, abs=1e-6)
    assert box.centre_y_px == pytest.approx(y_px + 0.06 * length_px, abs=1e-6)


def test_a_known_leg_length_goes_before_the_pose_s_own() -> None:
    """In a squat the legs look shorter, and the box stays as large as in standing."""
    assert boxed(BODY, 321.0).width_px == pytest.approx(SIDE * 321.0)
    assert boxed(BODY).width_px == pytest.approx(SIDE * leg_px(BODY))


def test_the_pose_s_own_legs_are_its_mean() -> None:
    """Of both where both are seen, else of the one that is."""
    ankle = BODY.points[Joint.LEFT_ANKLE]
    assert ankle is not None
    longer = changed(BODY, left_ankle=ankle._replace(y_px=ankle.y_px + 40))
    right_leg = (Joint.RIGHT_HIP, Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE)
    mean_px = (leg_px(longer) + leg_px(BODY, right_leg)) / 2
    assert boxed(longer).width_px == pytest.approx(SIDE * mean_px)
    one = changed(longer, right_knee=None)
    assert boxed(one).width_px == pytest.approx(SIDE * leg_px(longer))


def test_without_hips_or_legs_there_is_no_box() -> None:
    """A hip that is not seen, or no leg to tell the size by."""
    assert pelvis_box(changed(BODY, left_hip=None), 300.0) is None
    assert pelvis_box(changed(BODY, left_knee=None, right_ankle=None)) is None
    assert pelvis_box(changed(BODY, left_knee=None, right_ankle=None), 300.0) is not None


def test_a_mirrored_body_has_the_mirrored_box() -> None:
    """No side is seen otherwise than the other."""
    points = [p and Point(480 - p.x_px, p.y_px, p.score) for p in BODY.points]
    for left in range(Joint.LEFT_EYE, len(Joint), 2):
        points[left], points[left + 1] = points[left + 1], points[left]
    box, mirror = boxed(BODY, 300.0), boxed(Pose(0.0, tuple(points)), 300.0)
    assert mirror.centre_x_px == pytest.approx(480 - box.centre_x_px)
    assert (mirror.top_px, mirror.width_px) == pytest.approx((box.top_px, box.width_px))


@pytest.fixture(scope="module")
def photo() -> Rgb:
    bgr = cv2.imread(str(PHOTO))
    assert bgr is not None
    return np.ascontiguousarray(bgr[:, :, ::-1], dtype=np.uint8)


def test_what_is_kept_is_cut_from_the_whole_picture(photo: Rgb) -> None:
    """Not from what the live network saw: byte for byte what the box shows of the frame, black
    beyond its edge."""
    keeper = PelvisKeeper()
    keeper.leg_px = 300.0
    aside = changed(BODY, left_hip=Point(20, 200, 0.9), right_hip=Point(-20, 200, 0.9))
    for t_s, pose in ((1.0, BODY), (2.0, aside)):
        keeper.keep(Frame(t_s, photo), pose)
        wanted = np.empty((SIDE_PX, SIDE_PX, 3), np.uint8)
        Painter().paint(photo, boxed(pose, 300.0), wanted)
        assert np.array_equal(keeper.at(t_s), wanted)  # type: ignore[arg-type]
    beyond = keeper.at(2.0)
    assert beyond is not None
    assert not beyond[:, : SIDE_PX // 2 - 1].any()
    assert beyond.any()


def test_only_what_is_named_stays_of_the_pelvis(photo: Rgb) -> None:
    """All else is forgotten; nobody, or a pose without hips, leaves nothing at all."""
    keeper = PelvisKeeper()
    for number in range(6):
        keeper.keep(Frame(float(number), photo), BODY)
    keeper.keep(Frame(7.0, photo), None)
    keeper.keep(Frame(8.0, photo), changed(BODY, left_hip=None))
    assert len(keeper) == 6
    keeper.keep_only({1.0, 4.0, 99.0})
    assert len(keeper) == 2
    assert keeper.at(4.0) is not None
    assert keeper.at(0.0) is None
    keeper.keep_only(())
    assert len(keeper) == 0


def test_the_estimator_keeps_the_pelvis_of_the_frame_it_read(photo: Rgb) -> None:
    """By the pose of that very frame; without a pelvis keeper nothing is cut, and an empty room
    has none."""
    model = MoveNet(paths.model_file("lightning-portrait"))
    keeper = CropKeeper(320, 192, PelvisKeeper())
    assert keeper.pelvis is not None
    estimator = PoseEstimator(model, keeper)
    poses = [estimator.estimate(Frame(float(number), photo)) for number in range(3)]
    last = poses[-1]
    assert last is not None
    wanted = np.empty((SIDE_PX, SIDE_PX, 3), np.uint8)
    Painter().paint(photo, boxed(last), wanted)
    assert np.array_equal(keeper.pelvis.at(2.0), wanted)  # type: ignore[arg-type]
    kept = len(keeper.pelvis)
    assert kept == sum(pose is not None for pose in poses)
    estimator.reset()
    assert estimator.estimate(Frame(3.0, np.zeros_like(photo))) is None
    assert len(keeper.pelvis) == kept
    with pytest.raises(RuntimeError, match="prepare"):
        estimator.read()
