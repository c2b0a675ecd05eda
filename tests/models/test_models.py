"""The committed model files are the promised ones, run, and find a person; the build script guards.

`person.jpg` is a rendered person at the bottom of a squat on the left leg, `person.json` the exact
places of the 17 keypoints in it. `native-grid-constants.npz` holds the size-dependent constants as
the published graphs store them, by `<side>:<node name>`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from PIL import Image

Array = npt.NDArray[Any]

HERE = Path(__file__).resolve().parent
MODELS = HERE.parent.parent / "models"
SIZES_PX = {
    "movenet-lightning.tflite": (192, 192),
    "movenet-lightning-portrait.tflite": (320, 192),
    "movenet-thunder.tflite": (256, 256),
    "movenet-thunder-portrait.tflite": (320, 192),
}
WORST_POINT = 0.05
"""Greatest distance from the truth of any keypoint, as a fraction of the crop's height. Our choice:
hips and lifted ankle, which the body model places elsewhere than MoveNet, take up to 0.039."""
MEAN_POINT = 0.015
"""Greatest mean distance over the 17 keypoints, as a fraction of the crop's height. Our choice."""
ROOT = "StatefulPartitionedCall/"
UP_SAMPLING = f"{ROOT}center_net_mobile_net_v2fpn_feature_extractor/model_1/up_sampling2d"
TENSOR_OF_NODE = {
    f"{UP_SAMPLING}/mul": "ResizeBilinear/size",
    f"{UP_SAMPLING}_1/mul": "ResizeBilinear_1/size",
    f"{UP_SAMPLING}_2/mul": "ResizeBilinear_2/size",
    f"{ROOT}strided_slice_3": "SquaredDifference/x",
    f"{ROOT}strided_slice_4": "SquaredDifference_1/x",
    f"ConstantFolding/{ROOT}truediv_2_recip": "Mul_1/y",
    f"{ROOT}Reshape_13": "Mul_4/y",
}
"""Where the converter puts the grid's constants; the four that hold the grid's width share one."""


