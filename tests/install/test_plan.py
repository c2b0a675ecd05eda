"""What an installation changes: on a fresh box, a second time, half-done, and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.install import slot
from kiosk.install.checks import Wish
from kiosk.install.failure import InstallError
from kiosk.install.layout import DROP_INS, SCRIPTS, UNITS, Layout
from kiosk.install.plan import Box, plan
from kiosk.install.uninstalling import uninstall_plan
from tests.install.conftest import MakeBox, Written


def carry_out(box: Box) -> list[str]:
    """Do all steps of the plan; what they said."""
    steps = plan(box)
    for step in steps:
        step.do()
    return [step.says for step in steps]


def everything_below(folder: Path) -> dict[Path, bytes | None]:
    return {
        path: path.read_bytes() if path.is_file() and not path.is_symlink() else None
        for path in folder.rglob("*")
    }


def test_a_fresh_box_gets_everything(make_box: MakeBox, layout: Layout, run: Written) -> None:
    """Users, folders, configuration, slot, link, units: all there after one go."""
    box = make_box()
    carry_out(box)
    for name in (*UNITS, "kiosk-browser.service"):
        assert (layout.units / name).is_file()
    assert all((layout.root / there).is_file() for there in DROP_INS.values())
    assert all((layout.home / name).is_file() for name in SCRIPTS)
    assert layout.current.readlink() == Path("slots") / box.slot_name
    assert slot.is_complete(layout.slots / box.slot_name)
    assert "rotation_deg" in layout.config.read_text()
    assert "[gpio]" not in layout.config.read_text()
    assert layout.command.readlink() == slot.COMMAND
    [venv] = run.ran("-m venv")
    assert "--system-site-packages" in venv
    [enabled] = run.ran(" enable ")
    assert {"kiosk.service", "kiosk-browser.service", "kiosk-health.timer"} <= set(enabled.split())


def test_a_second_time_changes_nothing(make_box: MakeBox, layout: Layout, run: Written) -> None:
    """The plan of a box that has everything is empty, and no file is touched."""
    carry_out(make_box())
    before, lines = everything_below(layout.root), len(run.lines)
    assert carry_out(make_box()) == []
    assert everything_below(layout.root) == before
    assert len(run.lines) == lines


def test_a_dry_look_changes_nothing(make_box: MakeBox, layout: Layout, run: Written) -> None:
    """Making the plan writes no file and runs no command."""
    before = everything_below(layout.root)
    assert len(plan(make_box())) > 5
    assert everything_below(layout.root) == before
    assert run.lines == []


@pytest.mark.parametrize("done", range(1, 9))
def test_a_half_done_installation_is_finished(make_box: MakeBox, layout: Layout, done: int) -> None:
    """Stopped after any step, the next run does the rest and ends where one run would have."""
    for step in plan(make_box())[:done]:
        step.do()
    carry_out(make_box())
    assert plan(make_box()) == []
    assert slot.is_complete(layout.current.resolve())


def test_a_half_made_slot_is_made_anew(make_box: MakeBox, layout: Layout) -> None:
    """A slot without its mark, as a power cut leaves it, is thrown away and made again."""
    box = make_box()
    rest = layout.slots / box.slot_name / "lib" / "half-a-package"
    rest.mkdir(parents=True)
    carry_out(box)
    assert not rest.exists()
    assert slot.is_complete(layout.slots / box.slot_name)


def test_what_fails_leaves_the_old_slot_in_use(
    make_box: MakeBox, layout: Layout, clone: Path, run: Written
) -> None:
    """When the new environment cannot be made, `current` still points to the one that works."""
    carry_out(make_box())
    before = slot.in_use(layout)
    (clone / "kiosk" / "__init__.py").write_text('__version__ = "1.2.4"\n')

    def refuse(_: object) -> str:
        raise InstallError("`python -m pip` failed (no space): see the network.")

    run.effects["--require-hashes"] = refuse
    with pytest.raises(InstallError):
        carry_out(make_box())
    assert slot.in_use(layout) == before
    del run.effects["--require-hashes"]
    carry_out(make_box())
    assert slot.in_use(layout) == make_box().slot_name != before


def test_a_clash_with_the_camera_library_is_said(
    make_box: MakeBox, layout: Layout, run: Written
) -> None:
    """A picamera2 that cannot be imported beside the slot's packages warns, and does not stop."""

    def clash(_: object) -> str:
        raise InstallError("`python` failed (numpy.dtype size changed): see.")

    run.effects["import picamera2"] = clash
    box = make_box()
    told: list[str] = []
    carry_out(replace(box, tell=told.append))
    assert any("numpy.dtype size changed" in line for line in told)
    assert slot.is_complete(layout.current.resolve())
    assert plan(make_box()) == []


