from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import InputError
from kiosk.pose.keypoints import FACE_JOINTS, JOINT_COUNT, Look, PelvisTilt, Point, Pose
from kiosk.pose.recording import (
    RecordedMoment,
    RecordingHeader,
    RecordingReader,
    RecordingWriter,
    is_recording,
)
from tests.pose.people import person

HEADER = '{"kiosk_keypoints": 1, "width_px": 480, "height_px": 640, "fps": 15.0}\n'
NOBODY = '{"t_s": 0.0, "keypoints": null}\n'
CLOSER = json.dumps({"closer_t_s": 0.0, "keypoints": [None] * JOINT_COUNT}) + "\n"
LOOK = '{"closer_t_s": 0.0, "keypoints": null, "pelvis": %s}\n'

coordinates = st.floats(-5000, 5000)
points = st.none() | st.builds(Point, coordinates, coordinates, st.floats(0, 1))
poses = st.none() | st.lists(points, min_size=JOINT_COUNT, max_size=JOINT_COUNT).map(tuple)


def written(path: Path, *moments: tuple[float, Pose | None]) -> Path:
    with RecordingWriter(path, RecordingHeader(720, 1280, 30.0)) as writer:
        for t_s, pose in moments:
            writer.write(t_s, pose)
    return path


def read_all(path: Path) -> list[RecordedMoment]:
    reader = RecordingReader(path)
    try:
        return list(reader)
    finally:
        reader.close()


def test_the_format_is_the_contract(tmp_path: Path) -> None:
    """The lines are exactly those that other tools read, face points null."""
    pose = person(240, 330, 300)
    path = written(tmp_path / "a.jsonl", (0.0, None), (1 / 30, pose))
    header, nobody, someone = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    assert header == {"kiosk_keypoints": 1, "width_px": 720, "height_px": 1280, "fps": 30.0}
    assert nobody == {"t_s": 0.0, "keypoints": None}
    assert someone["t_s"] == pytest.approx(1 / 30, abs=1e-6)
    assert someone["keypoints"][:5] == [None] * 5
    assert someone["keypoints"][11] == [255.0, 330.0, 0.9]
    assert len(someone["keypoints"]) == JOINT_COUNT


@given(st.lists(st.tuples(st.floats(0, 1), poses), max_size=5))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    moments: list[tuple[float, tuple[Point | None, ...] | None]],
) -> None:
    """Any poses come back, to a hundredth of a pixel and without the face."""
    path = tmp_path_factory.mktemp("recording") / "a.jsonl"
    t_s, wrote = 0.0, []
    for step_s, given_points in moments:
        t_s += step_s
        wrote.append((t_s, None if given_points is None else Pose(t_s, given_points)))
    back = read_all(written(path, *wrote))
    assert len(back) == len(wrote)
    for moment, (time_s, pose) in zip(back, wrote, strict=True):
        assert moment.t_s == pytest.approx(time_s, abs=1e-6)
        assert (moment.pose is None) == (pose is None)
        if moment.pose is not None and pose is not None:
            assert_alike(moment.pose, pose)


def assert_alike(read: Pose, wrote: Pose) -> None:
    for number, (got, gave) in enumerate(zip(read.points, wrote.points, strict=True)):
        if number in FACE_JOINTS or gave is None:
            assert got is None
        else:
            assert got is not None
            assert got == pytest.approx(gave, abs=0.0051)


def test_null_points_are_read_anywhere(tmp_path: Path) -> None:
    """A recording of another tool may miss any point and may hold the face."""
    rows: list[object] = [[number, 2 * number, 0.5] for number in range(JOINT_COUNT)]
    rows[3] = rows[16] = None
    path = tmp_path / "a.jsonl"
    path.write_text(HEADER + json.dumps({"t_s": 0, "keypoints": rows}) + "\n", "utf-8")
    (moment,) = read_all(path)
    assert moment.pose is not None
    assert moment.pose.points[3] is None
    assert moment.pose.points[16] is None
    assert moment.pose.points[4] == Point(4.0, 8.0, 0.5)


def test_blank_lines_and_unknown_keys_do_no_harm(tmp_path: Path) -> None:
    """Later versions may add keys, and editors add lines."""
    path = tmp_path / "a.jsonl"
    path.write_text(HEADER + "\n" + '{"t_s": 0.0, "keypoints": null, "new": 1}\n\n', "utf-8")
    assert read_all(path) == [RecordedMoment(0.0, None)]


def test_the_rate_may_be_unknown(tmp_path: Path) -> None:
    """A recording from a source without a rate says null."""
    path = tmp_path / "a.jsonl"
    path.write_text(HEADER.replace("15.0", "null"), "utf-8")
    reader = RecordingReader(path)
    reader.close()
    assert reader.header == RecordingHeader(480, 640, None)


