"""Takes the kiosk off a box; results, configuration and their owner stay unless told otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kiosk.install import files, swap
from kiosk.install.failure import InstallError
from kiosk.install.layout import BROWSER_UNITS, DROP_INS, UNITS, USERS, Layout
from kiosk.install.running import Runner
from kiosk.install.step import AGAIN, Step


def uninstall_plan(
    layout: Layout, run: Runner, *, systemd: bool, delete_results: bool
) -> list[Step]:
    """Every step that takes something away, in order."""
    live = systemd and layout.root == Path("/")
    return [
        *_services(layout, run, live),
        *swap.on_again(layout, run),
        *_files(layout, run, live),
        *(_results(layout, run) if delete_results else ()),
    ]


def _services(layout: Layout, run: Runner, live: bool) -> Iterator[Step]:
    there = [name for name in (*BROWSER_UNITS, *UNITS) if (layout.units / name).exists()]
    if there and live:
        line = ["systemctl", "disable", "--now", *there]
        yield Step(f"stop {', '.join(there)}", lambda: run(line, mend=AGAIN))
    if live and BROWSER_UNITS[0] in there:
        login = ["systemctl", "--no-block", "start", "getty@tty1.service"]
        yield Step("give the screen back to the login", lambda: run(login, mend=AGAIN))


def _files(layout: Layout, run: Runner, live: bool) -> Iterator[Step]:
    names = (*UNITS, *BROWSER_UNITS)
    links = [path for path in layout.units.glob("*.wants/*") if path.name in names]
    others = [layout.root / there for there in (*DROP_INS.values(), swap.DROP_IN)]
    others.append(layout.command)
    folders = [layout.home, *layout.running, layout.system_state]
    units = [layout.units / name for name in names]
    every = [*links, *layout.lan_drop_ins(), *units, *others, *folders]
    gone = [path for path in every if path.exists() or path.is_symlink()]

    def take_away() -> None:
        for path in gone:
            files.remove(path)
        for folder in {path.parent for path in layout.lan_drop_ins()}:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        if live:
            run(["systemctl", "daemon-reload"], mend=AGAIN)

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
