"""The pelvis network: its file, and a reading of two runs. Whatever its weights are."""

from __future__ import annotations

import hashlib
from math import inf, nan, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import paths
from kiosk.errors import ModelError
from kiosk.pose.framing import Canvas
from kiosk.pose.keypoints import PelvisTilt
from kiosk.pose.pelvis_net import SIDE_PX, PelvisNet, Run, reading

from .model_files import PORTRAIT, other_network

PELVIS = paths.model_file("pelvis")
runs = st.tuples(st.floats(-60, 60), st.floats(0.01, 30))


@pytest.fixture(scope="module")
def network() -> PelvisNet:
    return PelvisNet(PELVIS)


def pictures(count: int) -> list[Canvas]:
    """Pictures with edges in them, each another one."""
    draw = np.random.default_rng(7)
    coarse = draw.integers(0, 256, (count, 8, 8, 3), dtype=np.uint8)
    return [np.ascontiguousarray(each.repeat(16, axis=0).repeat(16, axis=1)) for each in coarse]


def by_hand(network: PelvisNet, picture: Canvas) -> Run:
    network.prepare(lambda canvas: np.copyto(canvas, picture))
    network.invoke()
    tilt_deg, error_deg = network.output()[0].tolist()
    return tilt_deg, error_deg


def test_the_shipped_network_loads(network: PelvisNet) -> None:
    """It names itself, its fingerprint and its square input."""
    assert (network.name, network.path) == ("pelvis", PELVIS)
    assert network.sha256 == hashlib.sha256(PELVIS.read_bytes()).hexdigest()
    assert (network.input_height_px, network.input_width_px) == (SIDE_PX, SIDE_PX) == (128, 128)


def test_it_is_small_enough() -> None:
    """At most 5 MB, as the box is promised."""
    assert PELVIS.stat().st_size <= 5_000_000


def test_a_reading_is_of_the_plain_and_the_mirrored_picture(network: PelvisNet) -> None:
    """Both runs by hand here: half their difference, and an error above nought."""
    for picture in pictures(3):
        plain, turned = by_hand(network, picture), by_hand(network, picture[:, ::-1])
        found = network.read(picture)
        assert found is not None
        assert found.tilt_deg == pytest.approx((plain[0] - turned[0]) / 2, abs=1e-4)
        assert found.error_deg >= abs(plain[0] + turned[0]) / 2
        assert min(plain[1], turned[1], found.error_deg) > 0


def test_a_mirrored_picture_tilts_the_other_way(network: PelvisNet) -> None:
    """By as much and as surely, whatever the weights are; pictures do differ."""
    found = []
    for picture in pictures(6):
        seen, mirror = network.read(picture), network.read(picture[:, ::-1])
        assert seen is not None
        assert mirror is not None
        assert mirror.tilt_deg == pytest.approx(-seen.tilt_deg, abs=1e-4)
        assert mirror.error_deg == pytest.approx(seen.error_deg, abs=1e-4)
        found.append(round(seen.tilt_deg, 4))
    assert len(set(found)) > 1


def test_a_picture_is_not_changed_by_looking_at_it(network: PelvisNet) -> None:
    """It may be looked at again."""
    (picture,) = pictures(1)
    before = picture.copy()
    assert network.read(picture) == network.read(picture)
    assert np.array_equal(picture, before)


@given(runs, runs)
def test_reading(plain: Run, mirrored: Run) -> None:
    """Turned round it has the other sign; its error holds both runs' own and what they disagree
    by, and nothing else."""
    found, turned = reading(plain, mirrored), reading(mirrored, plain)
    assert found is not None
    assert turned == PelvisTilt(-found.tilt_deg, found.error_deg)
    apart_deg = (plain[0] + mirrored[0]) / 2
    within_deg = sqrt((plain[1] ** 2 + mirrored[1] ** 2) / 2)
    assert found.error_deg == pytest.approx(sqrt(within_deg**2 + apart_deg**2))


def test_runs_that_agree_keep_their_own_error() -> None:
    """A tilt of 5 and of -5 in the mirror, each sure to 2: 5, sure to 2."""
    assert reading((5.0, 2.0), (-5.0, 2.0)) == PelvisTilt(5.0, 2.0)
    biased = reading((8.0, 2.0), (-2.0, 2.0))
    assert biased is not None
    assert (biased.tilt_deg, biased.error_deg) == pytest.approx((5.0, sqrt(4.0 + 9.0)))


@pytest.mark.parametrize("odd", [(nan, 1.0), (1.0, nan), (inf, 1.0), (1.0, inf), (0.0, 0.0)])
def test_what_is_no_number_is_none(odd: Run) -> None:
    """Missing is None, never a number that spoils a median."""
    assert reading(odd, odd) is None
    if odd != (0.0, 0.0):
        assert reading((1.0, 1.0), odd) is None


@pytest.mark.parametrize(
    ("inputs", "outputs", "why"),
    [
        ((1, 128, 128, 3), (1, 49152), "output is 1x49152, not 1x2"),
        ((1, 1, 1, 2), (1, 2), "input is 1x1x1x2, not 1x128x128x3"),
    ],
)
def test_another_network_is_one_sentence(
    tmp_path: Path, inputs: tuple[int, ...], outputs: tuple[int, ...], why: str
) -> None:
    """Which tensor is not as it must be, and what to do."""
    path = other_network(tmp_path / "other.tflite", inputs, outputs)
    with pytest.raises(ModelError) as caught:
        PelvisNet(path)
    assert str(caught.value) == (
        f"The model file {path} is not a pelvis model (its {why}): copy it again from this "
        f"version's release."
    )


def test_movenet_is_no_pelvis_network(tmp_path: Path) -> None:
    """Nor is a file that is not there, or not a model; each is one sentence with its mend."""
    text, nowhere = tmp_path / "text.tflite", tmp_path / "nowhere.tflite"
    text.write_text("Dear aunt,\n" * 9, "utf-8")
    said = {PORTRAIT: "not a pelvis model", text: "not a TensorFlow Lite", nowhere: "not exist"}
    for path, words in said.items():
        with pytest.raises(ModelError, match=words) as caught:
            PelvisNet(path)
        assert str(path) in str(caught.value)
        assert str(caught.value).endswith("copy it again from this version's release.")
