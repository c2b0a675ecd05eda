"""A closer look: what is kept of a frame, and the pose that two runs of the network make of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from kiosk import paths
from kiosk.camera.frame import Frame, Rgb
from kiosk.pose.closer import Crop, CropKeeper, look_closer, mean_pose, mirrored
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.framing import Box, Canvas, Painter, box_around
from kiosk.pose.keypoints import Joint, Point, Pose
from kiosk.pose.movenet import MoveNet

from .people import person

PHOTO = Path(__file__).resolve().parents[1] / "models" / "person.jpg"
BODY = range(Joint.LEFT_SHOULDER, len(Joint))
HEIGHT_PX, WIDTH_PX = 320, 192
GREY: Rgb = np.full((640, 480, 3), 90, np.uint8)


@pytest.fixture(scope="module")
def live_model() -> MoveNet:
    return MoveNet(paths.model_file("lightning-portrait"))


@pytest.fixture(scope="module")
def second_model() -> MoveNet:
    return MoveNet(paths.model_file("thunder-portrait"))


@pytest.fixture(scope="module")
def photo() -> Rgb:
    bgr = cv2.imread(str(PHOTO))
    assert bgr is not None
    return np.ascontiguousarray(bgr[:, :, ::-1], dtype=np.uint8)


def middle_of(photo: Rgb) -> Crop:
    """The part of the photograph with the person, one to one."""
    left_px = (photo.shape[1] - WIDTH_PX) // 2
    part = np.ascontiguousarray(photo[:HEIGHT_PX, left_px : left_px + WIDTH_PX])
    return Crop(1.5, Box(left_px, 0, WIDTH_PX, HEIGHT_PX), part)


def numbered(shift: float = 0.0) -> list[list[float]]:
    """Rows that all differ: row i is y = i/100, x = i/50, score = i/17."""
    return [[i / 100 + shift, i / 50 + shift, i / 17] for i in range(len(Joint))]


def noise(seed: int) -> Canvas:
    made: Canvas = np.random.default_rng(seed).integers(0, 255, (HEIGHT_PX, WIDTH_PX, 3), np.uint8)
    return made


def test_mirrored_rows_change_sides_and_turn_x() -> None:
    """Each joint has what the other side's had, y and score as they were, x from the other edge."""
    rows, turned = numbered(), mirrored(numbered())
    assert turned[Joint.NOSE] == [0.0, 1.0, 0.0]
    for left, right in ((Joint.LEFT_HIP, Joint.RIGHT_HIP), (Joint.LEFT_EAR, Joint.RIGHT_EAR)):
        assert turned[left] == [rows[right][0], 1 - rows[right][1], rows[right][2]]
        assert turned[right] == [rows[left][0], 1 - rows[left][1], rows[left][2]]
    back = mirrored(turned)
    assert [row[1] for row in back] == pytest.approx([row[1] for row in rows])
    assert len({row[2] for row in turned}) == len(Joint)


def test_the_mean_pose_is_half_way() -> None:
    """Place and score of each point are the mean; a point that one does not have is the other's."""
    one, other = person(200, 300), person(204, 310)
    lone = Pose(0.0, (None, Point(1, 2, 0.3), *one.points[2:]))
    mean = mean_pose(lone, Pose(0.0, (None, None, *other.points[2:])))
    assert mean.points[:2] == (None, Point(1, 2, 0.3))
    for joint in BODY:
        a, b, found = one.points[joint], other.points[joint], mean.points[joint]
        assert a is not None
        assert b is not None
        assert found == pytest.approx(((a.x_px + b.x_px) / 2, (a.y_px + b.y_px) / 2, 0.9))


