"""Settings made by an admin, with who and when."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.config import ADMIN, KEYS, Layer, flatten, resolve
from kiosk.results import ResultStore


def test_a_setting_is_kept_with_who_and_when(store: ResultStore, path: Path, at: Any) -> None:
    """A changed value is there after closing and opening again."""
    store.change_settings({"camera.fps": 20, "web.host_names": ["a"]}, "ann", at(5))
    store.close()
    with ResultStore.open(path, "kiosk", at(9)) as again:
        kept = again.settings()
    assert {key: setting.value for key, setting in kept.items()} == {
        "camera.fps": 20,
        "web.host_names": ["a"],
    }
    setting = kept["camera.fps"]
    assert (setting.set_by, setting.set_utc, setting.clock_sure) == ("ann", at(5).utc, True)
    assert setting.note == "by ann, 2026-01-02 12:00 UTC"
    assert replace(setting, clock_sure=False).note == "by ann, 2026-01-02 12:00 UTC, clock unsure"


def test_every_real_change_is_in_the_log(store: ResultStore, at: Any) -> None:
    """The log holds old and new value of each change, newest first, and no change that is none."""
    store.change_settings({"camera.fps": 20}, "ann", at(1))
    store.change_settings({"camera.fps": 20, "check.reps": None}, "bob", at(2))
    store.change_settings({"camera.fps": 25}, "bob", at(3))
    store.change_settings({"camera.fps": None}, "cat", at(4))
    log = [
        (entry.old, entry.new, entry.by_whom, entry.at_utc) for entry in store.setting_changes(9)
    ]
    assert log == [
        (25, None, "cat", at(4).utc),
        (20, 25, "bob", at(3).utc),
        (None, 20, "ann", at(1).utc),
    ]
    assert store.settings() == {}
    assert len(store.setting_changes(2)) == 2


def test_a_failing_change_changes_nothing(store: ResultStore, at: Any) -> None:
    """A form is saved whole or not at all."""
    with pytest.raises(ValueError, match="JSON"):
        store.change_settings({"camera.fps": 20, "check.reps": float("inf")}, "ann", at(1))
    assert store.settings() == {}
    assert store.setting_changes(9) == ()


def _as_stored(value: object) -> object:
    """A value as JSON holds it."""
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, bool | int) else str(value)


def test_settings_can_be_the_top_layer_of_the_configuration(store: ResultStore, at: Any) -> None:
    """Every value that an admin may set survives the way into the store and back."""
    settable = {name for name, key in KEYS.items() if key.declared.by_admin}
    values = {
        name: _as_stored(value)
        for name, value in flatten(resolve([]).config).items()
        if name in settable - {"web.host_names"}
    }
    store.change_settings({**values, "web.host_names": ["a.example"]}, "ann", at(1))
    kept = {key: setting.value for key, setting in store.settings().items()}
    resolved = resolve([Layer(ADMIN, kept, by_admin=True)])
    assert resolved.ignored == ()
    assert resolved.config.web.host_names == ("a.example",)
    assert {str(resolved.origins[key]) for key in settable} == {"admin setting"}
