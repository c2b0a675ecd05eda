"""`kiosk analyze` on pictures: real inference, and the recording that it writes."""

from __future__ import annotations

import json
from pathlib import Path

import av
import pytest

from kiosk import paths
from kiosk.errors import ModelError
from kiosk.scoring import protocol

from .conftest import Analyze
from .shape import check_document

SECONDS = 14.5


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The beginning of the demo: standing, lifting a foot, one squat on the left leg."""
    target = tmp_path_factory.mktemp("clip") / "short.mp4"
    with av.open(str(paths.DEMO_CLIP)) as source, av.open(str(target), "w") as sink:
        stream = source.streams.video[0]
        copy = sink.add_stream_from_template(stream)
        for packet in source.demux(stream):
            if packet.dts is not None and float(packet.dts * packet.time_base) < SECONDS:
                packet.stream = copy
                sink.mux(packet)
    return target


@pytest.mark.slow
def test_recording_in_is_video_out(analyze: Analyze, clip: Path, tmp_path: Path) -> None:
    """The keypoints written from a video give the same result without it."""
    recording = tmp_path / "short.jsonl"
    from_video = json.loads(analyze(clip, "--json", "-", "--record", recording).stdout)
    from_points = json.loads(analyze(recording, "--json", "-").stdout)
    check_document(from_video)
    check_document(from_points)
    assert from_video["source"]["kind"] == "video"
    assert from_points["source"] == {**from_video["source"], "kind": "keypoints"}
    assert from_video["model"]["name"] == "lightning-portrait"
    assert from_points["model"] is None
    assert [rep["counted"] for rep in from_video["legs"]["left"]["reps"]] == [True]
    for leg in ("left", "right"):
        seen, again = (found["legs"][leg]["reps"] for found in (from_video, from_points))
        assert len(seen) == len(again)
        for a, b in zip(seen, again, strict=True):
            assert (a["counted"], a["refused_because"]) == (b["counted"], b["refused_because"])
            assert a["bottom_s"] == pytest.approx(b["bottom_s"], abs=0.01)
            assert a["knee_fppa_deg"] == pytest.approx(b["knee_fppa_deg"], abs=0.05)
            assert a["pelvic_drop_deg"] == pytest.approx(b["pelvic_drop_deg"], abs=0.0201)


@pytest.mark.slow
def test_without_its_pelvis_a_recording_gives_what_it_gave(
    analyze: Analyze, clip: Path, tmp_path: Path
) -> None:
    """As versions before wrote it: the knee is the same, the pelvis that of a single stage."""
    recording, old = tmp_path / "new.jsonl", tmp_path / "old.jsonl"
    analyze(clip, "--record", recording)
    lines = [json.loads(line) for line in recording.read_text("utf-8").splitlines()]
    looks = [line for line in lines if "closer_t_s" in line]
    assert sum("pelvis" in look for look in looks) > sum(not look["keypoints"] for look in looks)
    assert sum(not look["keypoints"] for look in looks) == protocol.CLOSER_STANDING
    for line in lines:
        line.pop("pelvis", None)
        line.pop("pelvis_network", None)
    kept = [line for line in lines if "closer_t_s" not in line or line["keypoints"]]
    old.write_text("\n".join(map(json.dumps, kept)) + "\n", "utf-8")
    found = [json.loads(analyze(path, "--json", "-").stdout) for path in (recording, old)]
    single = json.loads(analyze(clip, "--single-stage", "--json", "-").stdout)
    (new,), (before,), (one,) = [each["legs"]["left"]["reps"] for each in (*found, single)]
    assert new["knee_fppa_deg"] == before["knee_fppa_deg"] != one["knee_fppa_deg"]
    assert before["pelvic_drop_deg"] == pytest.approx(one["pelvic_drop_deg"], abs=0.05)
    assert new["pelvic_drop_deg"] != before["pelvic_drop_deg"]


@pytest.mark.slow
def test_a_pelvis_network_that_is_missing_ends_two_stages_alone(
    analyze: Analyze, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence that names the file and the mend; a single stage and a recording need none."""
    recording = tmp_path / "a.jsonl"
    recording.write_text(
        '{"kiosk_keypoints": 1, "width_px": 480, "height_px": 640, "fps": 15.0}\n'
        '{"t_s": 0.0, "keypoints": null}\n',
        "utf-8",
    )
    monkeypatch.setitem(paths.OWN_MODEL_FILES, "pelvis", "nowhere.tflite")
    two = analyze(clip)
    assert two.exit_code == ModelError.exit_code != 0
    assert "nowhere.tflite does not exist: copy it again from this version's release." in two.stderr
    assert len(two.stderr.strip().splitlines()) == 1
    assert analyze(clip, "--single-stage").exit_code == 0
    assert analyze(recording).exit_code == 0


@pytest.mark.slow
def test_a_recording_holds_no_face(analyze: Analyze, clip: Path, tmp_path: Path) -> None:
    """Every frame is in it with its time; points 0 to 4 are null, the body is there."""
    recording = tmp_path / "short.jsonl"
    analyze(clip, "--record", recording)
    header, *frames = map(json.loads, recording.read_text(encoding="utf-8").splitlines())
    seen = {"kiosk_keypoints": 1, "width_px": 480, "height_px": 640, "fps": 15.0}
    names = {"network": "lightning-portrait", "second_network": "thunder-portrait"}
    assert header == seen | names | {"pelvis_network": "pelvis"}
    times = [frame["t_s"] for frame in frames if "t_s" in frame]
    assert any("closer_t_s" in frame for frame in frames)
    whole = times[: int(15 * SECONDS) - 5]
    assert whole == pytest.approx([i / 15 for i in range(len(whole))], abs=0.001)
    assert times == sorted(times)
    frames = [frame for frame in frames if frame["keypoints"] or "pelvis" not in frame]
    for frame in frames:
        assert len(frame["keypoints"]) == 17
        assert frame["keypoints"][:5] == [None] * 5
    assert sum(point is not None for frame in frames for point in frame["keypoints"][5:]) > 1700
