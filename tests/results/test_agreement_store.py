"""Ratings, consent and keypoints in the store: given blind, gone with their check."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.moment import Moment
from kiosk.results import ResultStore, Software
from kiosk.results.agreement import StoredRating, StudyRep
from kiosk.scoring.findings import Rep

At = Callable[[float], Moment]
TABLES = ("studies", "ratings", "study_reps", "keypoint_recordings")
SAYS = StudyRep("left", 1, 4.1, 6.0, 8.1, "fault", 20.0, 1.5, "unsure", None, None)
MARK = b"keypoints of a member"


@pytest.fixture
def check_id(store: ResultStore, at: At, software: Software) -> str:
    """A hidden check with consent, under way."""
    check_id = store.start_check(at(1), software)
    store.agreement.begin(check_id, "AB", at(0))
    return check_id


def finish(store: ResultStore, check_id: str, at: At, rep: Rep) -> None:
    store.add_rep(check_id, rep, 1)
    store.agreement.keep(check_id, [SAYS], MARK, 10)
    store.complete(check_id, {"legs": {}}, at(90))


def test_a_rating_is_set_part_by_part(
    store: ResultStore, check_id: str, at: At, good_rep: Rep
) -> None:
    """Each tap adds its part and may change what was tapped before; the kiosk's stands beside."""
    for tap in (
        StoredRating("left", 1, knee="good"),
        StoredRating("left", 1, pelvis="borderline"),
        StoredRating("left", 1, knee="fault"),
        StoredRating("left", 1, knee_by_hand_deg=12.5),
    ):
        assert store.agreement.rate(check_id, tap, at(5))
    finish(store, check_id, at, good_rep)
    store.agreement.release(check_id, at(100))
    (squat,) = store.agreement.rated()
    assert squat.rating == StoredRating("left", 1, "fault", "borderline", 12.5, None)
    assert (squat.kiosk, squat.rater, squat.recorded) == (SAYS, "AB", True)


def test_nothing_is_rated_after_the_release(
    store: ResultStore, check_id: str, at: At, good_rep: Rep
) -> None:
    """The store itself refuses, whoever asks: nobody rates what may have been seen."""
    finish(store, check_id, at, good_rep)
    store.agreement.release(check_id, at(100))
    assert not store.agreement.rate(check_id, StoredRating("left", 1, knee="good"), at(101))
    assert store.agreement.ratings(check_id) == ()


def test_an_ordinary_check_takes_no_rating(store: ResultStore, at: At, software: Software) -> None:
    """Only a check that was hidden from its beginning is rated."""
    check_id = store.start_check(at(1), software)
    assert not store.agreement.rate(check_id, StoredRating("left", 1, knee="good"), at(2))


def test_keypoints_need_a_consent(
    store: ResultStore, at: At, software: Software, good_rep: Rep
) -> None:
    """Without one nothing is kept even when it is handed over."""
    check_id = store.start_check(at(1), software)
    store.agreement.begin(check_id, None, None)
    finish(store, check_id, at, good_rep)
    store.agreement.release(check_id, at(100))
    assert store.agreement.recorded_checks() == ()
    assert store.agreement.recording(1) is None


def test_a_consent_says_when(store: ResultStore, check_id: str, at: At) -> None:
    """When staff noted it stands beside the check, and whether the clock was sure."""
    assert check_id
    with closing(sqlite3.connect(store.path)) as connection:
        found = connection.execute("SELECT consent_utc, consent_clock_sure FROM studies")
        assert found.fetchone() == (at(0).utc_text, 1)


def test_a_withdrawn_consent_leaves_no_bytes(
    store: ResultStore, check_id: str, at: At, good_rep: Rep, path: Path
) -> None:
    """The keypoints are in no file of the store any more; the ratings stay."""
    store.agreement.rate(check_id, StoredRating("left", 1, knee="good"), at(5))
    finish(store, check_id, at, good_rep)
    assert any(MARK in file.read_bytes() for file in path.parent.iterdir() if file.is_file())
    store.agreement.withdraw(check_id)
    assert not any(MARK in file.read_bytes() for file in path.parent.iterdir() if file.is_file())
    store.agreement.release(check_id, at(100))
    assert len(store.agreement.rated()) == 1


@pytest.mark.parametrize("ends", ["withdraw", "drop"])
def test_what_a_rating_leaves_is_swept_soon(
    store: ResultStore, check_id: str, at: At, good_rep: Rep, ends: str
) -> None:
    """As after any deletion the file is written anew: a row once moved may have left a copy."""
    store.agreement.rate(check_id, StoredRating("left", 1, knee="good"), at(5))
    finish(store, check_id, at, good_rep)
    assert store.care.unswept is None
    getattr(store.agreement, ends)(check_id)
    assert store.care.unswept == "soon"
    assert store.care.sweep(at(200))
    assert store.care.unswept is None


def test_deleting_a_check_deletes_its_rating(
    store: ResultStore, check_id: str, at: At, good_rep: Rep
) -> None:
    """Nothing of it is left in any table."""
    store.agreement.rate(check_id, StoredRating("left", 1, knee="good"), at(5))
    finish(store, check_id, at, good_rep)
    store.delete_check(check_id)
    with closing(sqlite3.connect(store.path)) as connection:
        for table in TABLES:
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_calling_off_leaves_the_check_alone(
    store: ResultStore, check_id: str, at: At, good_rep: Rep
) -> None:
    """Its rating goes, and it is there for everybody."""
    store.agreement.rate(check_id, StoredRating("left", 1, knee="good"), at(5))
    finish(store, check_id, at, good_rep)
    store.agreement.drop(check_id)
    assert store.check(check_id) is not None
    assert store.agreement.rated() == ()


def test_a_start_releases_what_was_left(
    store: ResultStore, check_id: str, at: At, good_rep: Rep
) -> None:
    """And says how many."""
    finish(store, check_id, at, good_rep)
    assert store.agreement.release_left(at(200)) == 1
    assert store.agreement.release_left(at(201)) == 0
    assert store.check(check_id) is not None


def test_what_is_no_id_is_a_mistake_of_the_program(store: ResultStore, at: At) -> None:
    """No statement runs with it."""
    with pytest.raises(ValueError, match="no check's id"):
        store.agreement.release("1; DROP TABLE checks", at(1))
