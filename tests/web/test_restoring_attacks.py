"""Bringing a backup back, while somebody else does too, and after somebody made one up."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from kiosk.results import ResultStore
from kiosk.web.upload import PATH
from tests.web.conftest import moment

STORED = "/staff/stored"
Post = Callable[..., Any]


def lay_ready(store: ResultStore, folder: Path) -> None:
    """Another backup of what is stored now."""
    packed = folder / "b.zip"
    with store.care.backups.copied(moment(1)) as made:
        packed.write_bytes(b"".join(made.pieces()))
    store.care.backups.stage(packed)


def sha256_in(page: str) -> str:
    return page.partition('name="sha256" value="')[2].partition('"')[0]


def test_what_was_looked_at_is_what_is_put_in_place(
    admin: FlaskClient,
    post: Post,
    store: ResultStore,
    add_check: Callable[..., str],
    tmp_path: Path,
) -> None:
    """Another backup was sent after the page was opened: 409, and that one to look at."""
    lay_ready(store, tmp_path)
    looked_at = sha256_in(admin.get(PATH).get_data(as_text=True))
    check_id = add_check(0)
    lay_ready(store, tmp_path)
    answer = post(admin, f"{PATH}/confirm", PATH, sha256=looked_at)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Another backup lies ready than the one you looked at" in page
    assert store.care.backups.kept() == ()
    assert store.check(check_id) is not None
    assert post(admin, f"{PATH}/confirm", PATH).status_code == 409
    assert sha256_in(page) not in ("", looked_at)
    answer = post(admin, f"{PATH}/confirm", PATH, sha256=sha256_in(page))
    assert answer.status_code == 303


@pytest.mark.parametrize("made", [["x"], 5, {}])
def test_a_backup_that_cannot_be_read_keeps_no_page_from_opening(
    admin: FlaskClient, post: Post, store: ResultStore, tmp_path: Path, made: object
) -> None:
    """Facts of no type that any has: both pages answer, and offer to throw it away."""
    lay_ready(store, tmp_path)
    about = store.path.with_name("results.db.staged.json")
    about.write_text(json.dumps({**json.loads(about.read_text()), "made_utc": made}))
    assert admin.get(STORED).status_code == 200
    page = admin.get(PATH)
    assert page.status_code == 200
    assert "A backup lies here that cannot be read" in page.get_data(as_text=True)
    assert post(admin, f"{PATH}/cancel", PATH).status_code == 303
    assert "cannot be read" not in admin.get(PATH).get_data(as_text=True)
    assert not about.exists()


def test_a_second_backup_waits_for_the_first(
    admin: FlaskClient, post: Post, store: ResultStore
) -> None:
    """While one is being taken away: 409 and a sentence; the first being through, the next goes."""
    with store.care.backups.copied(moment(1)):
        answer = post(admin, f"{STORED}/backup", STORED)
        assert answer.status_code == 409
        assert "A backup is being made and taken away already" in answer.get_data(as_text=True)
    for _ in range(2):
        answer = post(admin, f"{STORED}/backup", STORED)
        assert answer.status_code == 200
        answer.close()
