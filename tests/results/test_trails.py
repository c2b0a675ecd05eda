"""Trails in a real SQLite file: what comes back, how much room it takes, and that it can go."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import StoreError
from kiosk.pose.keypoints import Joint, Leg
from kiosk.results import ResultStore, Software
from kiosk.results.database import Database
from kiosk.results.trail_code import packed, points_of, points_text, unpacked
from kiosk.scoring.findings import Rep
from kiosk.trail import MEASURES, Piece, Seen, trail_json
from tests.results.trail_maker import BODY, piece

At = Callable[[float], Any]
LEFT = piece(Leg.LEFT, 4.1, 8.1)


@pytest.fixture
def check_id(store: ResultStore, at: At, software: Software) -> str:
    return store.start_check(at(1), software)


def test_a_trail_comes_back(
    store: ResultStore, check_id: str, good_rep: Rep, at: At, report: dict[str, Any]
) -> None:
    """Frames to a millisecond and a tenth of a degree, bottoms to a tenth of a pixel, in order."""
    store.add_rep(check_id, good_rep, 1, seen=LEFT)
    last = piece(Leg.RIGHT, 9.0, 12.0)
    store.complete(check_id, report, at(13), Piece(last.frames))
    trail = store.trails.of(check_id)
    assert trail is not None
    for found, given_ in zip(trail.frames, (*LEFT.frames, *last.frames), strict=True):
        assert found.t_s == pytest.approx(given_.t_s, abs=0.001)
        assert found.stance is given_.stance
        for value, wanted in zip(found.angles_deg, given_.angles_deg, strict=True):
            assert value == (wanted if wanted is None else pytest.approx(wanted, abs=0.051))
    assert trail.bottoms == {1: BODY}
    assert len(trail.of(Leg.RIGHT)) == len(last.frames)


def test_the_bottom_belongs_to_its_rep(
    store: ResultStore, check_id: str, good_rep: Rep, refused_rep: Rep
) -> None:
    """A rep whose bottom nobody saw has none; the next one's stands under its own place."""
    store.add_rep(check_id, refused_rep, None, seen=Piece(()))
    store.add_rep(check_id, good_rep, 1, seen=LEFT)
    trail = store.trails.of(check_id)
    assert trail is not None
    assert list(trail.bottoms) == [2]


def test_without_a_trail_there_is_none(
    store: ResultStore, check_id: str, good_rep: Rep, at: At, report: dict[str, Any]
) -> None:
    """A check that an older kiosk stored, and an id that is none, have no trail."""
    store.add_rep(check_id, good_rep, 1)
    store.complete(check_id, report, at(2))
    assert store.trails.of(check_id) is None
    assert store.trails.of("1-" + "0" * 24) is None
    assert store.trails.of("' OR 1=1") is None


def test_a_guessed_number_opens_no_trail(store: ResultStore, check_id: str, good_rep: Rep) -> None:
    """The number of a check alone is not enough: its token must fit too."""
    store.add_rep(check_id, good_rep, 1, seen=LEFT)
    number = check_id.partition("-")[0]
    assert store.trails.of(f"{number}-{'a' * 24}") is None


def test_a_deleted_check_leaves_no_bytes_of_its_trail(
    store: ResultStore,
    path: Path,
    check_id: str,
    good_rep: Rep,
    at: At,
    report: dict[str, Any],
) -> None:
    """Nothing of frames or points is left in the file or its log after a delete."""
    store.add_rep(check_id, good_rep, 1, seen=LEFT)
    store.complete(check_id, report, at(2))
    traces = packed(LEFT.frames)[:64], points_text(BODY).encode()

    def bytes_on_disk() -> bytes:
        return b"".join(each.read_bytes() for each in path.parent.glob("results.db*"))

    assert all(trace in bytes_on_disk() for trace in traces)
    store.delete_check(check_id)
    assert not any(trace in bytes_on_disk() for trace in traces)


def test_damaged_frames_are_said_in_one_sentence(
    store: ResultStore, path: Path, check_id: str, good_rep: Rep, at: At
) -> None:
    """Bytes that are no frames are damage to the file, not a traceback."""
    store.add_rep(check_id, good_rep, 1, seen=LEFT)
    database = Database.open(path, "kiosk", at(0))
    with database.writing() as connection:
        connection.execute("UPDATE trail_pieces SET frames = ?", (b"no frames",))
    database.close()
    with pytest.raises(StoreError, match="is damaged"):
        store.trails.of(check_id)


def test_what_a_newer_version_packed_is_no_damage(
    store: ResultStore, path: Path, check_id: str, good_rep: Rep, at: At
) -> None:
    """After an update that was taken back, a check from the newer version has no trail to show."""
    store.add_rep(check_id, good_rep, 1, seen=LEFT)
    newer = zlib.compress(b"\x02\x00" + bytes(40))
    database = Database.open(path, "kiosk", at(0))
    with database.writing() as connection:
        connection.execute("UPDATE trail_pieces SET frames = ?", (newer,))
    database.close()
    assert store.trails.of(check_id) is None
    assert store.check(check_id) is not None


ANGLES = st.none() | st.floats(-180, 180, allow_nan=False)
FRAMES = st.lists(
    st.builds(
        Seen,
        st.floats(0, 60_000, allow_nan=False),
        st.sampled_from([None, *Leg]),
        st.tuples(*(ANGLES for _ in MEASURES)),
    ),
    max_size=30,
).map(lambda frames: sorted(frames, key=lambda frame: frame.t_s))


@given(FRAMES)
def test_any_frames_survive_the_packing(frames: list[Seen]) -> None:
    """Whatever a frame holds comes back as it was, to the tenth of a degree; None stays None."""
    back = unpacked(packed(frames))
    assert [frame.stance for frame in back] == [frame.stance for frame in frames]
    for found, wanted in zip(back, frames, strict=True):
        for value, angle in zip(found.angles_deg, wanted.angles_deg, strict=True):
            assert (value is None) is (angle is None)
            assert value is None or value == pytest.approx(angle, abs=0.051)


@given(st.binary(max_size=200))
def test_any_other_bytes_are_refused(damaged: bytes) -> None:
    """Bytes that are no packed frames raise ValueError and nothing else."""
    with pytest.raises(ValueError, match=r"\w"):
        unpacked(damaged)


@pytest.mark.parametrize("text", ["[]", "[1,2]", "null", "[" + "null," * 11 + "3]"])
def test_points_that_are_none_are_refused(text: str) -> None:
    """Points that do not fit the body are refused, never guessed."""
    with pytest.raises((ValueError, TypeError)):
        points_of(text)


def test_the_json_has_columns_of_one_length(
    store: ResultStore, check_id: str, good_rep: Rep
) -> None:
    """Other programs read columns of equal length with units in their names, and no face."""
    store.add_rep(check_id, good_rep, 1, seen=LEFT)
    trail = store.trails.of(check_id)
    assert trail is not None
    document = trail_json(trail)
    lengths = {len(document[name]) for name in ("t_s", "stance", *MEASURES)}
    assert lengths == {len(LEFT.frames)}
    assert document["stance"][0] == "left"
    assert document["bottoms"] == [
        {"rep": 1, "points_px": {joint.name.lower(): list(xy) for joint, xy in BODY.items()}}
    ]
    assert not {"nose", "left_eye", "right_ear"} & set(document["bottoms"][0]["points_px"])
    assert Joint.NOSE not in BODY