def test_reading_does_not_hold_the_whole_file(tmp_path: Path) -> None:
    """Damage far behind a good line does not keep it from being read: one line ahead is looked."""
    path = tmp_path / "a.jsonl"
    path.write_text(HEADER + 3 * NOBODY + "damage\n", "utf-8")
    reader = RecordingReader(path)
    assert [reader.read(), reader.read()] == 2 * [RecordedMoment(0.0, None)]
    with pytest.raises(InputError, match="line 5"):
        reader.read()
    reader.close()


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("no json\n", 1, "not JSON"),
        ("[1]\n", 1, "object"),
        ('{"kiosk_keypoints": 2}\n', 1, "kiosk_keypoints"),
        (HEADER.replace("480", '"480"'), 1, "width_px"),
        (HEADER.replace("640", "0"), 1, "height_px"),
        (HEADER.replace("640", "true"), 1, "height_px"),
        (HEADER.replace("15.0", "-1"), 1, "fps"),
        (HEADER.replace("15.0", "NaN"), 1, "fps"),
        (HEADER.replace("}", ', "network": 7}'), 1, "network"),
        (HEADER.replace("}", ', "second_network": []}'), 1, "network"),
        (HEADER + "{\n", 2, "not JSON"),
        (HEADER + NOBODY + "{}\n", 3, "t_s"),
        (HEADER + CLOSER, 2, "t_s"),
        (HEADER + NOBODY + CLOSER.replace("0.0", "0.1"), 3, "earlier frame"),
        (HEADER + NOBODY + CLOSER.replace("0.0", "null"), 3, "earlier frame"),
        (HEADER + NOBODY + '{"closer_t_s": 0.0, "keypoints": null}\n', 3, "17"),
        (HEADER + NOBODY + LOOK % "[1.0]", 3, "pelvis"),
        (HEADER + NOBODY + LOOK % "7", 3, "pelvis"),
        (HEADER + NOBODY + LOOK % "[1.0, 0.0]", 3, "pelvis"),
        (HEADER + NOBODY + LOOK % '[1.0, "1"]', 3, "pelvis"),
        (HEADER + NOBODY + LOOK % "null", 3, "17"),
        (HEADER.replace("}", ', "pelvis_network": 7}'), 1, "network"),
        (HEADER + NOBODY + '{"t_s": 1.0}\n', 3, "keypoints"),
        (HEADER + NOBODY + '{"t_s": -1.0, "keypoints": null}\n', 3, "t_s"),
        (HEADER + '{"t_s": "0", "keypoints": null}\n', 2, "t_s"),
        (HEADER + '{"t_s": 1e999, "keypoints": null}\n', 2, "t_s"),
        (HEADER + '{"t_s": 1%s, "keypoints": null}\n' % ("0" * 400), 2, "t_s"),
        (HEADER + '{"t_s": 0, "keypoints": []}\n', 2, "17"),
        (HEADER + '{"t_s": 0, "keypoints": {}}\n', 2, "17"),
        (HEADER + json.dumps({"t_s": 0, "keypoints": [[1, 2]] * 17}) + "\n", 2, "point"),
        (HEADER + json.dumps({"t_s": 0, "keypoints": [[1, 2, None]] * 17}) + "\n", 2, "point"),
        (HEADER + json.dumps({"t_s": 0, "keypoints": [7] * 17}) + "\n", 2, "point"),
        (HEADER + "[" * 100_000 + "\n", 2, "not JSON"),
    ],
)
def test_damage_is_named_with_its_line(tmp_path: Path, text: str, line: int, why: str) -> None:
    """Every kind of damage is one sentence with the file, the line and the reason."""
    path = tmp_path / "broken.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=why) as caught:
        read_all(path)
    assert f"line {line}:" in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_closer_looks_come_with_the_frame_at_which_they_were_taken(tmp_path: Path) -> None:
    """Each at its own time, in order, without the face, and with the names of both networks."""
    path = tmp_path / "a.jsonl"
    seen = (person(240, 330, 300, t_s=0.1), person(250, 340, 300, t_s=0.0))
    looks = [Look(pose.t_s, pose) for pose in seen]
    header = RecordingHeader(720, 1280, 30.0, "lightning-portrait", "thunder")
    with RecordingWriter(path, header) as writer:
        writer.write(0.0, None)
        writer.write(0.5, seen[0])
        for look in looks:
            writer.write_closer(look)
        writer.write(0.6, None)
    reader = RecordingReader(path)
    reader.close()
    assert reader.header == header
    before, then, after = read_all(path)
    assert (before.closer, after.closer) == ((), ())
    assert [look.t_s for look in then.closer] == [0.1, 0.0]
    for read, wrote in zip(then.closer, seen, strict=True):
        assert read.pose is not None
        assert read.pelvis is None
        assert_alike(read.pose, wrote)
    assert "pelvis" not in path.read_text("utf-8")


