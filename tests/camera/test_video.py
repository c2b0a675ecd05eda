from __future__ import annotations

import contextlib
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.camera.frame import Frame, Rgb
from kiosk.camera.video import VideoSource
from kiosk.errors import InputError
from tests.camera.videos import BLUE, GREEN, RED, WHITE, quarters, write_sound, write_video


def read_all(path: Path) -> list[Frame]:
    source = VideoSource(path)
    try:
        return list(iter(source.read, None))
    finally:
        source.close()


def corners(rgb: Rgb) -> list[NDArray[np.uint8]]:
    """Colours of top left, top right, bottom left, bottom right."""
    height_px, width_px = rgb.shape[:2]
    ys, xs = (height_px // 4, 3 * height_px // 4), (width_px // 4, 3 * width_px // 4)
    return [rgb[y, x] for y in ys for x in xs]


def assert_colours(rgb: Rgb, *expected: tuple[int, int, int]) -> None:
    for colour, wanted in zip(corners(rgb), expected, strict=True):
        np.testing.assert_allclose(colour.astype(int), wanted, atol=16)


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_all(path)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_every_frame_comes_in_order_with_its_time(tmp_path: Path) -> None:
    """All frames are read, each with the stream's own timestamp."""
    shades = [np.full((64, 64, 3), 20 * number, np.uint8) for number in range(12)]
    frames = read_all(write_video(tmp_path / "a.mp4", shades))
    assert [frame.t_s for frame in frames] == pytest.approx([number / 10 for number in range(12)])
    means = [float(frame.rgb.mean()) for frame in frames]
    assert means == pytest.approx([20 * number for number in range(12)], abs=6)


def test_a_variable_rate_keeps_its_times(tmp_path: Path) -> None:
    """Uneven timestamps come through as they are."""
    times_ms = [0, 40, 200, 230, 1000, 1033]
    frames = read_all(write_video(tmp_path / "a.mp4", [quarters()] * 6, times_ms))
    assert [frame.t_s for frame in frames] == pytest.approx([each / 1000 for each in times_ms])


def test_colours_and_layout(tmp_path: Path) -> None:
    """Pictures are R, G, B, contiguous, and not mirrored."""
    (frame,) = read_all(write_video(tmp_path / "a.mp4", [quarters()]))
    assert frame.rgb.shape == (64, 96, 3)
    assert frame.rgb.dtype == np.uint8
    assert frame.rgb.flags.c_contiguous
    assert_colours(frame.rgb, RED, GREEN, BLUE, WHITE)


@pytest.mark.parametrize(
    ("rotation_deg", "shape", "colours"),
    [
        (90, (96, 64), (GREEN, WHITE, RED, BLUE)),
        (-90, (96, 64), (BLUE, RED, WHITE, GREEN)),
        (180, (64, 96), (WHITE, BLUE, GREEN, RED)),
    ],
)
def test_a_phone_held_upright_gives_upright_pictures(
    tmp_path: Path,
    rotation_deg: int,
    shape: tuple[int, int],
    colours: tuple[tuple[int, int, int], ...],
) -> None:
    """The file's rotation (counter-clockwise) is applied, and the stated size is the turned one."""
    path = write_video(tmp_path / "a.mp4", [quarters()], rotation_deg=rotation_deg)
    source = VideoSource(path)
    frame = source.read()
    source.close()
    assert frame is not None
    assert frame.rgb.shape[:2] == shape == (source.info.height_px, source.info.width_px)
    assert frame.rgb.flags.c_contiguous
    assert_colours(frame.rgb, *colours)


def test_stored_pixels_that_are_not_square_are_made_square(tmp_path: Path) -> None:
    """A file whose pixels are wider than high is shown at its true proportions."""
    path = write_video(tmp_path / "a.mp4", [quarters()], pixel_aspect=Fraction(4, 3))
    (frame,) = read_all(path)
    assert frame.rgb.shape[:2] == (64, 128)
    assert_colours(frame.rgb, RED, GREEN, BLUE, WHITE)


def test_the_source_describes_itself(tmp_path: Path) -> None:
    """Name, size, rate and number of frames are known before the first read."""
    source = VideoSource(write_video(tmp_path / "clip.mp4", [quarters()] * 7))
    source.close()
    info = source.info
    assert (info.kind, info.name, info.frame_count) == ("video", "clip.mp4", 7)
    assert (info.width_px, info.height_px) == (96, 64)
    assert info.fps == pytest.approx(10)


def test_reading_behind_the_end_stays_at_the_end(tmp_path: Path) -> None:
    """After the last frame every read gives None."""
    source = VideoSource(write_video(tmp_path / "a.mp4", [quarters()]))
    assert source.read() is not None
    assert source.read() is None
    assert source.read() is None
    source.close()


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    """A path without a file says so."""
    assert "does not exist" in refusal(tmp_path / "none.mp4")


def test_a_folder_is_one_sentence(tmp_path: Path) -> None:
    """A folder is not a video."""
    assert "is a folder" in refusal(tmp_path)


def test_a_path_that_cannot_be_followed_is_one_sentence(tmp_path: Path) -> None:
    """A link that leads to itself is not a video."""
    path = tmp_path / "loop.mp4"
    path.symlink_to(path)
    assert "not a video" in refusal(path)


@pytest.mark.parametrize("content", [b"", b"Dear diary\n" * 100, bytes(5000)])
def test_another_kind_of_file_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    """Text, zeros and empty files are no videos."""
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    assert "not a video" in refusal(path)


def test_sound_alone_is_one_sentence(tmp_path: Path) -> None:
    """A sound file has no pictures."""
    assert "no pictures" in refusal(write_sound(tmp_path / "a.m4a"))


def test_a_video_without_frames_is_one_sentence(tmp_path: Path) -> None:
    """A file that says video but holds no frame is refused when it is opened."""
    whole = write_video(tmp_path / "whole.mp4", [quarters()] * 5, options={"movflags": "faststart"})
    content = whole.read_bytes()
    path = tmp_path / "headless.mp4"
    path.write_bytes(content[: content.index(b"mdat") + 4])
    assert "no frame" in refusal(path)


def test_a_video_cut_off_gives_what_is_there(tmp_path: Path) -> None:
    """A file cut off in the middle gives its first frames, then ends or says where it broke."""
    noise = np.random.default_rng(0).integers(0, 255, (30, 64, 64, 3), dtype=np.uint8)
    whole = write_video(tmp_path / "whole.mp4", list(noise), options={"movflags": "faststart"})
    content = whole.read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(content[: len(content) // 2])
    source = VideoSource(path)
    count = 0
    with contextlib.suppress(InputError):
        while source.read() is not None:
            count += 1
    source.close()
    assert 5 <= count < 30


def test_a_tiny_video_is_one_sentence(tmp_path: Path) -> None:
    """A video on which nobody can be seen is refused."""
    assert "smaller than" in refusal(write_video(tmp_path / "a.mp4", [quarters(16, 16)]))


def test_without_pyav_it_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the library to install."""
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(InputError, match="install av"):
        VideoSource(tmp_path / "a.mp4")
