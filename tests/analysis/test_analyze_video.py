"""`kiosk analyze` on pictures: real inference, and the recording that it writes."""

from __future__ import annotations

import json
from pathlib import Path

import av
import pytest

from kiosk import paths

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


@pytest.mark.slow
def test_a_recording_holds_no_face(analyze: Analyze, clip: Path, tmp_path: Path) -> None:
    """Every frame is in it with its time; points 0 to 4 are null, the body is there."""
    recording = tmp_path / "short.jsonl"
    analyze(clip, "--record", recording)
    header, *frames = map(json.loads, recording.read_text(encoding="utf-8").splitlines())
    seen = {"kiosk_keypoints": 1, "width_px": 480, "height_px": 640, "fps": 15.0}
    assert header == seen | {"network": "lightning-portrait", "second_network": "thunder-portrait"}
    times = [frame["t_s"] for frame in frames if "t_s" in frame]
    assert any("closer_t_s" in frame for frame in frames)
    whole = times[: int(15 * SECONDS) - 5]
    assert whole == pytest.approx([i / 15 for i in range(len(whole))], abs=0.001)
    assert times == sorted(times)
    for frame in frames:
        assert len(frame["keypoints"]) == 17
        assert frame["keypoints"][:5] == [None] * 5
    assert sum(point is not None for frame in frames for point in frame["keypoints"][5:]) > 1700