@pytest.fixture(scope="module")
def grid() -> ModuleType:
    """The module models/grid.py, which is a script's sibling and no installed package."""
    spec = importlib.util.spec_from_file_location("models_grid", MODELS / "grid.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def loaded(name: str) -> Interpreter:
    """An interpreter of one committed model, ready to run."""
    interpreter = Interpreter(str(MODELS / name), num_threads=1)
    interpreter.allocate_tensors()
    return interpreter


def person_crop(aspect: float) -> tuple[Image.Image, Array]:
    """The middle of the picture at full height, width = aspect * height, and the true points."""
    truth = json.loads((HERE / "person.json").read_text(encoding="utf-8"))
    points_px = np.array(truth["keypoints_px"])
    with Image.open(HERE / "person.jpg") as picture:
        width_px = round(aspect * picture.height)
        left_px = (picture.width - width_px) // 2
        crop = picture.crop((left_px, 0, left_px + width_px, picture.height))
    return crop, points_px - (left_px, 0)


def found_keypoints(name: str, picture: Image.Image) -> tuple[Array, Array]:
    """Keypoints (x, y) in pixels of the picture, and scores, by one committed model."""
    interpreter = loaded(name)
    given, wanted = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    _, height_px, width_px, _ = given["shape"]
    fitted = picture.resize((int(width_px), int(height_px)), Image.Resampling.BILINEAR)
    interpreter.set_tensor(given["index"], np.asarray(fitted)[np.newaxis])
    interpreter.invoke()
    found = interpreter.get_tensor(wanted["index"])[0, 0]
    return found[:, 1::-1] * (picture.width, picture.height), found[:, 2]


def constants_in(name: str) -> dict[str, Array]:
    """The constants of one committed model by tensor name; float16 ones as they are stored."""
    interpreter = Interpreter(
        str(MODELS / name),
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )
    interpreter.allocate_tensors()
    return {
        detail["name"]: interpreter.get_tensor(detail["index"])
        for detail in interpreter.get_tensor_details()
        if detail["dtype"] in (np.float16, np.int32)
    }


def run_build(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the build script as a user does, with this interpreter."""
    return subprocess.run(
        [sys.executable, str(MODELS / "build.py"), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_checksums_match() -> None:
    """Every committed model is listed in SHA256SUMS, and has the content listed there."""
    lines = (MODELS / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    present = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in MODELS.glob("*.tflite")
    }
    assert present == listed
    assert set(listed) == {*SIZES_PX, "pelvis.tflite"}


def test_model_card_names_the_committed_files() -> None:
    """The model cards give the sha256 of every committed model."""
    cards = (MODELS / "MODEL_CARD.md", MODELS / "pelvis" / "MODEL_CARD.md")
    card = "".join(path.read_text(encoding="utf-8") for path in cards)
    for line in (MODELS / "SHA256SUMS").read_text(encoding="ascii").splitlines():
        digest, name = line.split("  ")
        assert f"`{name}`" in card
        assert digest in card


@pytest.mark.parametrize(("name", "size_px"), SIZES_PX.items())
def test_tensor_contract(name: str, size_px: tuple[int, int]) -> None:
    """A model takes one uint8 image of its size and gives 17 rows of y, x and score."""
    interpreter = loaded(name)
    (given,), (wanted,) = interpreter.get_input_details(), interpreter.get_output_details()
    assert tuple(given["shape"]) == (1, *size_px, 3)
    assert given["dtype"] is np.uint8
    assert tuple(wanted["shape"]) == (1, 1, 17, 3)
    assert wanted["dtype"] is np.float32


@pytest.mark.parametrize("name", SIZES_PX)
def test_half_precision_metadata(name: str) -> None:
    """A model carries the metadata that XNNPACK needs to compute in half precision on a Pi 5."""
    content = (MODELS / name).read_bytes()
    assert b"reduced_precision_support" in content
    assert b"fp16accfp16" in content


@pytest.mark.parametrize(("name", "size_px"), SIZES_PX.items())
def test_keypoints_lie_on_the_person(name: str, size_px: tuple[int, int]) -> None:
    """A model finds all 17 keypoints of a squatting person near their true places."""
    picture, truth_px = person_crop(size_px[1] / size_px[0])
    found_px, score = found_keypoints(name, picture)
    error = np.hypot(*(found_px - truth_px).T) / picture.height
    assert error.max() <= WORST_POINT
    assert error.mean() <= MEAN_POINT
    assert score.min() > 0.2


@pytest.mark.parametrize(("name", "size_px"), SIZES_PX.items())
def test_keypoints_follow_the_person(name: str, size_px: tuple[int, int]) -> None:
    """A person lower and to the side in the picture is found there, in both directions of it."""
    picture, truth_px = person_crop(size_px[1] / size_px[0])
    shift_px = (picture.width // 8, picture.height // 12)
    moved = Image.new("RGB", picture.size, (128, 128, 128))
    moved.paste(picture, shift_px)
    found_px, _ = found_keypoints(name, moved)
    inside = np.all(truth_px + shift_px < (picture.width, picture.height), axis=1)
    error = np.hypot(*(found_px - truth_px - shift_px).T) / picture.height
    assert inside.sum() >= 16
    assert np.median(error[inside]) <= MEAN_POINT


@pytest.mark.parametrize(("name", "size_px"), SIZES_PX.items())
def test_files_hold_the_constants_of_their_grid(
    grid: ModuleType, name: str, size_px: tuple[int, int]
) -> None:
    """A committed model holds, where its graph needs them, the grid constants of its size."""
    inside = constants_in(name)
    widest = max(value.item() for value in inside.values() if value.shape == ())
    held = {node: np.asarray(widest, np.int32) for node in grid.grid_constants(*size_px)}
    held |= {node: inside[tensor] for node, tensor in TENSOR_OF_NODE.items()}
    assert grid.first_mismatch(held, size_px) is None


@pytest.mark.parametrize("side_px", [192, 256])
def test_rebuilt_constants_are_the_published_ones(grid: ModuleType, side_px: int) -> None:
    """At the published sizes the rebuilt grid constants are those stored in the graphs."""
    with np.load(HERE / "native-grid-constants.npz") as archive:
        stored = {
            key.split(":", 1)[1]: archive[key] for key in archive if key.startswith(f"{side_px}:")
        }
    rebuilt = grid.grid_constants(side_px, side_px)
    assert set(rebuilt) == set(stored)
    assert grid.first_mismatch(stored, (side_px, side_px)) is None
    differing = sum(int(np.sum(stored[name] != rebuilt[name])) for name in rebuilt)
    assert differing == (0 if side_px == 192 else 8)


def test_a_changed_constant_is_noticed(grid: ModuleType) -> None:
    """A stored constant that the rebuilding does not reproduce is named."""
    for name in grid.grid_constants(192, 192):
        stored = grid.grid_constants(192, 192)
        stored[name] = stored[name] + np.asarray(1, stored[name].dtype)
        assert grid.first_mismatch(stored, (192, 192)) == name


def test_portrait_constants_keep_rows_and_columns_apart(grid: ModuleType) -> None:
    """At 320 x 192 the grid has 80 rows and 48 columns in every constant that knows the two."""
    made = {
        name.rsplit("Call/", 1)[1]: value for name, value in grid.grid_constants(320, 192).items()
    }
    sizes = [value.tolist() for name, value in made.items() if "up_sampling2d" in name]
    assert sizes == [[20, 12], [40, 24], [80, 48]]
    assert made["strided_slice_3"][:, 0, 0].tolist() == list(range(80))
    assert made["strided_slice_4"][0, :, 0].tolist() == list(range(48))
    weighting = made["truediv_2_recip"][..., 0]
    assert np.unravel_index(weighting.argmax(), weighting.shape) == (40, 24)
    assert weighting[40, 34] == weighting[50, 24] == pytest.approx(1 / 11.8, rel=1e-3)
    assert made["Reshape_13"].ravel() == pytest.approx([4 / 320, 4 / 192], rel=1e-3)
    cells = [made[name].item() for name in ("floordiv/y", "mul/y", "floordiv_1/y", "mul_1/y")]
    assert cells == [48] * 4


def test_the_published_size_keeps_the_published_weights(grid: ModuleType) -> None:
    """Building the published size replaces nothing; another replaces the grid constants only."""
    weights = {name: value + 0 for name, value in grid.grid_constants(256, 256).items()}
    weights["kernel"] = np.ones(3, np.float32)
    same = grid.with_grid(weights, (256, 256), 256, 256)
    assert all(same[name] is value for name, value in weights.items())
    other = grid.with_grid(weights, (256, 256), 320, 192)
    assert other["kernel"] is weights["kernel"]
    assert other[grid.CENTRE_WEIGHTING].shape == (80, 48, 1)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("--model", "lightning", "--height", "300", "--width", "192"),
            "height 300 is not a posit",
        ),
        (("--model", "thunder", "--height", "320", "--width", "0"), "width 0 is not a positive"),
        (("--model", "thunder", "--height", "320"), "--model needs --height and --width"),
        (("--height", "320", "--width", "192"), "--height and --width need --model"),
        (("--out", "no-such-folder"), "no-such-folder is no folder"),
    ],
)
def test_wrong_options_get_one_sentence(arguments: tuple[str, ...], sentence: str) -> None:
    """A wrong size or folder ends the build with one sentence, before any package is read."""
    result = run_build("absent.tgz", *arguments)
    assert result.returncode == 1
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_wrong_packages_get_one_sentence(tmp_path: Path) -> None:
    """A package file that is missing, or is not the published one, ends the build in a sentence."""
    changed = tmp_path / "vladmandic-human-3.3.6.tgz"
    changed.write_bytes(b"not the published content")
    for file, sentence in ((changed, "its hash differs"), (tmp_path / "no.tgz", "cannot be read")):
        result = run_build(str(file), "--out", str(tmp_path))
        assert result.returncode == 1
        assert sentence in result.stderr
        assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.glob("*.tflite")) == []


def test_help_teaches() -> None:
    """The help says how to get the packages, what is built, and what the tensors hold."""
    result = run_build("--help")
    assert result.returncode == 0
    for part in ("npm pack @vladmandic/human@3.3.6", "--height", "SHA256SUMS", "[1, 1, 17, 3]"):
        assert part in result.stdout
