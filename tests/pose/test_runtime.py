from __future__ import annotations

import builtins
import json
import platform
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from kiosk.errors import ModelError
from kiosk.pose.movenet import MoveNet
from kiosk.pose.runtime import RuntimeChoice, in_full, runtime_in_use
from tests.pose.model_files import LIGHTNING, PORTRAIT

ROOT = Path(__file__).resolve().parents[2]
TFLITE_PYTHON = ROOT / ".venv-tflite" / "bin" / "python"
CPU_INFO = Path("/proc/cpuinfo")
PHOTO = ROOT / "tests" / "models" / "person.jpg"

needs_tflite = pytest.mark.skipif(
    not TFLITE_PYTHON.exists(),
    reason="tflite-runtime needs Python 3.11: `make test` makes .venv-tflite there",
)

ANSWER = """
import json, sys
from pathlib import Path
import numpy as np
from kiosk.pose.movenet import MoveNet

model_path, picture, runtime, half = sys.argv[1:]
model = MoveNet(Path(model_path), runtime=runtime, half=half == "half")
model.prepare(lambda canvas: np.copyto(canvas, np.load(picture)))
model.invoke()
print(json.dumps({"runtime": model.runtime, "rows": model.read()}))
"""
LOAD = """
import sys
from pathlib import Path
from kiosk.errors import ModelError
from kiosk.pose.movenet import MoveNet
try:
    MoveNet(Path(sys.argv[1]))
except ModelError as error:
    print(error)
"""


def run(python: Path, script: str, *arguments: object) -> str:
    words = [str(argument) for argument in arguments]
    done = subprocess.run(
        [python, "-c", script, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


def network_input(folder: Path, model_path: Path) -> Path:
    """The photographed person as the model's whole input: nothing but the network differs."""
    model = MoveNet(model_path)
    bgr = cv2.imread(str(PHOTO))
    assert bgr is not None
    photo = bgr[:, :, ::-1]
    middle = photo[:, 64:256] if model.input_height_px == 320 else photo[64:256, 64:256]
    path = folder / "input.npy"
    np.save(path, middle)
    return path


def answer(
    python: Path, model: Path, picture: Path, runtime: str, precision: str = "half"
) -> dict[str, Any]:
    words = (model, picture, runtime, precision)
    found: dict[str, Any] = json.loads(run(python, ANSWER, *words))
    return found


@needs_tflite
@pytest.mark.slow
@pytest.mark.parametrize("model", [LIGHTNING, PORTRAIT], ids=lambda path: path.stem)
def test_both_runtimes_give_the_same_keypoints(tmp_path: Path, model: Path) -> None:
    """LiteRT and tflite-runtime find a photographed person's joints in the same places."""
    picture = network_input(tmp_path, model)
    litert = answer(Path(sys.executable), model, picture, "litert")
    tflite = answer(TFLITE_PYTHON, model, picture, "tflite-runtime")
    assert (litert["runtime"], tflite["runtime"]) == ("litert", "tflite-runtime")
    # A thousandth of the input is a third of a pixel of the network.
    np.testing.assert_allclose(litert["rows"], tflite["rows"], atol=0.001)


@pytest.mark.parametrize("model", [LIGHTNING, PORTRAIT], ids=lambda path: path.stem)
def test_full_precision_is_two_bytes(model: Path) -> None:
    """Leave for half precision is taken from the file in memory by two bytes, and once only."""
    content = model.read_bytes()
    full = in_full(content)
    assert sum(a != b for a, b in zip(content, full, strict=True)) == 2
    assert b"fp16accfp32" in full
    assert in_full(full) == full


def test_full_precision_runs(tmp_path: Path) -> None:
    """The network without leave for half precision finds the same joints; where the processor has
    no half precision they are equal to the last bit."""
    picture = np.load(network_input(tmp_path, PORTRAIT))
    rows = []
    for half in (True, False):
        model = MoveNet(PORTRAIT, half=half)
        model.prepare(lambda canvas: np.copyto(canvas, picture))
        model.invoke()
        rows.append(model.read())
        assert model.sha256 == MoveNet(PORTRAIT).sha256
    np.testing.assert_allclose(rows[0], rows[1], atol=0.02)
    if platform.machine() == "x86_64" and "avx512_fp16" not in CPU_INFO.read_text():
        assert rows[0] == rows[1]


@needs_tflite
@pytest.mark.slow
def test_full_precision_runs_on_tflite_runtime_too(tmp_path: Path) -> None:
    """The other runtime takes the changed content from memory as well."""
    picture = network_input(tmp_path, PORTRAIT)
    half, full = (
        answer(TFLITE_PYTHON, PORTRAIT, picture, "tflite-runtime", precision)
        for precision in ("half", "full")
    )
    np.testing.assert_allclose(half["rows"], full["rows"], atol=0.02)


def test_the_runtime_in_use_is_named_without_loading_it() -> None:
    """Package and version of what a choice takes; None for what is not installed."""
    assert (runtime_in_use("auto") or "").startswith("ai-edge-litert ")
    assert runtime_in_use("litert") == runtime_in_use("auto")
    assert runtime_in_use("tflite-runtime") is None


@needs_tflite
@pytest.mark.slow
@pytest.mark.parametrize("damage", ["truncated", "random"])
def test_a_damaged_model_does_not_end_tflite_runtime(tmp_path: Path, damage: str) -> None:
    """A file that would crash this runtime is refused with the same sentence."""
    path = tmp_path / "damaged.tflite"
    whole = LIGHTNING.read_bytes()
    path.write_bytes(
        whole[:4000] if damage == "truncated" else whole[:8] + random.Random(3).randbytes(4000)
    )
    assert "is damaged" in run(TFLITE_PYTHON, LOAD, path)


@needs_tflite
@pytest.mark.slow
def test_auto_takes_tflite_runtime_where_it_is_all_there_is(tmp_path: Path) -> None:
    """Without LiteRT the other runtime is taken by itself."""
    found = answer(TFLITE_PYTHON, LIGHTNING, network_input(tmp_path, LIGHTNING), "auto")
    assert found["runtime"] == "tflite-runtime"


def test_auto_takes_litert_first() -> None:
    """Where both could be there LiteRT is asked first."""
    assert MoveNet(LIGHTNING, runtime="auto").runtime == "litert"


@pytest.mark.parametrize(
    ("choice", "packages"),
    [
        ("auto", "ai-edge-litert or tflite-runtime"),
        ("litert", "ai-edge-litert"),
        ("tflite-runtime", "tflite-runtime"),
    ],
)
def test_no_runtime_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, choice: RuntimeChoice, packages: str
) -> None:
    """Without a wanted runtime the sentence names what to install."""
    for module in ("ai_edge_litert.interpreter", "tflite_runtime.interpreter"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ModelError, match=f"install {packages} into") as caught:
        MoveNet(LIGHTNING, runtime=choice)
    assert "\n" not in str(caught.value)


def test_no_opencv_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without OpenCV the sentence names what to install."""
    from kiosk.pose.framing import Painter

    real_import = builtins.__import__

    def without_cv2(name: str, *arguments: Any, **keywords: Any) -> Any:
        if name == "cv2":
            raise ImportError(name)
        return real_import(name, *arguments, **keywords)

    monkeypatch.setattr(builtins, "__import__", without_cv2)
    with pytest.raises(ModelError, match="opencv-python-headless"):
        Painter()
