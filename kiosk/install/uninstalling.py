"""Takes the kiosk off a box; results, configuration and their owner stay unless told otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kiosk.install import files, links, swap
from kiosk.install.failure import InstallError
from kiosk.install.layout import BROWSER_UNITS, USERS, Layout
from kiosk.install.running import Runner
from kiosk.install.step import AGAIN, Step


def uninstall_plan(
    layout: Layout, source: Path, run: Runner, *, systemd: bool, delete_results: bool
) -> list[Step]:
    """Every step that takes something away, in order; `source` is the clone."""
    live = systemd and layout.root == Path("/")
    there = _linked(layout, source)
    return [
        *_services(layout, run, there, live),
        *swap.on_again(layout, run),
        *_files(layout, run, there, live),
        *(_results(layout, run) if delete_results else ()),
    ]


def _linked(layout: Layout, source: Path) -> list[Path]:
    """Links into the base, and what lies in their places on a box that was never converted."""
    places = links.wanted(layout, source / "systemd", browser=True)
    return sorted({*links.of_kiosk(layout), *(path for path in places if _is_there(path))})


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _services(layout: Layout, run: Runner, there: list[Path], live: bool) -> Iterator[Step]:
    units = [path.name for path in there if path.parent == layout.units]
    if units and live:
        line = ["systemctl", "stop", *units]
        yield Step(f"stop {', '.join(units)}", lambda: run(line, mend=AGAIN))
    if live and BROWSER_UNITS[0] in units:
        login = ["systemctl", "--no-block", "start", "getty@tty1.service"]
        yield Step("give the screen back to the login", lambda: run(login, mend=AGAIN))


def _files(layout: Layout, run: Runner, there: list[Path], live: bool) -> Iterator[Step]:
    others = [*layout.lan_drop_ins(), layout.command, layout.home]
    others += [*layout.running, layout.lock, layout.system_state]
    gone = [*there, *(path for path in others if _is_there(path))]

    def take_away() -> None:
        files.remove(*gone)
        for folder in {path.parent for path in gone if path.parent.suffix == ".d"}:
            if folder.is_relative_to(layout.units) and not any(folder.iterdir()):
                folder.rmdir()
        if live:
            run(["systemctl", "daemon-reload"], mend=AGAIN)
            run(["systemctl", "reset-failed", "kiosk*"], mend=AGAIN)

    if gone:
        yield Step(f"remove {', '.join(map(str, gone))}", take_away)


def _results(layout: Layout, run: Runner) -> Iterator[Step]:
    folders = [path for path in (layout.config_folder, layout.results) if path.exists()]
    if folders:
        says = f"delete {' and '.join(map(str, folders))}: every result and setting"
        yield Step(says, lambda: files.remove(*folders))
    users = [name for name in USERS if _is_user(layout, name)]
    if users:
        yield Step(f"remove the users {' and '.join(users)}", lambda: _remove(layout, users, run))


def _remove(layout: Layout, users: list[str], run: Runner) -> None:
    where = [] if layout.root == Path("/") else ["--root", str(layout.root)]
    for name in users:
        run(["userdel", *where, name], mend=AGAIN)


def _is_user(layout: Layout, name: str) -> bool:
    try:
        text = (layout.root / "etc/passwd").read_text("utf-8")
    except OSError as error:
        raise InstallError(
            f"The list of users cannot be read ({error.strerror}): {AGAIN}."
        ) from error
    return any(line.startswith(f"{name}:") for line in text.splitlines())
