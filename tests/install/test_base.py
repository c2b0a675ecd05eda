"""The base: what it is made of, how it is replaced, and that a box follows it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.install import base, files, links, slot, updater
from kiosk.install.failure import InstallError
from kiosk.install.layout import Layout
from kiosk.install.running import run as really
from tests.install.conftest import (
    ROOT,
    SYSTEMD,
    UPDATER,
    MakeBox,
    Written,
    add_package,
    make_venv,
)
from tests.install.test_plan import carry_out

SITE = "lib/python3.13/site-packages"


@dataclass
class Follower:
    """A layout with a slot in use, and new slots as an update makes them."""

    layout: Layout
    run: Written

    def slot(self, name: str, **units: str) -> str:
        """A whole slot with a release of its own; `units` are texts by unit, dots as `_`."""
        folder = self.layout.slots / name
        make_venv([str(folder)])
        systemd = slot.release(folder) / "systemd"
        systemd.mkdir(parents=True)
        (systemd / updater.LIST).write_bytes((SYSTEMD / updater.LIST).read_bytes())
        for unit, text in units.items():
            (systemd / f"kiosk{unit}".replace("_", ".")).write_text(text)
        slot.mark(folder)
        return name

    def take(self, name: str, *, live: bool = False) -> None:
        """Make, use, follow."""
        base.make(self.layout, name, self.run)
        base.switch(self.layout, name)
        base.take_in(self.layout, name, self.run, live=live)


@pytest.fixture
def follower(layout: Layout, run: Written) -> Follower:
    return Follower(layout, run)


def test_the_updater_has_its_packages_and_rooms(follower: Follower) -> None:
    """What updater.json names is copied out of the slot, and nothing else of it."""
    follower.take(follower.slot("1.0.0-aaaaaaaa"))
    site = follower.layout.bases / "1.0.0-aaaaaaaa/updater" / SITE
    for name in UPDATER["packages"]:
        assert (site / f"{name}.py").is_file()
        assert (site / f"{name}-1.0.dist-info/RECORD").is_file()
    assert {path.name for path in (site / "kiosk").iterdir()} == set(UPDATER["rooms"])
    assert not list(site.rglob("*.pyc"))


def test_a_changed_package_is_no_base(follower: Follower) -> None:
    """A file that is not what was installed stops it, and there is no base of that name."""
    name = follower.slot("1.0.0-aaaaaaaa")
    (follower.layout.slots / name / SITE / "tuf.py").write_text("x = 2\n")
    with pytest.raises(InstallError, match=r"tuf\.py is not what was installed"):
        base.make(follower.layout, name, follower.run)
    assert not base.is_made(follower.layout, name)


def test_a_record_leads_nowhere_else(tmp_path: Path) -> None:
    """Files that a record puts outside the packages' folder are passed over."""
    add_package(tmp_path, "tuf")
    assert [path.as_posix() for path, _ in updater.recorded(tmp_path, "Tuf")] == [
        "tuf.py",
        "tuf-1.0.dist-info/RECORD",
    ]
    with pytest.raises(InstallError, match="no package nothing"):
        list(updater.recorded(tmp_path, "nothing"))


def test_another_python_is_said(follower: Follower) -> None:
    """A slot of the system's former Python cannot be made a base, and the sentence says why."""
    name = follower.slot("1.0.0-aaaaaaaa")
    lib = follower.layout.slots / name / "lib"
    (lib / "python3.13").rename(lib / "python3.11")
    with pytest.raises(InstallError, match=r"of python3\.11, the system has python3\.13"):
        base.make(follower.layout, name, follower.run)


@pytest.mark.parametrize("lacks", ["complete", "release/systemd/updater.json", f"{SITE}/kiosk"])
def test_half_a_slot_is_no_base(follower: Follower, lacks: str) -> None:
    """Without its mark, its list or the kiosk itself, nothing is made of a slot."""
    name = follower.slot("1.0.0-aaaaaaaa")
    files.remove(follower.layout.slots / name / lacks)
    with pytest.raises(InstallError):
        base.make(follower.layout, name, follower.run)
    assert not base.is_made(follower.layout, name)