def test_settings_are_never_overwritten(make_box: MakeBox, layout: Layout) -> None:
    """A configuration that is there stays as it is."""
    layout.config_folder.mkdir(parents=True)
    layout.config.write_text("# mine\n")
    carry_out(make_box())
    assert layout.config.read_text() == "# mine\n"


def test_a_box_without_pins_is_told_so(make_box: MakeBox, layout: Layout) -> None:
    """A board that has no pins gets a first configuration that does not ask for them."""
    carry_out(make_box(pins=False))
    assert "enabled = false" in layout.config.read_text()


def test_only_missing_packages_are_installed(make_box: MakeBox, run: Written) -> None:
    """apt is asked for what is missing and for nothing else, and not at all with --no-packages."""
    carry_out(make_box(Wish(start=False, packages=False), missing_packages=("cage",)))
    assert run.ran("apt-get") == []
    carry_out(make_box(missing_packages=("cage", "seatd")))
    [install] = run.ran("apt-get install")
    assert install.endswith("--no-install-recommends cage seatd")


def test_wheels_beside_the_clone_are_enough(make_box: MakeBox, run: Written) -> None:
    """With a folder of wheels pip asks no index."""
    carry_out(make_box(wheels=Path("W"), network=False))
    [line] = run.ran("--require-hashes")
    assert "--no-index --find-links W" in line


def test_without_browser_and_back(make_box: MakeBox, layout: Layout) -> None:
    """The browser's unit comes and goes with the wish."""
    unit = layout.units / "kiosk-browser.service"
    carry_out(make_box(Wish(start=False, browser=False)))
    assert not unit.exists()
    carry_out(make_box())
    assert unit.exists()
    carry_out(make_box(Wish(start=False, browser=False)))
    assert not unit.exists()


def test_open_to_the_local_network_and_back(make_box: MakeBox, layout: Layout) -> None:
    """The drop-in stays through installations that say nothing of it, and goes when told."""
    carry_out(make_box(Wish(start=False, lan=True)))
    assert all(path.is_file() for path in layout.lan_drop_ins())
    assert plan(make_box()) == []
    carry_out(make_box(Wish(start=False, lan=False)))
    assert not any(path.exists() for path in layout.lan_drop_ins())


def test_swap_on_the_card_goes_off(make_box: MakeBox, layout: Layout, run: Written) -> None:
    """Bookworm's swap file is switched off, Trixie's is configured, and uninstalling undoes it."""
    wants = layout.units / "multi-user.target.wants"
    wants.mkdir(parents=True)
    (wants / "dphys-swapfile.service").symlink_to("x")
    (layout.root / "etc/rpi").mkdir()
    (layout.root / "etc/rpi/swap.conf").touch()

    def disable(_: object) -> str:
        (wants / "dphys-swapfile.service").unlink()
        return ""

    run.effects[" disable "] = disable
    carry_out(make_box())
    assert run.ran("disable dphys-swapfile")
    told = (layout.root / "etc/rpi/swap.conf.d/80-kiosk.conf").read_text()
    assert "Mechanism=zram\n" in told
    assert plan(make_box()) == []
    for step in uninstall_plan(layout, run, systemd=False, delete_results=False):
        step.do()
    assert run.ran("enable dphys-swapfile")


def test_old_slots_go_but_the_last(make_box: MakeBox, layout: Layout, clone: Path) -> None:
    """After many versions the card holds the one in use and the one before it."""
    names = []
    for number in range(4):
        (clone / "kiosk" / "__init__.py").write_text(f'__version__ = "1.0.{number}"\n')
        names.append(make_box().slot_name)
        carry_out(make_box())
    assert {path.name for path in layout.slots.iterdir()} == set(names[-2:])


def test_uninstalling_leaves_results(make_box: MakeBox, layout: Layout, run: Written) -> None:
    """Everything goes but results and settings, and then there is nothing more to take away."""
    fresh = set(everything_below(layout.root))
    carry_out(make_box(Wish(start=False, lan=True)))
    (layout.results / "results.db").write_text("results")
    for step in uninstall_plan(layout, run, systemd=False, delete_results=False):
        step.do()
    left = {path for path in everything_below(layout.root) if path.is_file()} - fresh
    assert left == {layout.results / "results.db", layout.config}
    assert not layout.command.is_symlink()
    assert uninstall_plan(layout, run, systemd=False, delete_results=False) == []


def test_results_go_only_when_told(make_box: MakeBox, layout: Layout, run: Written) -> None:
    """With --delete-results results, settings and users go too."""
    carry_out(make_box())
    for step in uninstall_plan(layout, run, systemd=False, delete_results=True):
        step.do()
    assert not layout.results.exists()
    assert not layout.config_folder.exists()
    assert [line.split()[-1] for line in run.ran("userdel")] == ["kiosk", "kiosk-screen"]
