"""Ratings of trainers, the member's consent to keep the keypoints, and those keypoints.

Decides that nothing is rated any more once the kiosk's own answers can be seen: both are asked in
one transaction. What the figures are is `kiosk.agreement`'s.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass, fields
from typing import Any

from kiosk.moment import Moment
from kiosk.results.check_ids import CheckKey, parse_check_id
from kiosk.results.database import Database, DatabaseReader

PARTS = ("knee", "pelvis")
"""What a trainer rates of each squat."""


@dataclass(frozen=True, slots=True)
class StudyRep:
    """What the kiosk alone says of one counted squat. Times in seconds of the recording."""

    leg: str
    number: int
    start_s: float
    bottom_s: float
    end_s: float
    knee: str
    knee_deg: float | None
    knee_spread_deg: float | None
    pelvis: str
    pelvis_deg: float | None
    pelvis_spread_deg: float | None


@dataclass(frozen=True, slots=True)
class StoredRating:
    """What a trainer said of one squat, before anything of the kiosk's was to be seen."""

    leg: str
    number: int
    knee: str | None = None
    pelvis: str | None = None
    knee_by_hand_deg: float | None = None
    pelvis_by_hand_deg: float | None = None


@dataclass(frozen=True, slots=True)
class RatedRep:
    """One squat of a released check, rated and judged."""

    check: int
    """Number of the check."""
    rater: str | None
    started_utc: str
    clock_sure: bool
    kiosk_version: str
    protocol_version: str
    model_name: str | None
    second_model_name: str | None
    rating: StoredRating
    kiosk: StudyRep | None
    """None where the kiosk stopped before the end of the check."""
    recorded: bool
    """The keypoints of the check are kept."""


class AgreementReader:
    """What has been rated. Any thread may call it; failures are StoreError."""

    def __init__(self, database: DatabaseReader) -> None:
        self._reader = database

    def rated(self) -> tuple[RatedRep, ...]:
        """Every rated squat of the checks that are released, in order."""
        with self._reader.reading() as connection:
            return tuple(_rated_rep(row) for row in connection.execute(_RATED))

    def recorded_checks(self) -> tuple[int, ...]:
        """Numbers of the released checks whose keypoints are kept."""
        with self._reader.reading() as connection:
            rows = connection.execute("SELECT check_seq FROM keypoint_recordings ORDER BY 1")
            return tuple(number for (number,) in rows)

    def recording(self, check: int) -> bytes | None:
        """The keypoints of one released check, zlib; None where none are kept."""
        with self._reader.reading() as connection:
            row = connection.execute(
                "SELECT jsonl_zlib FROM keypoint_recordings WHERE check_seq = ?", (check,)
            ).fetchone()
        return None if row is None else bytes(row[0])

    def ratings(self, check_id: str) -> tuple[StoredRating, ...]:
        """What has been said of a check so far, hidden or not."""
        with self._reader.reading() as connection:
            rows = connection.execute(
                f"SELECT {_names(StoredRating)} FROM ratings WHERE check_seq = ?",
                (_number(check_id),),
            )
            return tuple(StoredRating(*row) for row in rows)


