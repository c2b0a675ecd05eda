"""What an installation changes: on a fresh box, a second time, half-done, and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.install import base, files, links, slot
from kiosk.install.checks import Wish
from kiosk.install.failure import InstallError
from kiosk.install.layout import OLD_SCRIPTS, Layout
from kiosk.install.plan import Box, plan
from kiosk.install.uninstalling import uninstall_plan
from tests.install.conftest import ROOT, SYSTEMD, MakeBox, Written


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
    """Users, folders, configuration, slot, base, links: all there after one go."""
    box = make_box()
    carry_out(box)
    wanted = links.wanted(layout, SYSTEMD, browser=True)
    assert links.different(wanted) == {}
    assert all(link.is_file() for link in wanted), "every link leads to a file of the base"
    assert layout.current.readlink() == Path("slots") / box.slot_name
    assert layout.base.readlink() == Path("bases") / box.slot_name
    assert slot.is_complete(layout.slots / box.slot_name)
    assert base.is_made(layout, box.slot_name)
    assert "rotation_deg" in layout.config.read_text()
    assert "[gpio]" not in layout.config.read_text()
    assert layout.command.readlink() == slot.COMMAND
    slots_own, updaters = run.ran("-m venv")
    assert "--system-site-packages" in slots_own
    assert "--without-pip" in updaters
    assert "--system-site-packages" not in updaters


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


@pytest.mark.parametrize("done", range(1, 11))
def test_a_half_done_installation_is_finished(make_box: MakeBox, layout: Layout, done: int) -> None:
    """Stopped after any step, the next run does the rest and ends where one run would have."""
    steps = plan(make_box())
    assert len(steps) == 10
    for step in steps[:done]:
        step.do()
    carry_out(make_box())
    assert plan(make_box()) == []
    assert slot.is_complete(layout.current.resolve())
    assert layout.base.resolve().name == layout.current.resolve().name


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
    """The browser's unit comes and goes with the wish, and with it what starts it."""
    unit = layout.units / "kiosk-browser.service"
    starts = layout.units / "multi-user.target.wants" / unit.name
    for browser in (False, True, False):
        carry_out(make_box(Wish(start=False, browser=browser)))
        assert unit.is_file() is browser
        assert starts.is_file() is browser


def test_a_box_of_before_is_converted(make_box: MakeBox, layout: Layout) -> None:
    """Regular units, drop-ins and scripts of an older installation become links; none is left."""
    wanted = links.wanted(layout, SYSTEMD, browser=True)
    for place in wanted:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("of before")
    scripts = [layout.home / name for name in OLD_SCRIPTS]
    files.write_all(dict.fromkeys(scripts, b"of before"))
    carry_out(make_box())
    assert links.different(wanted) == {}
    assert not any(path.exists() for path in scripts)
    assert plan(make_box()) == []


def test_what_the_administrator_masked_stays_masked(make_box: MakeBox, layout: Layout) -> None:
    """`systemctl mask` holds through installations."""
    layout.units.mkdir(parents=True)
    masked = layout.units / "kiosk-update.timer"
    masked.symlink_to("/dev/null")
    carry_out(make_box())
    assert masked.readlink() == Path("/dev/null")
    assert plan(make_box()) == []


def test_changed_units_are_a_new_base(make_box: MakeBox, layout: Layout, clone: Path) -> None:
    """Another unit makes another name; all units change with one link, and no link under /etc."""
    carry_out(make_box())
    unit = layout.units / "kiosk.service"
    before, text = unit.readlink(), unit.read_text()
    (clone / "systemd/kiosk.service").write_text(text + "# more\n")
    carry_out(make_box())
    assert unit.readlink() == before
    assert unit.read_text() == text + "# more\n"
    assert plan(make_box()) == []


def test_an_interrupted_update_is_over(make_box: MakeBox, layout: Layout) -> None:
    """What the clone brings holds: the kiosk waits no more for the end of an update."""
    layout.system_state.mkdir(parents=True)
    trial = layout.system_state / "trial.json"
    trial.write_text("{}")
    carry_out(make_box())
    assert not trial.exists()


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
    drop_in = layout.root / "etc/rpi/swap.conf.d/80-kiosk.conf"
    told = drop_in.read_text()
    assert "Mechanism=zram\n" in told
    assert plan(make_box()) == []
    take_off(layout, run)
    assert run.ran("enable dphys-swapfile")
    assert not drop_in.is_symlink()


def test_old_slots_go_but_the_last(make_box: MakeBox, layout: Layout, clone: Path) -> None:
    """After many versions the card holds slot and base in use and those before them."""
    names = []
    for number in range(4):
        (clone / "kiosk" / "__init__.py").write_text(f'__version__ = "1.0.{number}"\n')
        names.append(make_box().slot_name)
        carry_out(make_box())
    assert {path.name for path in layout.slots.iterdir()} == set(names[-2:])
    assert {path.name for path in layout.bases.iterdir()} == set(names[-2:])


def take_off(layout: Layout, run: Written, *, results: bool = False) -> int:
    steps = uninstall_plan(layout, ROOT, run, systemd=False, delete_results=results)
    for step in steps:
        step.do()
    return len(steps)


def test_uninstalling_leaves_results(make_box: MakeBox, layout: Layout, run: Written) -> None:
    """Everything goes but results and settings, and then there is nothing more to take away."""
    fresh = set(everything_below(layout.root))
    carry_out(make_box(Wish(start=False, lan=True)))
    (layout.results / "results.db").write_text("results")
    take_off(layout, run)
    kinds = {path for path in everything_below(layout.root) if path.is_file() or path.is_symlink()}
    assert kinds - fresh == {layout.results / "results.db", layout.config}
    assert take_off(layout, run) == 0


def test_a_box_of_before_is_uninstalled(layout: Layout, run: Written) -> None:
    """Regular files of an older installation go too."""
    unit = layout.units / "kiosk.service"
    starts = layout.units / "multi-user.target.wants" / unit.name
    files.write_all({unit: b"", layout.home / "browser.py": b""})
    files.point(starts, unit)
    take_off(layout, run)
    assert not any(path.exists() for path in (unit, starts, layout.home))


def test_results_go_only_when_told(make_box: MakeBox, layout: Layout, run: Written) -> None:
    """With --delete-results results, settings and users go too."""
    carry_out(make_box())
    take_off(layout, run, results=True)
    assert not layout.results.exists()
    assert not layout.config_folder.exists()
    gone = [line.split()[-1] for line in run.ran("userdel")]
    assert gone == ["kiosk", "kiosk-screen", "kiosk-update"]
