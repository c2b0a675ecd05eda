from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.errors import ModelError
from kiosk.pose.framing import Canvas
from kiosk.pose.movenet import MoveNet
from tests.pose.model_files import LIGHTNING, PORTRAIT, SHIPPED, other_network, with_input_type


def answer(model: MoveNet, picture: Canvas) -> NDArray[np.float64]:
    model.prepare(lambda canvas: np.copyto(canvas, picture))
    model.invoke()
    return np.array(model.read())


def noise(height_px: int, width_px: int) -> Canvas:
    return np.random.default_rng(1).integers(0, 256, (height_px, width_px, 3), dtype=np.uint8)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_models_load(path: Path) -> None:
    """Each shipped model names itself, its fingerprint and its input size, and answers."""
    model = MoveNet(path)
    assert f"movenet-{model.name}.tflite" == path.name
    assert model.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    raw = answer(model, noise(model.input_height_px, model.input_width_px))
    assert raw.shape == (17, 3)
    assert np.isfinite(raw).all()


def test_the_input_size_is_read_from_the_file() -> None:
    """Portrait and square models state their own sizes."""
    portrait, square = MoveNet(PORTRAIT), MoveNet(LIGHTNING)
    assert (portrait.input_height_px, portrait.input_width_px) == (320, 192)
    assert (square.input_height_px, square.input_width_px) == (192, 192)


@pytest.mark.parametrize("type_name", ["INT32", "FLOAT32"])
def test_other_input_types_give_the_same_answer(tmp_path: Path, type_name: str) -> None:
    """Models that take int32 or float32 get the same values 0 to 255 as one that takes bytes."""
    picture = noise(192, 192)
    variant = MoveNet(with_input_type(tmp_path / "variant.tflite", type_name))
    np.testing.assert_allclose(answer(variant, picture), answer(MoveNet(LIGHTNING), picture))


def test_every_answer_is_of_the_picture_just_given() -> None:
    """Three pictures in turn give their own answers, the same picture the same one."""
    model = MoveNet(LIGHTNING)
    dark = answer(model, np.zeros((192, 192, 3), np.uint8))
    bright = answer(model, noise(192, 192))
    again = answer(model, np.zeros((192, 192, 3), np.uint8))
    assert not np.allclose(dark, bright)
    np.testing.assert_array_equal(dark, again)


def test_more_threads_give_the_same_answer() -> None:
    """The thread count changes the speed, not the keypoints."""
    picture = noise(192, 192)
    one, two = MoveNet(LIGHTNING, threads=1), MoveNet(LIGHTNING, threads=2)
    np.testing.assert_allclose(answer(one, picture), answer(two, picture), atol=1e-4)


def test_loading_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """The runtime's own notes do not reach the terminal, and the terminal works after."""
    MoveNet(LIGHTNING)
    os.write(2, b"still there")
    assert capfd.readouterr() == ("", "still there")


def refusal(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        MoveNet(path)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    """A path without a file says so."""
    assert "does not exist" in refusal(tmp_path / "none.tflite")


def test_a_folder_is_one_sentence(tmp_path: Path) -> None:
    """A folder cannot be read as a model."""
    assert "cannot be read" in refusal(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_is_one_sentence(tmp_path: Path) -> None:
    """A file without permission says so."""
    path = tmp_path / "secret.tflite"
    path.touch(mode=0o000)
    assert "permissions" in refusal(path)


@pytest.mark.parametrize("content", [b"", b"TFL3", b"\x89PNG\r\n\x1a\n" + bytes(100)])
def test_another_kind_of_file_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    """A file without the mark of TensorFlow Lite is not handed to the runtime at all."""
    path = tmp_path / "picture.tflite"
    path.write_bytes(content)
    assert "not a TensorFlow Lite model" in refusal(path)


@pytest.mark.parametrize("length", [8, 100, 5000, 2_000_000, 4_000_000])
def test_a_truncated_model_is_one_sentence(tmp_path: Path, length: int) -> None:
    """A model cut anywhere is damaged, and the process lives on."""
    path = tmp_path / "cut.tflite"
    path.write_bytes(LIGHTNING.read_bytes()[:length])
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_are_one_sentence(tmp_path: Path, seed: int) -> None:
    """Random bytes behind the right mark are damaged, and the process lives on."""
    path = tmp_path / "random.tflite"
    path.write_bytes(b"\x1c\x00\x00\x00TFL3" + random.Random(seed).randbytes(4000))
    assert "damaged" in refusal(path)


@pytest.mark.parametrize(
    ("input_shape", "output_shape", "why"),
    [
        ((1, 16), (16,), "its input is 1x16"),
        ((1, 17, 1, 3), (1, 51), "its output is 1x51"),
        ((1, 34, 1, 3), (1, 2, 17, 3), "its output is 1x2x17x3"),
        ((2, 17, 1, 3), (1, 2, 17, 3), "its input is 2x17x1x3"),
    ],
)
def test_another_network_is_one_sentence(
    tmp_path: Path, input_shape: tuple[int, ...], output_shape: tuple[int, ...], why: str
) -> None:
    """A sound model of another network says what does not fit."""
    sentence = refusal(other_network(tmp_path / "other.tflite", input_shape, output_shape))
    assert "not a MoveNet single-pose model" in sentence
    assert why in sentence
