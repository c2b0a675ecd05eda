"""A box for tests of the engine: a real root folder, real slots, a stand-in for systemd.

`World` is the engine's `System`. Its kiosk runs in words only: starting it runs the real
fallback.py and the slot's own command, which keeps real results; asking it tells what that said.
Time passes only when the engine pauses. `power_on` is what a box does after its power was cut.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.install.layout import Layout
from kiosk.update import copying, engine, settle
from kiosk.update.outcome import Moment
from kiosk.update.places import Places
from kiosk.update.running import Run
from kiosk.update.system import Done, Ready
from tests.install.conftest import script
from tests.update.repository import AttackingRepository
from tests.update.shop import HERE, PYTHON, MemoryFetcher, Shop, release, release_files
from tests.update.slot_program import answer, program

NIGHT = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
FIRST = "1.0.0-00000000"
RESULTS = 3
STARTS_BEFORE_GIVING_UP = 5

fallback = script("fallback")


@dataclass
class World:
    """The machine under the engine; see the module."""

    places: Places
    live: bool = False
    quick: bool = False
    at: datetime = NIGHT
    passed_s: float = 0.0
    free: int = 10**12
    busy_until_s: float = 0.0
    holds: bool = True
    """Whether the kiosk ever says that it begins no check."""
    running: dict[str, Any] | None = None
    state: str = "inactive"
    stopped_s: float = 0.0
    fallback_broken: bool = False
    lines: list[str] = field(default_factory=list)
    asked: list[Ready] = field(default_factory=list)
    restarts: list[str] = field(default_factory=list)
    """The slot that each start ran."""
    on_ask: Callable[[], object] = lambda: None
    on_command: Callable[[str], object] = lambda _: None

    def now(self) -> Moment:
        return Moment(self.at, True)

    def elapsed_s(self) -> float:
        return self.passed_s

    def pause(self, seconds: float) -> None:
        self.passed_s += seconds

    def free_bytes(self, folder: Path) -> int:
        assert folder.is_dir()
        return self.free

    def run(
        self,
        command: Sequence[str],
        *,
        mend: str,
        on_line: Callable[[str], None] | None = None,
    ) -> str:
        """What the installation's commands leave behind; pip takes the wheel for the command."""
        assert mend
        assert on_line is None or callable(on_line)
        line = " ".join(command)
        self.lines.append(line)
        self.on_command(line)
        if "-m venv" in line:
            (Path(command[-1]) / "bin").mkdir(parents=True)
            (Path(command[-1]) / f"lib/python{PYTHON}/site-packages/kiosk").mkdir(parents=True)
        elif "pip install" in line:
            _installed(command)
        return ""

    def run_as_kiosk(self, command: Sequence[str], limit_s: float) -> Done:
        assert limit_s > 0
        self.lines.append(" ".join(command))
        self.on_command(self.lines[-1])
        if "kiosk.update.copying" in command:
            copying.copy(*command[-2:])
            return Done(0)
        if "picamera2" in self.lines[-1]:
            return Done(1, words="there is no picamera2")
        return self._command(command)

    def _command(self, command: Sequence[str]) -> Done:
        """The slot's command; within this process when thousands of them are run."""
        if self.quick:
            return answer(Path(command[0]).read_bytes(), command[1:])
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        said = done.stderr.strip().splitlines()
        return Done(done.returncode, done.stdout, said[-1] if said else "")

    def lend(self, folder: Path) -> None:
        assert list(folder.iterdir()) == []

    def ask(self, slot: Path) -> Ready:
        """What the kiosk says of itself; nobody answers for one that does not run."""
        assert slot.parent == self.places.layout.slots
        self.on_ask()
        said = self.running
        if said is None or not said["answers"]:
            self.asked.append(Ready(answers=False))
        else:
            busy = self.passed_s < self.busy_until_s
            held = self.holds and not busy and self.places.trial.exists()
            self.asked.append(
                Ready(True, said["version"], said["camera"], said["store"], busy, held)
            )
        return self.asked[-1]

    def kiosk_state(self) -> str:
        return self.state

    def restart_kiosk(self) -> None:
        """As systemd does it: the fallback before every start, and again after a failed one."""
        self.running = None
        for _ in range(STARTS_BEFORE_GIVING_UP):
            self._fall_back()
            slot = self.places.layout.current.resolve(strict=True)
            assert (slot / "complete").is_file()
            self.restarts.append(slot.name)
            root = str(self.places.layout.root)
            line = [str(slot / "bin/kiosk"), "run", root]
            done = self._command(line)
            if done.code == 0:
                self.running, self.state = json.loads(done.output), "active"
                return
        self.state = "failed"

    def _fall_back(self) -> None:
        if not self.fallback_broken:
            fallback.before_start(fallback.Box(self.places.layout.root))

    def begin_check(self) -> None:
        """Somebody's check, if the kiosk may begin one: its result is on the disk afterwards."""
        if self.running is not None and not self.places.trial.exists():
            with (
                closing(sqlite3.connect(self.places.layout.results / "results.db")) as store,
                store,
            ):
                store.execute("PRAGMA synchronous = FULL")
                store.execute("INSERT INTO results (said) VALUES ('a check')")


