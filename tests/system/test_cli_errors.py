"""Everything that can be wrong when a command starts: one sentence and a code, no traceback."""

from __future__ import annotations

import os
import random
import re
import socket
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from kiosk import errors, paths
from kiosk.moment import Clock
from kiosk.results import ResultStore

from .commands import Done, kiosk

pytestmark = pytest.mark.slow

NO_PINS_HERE = not any(Path("/dev").glob("gpiochip*"))
UNWRITABLE = Path("/sys")
"""Not even root makes a file here."""

HEADER = '{"kiosk_keypoints": 1, "width_px": 480, "height_px": 640, "fps": 15.0}\n'
NOBODY = '{"t_s": %.3f, "keypoints": null}\n'


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Two seconds of nobody."""
    path = tmp_path / "nobody.jsonl"
    path.write_text(HEADER + "".join(NOBODY % (n / 15) for n in range(30)), encoding="utf-8")
    return path


@pytest.fixture
def no_pins(tmp_path: Path) -> Path:
    """A configuration of a kiosk without LED and buzzer."""
    path = tmp_path / "kiosk.toml"
    path.write_text("[gpio]\nenabled = false\n", encoding="utf-8")
    return path


def video(path: Path, frames: int = 20, **options: str) -> Path:
    """A small video of noise."""
    noise = np.random.default_rng(1)
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream("mpeg4", rate=15)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        container.start_encoding()
        for _ in range(frames):
            picture = noise.integers(0, 255, (120, 160, 3), dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        if frames:
            container.mux(stream.encode(None))
    return path


def assert_told(done: Done, error: type[errors.KioskError], *words: str) -> None:
    """One sentence with these words, the family's exit code, and nothing else."""
    assert "Traceback" not in done.stdout + done.stderr
    assert done.sentence.startswith("kiosk: "), done.stderr
    assert done.sentence.endswith("."), done.sentence
    assert not re.search(r"[.!?] [A-Z]", done.sentence), "more than one sentence"
    for word in words:
        assert word in done.sentence
    assert done.code == error.exit_code != 0


def missing(path: Path) -> str:
    path.unlink(missing_ok=True)
    return "does not exist"


def folder(path: Path) -> str:
    path.mkdir()
    return "is a folder"


def text(path: Path) -> str:
    path.write_text("This is no film.\n" * 50, encoding="utf-8")
    return "is not a video"


def empty(path: Path) -> str:
    path.touch()
    return "is not a video"


def no_frames(path: Path) -> str:
    video(path, frames=0)
    return "no pictures"


def no_index(path: Path) -> str:
    """Cut off where a recording camera lost power: the index at the end is missing."""
    whole = video(path).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return "is not a video"


def cut_short(path: Path) -> str:
    """A copy that broke off: the index at the start promises more than there is."""
    whole = video(path, movflags="faststart").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return "is damaged"


INPUTS: list[Callable[[Path], str]] = [missing, folder, text, empty, no_frames, no_index, cut_short]


@pytest.mark.parametrize("spoil", INPUTS, ids=lambda spoil: spoil.__name__)
def test_analyze_of_what_is_no_video(tmp_path: Path, spoil: Callable[[Path], str]) -> None:
    """Analyzing a file that holds no film names the file and what is wrong with it."""
    path = tmp_path / "film.mp4"
    why = spoil(path)
    done = kiosk("analyze", path, cwd=tmp_path)
    assert_told(done, errors.InputError, str(path), why)
    assert done.stdout == ""


def test_a_video_without_a_frame_in_another_container(tmp_path: Path) -> None:
    """A film that announces a picture stream and has not one frame is told as such."""
    done = kiosk("analyze", video(tmp_path / "film.avi", frames=0), cwd=tmp_path)
    assert_told(done, errors.InputError, "holds no frame that can be decoded")


@pytest.mark.parametrize("spoil", [missing, text], ids=lambda spoil: spoil.__name__)
def test_run_on_what_is_no_video(tmp_path: Path, spoil: Callable[[Path], str]) -> None:
    """The main job says the same of its source, though pages and store are up by then."""
    path = tmp_path / "film.mp4"
    why = spoil(path)
    simulated = ("--mock-gpio", "--store", tmp_path / "r.db", "--port", "0")
    done = kiosk("run", "--source", path, *simulated, cwd=tmp_path)
    assert_told(done, errors.InputError, str(path), why)


