"""Whose signatures a box trusts, and where its updates come from, as the installation has it."""

from __future__ import annotations

import fcntl
import json
import tomllib
from pathlib import Path

import pytest

from kiosk.install import __main__ as command
from kiosk.install import remote
from kiosk.install.checks import Wish, stopped
from kiosk.install.failure import InstallError
from kiosk.install.layout import Layout
from kiosk.install.plan import plan
from tests.install.conftest import MakeBox
from tests.install.test_plan import carry_out

URL = "https://updates.example.org/kiosk"


def root_file(folder: Path, **changed: object) -> Path:
    """A root of trust by its form."""
    roles = {name: {"keyids": ["a"]} for name in ("root", "targets", "snapshot", "timestamp")}
    signed = {"_type": "root", "version": 1, "keys": {"a": {}}, "roles": roles} | changed
    path = folder / "1.root.json"
    path.write_text(json.dumps({"signed": signed, "signatures": [{"keyid": "a", "sig": "b"}]}))
    return path


def test_a_root_is_kept_and_readable(make_box: MakeBox, layout: Layout, tmp_path: Path) -> None:
    """The file that was given lies where the updater looks, and a second time changes nothing."""
    wish = Wish(start=False, update_root=root_file(tmp_path), update_url=URL)
    carry_out(make_box(wish))
    assert layout.update_root.read_bytes() == root_file(tmp_path).read_bytes()
    assert layout.update_root.stat().st_mode & 0o777 == 0o644
    assert plan(make_box(wish)) == []
    assert plan(make_box()) == []


def test_another_root_forgets_what_was_learnt(
    make_box: MakeBox, layout: Layout, tmp_path: Path
) -> None:
    """New signers begin anew; the same root again keeps what was learnt from it."""
    learnt = layout.trusted / "root.json"
    carry_out(make_box(Wish(start=False, update_root=root_file(tmp_path))))
    for version, stays in ((1, True), (2, False)):
        learnt.parent.mkdir(parents=True, exist_ok=True)
        learnt.touch()
        carry_out(make_box(Wish(start=False, update_root=root_file(tmp_path, version=version))))
        assert learnt.exists() is stays


def test_a_first_configuration_names_the_server(make_box: MakeBox, layout: Layout) -> None:
    """The address stands in the kiosk.toml that the installer writes, readable as TOML."""
    carry_out(make_box(Wish(start=False, update_url=URL), pins=False))
    assert tomllib.loads(layout.config.read_text())["update"] == {"url": URL}


def test_an_existing_configuration_is_left_alone(make_box: MakeBox, layout: Layout) -> None:
    """The line to add is said, and the file stays as it is."""
    layout.config_folder.mkdir(parents=True)
    layout.config.write_text("# mine\n")
    wish = Wish(start=False, update_url=URL, update_root=Path("x"))
    [said] = [each for each in remote.findings(layout, wish) if not each.stops]
    assert f'url = "{URL}"' in said.mend
    carry_out(make_box(Wish(start=False, update_url=URL)))
    assert layout.config.read_text() == "# mine\n"
    layout.config.write_text(f'[update]\nurl = "{URL}"\n')
    assert all(each.stops for each in remote.findings(layout, wish))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"signed": {"_type": "targets", "roles": {}}, "signatures": [1]}', "\xff"],
)
def test_what_is_no_root_stops(layout: Layout, tmp_path: Path, text: str) -> None:
    """Another file by mistake is said before anything is changed."""
    path = tmp_path / "other.json"
    path.write_bytes(text.encode("latin-1"))
    found = remote.findings(layout, Wish(update_root=path))
    assert stopped(found)
    assert "root of trust" in found[0].what


def test_a_root_without_signatures_or_keys_is_none(tmp_path: Path) -> None:
    """The form alone is judged, all of it."""
    assert remote.why_no_root(root_file(tmp_path)) is None
    assert remote.why_no_root(root_file(tmp_path, keys={})) is not None
    assert remote.why_no_root(root_file(tmp_path, roles={"root": {}})) is not None
    assert "cannot be read" in str(remote.why_no_root(tmp_path / "none"))


@pytest.mark.parametrize(
    "url", ["ftp://x", "updates.example.org", 'https://x"\n[web]', "https:", ""]
)
def test_what_is_no_address_stops(layout: Layout, url: str) -> None:
    """Nothing that would not be an address, or would be more than one line of TOML."""
    assert stopped(remote.findings(layout, Wish(update_url=url)))


def test_an_address_without_trust_warns(layout: Layout) -> None:
    """A server alone is believed nothing; with the root that is there already all is well."""
    [said] = remote.findings(layout, Wish(update_url=URL))
    assert "--update-root" in said.mend
    layout.config_folder.mkdir(parents=True)
    layout.update_root.touch()
    assert remote.findings(layout, Wish(update_url=URL)) == []


def test_an_updater_at_work_is_waited_for(tmp_path: Path) -> None:
    """While the updater holds its lock the installer changes nothing and says so."""
    layout = Layout(tmp_path)
    with remote.alone(layout), pytest.raises(InstallError, match="under way"), remote.alone(layout):
        raise AssertionError("two at once")
    assert layout.lock.stat().st_mode & 0o777 == 0o600
    with layout.lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_the_options_reach_the_wish() -> None:
    """`--update-root FILE --update-url URL`, as the documents say."""
    given = command.options().parse_args(["--update-root", "1.root.json", "--update-url", URL])
    assert (given.update_root, given.update_url) == (Path("1.root.json"), URL)