def test_half_a_base_is_made_anew(follower: Follower) -> None:
    """What a power cut left of a base is thrown away; a whole one is not made again."""
    name = follower.slot("1.0.0-aaaaaaaa")
    rest = follower.layout.bases / name / "systemd/rest"
    rest.mkdir(parents=True)
    base.make(follower.layout, name, follower.run)
    assert not rest.exists()
    lines = len(follower.run.lines)
    base.make(follower.layout, name, follower.run)
    assert len(follower.run.lines) == lines


def test_a_new_base_brings_and_takes_units(follower: Follower) -> None:
    """New units are linked and started, gone ones unlinked, all others change with one link."""
    layout, wanted_by = follower.layout, "[Install]\nWantedBy=multi-user.target\n"
    first = follower.slot("1.0.0-aaaaaaaa", _service="one", old_path=wanted_by)
    follower.take(first)
    second = follower.slot("1.1.0-bbbbbbbb", _service="two", new_timer=wanted_by)
    follower.run.lines.clear()
    follower.take(second, live=True)
    assert (layout.units / "kiosk.service").read_text() == "two"
    assert (layout.units / "kioskold.path").is_symlink() is False
    wants = layout.units / "multi-user.target.wants"
    assert [path.name for path in wants.iterdir()] == ["kiosknew.timer"]
    assert follower.run.ran("systemctl") == [
        "systemctl daemon-reload",
        "systemctl start kiosk-base.service",
        "systemctl --no-block start kiosknew.timer",
    ]
    assert base.is_taken_in(layout, second)
    base.switch(layout, first)
    base.take_in(layout, first, follower.run, live=False)
    assert (layout.units / "kiosk.service").read_text() == "one"
    assert (wants / "kioskold.path").is_file()
    assert not (wants / "kiosknew.timer").is_symlink()


def test_the_administrators_own_files_stay(follower: Follower) -> None:
    """A base that follows an update takes no place in which something lies already."""
    layout = follower.layout
    layout.units.mkdir(parents=True)
    (layout.units / "kiosk.service").write_text("mine")
    (layout.units / "kiosk-update.timer").symlink_to("/dev/null")
    follower.take(follower.slot("1.0.0-aaaaaaaa", _service="x"))
    assert (layout.units / "kiosk.service").read_text() == "mine"
    assert (layout.units / "kiosk-update.timer").readlink() == Path("/dev/null")


def test_the_administrators_own_units_stay_enabled(follower: Follower) -> None:
    """Those that he wrote, and those of other packages, though their names begin as ours do."""
    units = follower.layout.units
    wants = units / "multi-user.target.wants"
    wants.mkdir(parents=True)
    (units / "kiosk-vpn.service").write_text("[Service]")
    (wants / "kiosk-vpn.service").symlink_to("../kiosk-vpn.service")
    (wants / "kiosk-other.service").symlink_to("/usr/lib/systemd/system/kiosk-other.service")
    (wants / "kiosk-gone.service").symlink_to("../kiosk-gone.service")
    follower.take(follower.slot("1.0.0-aaaaaaaa"))
    assert sorted(path.name for path in wants.iterdir()) == [
        "kiosk-other.service",
        "kiosk-vpn.service",
    ]


def test_a_box_without_browser_gets_none(follower: Follower) -> None:
    """What the installer left out comes with no update either; what it put there stays."""
    unit = follower.layout.units / "kiosk-browser.service"
    name = follower.slot("1.0.0-aaaaaaaa")
    systemd = slot.release(follower.layout.slots / name) / "systemd"
    (systemd / unit.name).touch()
    follower.take(name)
    assert not unit.is_symlink()
    files.point(unit, Path("../../../opt/kiosk/base/systemd") / unit.name)
    base.take_in(follower.layout, name, follower.run, live=False)
    assert unit.is_symlink()


def test_an_older_updater_links_what_it_does_not_know(follower: Follower) -> None:
    """Drop-ins of other units and kinds that this version does not have are linked as well."""
    name = follower.slot("9.0.0-aaaaaaaa", _socket="new kind")
    drop_in = slot.release(follower.layout.slots / name) / "systemd/some.service.d/kiosk.conf"
    files.write_all({drop_in: b"drop-in"})
    follower.take(name)
    assert (follower.layout.units / "kiosk.socket").read_text() == "new kind"
    assert (follower.layout.units / "some.service.d/kiosk.conf").read_text() == "drop-in"