def _installed(command: Sequence[str]) -> None:
    """The wheel, put where its program is looked for."""
    wheels = Path(command[command.index("--find-links") + 1])
    (wheel,) = wheels.iterdir()
    assert Path(command[command.index("-r") + 1]).is_file()
    folder = Path(command[0]).parent.parent
    _put_command(folder, wheel.read_bytes())


def _put_command(folder: Path, text: bytes) -> None:
    packages = folder / f"lib/python{PYTHON}/site-packages/kiosk"
    packages.mkdir(parents=True, exist_ok=True)
    (packages / "__init__.py").write_text("")
    (folder / "bin").mkdir(exist_ok=True)
    (folder / "bin/kiosk").write_bytes(text)
    (folder / "bin/kiosk").chmod(0o755)


def installed_box(root: Path, trusted_root: bytes) -> World:
    """A box that runs 1.0.0, with results, a base, and the keys of a repository."""
    places = Places(Layout(root))
    layout = places.layout
    slot = layout.slots / FIRST
    for name, data in release_files("1.0.0").items():
        path = slot / "release" / name
        if not name.startswith("wheels"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    _put_command(slot, program("1.0.0"))
    (slot / "complete").touch()
    layout.current.symlink_to(f"slots/{FIRST}")
    base = layout.home / "bases" / FIRST
    (base / "systemd").mkdir(parents=True)
    (base / "systemd/kiosk.service").write_bytes(b"[Service]\n")
    (base / "complete").touch()
    (base / "taken-in").touch()
    (layout.home / "base").symlink_to(f"bases/{FIRST}")
    _system(places, trusted_root)
    world = World(places)
    world.restart_kiosk()
    for _ in range(RESULTS):
        world.begin_check()
    return world


def _system(places: Places, trusted_root: bytes) -> None:
    root = places.layout.root
    texts = {
        "etc/os-release": "VERSION_CODENAME=bookworm\n",
        "etc/machine-id": "0123456789abcdef0123456789abcdef\n",
        "proc/device-tree/model": "Raspberry Pi 4 Model B Rev 1.5\0",
        "etc/kiosk/kiosk.toml": '[update]\nurl = "https://updates.example.org/kiosk"\n'
        'group = "north"\n',
    }
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    places.trusted_root.write_bytes(trusted_root)
    for folder in ("var/lib/kiosk", "var/lib/kiosk-system", "run/kiosk", "etc/systemd/system"):
        (root / folder).mkdir(parents=True)


@dataclass
class Scene:
    """A repository, and a box that updates itself from there."""

    repository: AttackingRepository
    world: World
    said: list[str] = field(default_factory=list)
    network: MemoryFetcher = field(default_factory=lambda: MemoryFetcher(None))

    def offer(self, version: str, *faults: str, unit: bytes = b"[Service]\n") -> None:
        """Publish a release for every box."""
        data = release(version, *faults, unit=unit)
        self.repository.offer_release(version, data, targets=[str(HERE)])
        self.repository.publish()

    def run(self, *, requested: bool = False) -> int:
        """One run of the updater."""
        run = self.engine_run(requested)
        with engine.alone(run, 0) as alone:
            assert alone
            return engine.update(run)

    def settle(self) -> None:
        """What the box does at its start, besides starting the kiosk."""
        run = self.engine_run(False)
        with engine.alone(run, 0) as alone:
            assert alone
            settle.settle(run)

    def engine_run(self, requested: bool) -> Run:
        """A record for the engine's functions."""
        shop = Shop(self.world.places, self.network)
        return Run(self.world.places, self.world, shop, self.said.append, requested=requested)

    def power_on(self) -> None:
        """The box comes up: the kiosk starts, and what was left open is settled."""
        self.world = World(self.world.places, quick=self.world.quick)
        self.world.restart_kiosk()
        self.settle()

    @property
    def book(self) -> dict[str, Any]:
        """What is written down of the updates."""
        read: dict[str, Any] = json.loads(self.world.places.book.read_text())
        return read

    @property
    def in_use(self) -> str:
        """The version that `current` leads to."""
        return self.world.places.layout.current.readlink().name.rpartition("-")[0]

    def results(self) -> int:
        """How many results the store has."""
        with closing(sqlite3.connect(self.world.places.layout.results / "results.db")) as store:
            (count,) = store.execute("SELECT count(*) FROM results").fetchone()
        return int(count)


def scene(folder: Path) -> Scene:
    """A box that runs 1.0.0 and a repository that offers nothing yet."""
    repository = AttackingRepository()
    repository.publish()
    world = installed_box(folder / "root", repository.first_root)
    return Scene(repository, world, network=MemoryFetcher(repository.files))
