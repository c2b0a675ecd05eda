"""What is taken away: ratings as CSV and JSON, and a keypoint recording of each check with consent.

Decides the files, their columns and the zip that holds them (docs/agreement.md). One recording at a
time is in memory. A check is named by its number alone: no label, no name of a member.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from io import BytesIO, RawIOBase
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from kiosk import __version__
from kiosk.agreement import ANSWERS
from kiosk.export.csv_text import BYTE_ORDER_MARK, csv_line
from kiosk.rating.site import site_of
from kiosk.results.agreement import AgreementReader, RatedRep, StudyRep
from kiosk.scoring import protocol

SCHEMA = 1
README = """\
What trainers and the kiosk said of the same squats
====================================================

ratings.csv, ratings.json   a row a squat: the trainer's ratings, given before the kiosk showed
                            anything, and what the kiosk says of that squat alone
recordings/                 keypoints of the checks whose member agreed to it: no picture, no face;
                            `kiosk analyze FILE.jsonl` scores one again

docs/agreement.md says what each column is, docs/recordings.md what a recording holds.
`start_s`, `bottom_s` and `end_s` are times of the check's recording.
"""


def files_of(store: AgreementReader) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file."""
    rated = store.rated()
    yield "README.txt", README.encode()
    yield "ratings.csv", _csv(rated).encode()
    yield "ratings.json", _json(rated).encode()
    for check in store.recorded_checks():
        packed = store.recording(check)
        if packed is not None:  # deleted since
            yield recording_name(check), zlib.decompress(packed)


def recording_name(check: int) -> str:
    """Where a check's keypoints are."""
    return f"recordings/check-{check:06d}.jsonl"


def zipped(files: Iterator[tuple[str, bytes]]) -> Iterator[bytes]:
    """The files as one zip, in pieces."""
    pieces = _Pieces()
    with ZipFile(pieces, "w", ZIP_DEFLATED) as packed:
        for name, content in files:
            packed.writestr(name, content)
            yield pieces.taken()
    yield pieces.taken()


class _Pieces(RawIOBase):
    """Where a zip is written to that nobody can seek in."""

    def __init__(self) -> None:
        self._buffer = BytesIO()

    def writable(self) -> bool:
        """As RawIOBase."""
        return True

    def write(self, data: Any) -> int:
        """As RawIOBase."""
        return self._buffer.write(data)

    def taken(self) -> bytes:
        """What was written since the last call."""
        piece, self._buffer = self._buffer.getvalue(), BytesIO()
        return piece


def row_of(squat: RatedRep) -> dict[str, Any]:
    """One squat by the names of the columns."""
    return {
        "check": squat.check,
        "date": squat.started_utc[:10] if squat.clock_sure else None,
        "leg": squat.rating.leg,
        "rep": squat.rating.number,
        "rated_knee": squat.rating.knee,
        "rated_pelvis": squat.rating.pelvis,
        "knee_by_hand_deg": squat.rating.knee_by_hand_deg,
        "pelvis_by_hand_deg": squat.rating.pelvis_by_hand_deg,
        **(dict.fromkeys(_KIOSKS) if squat.kiosk is None else _kiosks(squat.kiosk)),
        "recording": recording_name(squat.check) if squat.recorded else None,
        "rater": squat.rater,
        "kiosk_version": squat.kiosk_version,
        "protocol_version": squat.protocol_version,
        "model": squat.model_name,
        "second_model": squat.second_model_name,
    }


def _kiosks(said: StudyRep) -> dict[str, Any]:
    """What the kiosk says: angles to 0.01 degrees, times to 1 ms, as in every report."""
    return {
        "kiosk_knee": said.knee,
        "kiosk_pelvis": said.pelvis,
        "knee_fppa_deg": _hundredths(said.knee_deg),
        "knee_fppa_spread_deg": _hundredths(said.knee_spread_deg),
        "pelvic_drop_deg": _hundredths(said.pelvis_deg),
        "pelvic_drop_spread_deg": _hundredths(said.pelvis_spread_deg),
        "start_s": round(said.start_s, 3),
        "bottom_s": round(said.bottom_s, 3),
        "end_s": round(said.end_s, 3),
    }


def _hundredths(value_deg: float | None) -> float | None:
    return None if value_deg is None else round(value_deg, 2)


_KIOSKS = (
    *("kiosk_knee", "kiosk_pelvis", "knee_fppa_deg", "knee_fppa_spread_deg"),
    *("pelvic_drop_deg", "pelvic_drop_spread_deg", "start_s", "bottom_s", "end_s"),
)
COLUMNS = (
    *("check", "date", "leg", "rep", "rated_knee", "rated_pelvis"),
    *("knee_by_hand_deg", "pelvis_by_hand_deg"),
    *_KIOSKS,
    *("recording", "rater", "kiosk_version", "protocol_version", "model", "second_model"),
)
"""Of ratings.csv, in order. Names and units are a contract: they only ever grow."""


def _csv(rated: Sequence[RatedRep]) -> str:
    lines = [csv_line(COLUMNS)]
    for squat in rated:
        row = row_of(squat)
        lines.append(csv_line(row[name] for name in COLUMNS))
    return BYTE_ORDER_MARK + "".join(lines)


def _json(rated: Sequence[RatedRep]) -> str:
    document = {
        "schema": SCHEMA,
        "kiosk_version": __version__,
        "protocol_version": protocol.VERSION,
        "answers": ANSWERS,
        "figures": asdict(site_of(rated)),
        "squats": [row_of(squat) for squat in rated],
    }
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
