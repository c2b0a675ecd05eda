"""One check, over a real store."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from kiosk.results import ResultStore
from kiosk.web.staff.check_view import when
from kiosk.web.wording import give_or_take

AddCheck = Callable[..., str]


def text_of(client: FlaskClient, address: str) -> str:
    """A page's words, without markup."""
    html = client.get(address).get_data(as_text=True)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_detail_shows_both_legs_and_every_rep(staff: FlaskClient, add_check: AddCheck) -> None:
    """One check shows words, value with spread, each rep, why one was refused, and the software."""
    words = text_of(staff, f"/staff/checks/{add_check()}")
    left, right = words.split("Right leg", 1)
    assert "5 counted, 1 not counted · free leg behind" in left
    assert "Knee moves in" in left
    assert re.search(r"Fault about 25° ± \d", left)
    assert "foot touched down" in left
    assert "the hips were hidden" in left
    assert "5 counted, 0 not counted" in right
    assert "Knee stays in line" in right
    for part in ("Knee angle: a clear difference", "squat on two legs", "ab" * 32, "0.1.0"):
        assert part in words
    assert f"Second look thunder-portrait Its sha256 {'cd' * 32}" in words
    assert "Not a medical device" in words


def test_every_angle_of_a_stored_check_has_its_spread(
    staff: FlaskClient, add_check: AddCheck, report: dict[str, Any]
) -> None:
    """On the staff's page each value has its ±, and the reps have their leg's under them."""
    words = text_of(staff, f"/staff/checks/{add_check()}")
    amounts = re.findall(r"about \S+(?: ± \d)?", words)
    assert len(amounts) == 11
    assert [amount for amount in amounts if "±" not in amount] == []
    checks = report["legs"]["left"]["checks"]
    columns = ("knee_valgus", "pelvic_drop", "trunk_lean", "depth")
    under = " ".join(give_or_take(checks[name]["spread_deg"]) for name in columns)
    assert f"Leg {under} The ± is the leg's; a single rep is less sure." in words


def test_an_easier_target_is_told(staff: FlaskClient, add_check: AddCheck) -> None:
    """Staff see that smaller squats counted, and nothing of the kind of a plain check."""
    sentence = "Easier target: smaller squats counted."
    assert sentence in text_of(staff, f"/staff/checks/{add_check(eased=True)}")
    assert "Easier" not in text_of(staff, f"/staff/checks/{add_check()}")
    assert "Easier" not in text_of(staff, f"/staff/checks/{add_check(state='open')}")


def test_interrupted_check_shows_what_was_committed(
    staff: FlaskClient, store: ResultStore, add_check: AddCheck
) -> None:
    """A check without a report still shows every rep that the member saw."""
    check_id = add_check(state="open")
    store.close_interrupted()
    words = text_of(staff, f"/staff/checks/{check_id}")
    assert "Abandoned: the kiosk stopped" in words
    assert "5 counted, 1 not counted" in words
    assert "practice" in words
    assert "Not judged." in words
    assert "foot touched down" in words


@pytest.mark.parametrize("check_id", ["none", "0", "1-abc", "..%2f..%2fetc", "%00", "9" * 3000])
def test_unknown_check_is_not_found(staff: FlaskClient, check_id: str) -> None:
    """An id that names nothing gets one sentence and 404."""
    answer = staff.get(f"/staff/checks/{check_id}")
    assert answer.status_code == 404
    assert answer.get_data(as_text=True).count("<h1>") == 1


def test_replay_is_marked(staff: FlaskClient, add_check: AddCheck) -> None:
    """Checks of the kiosk's own store carry no replay mark."""
    add_check()
    assert "Replay" not in text_of(staff, "/staff/")


def test_times_people_read() -> None:
    """A moment is shown with its day; what is no moment is shown as it is."""
    assert re.fullmatch(r"\w{3} \d{1,2} \w{3} 2026, \d\d:\d\d", when("2026-01-02T12:00:00Z"))
    assert when(None) == "–"
    assert when("soon") == "soon"
