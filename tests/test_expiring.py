"""What goes by its age, when, and who comes first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from kiosk.expiring import SWEEP_LATER_S, Caretaker, expired_before
from kiosk.moment import Moment
from kiosk.results import ResultStore, Software

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOFTWARE = Software("1", "1", None, None, "camera")


def moment(utc: datetime = NOON, sure: bool = True) -> Moment:
    return Moment(utc, utc.timestamp() - NOON.timestamp() + 1e6, "boot", sure)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ("2026-11-23", 12, "2025-11-17"),
        ("2026-11-30", 12, "2025-11-24"),
        ("2026-03-31", 1, "2026-03-02"),
        ("2024-02-29", 12, "2023-02-27"),
        ("2026-01-15", 1, "2025-12-15"),
    ],
)
def test_age_is_counted_in_months_and_goes_by_weeks(day: str, months: int, before: str) -> None:
    """A Monday at most a week before the day so many months ago, across years and short months."""
    found = expired_before(moment(datetime.fromisoformat(f"{day}T12:00:00+00:00")), months)
    assert found == datetime.fromisoformat(f"{before}T00:00:00+00:00") + timedelta(0)


def test_nothing_expires_while_the_time_is_not_sure_or_all_is_kept() -> None:
    """A box that thinks it is 2099 deletes nothing; neither does one that keeps for ever."""
    assert expired_before(moment(sure=False), 12) is None
    assert expired_before(moment(), 0) is None


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "results.db"


def add(store: ResultStore, months_ago: float, sure: bool = True) -> int:
    started = NOON - timedelta(days=30.5 * months_ago)
    check_id = store.start_check(moment(started, sure), SOFTWARE)
    store.abandon(check_id, "stepped off", None, moment(started, sure))
    return int(check_id.partition("-")[0])


class Watched:
    """A caretaker that is asked by hand; its thread is ended."""

    def __init__(self, store: ResultStore, months: int = 12) -> None:
        self.busy, self.told = True, list[int]()  # so that its own first round does nothing
        self.keeper = Caretaker(
            store.care,
            months,
            lambda: Moment(NOON, 0.0, "boot", False),
            lambda: self.busy,
            lambda count, _now: self.told.append(count),
        )
        self.keeper.close()
        self.busy = False
        store.care.in_use = lambda: self.busy


def numbers(store: ResultStore) -> list[int]:
    return sorted(row.number for row in store.list_checks(99))


def test_only_what_is_old_goes(path: Path) -> None:
    """Old checks go with every byte, young ones stay; the log is told how many."""
    with ResultStore.open(path, "kiosk", moment()) as store:
        old = [add(store, 20), add(store, 14)]
        young = [add(store, 11), add(store, 0.1)]
        keeper = Watched(store)
        keeper.keeper.round(moment())
        assert numbers(store) == young
        assert keeper.told == [len(old)]
        assert store.care.unswept is None


def test_a_check_of_an_unknown_time_goes_with_the_next_that_knows_it(path: Path) -> None:
    """Its number says that it began before an old one; one after that stays, whatever it says."""
    with ResultStore.open(path, "kiosk", moment()) as store:
        before_old = add(store, 600, sure=False)
        old = add(store, 14)
        after_old = add(store, 600, sure=False)
        young = add(store, 1)
        Watched(store).keeper.round(moment())
        assert numbers(store) == [after_old, young]
        assert {before_old, old}.isdisjoint(numbers(store))


def test_an_open_check_never_expires(path: Path) -> None:
    """A check under way stays, even where its time says that it is old."""
    with ResultStore.open(path, "kiosk", moment()) as store:
        store.start_check(moment(NOON - timedelta(days=900)), SOFTWARE)
        Watched(store).keeper.round(moment())
        assert store.counts().open == 1


def test_whoever_stands_on_the_spot_comes_first(path: Path) -> None:
    """Nothing expires and nothing is swept meanwhile; then it is."""
    with ResultStore.open(path, "kiosk", moment()) as store:
        add(store, 20)
        keeper = Watched(store)
        keeper.busy = True
        keeper.keeper.round(moment())
        assert store.counts().checks == 1
        keeper.busy = False
        keeper.keeper.round(moment())
        assert store.counts().checks == 0


def test_a_sweep_gives_way_to_whoever_steps_on(path: Path) -> None:
    """The copy under way is left off at once; the results are whole and it is done later."""
    with ResultStore.open(path, "kiosk", moment()) as store:
        for _ in range(300):
            last = store.start_check(moment(), SOFTWARE)
            store.abandon(last, "x" * 2000, None, moment())
        store.delete_check(last)
        asked = 0

        def steps_on() -> bool:
            nonlocal asked
            asked += 1
            return True

        store.care.in_use = steps_on
        assert not store.care.sweep(moment())
        assert asked > 0
        assert store.care.unswept == "soon"
        assert not list(path.parent.glob("*.sweeping*"))
        store.care.in_use = lambda: False
        assert store.care.sweep(moment())
        assert store.counts().checks == 299


def test_a_sweep_that_nobody_asked_for_waits_a_week(path: Path) -> None:
    """Each writes the whole file: what a member did not keep is swept with the week's others."""
    with ResultStore.open(path, "kiosk", moment()) as store:
        store.discard(store.start_check(moment(), SOFTWARE))
        assert store.care.unswept == "later"
        since = datetime.fromtimestamp(store.care.unswept_since_s or 0, UTC)
        keeper = Watched(store, months=0).keeper
        keeper.round(moment(since + timedelta(seconds=SWEEP_LATER_S - 60)))
        assert store.care.unswept == "later"
        keeper.round(moment(since + timedelta(seconds=SWEEP_LATER_S + 60)))
        assert store.care.unswept is None


def test_a_sweep_in_vain_is_not_tried_at_once_again(path: Path) -> None:
    """Somebody who writes all the time must not make the kiosk write its card to death."""
    with ResultStore.open(path, "kiosk", moment()) as store:
        store.care.note_remnants("soon")
        tries = []

        def in_vain(now: Moment) -> bool:
            assert now
            tries.append(1)
            return False

        keeper = Watched(store, months=0).keeper
        store.care.sweep = in_vain  # type: ignore[method-assign]
        for minute in range(120):
            keeper.round(moment(NOON + timedelta(minutes=minute)))
        assert 4 <= len(tries) <= 8


def test_the_thread_sweeps_when_it_is_woken(path: Path) -> None:
    """Whoever deletes from a large store wakes it; it ends when it is told to."""
    swept, hours = threading.Event(), count()
    with ResultStore.open(path, "kiosk", moment()) as store:
        check_id = store.start_check(moment(), SOFTWARE)
        store.abandon(check_id, "stepped off", None, moment())
        do: Callable[[Moment], bool] = store.care.sweep

        def sweep(now: Moment) -> bool:
            done = do(now)
            (swept.set if done else store.care.wake)()  # in vain while the delete still writes
            return done

        store.care.sweep = sweep  # type: ignore[method-assign]
        keeper = Caretaker(
            store.care,
            12,
            lambda: moment(NOON + timedelta(hours=next(hours))),
            lambda: False,
            lambda _count, _now: None,
        )
        store.delete_check(check_id)
        store.care.wake()
        assert swept.wait(20)
        keeper.close()
        assert store.care.unswept is None
