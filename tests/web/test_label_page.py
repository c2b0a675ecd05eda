"""Whose check it is: labels set from the list and from the check."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from kiosk.results import ResultStore

AddCheck = Callable[..., str]
Post = Callable[..., Any]


def test_label_is_given_in_the_list(
    staff: FlaskClient, store: ResultStore, add_check: AddCheck, post: Post
) -> None:
    """Saving a label in the list leads back to the same list, at the same check."""
    check_id = add_check()
    page = "/staff/?labelled=no&verdict=fault"
    form = re.search(rf'action="(/staff/checks/{check_id}/label[^"]+)"', staff.get(page).text)
    assert form is not None
    answer = post(staff, form[1].replace("&amp;", "&"), page, label=" Anna ")
    assert answer.status_code == 303
    assert answer.location == "/staff/?verdict=fault&labelled=no#check-1"
    assert [use.label for use in store.finding.labels()] == ["Anna"]
    assert '<option value="Anna">' in staff.get("/staff/").text


def test_label_is_changed_and_removed_on_the_check(
    staff: FlaskClient, store: ResultStore, add_check: AddCheck, post: Post
) -> None:
    """On the check itself the label is set, changed and taken away, and shown each time."""
    check_id = add_check()
    page = f"/staff/checks/{check_id}"
    for typed, kept in (("Anna", "Anna"), ("<i>Bea", "&lt;i&gt;Bea")):
        answer = post(staff, f"{page}/label", page, label=typed)
        assert answer.location == f"{page}#label"
        assert f"<strong>{kept}</strong>" in staff.get(page).text
    post(staff, f"{page}/label", page, label="")
    assert "Whose check is it?" in staff.get(page).text
    assert store.finding.labels() == ()


def test_bad_label_is_explained(
    staff: FlaskClient, store: ResultStore, add_check: AddCheck, post: Post
) -> None:
    """A text that is no label changes nothing; the page says what is one, and asks again."""
    page = f"/staff/checks/{add_check()}"
    store.finding.set_label(page.rpartition("/")[2], "Anna")
    answer = post(staff, f"{page}/label", page, label="x" * 61)
    assert answer.status_code == 400
    assert "A label is 1 to 60 printable characters" in answer.text
    assert f'action="{page}/label?"' in answer.text
    assert [use.label for use in store.finding.labels()] == ["Anna"]


@pytest.mark.parametrize("check_id", ["none", "1-" + "a" * 24, "%00", "9" * 3000])
def test_label_needs_a_check(staff: FlaskClient, post: Post, check_id: str) -> None:
    """A check that is not there gets one sentence and 404."""
    answer = post(staff, f"/staff/checks/{check_id}/label", "/staff/", label="Anna")
    assert answer.status_code == 404
    assert "it may have been deleted" in answer.text


def test_label_needs_the_token_of_its_form(
    staff: FlaskClient, store: ResultStore, add_check: AddCheck
) -> None:
    """A form that another site sends in a signed-in browser changes nothing."""
    check_id = add_check()
    for data in ({"label": "Anna"}, {"label": "Anna", "token": "guessed"}):
        assert staff.post(f"/staff/checks/{check_id}/label", data=data).status_code == 403
    assert store.finding.labels() == ()


def test_label_is_in_the_audit_log_without_its_words(
    staff: FlaskClient, store: ResultStore, add_check: AddCheck, post: Post
) -> None:
    """Who labelled which check is kept; the label is not, for no delete reaches the log."""
    page = f"/staff/checks/{add_check()}"
    post(staff, f"{page}/label", page, label="Quetzalcoatl")
    (entry,) = [each for each in store.audit.newest(10) if each.action == "label.set"]
    assert entry.by_whom.startswith("staff")
    assert entry.detail == {"check": 1}