@pytest.mark.parametrize(
    ("damage", "line", "why"),
    [
        ("{", 3, "not JSON"),
        ('{"t_s": -1, "keypoints": null}', 3, "never decreases"),
        ('{"t_s": 9, "keypoints": [[1, 2, 3]]}', 3, "17 points"),
        ('{"t_s": 9}', 3, "keypoints is missing"),
        ("[]", 3, "not a JSON object"),
    ],
)
def test_a_damaged_recording_names_the_line(
    tmp_path: Path, damage: str, line: int, why: str
) -> None:
    """A keypoint recording that is damaged in the middle says in which line."""
    path = tmp_path / "squat.jsonl"
    path.write_text(f"{HEADER}{NOBODY % 0}{damage}\n{NOBODY % 9}", encoding="utf-8")
    done = kiosk("analyze", path, cwd=tmp_path)
    assert_told(done, errors.InputError, str(path), f"line {line}", why)


@pytest.mark.parametrize("content", ["", '{"width_px": 480}\n', HEADER])
def test_a_recording_without_frames(tmp_path: Path, content: str) -> None:
    """An empty recording, one without its header and one without a frame get a sentence."""
    path = tmp_path / "squat.jsonl"
    path.write_text(content, encoding="utf-8")
    assert_told(kiosk("analyze", path, cwd=tmp_path), errors.InputError, str(path))


def truncated(path: Path) -> str:
    path.write_bytes(paths.model_file("lightning").read_bytes()[:400_000])
    return "is damaged"


def random_bytes(path: Path) -> str:
    path.write_bytes(random.Random(1).randbytes(100_000))
    return "is not a TensorFlow Lite model"


def no_file(path: Path) -> str:
    return str(path)


@pytest.mark.parametrize("spoil", [truncated, random_bytes, no_file], ids=lambda f: f.__name__)
@pytest.mark.parametrize("verb", ["analyze", "run", "bench"])
def test_a_bad_model(tmp_path: Path, spoil: Callable[[Path], str], verb: str) -> None:
    """Every command that needs the network names a model file that it cannot use."""
    model = tmp_path / "model.tflite"
    why = spoil(model)
    clip = video(tmp_path / "film.mp4")
    run = ("--source", clip, "--mock-gpio", "--store", tmp_path / "r.db", "--port", "0")
    words = {"analyze": (clip,), "run": run, "bench": ()}[verb]
    done = kiosk(verb, *words, "--model", model, cwd=tmp_path)
    assert_told(done, errors.ModelError, str(model), why)


def test_an_unknown_model_name(tmp_path: Path, recording: Path) -> None:
    """A name that is neither a model nor a path lists the names there are."""
    done = kiosk("analyze", recording, "--model", "lightening", cwd=tmp_path)
    assert_told(done, errors.ConfigError, '"lightening"', *paths.MODEL_FILES)


def run_on(recording: Path, store: Path) -> Done:
    """A replay, as far as it gets."""
    words = ("run", "--source", recording, "--mock-gpio", "--port", "0", "--speed", "20")
    return kiosk(*words, "--store", store, cwd=recording.parent)


def test_a_store_in_a_folder_that_may_not_be_written(recording: Path) -> None:
    """The folder's refusal is told, with what to do."""
    done = run_on(recording, UNWRITABLE / "results.db")
    assert_told(done, errors.StoreError, "cannot be made", "Permission denied")


def test_a_store_in_a_folder_that_is_not_there(recording: Path, tmp_path: Path) -> None:
    """A folder is not made by surprise: it is asked for."""
    done = run_on(recording, tmp_path / "nowhere" / "results.db")
    assert_told(done, errors.StoreError, "make its folder")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("content", [b"a letter to my aunt\n" * 100, b"x"])
def test_a_store_that_is_something_else(recording: Path, tmp_path: Path, content: bytes) -> None:
    """A file that is no database is refused and left as it is."""
    letter = tmp_path / "letter.txt"
    letter.write_bytes(content)
    assert_told(run_on(recording, letter), errors.StoreError, "is not a results database")
    assert letter.read_bytes() == content


def test_a_replay_never_gets_the_kiosk_s_store(recording: Path, tmp_path: Path) -> None:
    """A store with members' results is refused for a replay, and not a byte of it changes."""
    path = tmp_path / "results.db"
    ResultStore.open(path, "kiosk", Clock().now()).close()
    before = path.read_bytes()
    done = run_on(recording, path)
    assert_told(done, errors.StoreError, "results of members", "--store")
    assert path.read_bytes() == before


def test_a_kiosk_never_gets_a_replay_s_store(tmp_path: Path, no_pins: Path) -> None:
    """Nor does a real run write among what was simulated."""
    path = tmp_path / "results.db"
    ResultStore.open(path, "replay", Clock().now()).close()
    words = ("--config", no_pins, "run", "--source", "usb:9", "--store", path, "--port", "0")
    assert_told(kiosk(*words, cwd=tmp_path), errors.StoreError, "results of a replay")


