"""A selection as files: whole, valid, and written while it is read."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator

import pytest

from kiosk.export.pieces import PIECE_CHARACTERS, csv_pieces, json_pieces
from kiosk.export.tables import LEG_TABLE, REP_TABLE
from kiosk.results.records import CheckDetail
from tests.export.stored_checks import stored_check


def many(count: int) -> Iterator[CheckDetail]:
    """So many checks, newest first."""
    return (stored_check(number) for number in range(count, 0, -1))


def test_a_csv_file_is_read_back() -> None:
    """A header and two rows a check, in the order of the checks, with CRLF at each end."""
    text = "".join(csv_pieces(LEG_TABLE, many(50)))
    assert text.startswith("\ufeffschema,check_id,")
    assert text.count("\r\n") == text.count("\n") == 101
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert [row["check_number"] for row in rows[:4]] == ["50", "50", "49", "49"]
    assert rows[0]["knee_valgus_deg"] == "24.13"


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_a_json_file_is_read_back(count: int) -> None:
    """One document that says what it is, how many checks it holds, and holds them."""
    document = json.loads("".join(json_pieces({"selection": {"leg": "left"}}, many(count))))
    assert (document["schema"], document["selection"]) == (1, {"leg": "left"})
    assert document["count"] == len(document["checks"]) == count
    assert [check["number"] for check in document["checks"]] == list(range(count, 0, -1))


def test_a_json_check_holds_all_of_it() -> None:
    """The line of the list, what measured it, each rep, other movements and the report."""
    (check,) = json.loads("".join(json_pieces({}, many(1))))["checks"]
    assert (check["label"], check["made_by"]["model_name"]) == ("Ada", "lightning")
    assert check["reps"][1]["knee_fppa_deg"] == -3.14
    assert check["other"][0]["refused_because"] == "two_legs"
    assert check["report"]["legs"]["left"]["checks"]["knee_valgus"]["value_deg"] == 24.13


@pytest.mark.parametrize("text", ["</script>", 'a"b\\c', "Zoë", "\u2028"])
def test_texts_survive_json(text: str) -> None:
    """Whatever stands in a label comes back as it was."""
    document = json.loads("".join(json_pieces({}, [stored_check(label=text)])))
    assert document["checks"][0]["label"] == text


def test_many_checks_need_no_more_memory() -> None:
    """A file of megabytes is written within a small part of its own size."""
    tracemalloc.start()
    size = 0
    for piece in csv_pieces(REP_TABLE, many(4000)):
        size += len(piece)
        assert len(piece) < 2 * PIECE_CHARACTERS
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 2_000_000
    assert peak < size / 4


def test_nothing_is_read_ahead() -> None:
    """The first piece is there before the second check of many is asked for all of them."""
    read = []
    checks = (read.append(number) or stored_check(number) for number in range(1, 2001))  # type: ignore[func-returns-value]
    next(csv_pieces(LEG_TABLE, checks))
    assert 0 < len(read) < 200
