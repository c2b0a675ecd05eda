"""LiteRT and tflite-runtime give the same keypoints, each in an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from kiosk import paths
from kiosk.pose.framing import Canvas
from kiosk.pose.movenet import MoveNet

REPOSITORY = Path(__file__).resolve().parents[2]
OTHER_PYTHON = REPOSITORY / ".venv-tflite" / "bin" / "python"
PICTURE = REPOSITORY / "tests" / "models" / "person.jpg"
SCRIPT = """
import json, sys
import numpy as np
from pathlib import Path
from kiosk.pose.movenet import MoveNet
model = MoveNet(Path(sys.argv[1]), runtime="tflite-runtime")
crop = np.load(sys.argv[2])
model.prepare(lambda canvas: np.copyto(canvas, crop))
model.invoke()
print(json.dumps({"runtime": model.runtime, "keypoints": model.read()}))
"""


@pytest.fixture(scope="module")
def other_python() -> Path:
    """The environment of tflite-runtime, which has no wheel after Python 3.11."""
    if not OTHER_PYTHON.exists():
        if os.environ.get("CI") and sys.version_info[:2] == (3, 11):
            pytest.fail("no .venv-tflite: make test makes it")
        pytest.skip("no .venv-tflite here (make test makes it on Python 3.11)")
    return OTHER_PYTHON


def in_other_runtime(python: Path, model: Path, crop_file: Path) -> NDArray[np.float64]:
    """The keypoints that tflite-runtime gives, from a process of its own environment."""
    done = subprocess.run(
        [python, "-c", SCRIPT, model, crop_file],
        env={"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    assert answer["runtime"] == "tflite-runtime"
    return np.array(answer["keypoints"])


@pytest.mark.parametrize("name", sorted(paths.MODEL_FILES))
def test_both_runtimes_give_the_same_keypoints(
    name: str, other_python: Path, tmp_path: Path
) -> None:
    """Every point of every shipped model agrees within a thousandth of the crop."""
    model = MoveNet(paths.model_file(name), runtime="litert")
    size = (model.input_width_px, model.input_height_px)
    crop = np.asarray(Image.open(PICTURE).convert("RGB").resize(size))
    np.save(tmp_path / "crop.npy", crop)

    def paint(canvas: Canvas) -> None:
        np.copyto(canvas, crop)

    model.prepare(paint)
    model.invoke()
    other = in_other_runtime(other_python, model.path, tmp_path / "crop.npy")
    assert model.runtime == "litert"
    np.testing.assert_allclose(np.array(model.read()), other, atol=1e-3)
