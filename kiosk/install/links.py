"""The links under /etc that lead into the base: units, what starts them, drop-ins.

They go through `/opt/kiosk/base`, which is one link: a new base replaces every unit, drop-in and
script at once. They are made once and say nothing of a version. Relative, so that they hold below
any root. What there must be is read off the base's own folder, so that an older updater links what
a newer base brings.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kiosk.install import files
from kiosk.install.layout import BROWSER_UNITS, Layout

UNIT_KINDS = (".service", ".timer", ".path", ".socket", ".target")
FOLDERS = {
    "sysusers.d": "etc/sysusers.d",
    "tmpfiles.d": "etc/tmpfiles.d",
    "sysctl.d": "etc/sysctl.d",
    "journald.conf.d": "etc/systemd/journald.conf.d",
    "coredump.conf.d": "etc/systemd/coredump.conf.d",
    "udev": "etc/udev/rules.d",
    "needrestart": "etc/needrestart/conf.d",
    "rpi": "etc/rpi/swap.conf.d",
}
"""Below systemd/: the folder below the root that its files are linked from."""
ONLY_WITH = {"rpi": "etc/rpi/swap.conf"}
"""What the system must have for these to mean anything."""
OURS = "opt/kiosk/base/"
NOWHERE = Path("/dev/null")
"""Where the administrator's own `systemctl mask` leads."""

Links = Mapping[Path, Path]
"""Link: where it leads, as it is written into it."""


def wanted(layout: Layout, systemd: Path, *, browser: bool) -> dict[Path, Path]:
    """Every link that a base with this folder `systemd` has."""
    without = () if browser else BROWSER_UNITS
    through = {
        link: _relative(layout.base / "systemd" / below, link)
        for link, below in _through_base(layout, systemd)
        if link.name not in without
    }
    return through | {
        layout.units / f"{target}.wants" / unit.name: Path("..") / unit.name
        for unit in through
        if unit.parent == layout.units
        for target in _wanted_by(systemd / unit.name)
    }


def _through_base(layout: Layout, systemd: Path) -> Iterator[tuple[Path, Path]]:
    """Link, and the file below systemd/ that it leads to."""
    for path in sorted(systemd.iterdir()):
        if path.suffix in UNIT_KINDS and path.is_file():
            yield layout.units / path.name, Path(path.name)
    for folder in sorted(systemd.glob("*.service.d")):
        for path in sorted(folder.glob("*.conf")):
            yield layout.units / folder.name / path.name, path.relative_to(systemd)
    for here, there in FOLDERS.items():
        if (layout.root / ONLY_WITH.get(here, "")).exists():
            for path in sorted((systemd / here).glob("*.*")):
                yield layout.root / there / path.name, path.relative_to(systemd)


def _relative(target: Path, link: Path) -> Path:
    return Path(os.path.relpath(target, link.parent))


def _wanted_by(unit: Path) -> list[str]:
    lines = unit.read_text("utf-8").splitlines()
    values = [line.removeprefix("WantedBy=") for line in lines if line.startswith("WantedBy=")]
    return " ".join(values).split()


def absent(links: Links) -> dict[Path, Path]:
    """Those in whose place lies nothing at all."""
    return {link: target for link, target in links.items() if not os.path.lexists(link)}


def different(links: Links) -> dict[Path, Path]:
    """Those that are not there as they should be; one that the administrator masked is."""
    return {link: target for link, target in links.items() if _read(link) not in (target, NOWHERE)}


def make(links: Links) -> None:
    """Make each link, whatever lies in its place."""
    for link, target in links.items():
        files.point(link, target)


def of_kiosk(layout: Layout) -> list[Path]:
    """Every link of this root that leads into a base, and those that start such a unit."""
    folders = [layout.root / there for there in FOLDERS.values()]
    folders += [layout.units, *layout.units.glob("*.service.d")]
    through = [path for folder in folders for path in folder.glob("*") if _is_ours(path)]
    wants = layout.units.glob("*.wants/kiosk*")
    starting = [path for path in wants if path.is_symlink() and not _is_own(layout, path)]
    return sorted({*through, *starting})


def _is_ours(path: Path) -> bool:
    target = _read(path)
    return target is not None and OURS in target.as_posix()


def _is_own(layout: Layout, starting: Path) -> bool:
    """Whether it starts a unit that the administrator wrote, or that another package brings."""
    unit = layout.units / starting.name
    elsewhere = _read(starting) not in (Path("..") / starting.name, unit)
    return elsewhere or (unit.is_file() and not unit.is_symlink())


def surplus(layout: Layout, links: Links) -> list[Path]:
    """Links of the kiosk that are none of `links`."""
    return [path for path in of_kiosk(layout) if path not in links]


def units_of(layout: Layout, links: Iterable[Path]) -> list[str]:
    """The units that start because of one of `links`."""
    return sorted(
        {
            path.name
            for path in links
            if path.parent.parent == layout.units and path.parent.suffix == ".wants"
        }
    )


def _read(path: Path) -> Path | None:
    try:
        return path.readlink()
    except OSError:
        return None
