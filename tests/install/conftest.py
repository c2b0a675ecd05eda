"""A clone, a root folder and a runner that only writes down; the scripts of systemd/ as modules."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType

import pytest

from kiosk.install.checks import Facts, Wish
from kiosk.install.layout import USERS, Layout
from kiosk.install.plan import Box

ROOT = Path(__file__).resolve().parents[2]
SYSTEMD = ROOT / "systemd"

FINE = Facts(
    root_user=True,
    systemd=False,
    machine="aarch64",
    pointer_bits=64,
    codename="trixie",
    pretty_name="Debian GNU/Linux 13 (trixie)",
    raspberry_pi_os=True,
    python=(3, 13),
    free_mb=20_000,
    network=True,
    wheels=None,
    missing_packages=(),
    camera_library=True,
    cameras=1,
    displays=1,
    desktop=False,
    card_swap=(),
    pins=True,
    one_disk=True,
)
"""A box on which nothing is wrong."""


def script(name: str) -> ModuleType:
    """One of the stand-alone scripts of systemd/."""
    spec = importlib.util.spec_from_file_location(f"systemd_{name}", SYSTEMD / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@dataclass
class Written:
    """A runner that writes down what it is asked for and answers as it is told to."""

    lines: list[str] = field(default_factory=list)
    effects: dict[str, Callable[[Sequence[str]], str]] = field(default_factory=dict)
    """What a command does whose line holds this."""

    def __call__(
        self, command: Sequence[str], *, mend: str, on_line: Callable[[str], None] | None = None
    ) -> str:
        assert mend
        assert on_line is None or callable(on_line)
        self.lines.append(" ".join(command))
        for part, effect in self.effects.items():
            if part in self.lines[-1]:
                return effect(command)
        return ""

    def ran(self, part: str) -> list[str]:
        """The lines that hold `part`."""
        return [line for line in self.lines if part in line]


UPDATER = json.loads((SYSTEMD / "updater.json").read_text("utf-8"))


def add_package(site: Path, name: str, text: str = "x = 1\n") -> None:
    """An installed distribution of one module, with its record."""
    module, info = site / f"{name}.py", site / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    module.write_text(text)
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
    lines = [f"{name}.py,sha256={digest},{len(text)}", f"../../../bin/{name},sha256={digest},1"]
    lines += [f"__pycache__/{name}.cpython-313.pyc,,", f"{info.name}/RECORD,,"]
    (info / "RECORD").write_text("\n".join(lines) + "\n")


def make_venv(command: Sequence[str]) -> str:
    """What `python3 -m venv … FOLDER` leaves, and for a slot what pip leaves there afterwards."""
    environment = Path(command[-1])
    site = environment / "lib/python3.13/site-packages"
    site.mkdir(parents=True)
    (environment / "bin").mkdir()
    if "--without-pip" in command:
        return ""
    for name in UPDATER["packages"]:
        add_package(site, name)
    for room in UPDATER["rooms"]:
        path = site / "kiosk" / room
        path.parent.mkdir(exist_ok=True)
        if path.suffix:
            path.touch()
        else:
            path.mkdir()
            (path / "__init__.py").touch()
    return ""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """As much of this clone as an installation reads."""
    source = tmp_path / "clone"
    shutil.copytree(SYSTEMD, source / "systemd", ignore=shutil.ignore_patterns("__pycache__"))
    (source / "kiosk").mkdir()
    (source / "kiosk" / "__init__.py").write_text('__version__ = "1.2.3"\n')
    (source / "models").mkdir()
    (source / "models" / "a.tflite").write_bytes(b"model")
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, source / name)
    return source


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A system's folder with nobody in it but root."""
    root = tmp_path / "root"
    (root / "etc").mkdir(parents=True)
    (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/bash\n")
    return Layout(root)


@pytest.fixture
def run(layout: Layout) -> Written:
    """Commands that leave in the folder what the real ones would leave there."""

    def users(_: Sequence[str]) -> str:
        with (layout.root / "etc/passwd").open("a") as file:
            file.writelines(f"{user}:x:990:990::/:\n" for user in USERS)
        return ""

    def folders(_: Sequence[str]) -> str:
        for folder in (*layout.running, layout.results, layout.system_state):
            folder.mkdir(parents=True, exist_ok=True)
        return ""

    effects = {"-m venv": make_venv, "sysusers": users, "tmpfiles": folders}
    return Written(effects=effects)


MakeBox = Callable[..., Box]


@pytest.fixture
def make_box(layout: Layout, clone: Path, run: Written) -> MakeBox:
    """A box to plan for; facts and wishes by name."""

    def make(wish: Wish | None = None, **facts: object) -> Box:
        seen = replace(FINE, **facts)  # type: ignore[arg-type]
        return Box(layout, clone, seen, wish or Wish(start=False), run, lambda _: None)

    return make