@given(
    st.lists(
        st.builds(
            Look,
            st.floats(0, 1),
            st.none() | st.just(person(240, 330, 300)),
            st.builds(PelvisTilt, st.floats(-90, 90), st.floats(1e-6, 40)),
        ),
        max_size=4,
    )
)
def test_a_pelvis_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, looks: list[Look]
) -> None:
    """With its person or alone, to a hundredth of a degree, its error never nought."""
    path = tmp_path_factory.mktemp("recording") / "a.jsonl"
    with RecordingWriter(path, RecordingHeader(720, 1280, None, "a", "b", "pelvis")) as writer:
        writer.write(1.0, None)
        for look in looks:
            writer.write_closer(look)
    (moment,) = read_all(path)
    assert len(moment.closer) == len(looks)
    for read, wrote in zip(moment.closer, looks, strict=True):
        assert (read.pose is None) is (wrote.pose is None)
        assert read.pelvis is not None
        assert wrote.pelvis is not None
        assert read.pelvis.tilt_deg == pytest.approx(wrote.pelvis.tilt_deg, abs=0.0051)
        assert read.pelvis.error_deg == pytest.approx(wrote.pelvis.error_deg, abs=0.0101)
        assert read.pelvis.error_deg > 0


def test_the_pelvis_is_as_other_tools_read_it(tmp_path: Path) -> None:
    """The very line, and the network's name in the first one."""
    path = tmp_path / "a.jsonl"
    with RecordingWriter(path, RecordingHeader(720, 1280, None, "a", "b", "pelvis")) as writer:
        writer.write(1.0, None)
        writer.write_closer(Look(0.5, None, PelvisTilt(-3.14159, 1.2)))
    header, _, line = path.read_text("utf-8").splitlines()
    assert json.loads(header)["pelvis_network"] == "pelvis"
    assert line == '{"closer_t_s": 0.5, "keypoints": null, "pelvis": [-3.14, 1.2]}'


def test_closer_looks_after_the_last_frame_belong_to_it(tmp_path: Path) -> None:
    """The end of the file ends the last frame's looks."""
    path = tmp_path / "a.jsonl"
    path.write_text(HEADER + NOBODY + 2 * CLOSER, "utf-8")
    (moment,) = read_all(path)
    assert [look.t_s for look in moment.closer] == [0.0, 0.0]


def test_a_recording_without_names_says_no_network(tmp_path: Path) -> None:
    """The first line of a file from elsewhere holds no names, and neither does one of ours."""
    path = written(tmp_path / "a.jsonl", (0.0, None))
    assert "network" not in path.read_text("utf-8")
    reader = RecordingReader(path)
    reader.close()
    assert (reader.header.network, reader.header.second_network) == (None, None)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are named too."""
    path = tmp_path / "broken.jsonl"
    path.write_bytes(HEADER.encode() + b"\xff\xfe\n")
    with pytest.raises(InputError, match="UTF-8"):
        read_all(path)


def test_an_empty_recording_is_refused(tmp_path: Path) -> None:
    """A file without a line says that it is empty."""
    path = tmp_path / "empty.jsonl"
    path.touch()
    with pytest.raises(InputError, match="empty"):
        RecordingReader(path)


def test_a_missing_recording_is_refused(tmp_path: Path) -> None:
    """A path without a file names the path."""
    with pytest.raises(InputError, match=r"nowhere\.jsonl"):
        RecordingReader(tmp_path / "nowhere.jsonl")


def test_a_recording_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """A folder that does not exist is one sentence."""
    with pytest.raises(InputError, match="cannot be written"):
        RecordingWriter(tmp_path / "no" / "a.jsonl", RecordingHeader(1, 1, None))


def test_a_recording_is_recognised_by_name_or_content(tmp_path: Path) -> None:
    """Files named .jsonl are recordings, others when they begin like one."""
    by_content = tmp_path / "recording.txt"
    by_content.write_text(HEADER, "utf-8")
    other = tmp_path / "clip.mp4"
    other.write_bytes(b"\x00\x01")
    assert is_recording(by_content)
    assert is_recording(tmp_path / "not-there.jsonl")
    assert not is_recording(other)
    assert not is_recording(tmp_path / "not-there.mp4")
    assert not is_recording(tmp_path)
