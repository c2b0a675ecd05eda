"""`kiosk backup` and `kiosk restore`, as somebody at the box's shell types them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kiosk.commands.backup import backup, restore
from kiosk.results import ResultStore, Software


@pytest.fixture
def config(tmp_path: Path, path: Path) -> Path:
    """A configuration whose store is `path`."""
    file = tmp_path / "kiosk.toml"
    file.write_text(f'[store]\npath = "{path}"\n', encoding="utf-8")
    return file


def run(command: Any, config: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(command, list(words), obj=config, input=typed)


def test_everything_goes_out_and_comes_back(
    config: Path, path: Path, at: Any, software: Software, tmp_path: Path
) -> None:
    """A backup, also while a kiosk runs; another file is never overwritten; back again when it is
    meant and the kiosk has stopped, with what was there kept."""
    target = tmp_path / "b.zip"
    with ResultStore.open(path, "kiosk", at(0)) as store:
        check_id = store.start_check(at(0), software)
        store.abandon(check_id, "stepped off", None, at(1))
        made = run(backup, config, str(target))
        assert (made.exit_code, made.stdout[: len(str(target))]) == (0, str(target))
        assert "1 check," in made.stdout
        again = run(backup, config, str(target))
        assert again.exit_code == 3
        assert "is there already" in again.stderr
        busy = run(restore, config, str(target), "--yes")
        assert busy.exit_code == 7
        assert "Another kiosk" in busy.stderr
        store.delete_check(check_id)
    no = run(restore, config, str(target), typed="n\n")
    assert "Nothing was changed." in no.stdout
    yes = run(restore, config, str(target), typed="y\n")
    assert yes.exit_code == 0
    assert "The backup is back: 1 check." in yes.stdout
    assert "is kept as" in yes.stdout
    with ResultStore.open(path, "kiosk", at(2)) as store:
        assert store.check(check_id) is not None
        assert store.audit.newest(1)[0].action == "store.restored"


def test_what_is_no_backup_gets_a_sentence(
    config: Path, path: Path, at: Any, tmp_path: Path
) -> None:
    """Any other file is refused and the store stays; no store, no backup."""
    other = tmp_path / "other.zip"
    other.write_bytes(b"no zip at all")
    none = run(backup, config, str(tmp_path / "b.zip"))
    assert none.exit_code == 7
    assert "There is no results database" in none.stderr
    ResultStore.open(path, "kiosk", at(0)).close()
    before = path.read_bytes()
    refused = run(restore, config, str(other), "--yes")
    assert refused.exit_code == 3
    assert "no whole backup of a kiosk" in refused.stderr
    assert path.read_bytes() == before
