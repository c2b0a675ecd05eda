"""When a box's clock is believed, and what it says when it is not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.install.layout import Layout
from kiosk.update import clock
from kiosk.update.__main__ import Server
from kiosk.update.clock import SLACK_S, Clock
from kiosk.update.errors import ClockError, TrustError
from kiosk.update.manifest import made_s, written
from kiosk.update.places import Places
from tests.update import archives
from tests.update.box import Box, Scene, scene
from tests.update.repository import AttackingRepository
from tests.update.serving import serving

NOON_S = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
DAY_S = 86_400.0


@pytest.fixture
def offered(tmp_path: Path) -> Iterator[Scene]:
    """A release is offered."""
    with scene(tmp_path) as made:
        made.repository.offer_release("1.1.0", archives.honest("1.1.0"))
        made.repository.publish()
        yield made


def test_the_build_is_known_from_the_manifest(tmp_path: Path) -> None:
    """The running version says when it was made; a clone's or a damaged manifest does not."""
    file = tmp_path / "manifest.json"
    assert made_s(file) is None
    file.write_text(written(replace(archives.manifest(), made_s=int(NOON_S))))
    assert made_s(file) == NOON_S
    for other in ("{}", "[]", "{", '{"made_s": "noon"}', '{"made_s": 0}'):
        file.write_text(other)
        assert made_s(file) is None


def test_the_updater_asks_with_the_build_of_the_version_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A box whose clock says 1970 fetches nothing."""
    places = Places(Layout(tmp_path))
    release = places.layout.slots / "1.0.0-00000000" / "release"
    release.mkdir(parents=True)
    (release / "manifest.json").write_text(written(replace(archives.manifest(), made_s=10**9)))
    places.layout.current.symlink_to("slots/1.0.0-00000000")
    places.metadata.mkdir(parents=True)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    with pytest.raises(ClockError, match="at least 2001-09-09"):
        Server(places).look("http://127.0.0.1:9")


def test_a_clock_before_the_build_is_wrong(tmp_path: Path) -> None:
    """No time is before the running version was built, but for a little slack."""
    clock.check(Clock(lambda: NOON_S), tmp_path)
    clock.check(Clock(lambda: NOON_S, NOON_S - DAY_S), tmp_path)
    clock.check(Clock(lambda: NOON_S - SLACK_S + 1, NOON_S), tmp_path)
    with pytest.raises(ClockError) as caught:
        clock.check(Clock(lambda: NOON_S - DAY_S, NOON_S), tmp_path)
    assert str(caught.value) == (
        "The clock of this box says 2026-11-21 12:00 UTC, but it is at least 2026-11-22 12:00 "
        "UTC: let the box reach a time server; until then nothing is updated."
    )


def test_the_floor_only_rises(tmp_path: Path) -> None:
    """The newest signed time is kept; an older one, or none, changes nothing."""
    now = Clock(lambda: NOON_S)
    for signed_s in (NOON_S - 5 * DAY_S, NOON_S - DAY_S, NOON_S - 3 * DAY_S, None):
        clock.remember(now, tmp_path, signed_s)
    assert clock.floor_s(tmp_path) == NOON_S - DAY_S
    with pytest.raises(ClockError):
        clock.check(Clock(lambda: NOON_S - 2 * DAY_S), tmp_path)


def test_no_signature_moves_the_floor_ahead(tmp_path: Path) -> None:
    """A time that is signed for the future is not kept: the clock itself is the most."""
    clock.remember(Clock(lambda: NOON_S), tmp_path, NOON_S + 1000 * DAY_S)
    assert clock.floor_s(tmp_path) == NOON_S


@pytest.mark.parametrize("text", ["", "{", "[]", '{"floor_s": "x"}', '{"floor_s": 1e300}', "\0"])
def test_a_spoilt_floor_is_none(tmp_path: Path, text: str) -> None:
    """A file that a power cut left empty stops nothing, and is written anew."""
    (tmp_path / "clock.json").write_text(text)
    assert clock.floor_s(tmp_path) is None
    clock.remember(Clock(lambda: NOON_S), tmp_path, NOON_S)
    assert clock.floor_s(tmp_path) == NOON_S


def test_behind_the_floor_nothing_is_asked(offered: Scene) -> None:
    """A box that has seen today and believes it is last week asks the server for nothing."""
    box = offered.box
    box.look()
    asked, before = len(offered.server.asked()), box.left()
    box.clock = Clock(lambda: time.time() - 7 * DAY_S)
    with pytest.raises(ClockError, match="let the box reach a time server"):
        box.take()
    assert len(offered.server.asked()) == asked
    assert box.left() == before
    box.clock = Clock(time.time)
    assert box.take() is not None


def test_behind_what_was_just_signed_nothing_is_offered(offered: Scene) -> None:
    """The first look of a box whose clock stands still finds out by the maintainer's own time."""
    box = offered.box
    box.clock = Clock(lambda: time.time() - 7 * DAY_S)
    with pytest.raises(ClockError, match="it is at least"):
        box.take()
    assert not (box.metadata / "clock.json").exists()
    assert not box.downloads.exists()


def test_an_old_signature_is_no_reason(offered: Scene) -> None:
    """A maintainer's time of yesterday is in order, and none at all is too."""
    offered.repository.timestamp.version += 1
    offered.repository.put_timestamp(datetime.now(UTC) - timedelta(days=1))
    assert offered.box.choice().release is not None
    offered.repository.timestamp.version += 1
    offered.repository.put_timestamp()
    del offered.repository.timestamp.unrecognized_fields["made"]
    assert offered.box.choice().release is not None


def test_far_ahead_is_said(tmp_path: Path) -> None:
    """To a clock that is weeks ahead all is expired: the sentence says when, and names it."""
    repository = AttackingRepository(datetime.now(UTC) - timedelta(days=20))
    repository.offer_release("1.1.0", archives.honest("1.1.0"))
    repository.publish()
    with serving(repository.files) as server:
        box = Box.made(tmp_path / "box", server.url, repository.first_root)
        before = box.left()
        with pytest.raises(TrustError) as caught:
            box.take()
    expired = repository.timestamp.expires.strftime("%Y-%m-%d %H:%M UTC")
    assert str(caught.value).startswith(f"The update server's timestamp expired on {expired}")
    assert f"this box's clock says {datetime.now(UTC):%Y-%m-%d}" in str(caught.value)
    assert "or the clock is ahead" in str(caught.value)
    assert set(box.left()) - set(before) == {
        "tuf",
        "tuf/root.json",
        "tuf/root_history",
        "tuf/root_history/1.root.json",
    }


@pytest.mark.parametrize("text", [None, 3, "", "2026-11-22", "2026-13-22T12:00:00Z", "9" * 20])
def test_other_times_are_none(text: object) -> None:
    """Only TUF's own way of writing a time is read."""
    assert clock.time_s(text) is None
    assert clock.time_s("2026-11-22T12:00:00Z") == NOON_S
