"""`kiosk analyze` in two stages and in one: through the real networks, on a clip with its truth."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from kiosk import errors, paths
from kiosk.camera.frame import Frame
from kiosk.camera.video import VideoSource
from kiosk.closer_looks import CloserLook, LookingThread
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.movenet import MoveNet
from kiosk.pose.pelvis_net import PelvisNet
from kiosk.scoring.check_state import Session
from kiosk.scoring.events import RepCounted, RepMeasuredAgain
from kiosk.scoring.findings import PelvisBy
from tests.pose.model_files import other_network

from .commands import LIMIT_S, environment, kiosk
from .rig import Rig

pytestmark = pytest.mark.slow

CLIP = Path(__file__).resolve().parents[1] / "clips" / "left_valgus.mp4"
CLOSER_DEG = ("knee_fppa_deg", "knee_fppa_change_deg", "trunk_lean_deg", "pelvic_drop_deg")
WATCHED = """
import sys
def hook(event, given):
    if event == "open" and isinstance(given[1], str) and set(given[1]) & set("wax+"):
        print("opened", given[0], file=sys.stderr)
sys.addaudithook(hook)
from kiosk.cli import main
main(prog_name="kiosk")
"""
"""The program, telling on standard error every file that it opens for writing."""


def analyzed(folder: Path, *words: str | Path) -> dict[str, Any]:
    done = kiosk("analyze", *words, "--json", "-", cwd=folder)
    assert done.code == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the two stages of the clip are recorded to."""
    return tmp_path_factory.mktemp("two") / "squat.jsonl"


