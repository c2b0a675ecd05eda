from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from kiosk.commands.spot import spot
from kiosk.spot.record import from_json
from tests.spot.photos import photo


def run(*words: object) -> Result:
    return CliRunner().invoke(spot, [str(word) for word in words])


def written(path: Path, image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Path:
    assert cv2.imwrite(str(path), np.ascontiguousarray(image[:, :, ::-1]))
    return path


@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_a_picture_becomes_a_spot_file(tmp_path: Path, ending: str) -> None:
    """A photo of the mat prints the figures and writes a record that can be shown again."""
    picture = written(tmp_path / f"mat.{ending}", photo())
    done = run("calibrate", picture, "-o", tmp_path / "spot.json")
    assert done.exit_code == 0, done.output
    assert "Distance        3.0" in done.output
    assert "Camera height   0.9" in done.output
    record = from_json((tmp_path / "spot.json").read_text(encoding="utf-8"))
    assert record.calibration is not None
    assert (record.width_px, record.height_px) == (720, 1280)
    shown = run("show", tmp_path / "spot.json")
    assert shown.exit_code == 0
    assert shown.output.splitlines() == done.output.splitlines()[:-1]


def test_the_field_of_view_may_be_told(tmp_path: Path) -> None:
    """The lens's field of view from its data sheet is taken into account."""
    picture = written(tmp_path / "mat.png", photo())
    done = run("calibrate", picture, "--fov", "66")
    assert done.exit_code == 0
    assert "Lens            66." in done.output or "Lens            65." in done.output


def test_the_mat_is_printed(tmp_path: Path) -> None:
    """The PDF is there, and the line says what to measure."""
    done = run("print", "-o", tmp_path / "mat.pdf", "--layout", "banner")
    assert done.exit_code == 0, done.output
    assert "100 mm" in done.output
    assert (tmp_path / "mat.pdf").read_bytes().startswith(b"%PDF")


def test_each_failure_is_one_sentence_with_its_code(tmp_path: Path) -> None:
    """No mat, no picture, no spot file and a closed folder: one line and no traceback."""
    empty = written(tmp_path / "empty.png", np.full((640, 480, 3), 120, dtype=np.uint8))
    for words, code, part in (
        (("calibrate", empty), 10, "No marker can be seen"),
        (("calibrate", tmp_path / "none.png"), 3, "does not exist"),
        (("calibrate", __file__), 3, "not a video"),
        (("show", empty), 10, "cannot be read as a spot"),
        (("show", tmp_path / "none.json"), 10, "cannot be read as a spot"),
        (("print", "-o", tmp_path / "none" / "mat.pdf"), 10, "cannot be written"),
    ):
        done = run(*words)
        assert done.exit_code == code, done.output
        assert done.output.startswith("kiosk: ")
        assert part in done.output
        assert len(done.output.splitlines()) == 1


def test_a_result_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """The figures are printed, and then the sentence says why there is no file."""
    picture = written(tmp_path / "mat.png", photo())
    done = run("calibrate", picture, "-o", tmp_path / "none" / "spot.json")
    assert done.exit_code == 10
    assert "cannot be written" in done.output