def test_a_look_finds_the_person(second_model: MoveNet, photo: Rgb) -> None:
    """The joints of the photographed person, in image pixels, at the time of the crop."""
    truth = json.loads(PHOTO.with_suffix(".json").read_text("utf-8"))["keypoints_px"]
    pose = look_closer(second_model, middle_of(photo))
    assert pose.t_s == 1.5
    away_px = sorted(float(np.hypot(*np.subtract(at(pose, j), truth[j]))) for j in BODY)
    assert away_px[len(away_px) // 2] < 4
    assert away_px[-1] < 15


def test_a_mirrored_picture_gives_the_mirrored_pose(second_model: MoveNet, photo: Rgb) -> None:
    """Both see the same two pictures, in the other order: no side is seen otherwise than the
    other, which one run alone does not give."""
    crop = middle_of(photo)
    turned = Crop(crop.t_s, crop.box, np.ascontiguousarray(crop.canvas[:, ::-1]))
    pose, reflection = look_closer(second_model, crop), look_closer(second_model, turned)
    axis_px = 2 * crop.box.centre_x_px
    for joint in BODY:
        x_px, y_px = at(pose, joint)
        assert at(reflection, opposite(joint)) == pytest.approx((axis_px - x_px, y_px), abs=0.01)


def test_a_look_is_the_mean_of_two_runs(second_model: MoveNet, photo: Rgb) -> None:
    """Each point lies half way between what the network says of the picture and of its mirror
    image, which differ a little; both run through the network by hand here."""
    crop = middle_of(photo)
    plain = by_hand(second_model, crop.canvas)
    mirror = by_hand(second_model, np.ascontiguousarray(crop.canvas[:, ::-1]))
    pose, apart_px = look_closer(second_model, crop), []
    for joint in BODY:
        one = np.array((crop.box.left_px + plain[joint][1] * WIDTH_PX, plain[joint][0] * HEIGHT_PX))
        y, x, _ = mirror[opposite(joint)]
        other = np.array((crop.box.left_px + (1 - x) * WIDTH_PX, y * HEIGHT_PX))
        assert at(pose, joint) == pytest.approx((one + other) / 2, abs=0.01)
        apart_px.append(float(np.hypot(*(one - other))))
    assert 0.1 < max(apart_px) < 12


def by_hand(model: MoveNet, canvas: Canvas) -> list[list[float]]:
    def fill(tensor: Canvas) -> None:
        tensor[...] = canvas

    model.prepare(fill)
    model.invoke()
    return model.read()


def at(pose: Pose, joint: int) -> tuple[float, float]:
    point = pose.points[joint]
    assert point is not None
    return point.x_px, point.y_px


def opposite(joint: int) -> int:
    """Rows of COCO come in pairs, left first, after the nose."""
    return joint + 1 if joint % 2 else joint - 1


def test_where_sizes_agree_the_crop_is_what_the_live_network_saw(live_model: MoveNet) -> None:
    """Byte for byte its input tensor; the next frame in that tensor changes no earlier crop."""
    keeper = CropKeeper(live_model.input_height_px, live_model.input_width_px)
    estimator = PoseEstimator(live_model, keeper)
    pictures = np.random.default_rng(5).integers(0, 255, (2, 640, 480, 3), np.uint8)
    saw: list[Canvas] = []
    for number, rgb in enumerate(pictures):
        estimator.estimate(Frame(float(number), rgb))
        saw.append(input_of(live_model))
    crops = keeper.crops((0.0, 1.0))
    for crop, canvas in zip(crops, saw, strict=True):
        assert np.array_equal(crop.canvas, canvas)
    assert not np.array_equal(saw[0], saw[1])


def input_of(model: MoveNet) -> Canvas:
    found: Canvas = model._interpreter.tensor(model._input.index)()[0].copy()
    return found


def test_at_another_size_the_crop_is_painted_anew(photo: Rgb) -> None:
    """For a square network the live network's box is widened about its middle, nothing squeezed,
    and cut out of the frame itself."""
    box = Box(100, 0, 192, 320)
    keeper = CropKeeper(256, 256)
    keeper.keep(Frame(2.0, photo), box, noise(1))
    (crop,) = keeper.crops((2.0,))
    assert crop.box == box_around(box.centre_x_px, box.centre_y_px, 192, 320, 1.0)
    assert crop.box.width_px == crop.box.height_px == 320
    wanted = np.empty((256, 256, 3), np.uint8)
    Painter().paint(photo, crop.box, wanted)
    assert np.array_equal(crop.canvas, wanted)


def test_a_square_network_looks_at_the_same_place(photo: Rgb) -> None:
    """Thunder at 256 x 256 finds the joints where the portrait one does, in image pixels."""
    truth = json.loads(PHOTO.with_suffix(".json").read_text("utf-8"))["keypoints_px"]
    model, part = MoveNet(paths.model_file("thunder")), middle_of(photo)
    keeper = CropKeeper(model.input_height_px, model.input_width_px)
    keeper.keep(Frame(2.0, photo), part.box, part.canvas)
    pose = look_closer(model, *keeper.crops((2.0,)))
    away_px = sorted(float(np.hypot(*np.subtract(at(pose, j), truth[j]))) for j in BODY)
    assert away_px[len(away_px) // 2] < 4


def test_only_what_is_named_stays() -> None:
    """All other crops are forgotten at once, and their memory is let go."""
    keeper, box = CropKeeper(HEIGHT_PX, WIDTH_PX), Box(0, 0, WIDTH_PX, HEIGHT_PX)
    for number in range(6):
        keeper.keep(Frame(float(number), GREY), box, noise(number))
    keeper.keep_only({1.0, 4.0, 99.0})
    assert len(keeper) == 2
    assert [crop.t_s for crop in keeper.crops((4.0, 0.0, 1.0, 99.0))] == [4.0, 1.0]
    keeper.keep_only(frozenset())
    assert len(keeper) == 0


@contextmanager
def written_files() -> Iterator[list[Any]]:
    """What this process opens for writing meanwhile, as the interpreter itself reports it."""
    opened: list[Any] = []
    watching = True

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if watching and event == "open":
            path, mode, _ = given
            opened.extend([path] if set(mode or "") & set("wax+") else [])

    sys.addaudithook(hook)
    try:
        yield opened
    finally:
        watching = False


def test_keeping_and_looking_write_nothing(
    second_model: MoveNet, photo: Rgb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file is opened for writing and none appears; the watch itself would notice one."""
    monkeypatch.chdir(tmp_path)
    part = middle_of(photo)
    with written_files() as opened:
        keeper = CropKeeper(HEIGHT_PX, WIDTH_PX)
        keeper.keep(Frame(2.0, photo), part.box, part.canvas)
        look_closer(second_model, *keeper.crops((2.0,)))
        keeper.keep_only(())
        assert opened == []
        assert list(tmp_path.iterdir()) == []
        (tmp_path / "noticed").write_bytes(b"")
    assert len(opened) == 1