def test_links_hold_below_any_root(make_box: MakeBox, layout: Layout, tmp_path: Path) -> None:
    """A card that is looked at in another machine leads to its own files."""
    carry_out(make_box())
    elsewhere = Layout(layout.root.rename(tmp_path / "card"))
    wanted = links.wanted(elsewhere, SYSTEMD, browser=True)
    assert links.different(wanted) == {}
    assert all(link.is_file() for link in wanted)


def test_a_link_is_replaced_and_never_missing(tmp_path: Path) -> None:
    """Whatever lay in its place, and what a power cut left aside."""
    link = tmp_path / "folder" / "link"
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/.link.new").symlink_to("left")
    for before in ("file", "link"):
        link.write_text("x") if before == "file" else None
        files.point(link, Path("there"))
        assert link.readlink() == Path("there")
    assert [path.name for path in link.parent.iterdir()] == ["link"]
    assert files.leads_to(link) == "there"
    assert files.leads_to(tmp_path) is None


@pytest.mark.parametrize("switch", [slot.switch, base.switch])
def test_a_switch_is_on_the_disk(
    layout: Layout, monkeypatch: pytest.MonkeyPatch, switch: Callable[[Layout, str], None]
) -> None:
    """The folder of the link is flushed after the rename, so that no power cut takes it back."""
    flushed: list[tuple[Path, str | None]] = []

    def flush(handle: int) -> None:
        folder = Path(f"/proc/self/fd/{handle}").readlink()
        flushed.append((folder, slot.in_use(layout) or base.in_use(layout)))

    monkeypatch.setattr("kiosk.install.files.os.fsync", flush)
    switch(layout, "1.0.0-aaaaaaaa")
    assert flushed == [(layout.home, "1.0.0-aaaaaaaa")]


def room_files() -> list[Path]:
    rooms = [ROOT / "kiosk" / room for room in UPDATER["rooms"]]
    return [path for room in rooms for path in (room.rglob("*.py") if room.is_dir() else [room])]


def imported(path: Path) -> set[str]:
    """Modules of the kiosk that a file imports, as paths below kiosk/."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update({node.module, *(f"{node.module}.{alias.name}" for alias in node.names)})
    return {name.split(".")[1] for name in found if name.startswith("kiosk.")}


def test_the_updater_needs_no_other_room() -> None:
    """Everything of the kiosk that its rooms import is one of its rooms."""
    rooms = {room.removesuffix(".py") for room in UPDATER["rooms"]}
    names = {path.stem for path in (ROOT / "kiosk").glob("*.py")}
    names |= {path.name for path in (ROOT / "kiosk").iterdir() if path.is_dir()}
    for path in room_files():
        assert (imported(path) & names) - rooms == set(), path


def test_a_real_updater_runs(tmp_path: Path) -> None:
    """Made with the system's own Python out of real packages, it starts on its own."""
    packages = ROOT / ".venv" / "lib"
    sites = list(packages.glob("python3.*/site-packages"))
    python = really(["/usr/bin/python3", "-c", "import sys; print(sys.version_info[1])"], mend="x")
    if not sites or sites[0].parent.name != f"python3.{python}" or not (sites[0] / "tuf").is_dir():
        pytest.skip("the packages here are not of the system's Python")
    layout = Layout(tmp_path)
    folder = layout.slots / "1.0.0-aaaaaaaa"
    site = folder / "lib" / sites[0].parent.name / "site-packages"
    site.mkdir(parents=True)
    for path in sites[0].iterdir():
        (site / path.name).symlink_to(path)
    files.remove(site / "kiosk")
    (site / "kiosk").symlink_to(ROOT / "kiosk")
    (slot.release(folder)).mkdir()
    (slot.release(folder) / "systemd").symlink_to(SYSTEMD)
    (folder / slot.COMPLETE).touch()
    base.make(layout, folder.name, really)
    made = layout.bases / folder.name
    said = subprocess.run(
        [made / "updater/bin/python", "-I", "-B", "-m", "kiosk.update", "--help"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    assert "settle" in said
    assert {path.name for path in (made / "systemd").iterdir()} >= {"kiosk.service", updater.LIST}
