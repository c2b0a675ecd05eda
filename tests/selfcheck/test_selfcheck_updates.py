"""The line about remote updates, from the updater's own notes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk import __version__, paths
from kiosk.config import UpdateConfig
from kiosk.moment import Moment
from kiosk.selfcheck import Finding, State
from kiosk.selfcheck.updates import probe_updates
from kiosk.updating import Updating

NOW = Moment(datetime(2026, 1, 2, 12, tzinfo=UTC), 100.0, "boot-1", True)
AT = {"at": "2026-01-02T03:04:05Z", "clock_sure": True}
FAILED = {
    **AT,
    "version": "9.4.0",
    "from": __version__,
    "outcome": "failed",
    "stage": "self-test",
    "sentence": "Update to 9.4.0 failed at the self-test, still on 9.3.0: it saw 4 squats.",
    "archive": "ab" * 32,
}
CURRENT = {**AT, "outcome": "current", "sentence": "There is nothing newer than 9.3.0."}


def put(root: Path, path: Path, said: object) -> None:
    file = root / path.relative_to("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")


def found(root: Path, url: str = "https://updates.example.org/kiosk", **book: Any) -> Finding:
    """The finding on a box with these notes of the updater."""
    if book:
        put(root, paths.UPDATES_FILE, {"schema": 1, **book})
    updating = Updating(UpdateConfig(url=url), root / "run", lambda: NOW, root=root)
    return probe_updates(updating.view(), bool(url))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A box that trusts a maintainer."""
    put(tmp_path, paths.UPDATE_ROOT_FILE, "{}")
    return tmp_path


def test_updates_that_nobody_switched_on(tmp_path: Path) -> None:
    """Off is no fault, and it is said how they are switched on."""
    finding = found(tmp_path, url="")
    assert finding.state is State.OK
    assert f"version {__version__}, channel stable; remote updates are off" in finding.what


def test_an_address_without_a_key(tmp_path: Path) -> None:
    """Updates that were meant to be on and cannot be are a warning with its mend."""
    finding = found(tmp_path)
    assert finding.state is State.WARN
    assert "trusts no maintainer's key" in finding.what
    assert "--update-root" in str(finding.mend)


def test_all_is_well(root: Path) -> None:
    """The newest look stands there with its time; before the first one that is said."""
    assert "not looked for an update yet" in found(root).what
    finding = found(root, last_look=CURRENT, history=[])
    assert finding.state is State.OK
    assert finding.what.endswith("There is nothing newer than 9.3.0 (2026-01-02 03:04 UTC)")


def test_an_update_that_failed_is_told(root: Path) -> None:
    """The updater's sentence and that the same version is not tried again, also the night after."""
    finding = found(root, last_look=CURRENT, history=[FAILED])
    assert finding.state is State.WARN
    assert "failed at the self-test, still on 9.3.0: it saw 4 squats" in finding.what
    assert "until there is a newer version" in str(finding.mend)


def test_a_failure_that_is_over_is_not_told(root: Path) -> None:
    """A later version that was taken, or the same one installed by hand, ends the warning."""
    good = {**AT, "version": "9.5.0", "outcome": "good", "sentence": "Updated to 9.5.0."}
    assert found(root, last_look=CURRENT, history=[good, FAILED]).state is State.OK
    by_hand = {**FAILED, "version": __version__}
    assert found(root, last_look=CURRENT, history=[by_hand]).state is State.OK


@pytest.mark.parametrize(
    ("note", "words", "mend"),
    [
        ({"base": {"version": "9.4.0", "trouble": "no space"}}, "no space", "go on working"),
        ({"settings": {"sha256": "ab", "trouble": "a mistake"}}, "a mistake", "earlier one holds"),
        ({"last_look": CURRENT | {"outcome": "refused"}}, "nothing newer", "tell the maintainer"),
        ({"last_look": CURRENT | {"outcome": "unreachable"}}, "nothing newer", "the network"),
    ],
)
def test_what_else_needs_a_look(root: Path, note: dict[str, Any], words: str, mend: str) -> None:
    """Base, configuration from afar, trust and network are warnings with what to do."""
    finding = found(root, **{"history": [], "last_look": CURRENT, **note})
    assert finding.state is State.WARN
    assert words in finding.what
    assert mend in str(finding.mend)


@pytest.mark.parametrize("trial", [{"version": "9.4.0", "phase": "switched"}, "{half"])
def test_an_open_trial_comes_first(root: Path, trial: object) -> None:
    """Why no check begins is the most pressing, also where the note is damaged."""
    put(root, paths.TRIAL_FILE, trial)
    finding = found(root, last_look=CURRENT, history=[FAILED])
    assert finding.state is State.WARN
    assert "no check begins meanwhile" in finding.what.split(";")[1]
    assert "kiosk-settle" in str(finding.mend)


@pytest.mark.parametrize(
    "said", ["", "[]", "{half", '{"history": 3, "last_look": [], "base": 1, "settings": "x"}']
)
def test_damaged_notes_are_a_warning_and_no_crash(root: Path, said: str) -> None:
    """Whatever a power cut left of the notes, the line is there."""
    put(root, paths.UPDATES_FILE, said)
    finding = found(root)
    assert finding.state is State.WARN
    assert "cannot be read" in finding.what
