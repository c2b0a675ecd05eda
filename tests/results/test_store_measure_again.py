"""A counted rep measured again: its values are replaced, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.results import ResultStore, Software, StoredRep
from kiosk.scoring.findings import Rep


@pytest.fixture
def check_id(
    store: ResultStore, at: Any, software: Software, good_rep: Rep, refused_rep: Rep
) -> str:
    """A check with a practice, two counted reps and a refused one."""
    check_id = store.start_check(at(1), software)
    store.add_rep(check_id, good_rep, None, practice=True)
    store.add_rep(check_id, replace(good_rep, start_s=14.1), 1)
    store.add_rep(check_id, replace(good_rep, start_s=24.1), 2)
    store.add_rep(check_id, refused_rep, None)
    return check_id


def reps(store: ResultStore, check_id: str) -> tuple[StoredRep, ...]:
    detail = store.check(check_id)
    assert detail is not None
    return detail.reps


def test_the_rep_with_the_same_start_gets_the_new_values(
    store: ResultStore, check_id: str, good_rep: Rep
) -> None:
    """Values, errors and reasons are new; leg, number, place and all other reps are as before."""
    before = reps(store, check_id)
    again = replace(
        good_rep, start_s=14.1, knee_fppa_deg=7.3, trunk_lean_deg=None, looked_closer=True
    )
    store.measure_again(check_id, replace(again, why_null={"trunk_lean_deg": "hidden"}))
    after = reps(store, check_id)
    assert [after[i] for i in (0, 2, 3)] == [before[i] for i in (0, 2, 3)]
    new = after[1]
    assert (new.leg, new.number, new.practice) == ("left", 1, False)
    assert (new.values["knee_fppa_deg"], new.values["looked_closer"]) == (7.3, True)
    assert new.values["why_null"] == {"trunk_lean_deg": "hidden"}
    assert set(new.values) == set(before[1].values)


def test_it_is_on_the_disk_at_once(
    store: ResultStore, path: Path, at: Any, check_id: str, good_rep: Rep
) -> None:
    """Another reader of the same file sees it while the writer goes on."""
    store.measure_again(check_id, replace(good_rep, start_s=24.1, knee_fppa_deg=7.3))
    copy = path.with_name("copy.db")
    for name in (path.name, f"{path.name}-wal"):
        part = path.with_name(name)
        if part.exists():
            part.with_name(name.replace("results", "copy")).write_bytes(part.read_bytes())
    with ResultStore.open(copy, "kiosk", at(2)) as other:
        assert reps(other, check_id)[2].values["knee_fppa_deg"] == 7.3


def test_the_same_look_twice_is_the_same(store: ResultStore, check_id: str, good_rep: Rep) -> None:
    """No rep is added by measuring again."""
    for _ in range(2):
        store.measure_again(check_id, replace(good_rep, start_s=14.1, knee_fppa_deg=7.3))
    assert len(reps(store, check_id)) == 4


@pytest.mark.parametrize("start_s", [0.0, 9.0, 14.100001])
def test_a_rep_that_was_not_counted_cannot_be_measured_again(
    store: ResultStore, check_id: str, good_rep: Rep, start_s: float
) -> None:
    """No rep began then, or the one that did was refused: the program's mistake, told as such."""
    before = reps(store, check_id)
    with pytest.raises(ValueError, match=f"began at {start_s}"):
        store.measure_again(check_id, replace(good_rep, start_s=start_s))
    assert reps(store, check_id) == before


def test_an_ended_check_is_never_changed(
    store: ResultStore, at: Any, check_id: str, good_rep: Rep, report: dict[str, Any]
) -> None:
    """A look that comes after the result has nothing to change."""
    store.complete(check_id, report, at(60))
    before = reps(store, check_id)
    with pytest.raises(ValueError, match="open"):
        store.measure_again(check_id, replace(good_rep, start_s=14.1, knee_fppa_deg=0.0))
    assert reps(store, check_id) == before


def test_both_networks_are_named_in_the_check(
    store: ResultStore, at: Any, software: Software
) -> None:
    """Which network looked closer is stored with the check; none where there was one stage."""
    two = replace(software, second_model_name="thunder-portrait", second_model_sha256="cd" * 32)
    for wanted in (software, two):
        detail = store.check(store.start_check(at(1), wanted))
        assert detail is not None
        assert detail.software["second_model_name"] == wanted.second_model_name
        assert detail.software["second_model_sha256"] == wanted.second_model_sha256