@pytest.fixture(scope="module")
def two(recording: Path) -> dict[str, Any]:
    """The clip in two stages, recorded on the way."""
    return analyzed(recording.parent, CLIP, "--record", recording)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The same clip in one stage."""
    return analyzed(tmp_path_factory.mktemp("one"), CLIP, "--single-stage")


def test_the_live_view_measures_as_analyze_does(two: dict[str, Any], tmp_path: Path) -> None:
    """The same clip through the camera loop, its looks taken beside it on a thread: the stored
    reps are those of the analysis, and each was stored first as the live view saw it."""
    second, pelvis = (paths.model_file(name) for name in ("thunder-portrait", "pelvis"))
    looking = LookingThread(CloserLook(MoveNet(second), PelvisNet(pelvis)))
    estimator = PoseEstimator(MoveNet(paths.model_file("lightning-portrait")), looking.look.keeper)
    source = VideoSource(CLIP)
    try:
        with Rig.built(
            tmp_path / "live.db",
            Session(practice_wanted=0, welcome_s=0.0, stand_s=0.0),
            estimator,
            looking,
        ) as rig:
            rig.loop.begin(source.info)
            frames = [frame for frame in iter(source.read, None) if isinstance(frame, Frame)]
            rig.go_on(frames)
            wait_for_looks(rig, frames[-1])
            stored = [rep.values for rep in rig.checks()[0].reps]
            counted = [e.rep for e in rig.all_told("store") if isinstance(e, RepCounted)]
    finally:
        source.close()
        looking.close()
    wanted = two["legs"]["left"]["reps"]
    assert len(stored) == len(wanted) == len(counted) == 3
    for live, values, rep in zip(counted, stored, wanted, strict=True):
        assert (live.looked_closer, values["looked_closer"]) == (False, True)
        for name in (*CLOSER_DEG, "knee_flexion_deg", "start_s"):
            assert values[name] == pytest.approx(rep[name], abs=0.0051), name
        assert (live.pelvis_by, values["pelvis_by"]) == (PelvisBy.WRISTS, "looks")
        assert values["knee_fppa_deg"] != live.knee_fppa_deg


def wait_for_looks(rig: Rig, last: Frame) -> None:
    """The last picture is seen again and again until every counted rep was measured again."""
    for number in range(1, 3000):
        told = rig.all_told("store")
        asked = sum(isinstance(event, RepCounted) for event in told)
        if asked == sum(isinstance(event, RepMeasuredAgain) for event in told):
            return
        rig.loop.tick(Frame(last.t_s + number / 10_000, last.rgb))
    raise AssertionError("the looks did not come")


def test_the_second_model_is_named_or_null(two: dict[str, Any], one: dict[str, Any]) -> None:
    """By its name and hash where it looked closer; the first one is the same in both."""
    sums = (paths.model_file("thunder-portrait").parent / "SHA256SUMS").read_text("ascii")
    assert two["second_model"]["name"] == "thunder-portrait"
    assert f"{two['second_model']['sha256']}  movenet-thunder-portrait.tflite" in sums
    assert one["second_model"] is None
    assert one["model"] == two["model"]
    assert one["model"]["name"] == "lightning-portrait"


def test_what_counts_is_the_same(two: dict[str, Any], one: dict[str, Any]) -> None:
    """A closer look changes no count, time, reason or depth, and no other movement."""
    assert two["other"] == one["other"]
    for leg in ("left", "right"):
        reps = [document["legs"][leg]["reps"] for document in (two, one)]
        assert len(reps[0]) == len(reps[1]) == {"left": 3, "right": 0}[leg]
        for looked, live in zip(*reps, strict=True):
            for name in set(live) - {*CLOSER_DEG, "why_null"}:
                assert looked[name] == live[name], name


@pytest.mark.parametrize("check", ["knee_valgus", "trunk_lean"])
def test_angles_differ_by_less_than_their_spreads(
    two: dict[str, Any], one: dict[str, Any], check: str
) -> None:
    """Both stages see the same knee and trunk, within what each owns to, not to the last digit."""
    looked, live = [document["legs"]["left"]["checks"][check] for document in (two, one)]
    apart_deg = abs(looked["value_deg"] - live["value_deg"])
    assert 0 < apart_deg < looked["spread_deg"] + live["spread_deg"]


def test_the_closer_look_is_surer_of_the_knee_and_nearer_to_it(
    two: dict[str, Any], one: dict[str, Any]
) -> None:
    """Its spread is smaller, and the truth lies within it."""
    truth = json.loads(CLIP.with_suffix(".truth.json").read_text("utf-8"))
    true_deg = median(rep["fppa_bottom_ref"] for rep in truth["reps"])
    looked, live = [document["legs"]["left"]["checks"]["knee_valgus"] for document in (two, one)]
    assert looked["spread_deg"] < live["spread_deg"]
    assert abs(looked["value_deg"] - true_deg) < looked["spread_deg"]
    assert abs(looked["value_deg"] - true_deg) < abs(live["value_deg"] - true_deg)


def test_the_recording_gives_the_same_again(
    two: dict[str, Any], recording: Path, tmp_path: Path
) -> None:
    """Analysing what was recorded gives the same document but for source and models; recorded
    points are rounded to a hundredth of a pixel, angles accordingly."""
    again = analyzed(tmp_path, recording)
    assert (again["model"], again["second_model"]) == (None, None)
    assert again["source"] == two["source"] | {"kind": "keypoints"}
    for document in (again, two):
        assert_alike({k: v for k, v in document.items() if k not in BESIDES}, two)


BESIDES = {"model", "second_model", "source"}
FPS = 15


def assert_alike(found: Any, wanted: Any, where: str = "") -> None:
    """The same words, counts and shape; angles within 0.02, times within a frame."""
    if isinstance(found, dict):
        for key, value in found.items():
            assert_alike(value, wanted[key], f"{where}.{key}")
    elif isinstance(found, list):
        assert len(found) == len(wanted), where
        for number, (one, other) in enumerate(zip(found, wanted, strict=True)):
            assert_alike(one, other, f"{where}[{number}]")
    elif isinstance(found, float):
        within = 1 / FPS if where.endswith("_s") else 0.0201
        assert found == pytest.approx(wanted, abs=within), where
    else:
        assert found == wanted, where


def test_the_recording_names_both_networks_and_holds_every_look(recording: Path, two: Any) -> None:
    """Its first line names them; each counted rep has its looks behind the frame of its end, no
    face point among them, and the pelvis at its bottom and in the stand before it."""
    header, *lines = [json.loads(line) for line in recording.read_text("utf-8").splitlines()]
    names = ("lightning-portrait", "thunder-portrait", "pelvis")
    assert tuple(header[f"{each}network"] for each in ("", "second_", "pelvis_")) == names
    closer = [line for line in lines if "closer_t_s" in line]
    looks = [line for line in closer if line["keypoints"]]
    stand = [line for line in closer if not line["keypoints"]]
    reps = two["legs"]["left"]["reps"]
    assert 3 * 9 <= len(looks) <= 3 * 18
    for rep in reps:
        own = [x for x in looks if rep["start_s"] - 1.2 <= x["closer_t_s"] <= rep["end_s"]]
        assert any(abs(look["closer_t_s"] - rep["bottom_s"]) < 0.3 for look in own)
        assert 3 <= sum("pelvis" in look for look in own) <= 12
    assert len(stand) == 3 * 6
    assert all("pelvis" in look and look["closer_t_s"] < reps[0]["start_s"] for look in stand)
    assert all(line["keypoints"][:5] == [None] * 5 for line in looks)


def test_a_single_stage_recording_holds_no_looks(tmp_path: Path) -> None:
    """Neither lines nor a second name."""
    path = tmp_path / "one.jsonl"
    clip = CLIP.with_name("empty_room.mp4")
    analyzed(tmp_path, clip, "--single-stage", "--record", path)
    assert "second_network" not in path.read_text("utf-8")
    assert "closer_t_s" not in path.read_text("utf-8")


def test_no_picture_reaches_the_disk(tmp_path: Path) -> None:
    """A whole analysis in two stages opens no file for writing and leaves none in the temporary
    folder; one that is asked to write is noticed."""
    told = []
    for words in ((), ("--json", "out.json")):
        done = subprocess.run(
            [sys.executable, "-c", WATCHED, "analyze", str(CLIP), *words],
            cwd=tmp_path,
            env=environment() | {"TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=True,
        )
        opened = [line for line in done.stderr.splitlines() if line.startswith("opened")]
        told.append([line for line in opened if not line.endswith(os.devnull)])
        if not words:
            assert list(tmp_path.iterdir()) == []
    assert told == [[], ["opened out.json"]]


def missing(path: Path) -> str:
    return f"{path} does not exist"


def letter(path: Path) -> str:
    path.write_text("Dear aunt,\n" * 50, encoding="utf-8")
    return "is not a TensorFlow Lite model"


def no_movenet(path: Path) -> str:
    other_network(path, (1, 4, 4, 3), (1, 48))
    return "is not a MoveNet single-pose model"


@pytest.mark.parametrize("spoil", [missing, letter, no_movenet], ids=lambda f: f.__name__)
@pytest.mark.parametrize("verb", ["analyze", "run"])
def test_a_bad_second_model(tmp_path: Path, verb: str, spoil: Any) -> None:
    """One sentence that names the file, the model family's code, and nothing was analysed."""
    path = tmp_path / "second.tflite"
    why = spoil(path)
    toml = tmp_path / "kiosk.toml"
    toml.write_text(f'[model]\nsecond_name_or_path = "{path}"\n', encoding="utf-8")
    run = ("--source", CLIP, "--mock-gpio", "--store", tmp_path / "r.db", "--port", "0")
    words = {"analyze": (CLIP,), "run": run}[verb]
    done = kiosk("--config", toml, verb, *words, cwd=tmp_path)
    assert done.code == errors.ModelError.exit_code != 0
    assert done.sentence.startswith("kiosk: ")
    assert done.sentence.endswith(".")
    assert str(path) in done.sentence
    assert why in done.sentence
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stdout == ""


def test_an_unknown_second_model_is_told_with_the_names_there_are(tmp_path: Path) -> None:
    """A name that is neither a model, nor a path, nor `none`."""
    toml = tmp_path / "kiosk.toml"
    toml.write_text('[model]\nsecond_name_or_path = "thunderer"\n', encoding="utf-8")
    done = kiosk("--config", toml, "analyze", CLIP, cwd=tmp_path)
    assert done.code == errors.ConfigError.exit_code
    assert '"thunderer"' in done.sentence
    assert all(name in done.sentence for name in ("none", *paths.MODEL_FILES))