@pytest.mark.parametrize("simulated", ["replay", "mock pins", "both"])
def test_a_simulated_run_needs_a_store_of_its_own(
    recording: Path, tmp_path: Path, simulated: str
) -> None:
    """A replay, and mock pins even with a real camera, do not start without --store."""
    replay = () if simulated == "mock pins" else ("--source", recording)
    mock = () if simulated == "replay" else ("--mock-gpio",)
    done = kiosk("run", *replay, *mock, "--port", "0", cwd=tmp_path)
    assert_told(done, errors.ConfigError, "--store PATH")


def test_a_store_in_the_configuration_is_not_a_replay_s(recording: Path, tmp_path: Path) -> None:
    """The store that kiosk.toml names is the kiosk's, so it does not do for a replay either."""
    toml = tmp_path / "kiosk.toml"
    toml.write_text(f'[store]\npath = "{tmp_path / "results.db"}"\n', encoding="utf-8")
    words = ("--config", toml, "run", "--source", recording, "--mock-gpio", "--port", "0")
    assert_told(kiosk(*words, cwd=tmp_path), errors.ConfigError, "--store PATH")
    assert not (tmp_path / "results.db").exists()


def test_two_kiosks_on_one_store(recording: Path, tmp_path: Path) -> None:
    """The second process names the first and does not run."""
    path = tmp_path / "results.db"
    with ResultStore.open(path, "replay", Clock().now()) as store:
        store.close_interrupted()
        done = run_on(recording, path)
    assert_told(done, errors.StoreError, f"process {os.getpid()}", "--store")


def test_a_port_in_use(recording: Path, tmp_path: Path) -> None:
    """The address and the program that has it are named."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        words = ("run", "--source", recording, "--mock-gpio", "--store", tmp_path / "r.db")
        done = kiosk(*words, "--port", port, cwd=tmp_path)
    assert_told(done, errors.PortError, f":{port} is in use by", f"process {os.getpid()}")


def test_no_pi_camera_library(tmp_path: Path, no_pins: Path) -> None:
    """Without picamera2 the default camera's sentence says how to get it."""
    words = ("--config", no_pins, "run", "--store", tmp_path / "r.db", "--port", "0")
    done = kiosk(*words, cwd=tmp_path, without=("picamera2",))
    assert_told(done, errors.CameraError, "picamera2", "sudo apt install")


@pytest.mark.skipif(Path("/dev/video9").exists(), reason="this machine has a /dev/video9")
def test_no_usb_camera(tmp_path: Path, no_pins: Path) -> None:
    """A USB camera that is not there is named by its device."""
    words = ("--config", no_pins, "run", "--source", "usb:9", "--store", tmp_path / "r.db")
    done = kiosk(*words, "--port", "0", cwd=tmp_path)
    assert_told(done, errors.CameraError, "/dev/video9")


def test_a_camera_that_is_no_number(tmp_path: Path, no_pins: Path) -> None:
    """`usb:` and something else says what to write."""
    words = ("--config", no_pins, "run", "--source", "usb:front", "--store", tmp_path / "r.db")
    done = kiosk(*words, "--port", "0", cwd=tmp_path)
    assert_told(done, errors.ConfigError, '"usb:front"', "usb:N")


@pytest.mark.skipif(not NO_PINS_HERE, reason="this machine has GPIO pins")
def test_no_pins(tmp_path: Path) -> None:
    """Without pins a run that was not asked to pretend ends; nothing is pretended by itself."""
    words = ("run", "--source", "usb:9", "--store", tmp_path / "r.db", "--port", "0")
    assert_told(kiosk(*words, cwd=tmp_path), errors.GpioError, "GPIO")


@pytest.mark.parametrize("library", ["gpiozero", "lgpio"])
def test_no_gpio_library(tmp_path: Path, library: str) -> None:
    """A missing GPIO library is named, with the command that brings it."""
    words = ("run", "--source", "usb:9", "--store", tmp_path / "r.db", "--port", "0")
    done = kiosk(*words, cwd=tmp_path, without=(library,))
    assert_told(done, errors.GpioError, library, ["sudo", "apt", "install", "python3-lgpio"][-1])


