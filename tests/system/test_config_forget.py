"""`kiosk config forget`: the way back from a setting made on a page, without the pages.

And what commands on the box leave in the audit log.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main
from kiosk.moment import Clock
from kiosk.results import ResultStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with three settings, two of which keep the kiosk from starting."""
    path = tmp_path / "results.db"
    now = Clock().now()
    with ResultStore.open(path, "kiosk", now) as store:
        changes = {"web.host": "not-here", "gpio.buzzer_pin": 17, "camera.fps": 20}
        store.change_settings(changes, "admin", now)
    return path


def forget(path: Path, *arguments: str) -> Result:
    """Run the command on a store that a configuration file names."""
    file = path.with_name("kiosk.toml")
    file.write_text(f'[store]\npath = "{path}"\n', encoding="utf-8")
    return CliRunner().invoke(main, ["--config", str(file), "config", "forget", *arguments])


def left(path: Path) -> set[str]:
    with ResultStore.open(path, "kiosk", Clock().now()) as store:
        return set(store.settings())


def test_a_setting_is_forgotten_and_what_it_was_is_said(path: Path) -> None:
    """Only the named ones go, with an entry in the audit log each."""
    done = forget(path, "web.host", "gpio.buzzer_pin")
    assert done.exit_code == 0, done.output
    assert 'web.host = "not-here" is forgotten.' in done.output
    assert left(path) == {"camera.fps"}
    with ResultStore.open(path, "kiosk", Clock().now()) as store:
        entries = store.audit.newest(2)
    assert {entry.by_whom for entry in entries} == {"kiosk config, on the box"}
    assert {entry.detail["old"] for entry in entries} == {'"not-here"', "17"}


def test_all_of_them_are_forgotten(path: Path) -> None:
    """With --all nothing that was set on the pages is left."""
    assert forget(path, "--all").exit_code == 0
    assert left(path) == set()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [((), "name keys"), (("camera.fps", "web.port"), "web.port: not set on the pages")],
)
def test_what_is_not_set_is_refused(path: Path, arguments: tuple[str, ...], words: str) -> None:
    """One sentence, and nothing is forgotten."""
    done = forget(path, *arguments)
    assert (done.exit_code, done.output.count("\n")) == (4, 1)
    assert words in done.output
    assert len(left(path)) == 3


def test_no_store_is_made(tmp_path: Path) -> None:
    """Where there is none yet, there is nothing to forget."""
    done = forget(tmp_path / "none.db", "--all")
    assert done.exit_code == 7
    assert not (tmp_path / "none.db").exists()


def test_what_commands_change_is_in_the_audit_log(path: Path) -> None:
    """A new PIN and a token made and revoked on the box, each with the command that did it."""
    file = path.with_name("kiosk.toml")
    file.write_text(f'[store]\npath = "{path}"\n', encoding="utf-8")
    for arguments, typed in (
        (("pin", "set", "--role", "admin"), "161803\n161803\n"),
        (("token", "add", "prometheus"), ""),
        (("token", "revoke", "prometheus"), ""),
        (("token", "revoke", "prometheus"), ""),
    ):
        CliRunner().invoke(main, ["--config", str(file), *arguments], input=typed)
    with ResultStore.open(path, "kiosk", Clock().now()) as store:
        entries = [(entry.action, entry.by_whom) for entry in store.audit.newest(3)]
    assert entries == [
        ("token.revoked", "kiosk token, on the box"),
        ("token.made", "kiosk token, on the box"),
        ("pin.changed", "kiosk pin, on the box"),
    ]