class Agreement(AgreementReader):
    """The ratings to read and to write to."""

    def __init__(self, database: Database, note_remnants: Callable[[], None]) -> None:
        """`note_remnants` is told before something is deleted: the file is swept of it."""
        super().__init__(database)
        self._writer = database
        self._note_remnants = note_remnants

    def begin(self, check_id: str, rater: str | None, consent: Moment | None) -> None:
        """Hide a check that has just been opened. `consent`: when staff noted the member's
        agreement to keep the keypoints; None: there is none."""
        said = (None, None) if consent is None else (consent.utc_text, consent.clock_sure)
        with self._writer.writing() as connection:
            connection.execute(
                "INSERT INTO studies (check_seq, rater, consent_utc, consent_clock_sure, veiled)"
                " VALUES (?, ?, ?, ?, 1)",
                (_number(check_id), rater, *said),
            )

    def rate(self, check_id: str, rating: StoredRating, now: Moment) -> bool:
        """Set what `rating` has of one squat, None being left as it was. False, and nothing
        changed, where the check is hidden no more: the trainer may have seen the kiosk's answer."""
        with self._writer.writing() as connection:
            hidden = connection.execute(
                "SELECT 1 FROM studies WHERE check_seq = ? AND veiled", (_number(check_id),)
            ).fetchone()
            if hidden:
                connection.execute(
                    _RATE, (_number(check_id), *astuple(rating), now.utc_text, now.clock_sure)
                )
            return hidden is not None

    def keep(self, check_id: str, reps: Iterable[StudyRep], recording: bytes, frames: int) -> None:
        """At the end of a check: what the kiosk says of each squat, and the keypoints where the
        member agrees (still: a consent may have been withdrawn meanwhile)."""
        number = _number(check_id)
        with self._writer.writing() as connection:
            connection.executemany(
                f"INSERT INTO study_reps (check_seq, {_names(StudyRep)})"
                f" VALUES (?, {', '.join('?' * len(fields(StudyRep)))})",
                [(number, *astuple(rep)) for rep in reps],
            )
            if recording:
                connection.execute(
                    "INSERT INTO keypoint_recordings SELECT check_seq, ?, ? FROM studies"
                    " WHERE check_seq = ? AND consent_utc IS NOT NULL",
                    (frames, recording, number),
                )

    def release(self, check_id: str, now: Moment) -> None:
        """The check is there for everybody from now on, and cannot be rated any more."""
        with self._writer.writing() as connection:
            _release(connection, "check_seq = ?", (_number(check_id),), now)

    def release_left(self, now: Moment) -> int:
        """At start: release what a stop of the kiosk left hidden. Returns how many."""
        with self._writer.writing() as connection:
            return _release(connection, "veiled", (), now)

    def withdraw(self, check_id: str) -> None:
        """The member does not agree any more: the keypoints go, the ratings stay."""
        with self._writer.writing() as connection:
            number = (_number(check_id),)
            self._note_remnants()
            connection.execute("DELETE FROM keypoint_recordings WHERE check_seq = ?", number)
            connection.execute(
                "UPDATE studies SET consent_utc = NULL, consent_clock_sure = NULL"
                " WHERE check_seq = ?",
                number,
            )
        self._writer.forget_log()

    def drop(self, check_id: str) -> None:
        """The check is an ordinary one from now on: nothing of its rating is left."""
        with self._writer.writing() as connection:
            self._note_remnants()
            for table in ("ratings", "study_reps", "keypoint_recordings", "studies"):
                connection.execute(f"DELETE FROM {table} WHERE check_seq = ?", (_number(check_id),))
        self._writer.forget_log()


def _names(what: type[StudyRep] | type[StoredRating], of: str = "") -> str:
    """The columns of a value, which are named as its fields."""
    return ", ".join(of + field.name for field in fields(what))


_RATE = f"""
INSERT INTO ratings (check_seq, {_names(StoredRating)}, rated_utc, rated_clock_sure)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (check_seq, leg, number) DO UPDATE SET
    knee = coalesce(excluded.knee, knee), pelvis = coalesce(excluded.pelvis, pelvis),
    knee_by_hand_deg = coalesce(excluded.knee_by_hand_deg, knee_by_hand_deg),
    pelvis_by_hand_deg = coalesce(excluded.pelvis_by_hand_deg, pelvis_by_hand_deg),
    rated_utc = excluded.rated_utc, rated_clock_sure = excluded.rated_clock_sure
"""
_RATED = f"""
SELECT checks.seq, studies.rater, checks.started_utc, checks.started_clock_sure,
    checks.kiosk_version, checks.protocol_version, checks.model_name, checks.second_model_name,
    {_names(StoredRating, "ratings.")}, {_names(StudyRep, "study_reps.")},
    keypoint_recordings.check_seq IS NOT NULL
FROM checks JOIN ratings ON ratings.check_seq = checks.seq
    JOIN studies ON studies.check_seq = checks.seq
    LEFT JOIN study_reps ON study_reps.check_seq = checks.seq
        AND study_reps.leg = ratings.leg AND study_reps.number = ratings.number
    LEFT JOIN keypoint_recordings ON keypoint_recordings.check_seq = checks.seq
ORDER BY checks.seq, coalesce(study_reps.start_s, ratings.number), ratings.leg, ratings.number
"""
_CHECK_COLUMNS = 8


def _rated_rep(row: sqlite3.Row) -> RatedRep:
    values: tuple[Any, ...] = tuple(row)
    middle = _CHECK_COLUMNS + len(fields(StoredRating))
    rating, kiosk = values[_CHECK_COLUMNS:middle], values[middle:-1]
    number, rater, started, sure, version, protocol, model, second = values[:_CHECK_COLUMNS]
    return RatedRep(
        *(number, rater, started, bool(sure), version, protocol, model, second),
        rating=StoredRating(*rating),
        kiosk=None if kiosk[0] is None else StudyRep(*kiosk),
        recorded=bool(values[-1]),
    )


def _release(
    connection: sqlite3.Connection, which: str, given: tuple[object, ...], now: Moment
) -> int:
    return connection.execute(
        f"UPDATE studies SET veiled = 0, released_utc = ? WHERE veiled AND {which}",
        (now.utc_text, *given),
    ).rowcount


def _number(check_id: str) -> int:
    """Raises ValueError for what is no check's id: a mistake of the program."""
    key = parse_check_id(check_id)
    if key is None:
        raise ValueError(f"{check_id!r} is no check's id")
    return CheckKey(*key).seq