@pytest.mark.parametrize("library", ["ai_edge_litert", "av"])
def test_a_missing_library_of_analyze(tmp_path: Path, library: str) -> None:
    """Without the network's runtime or the decoder the sentence says what to install."""
    clip = video(tmp_path / "film.mp4")
    hidden = (library, "tflite_runtime") if library != "av" else (library,)
    done = kiosk("analyze", clip, cwd=tmp_path, without=hidden)
    family = errors.InputError if library == "av" else errors.ModelError
    assert_told(done, family, library.replace("_", "-"), "install")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("[camera\n", "is not valid TOML"),
        ("[camera]\nheigth_px = 480\n", "did you mean camera.height_px?"),
        ("[camera]\nfpss = 15\n", "did you mean camera.fps?"),
        ('[camera]\nfps = "fast"\n', "camera.fps"),
        ("[web]\nport = 99999\n", "web.port = 99999"),
        ("[gpio]\nled_red_pin = 23\n", "share pin 23"),
    ],
)
def test_a_broken_configuration(tmp_path: Path, recording: Path, content: str, why: str) -> None:
    """Every command that reads kiosk.toml says what is wrong in it, with a suggestion."""
    toml = tmp_path / "kiosk.toml"
    toml.write_text(content, encoding="utf-8")
    for words in (("analyze", recording), ("config", "show")):
        done = kiosk("--config", toml, *words, cwd=tmp_path)
        assert_told(done, errors.ConfigError, why, str(toml))
        assert done.stdout == ""


def test_all_mistakes_of_a_configuration_at_once(tmp_path: Path) -> None:
    """Three mistakes are told in one go."""
    toml = tmp_path / "kiosk.toml"
    toml.write_text("[camera]\nfpss = 15\n[web]\nport = -1\nhots = 1\n", encoding="utf-8")
    done = kiosk("--config", toml, "config", "show", cwd=tmp_path)
    assert_told(done, errors.ConfigError, "3 mistakes", "fpss", "port", "hots")


@pytest.mark.parametrize("words", [("config", "show"), ("bench",), ("demo", "--once")])
def test_a_configuration_file_that_is_not_there(tmp_path: Path, words: tuple[str, ...]) -> None:
    """A file that was asked for must exist."""
    toml = tmp_path / "nowhere.toml"
    done = kiosk("--config", toml, *words, cwd=tmp_path)
    assert_told(done, errors.ConfigError, str(toml))


@pytest.mark.parametrize("option", ["--json", "--record", "--plot"])
def test_a_result_that_cannot_be_written(tmp_path: Path, recording: Path, option: str) -> None:
    """Each file that analyze writes is named when it cannot be made."""
    target = UNWRITABLE / "result.svg"
    done = kiosk("analyze", recording, option, target, cwd=tmp_path)
    assert_told(done, errors.InputError, str(target), "cannot be written")


def test_a_result_into_a_folder(tmp_path: Path, recording: Path) -> None:
    """A folder in place of a file is told too."""
    done = kiosk("analyze", recording, "--json", tmp_path, cwd=tmp_path)
    assert_told(done, errors.InputError, str(tmp_path), "cannot be written")


@pytest.mark.parametrize("name", ["plot.pdf", "plot"])
def test_a_plot_with_another_ending(tmp_path: Path, recording: Path, name: str) -> None:
    """Only .svg and .png are drawn, and the sentence says so."""
    done = kiosk("analyze", recording, "--plot", tmp_path / name, cwd=tmp_path)
    assert_told(done, errors.InputError, name, ".svg", ".png")
    assert not (tmp_path / name).exists()
    assert done.stdout == "", "told after the work instead of before"


@pytest.mark.parametrize("option", ["--json", "--record"])
def test_a_result_never_replaces_its_input(tmp_path: Path, recording: Path, option: str) -> None:
    """Writing the result onto the file that is read would destroy it, so that is refused."""
    before = recording.read_bytes()
    done = kiosk("analyze", recording, option, recording.name, cwd=tmp_path)
    assert_told(done, errors.InputError, recording.name)
    assert recording.read_bytes() == before


def test_a_recording_onto_a_full_disk(tmp_path: Path, recording: Path) -> None:
    """A disk that fills up while recording is told like one that cannot be written."""
    done = kiosk("analyze", recording, "--record", "/dev/full", cwd=tmp_path)
    assert_told(done, errors.InputError, "/dev/full", "No space left")


def test_check_shows_trouble_as_a_table(tmp_path: Path) -> None:
    """`kiosk check` on a broken configuration still checks the rest, and fails."""
    toml = tmp_path / "kiosk.toml"
    toml.write_text("[camera]\nheigth_px = 480\n", encoding="utf-8")
    done = kiosk("--config", toml, "check", cwd=tmp_path)
    assert "did you mean camera.height_px?" in " ".join(done.stdout.split())
    assert "Traceback" not in done.stdout + done.stderr
    assert done.code != 0
