"""Imports point one way, each library has its place, and importing does nothing else."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

WIRES = frozenset(
    {"__main__", "analysis", "bench", "bench_start", "cli", "commands", "flowchart", "keeper"}
    | {"demo", "loop", "saying", "screen", "selfcheck", "senses", "service", "stopping"}
    | {"looking_around", "outlets", "setup", "box", "eyes", "gearbox", "healing", "parts"}
    | {"expiring", "lan", "rating", "resting", "settings_desk", "settings_fit", "sources"}
    | {"trying", "updating", "upkeep", "watching"}
)
"""The rooms that put others together; they may import anything, and nobody else imports them."""
MAY_IMPORT: dict[str, set[str]] = {
    "": set(),
    "errors": set(),
    "paths": set(),
    "measured": {"errors"},
    "agreement": set(),
    "board": {"camera.frame", "config", "errors", "moment", "paths", "pose", "scoring"},
    "certificate": {"errors", "moment"},
    "charts": {"", "pose.keypoints"},
    "closer_looks": {"pose", "scoring"},
    "health": {"moment", "vitals"},
    "holding": {"pose.keypoints", "scoring"},
    "idle": {"pose.keypoints", "scoring.spot"},
    "install": set(),
    "last_words": {"errors"},
    "meter": set(),
    "moment": set(),
    "live": set(),
    "contract": {"", "pose.keypoints", "scoring"},
    "config": {"errors", "paths"},
    "scoring": {"pose.keypoints"},
    "camera": {"errors", "pose.keypoints"},
    "camera.opening": {"errors", "pose.recording"},
    "camera.recording_source": {"pose.recording"},
    "convert": {"errors", "pose.keypoints", "pose.presence", "pose.recording"},
    "pose": {"errors", "camera.frame"},
    "pose.loading": {"config", "paths"},
    "pose.wanted": {"config"},
    "export": {"", "stored_check"},
    "feedback": {"errors", "scoring.events", "scoring.flow"},
    "language": set(),
    "pictures": {"camera.frame"},
    "selection": set(),
    "sharing": {"config"},
    "spot": {"camera.frame", "camera.video", "errors", "pose.keypoints", "scoring"},
    "stored_check": set(),
    "trail": {"pose.keypoints", "scoring"},
    "trend": {"scoring.protocol"},
    "vitals": set(),
    "words": set(),
    "release": {"errors", "install", "paths", "update.errors", "update.manifest"}
    | {"update.versions"},
    "results": {"errors", "moment", "pose.keypoints", "scoring.findings", "selection", "trail"}
    | {"trend"},
    "update": {"", "config", "errors", "install", "paths"},
    "web": {"", "errors", "live", "measured", "moment", "pose.keypoints", "scoring.protocol"}
    | {"agreement", "charts", "export", "selection", "stored_check", "trail"}
    | {"trend", "words"},
}
"""Room or module of kiosk (`` is the package itself): what of ours it may import besides its
own room. The longest name that fits holds. Adapters never know each other."""
CONTRACTS: dict[str, set[str]] = {"pose.keypoints": set(), "camera.frame": {"pose.keypoints"}}
"""Modules that other rooms build on: all that they may import, their own room not included."""

LIBRARIES: dict[str, set[str]] = {
    "ai_edge_litert": {"pose.runtime"},
    "av": {"camera.usb", "camera.video"},
    "cheroot": {"web.connections", "web.server"},
    "cryptography": {"certificate", "release.keys"},
    "babel": {"words"},
    "click": {"analysis.command", "cli", "commands", "convert.options", "demo.play"},
    "cv2": {"camera.picture_quality", "pictures", "pose.framing", "spot"},
    "flask": {"web"},
    "gpiozero": {"feedback.outputs"},
    "markupsafe": {"web"},
    "matplotlib": {"analysis.plot", "spot.printing"},
    "leather": {"charts"},
    "libcamera": {"camera.pi_library"},
    "numpy": {"board", "camera", "pose", "setup", "spot"},
    "packaging": {"release"},
    "picamera2": {"camera.pi_library", "camera.picamera", "selfcheck.camera"},
    "prometheus_client": {"web.metrics"},
    "securesystemslib": {"release"},
    "segno": {"web.qr"},
    "tflite_runtime": {"pose.runtime"},
    "tuf": {"release", "update.refusal", "update.trust"},
    "urllib3": {"update.fetching"},
    "werkzeug": {"web"},
}
"""Third-party library: the rooms or modules that may import it."""
IN_FUNCTIONS_ONLY = {"ai_edge_litert", "av", "cv2", "gpiozero", "lgpio"} | {
    "libcamera",
    "matplotlib",
    "picamera2",
    "prometheus_client",
    "tflite_runtime",
}
"""Imported where they are used: slow, or there is hardware behind them."""
PURE = {"__future__", "collections", "dataclasses", "enum", "functools", "itertools"} | {
    "math",
    "statistics",
    "types",
    "typing",
}
"""All of the standard library that scoring may use: no clock, thread, file, log or chance."""

MODULES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "kiosk").rglob("*.py"))
}
"""Every module of kiosk by its path, parsed."""


def strange(look: Callable[[str], set[str]], paths: Iterable[str] = MODULES) -> dict[str, set[str]]:
    """What is strange, in which module."""
    return {path: found for path in paths if (found := look(path))}


def module_name(path: str) -> str:
    """`kiosk/web/app.py` as `web.app`; a package by its own name, kiosk itself as ``."""
    name = path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    return name.removeprefix("kiosk").removeprefix(".")


def imports(tree: ast.Module) -> Iterator[str]:
    """Full names of all that is imported anywhere in a module, by statement or by function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "kiosk writes imports in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield from (str(arg.value) for arg in node.args if isinstance(arg, ast.Constant))


def ours(tree: ast.Module) -> set[str]:
    """The modules of kiosk that a module imports."""
    found = set()
    for name in imports(tree):
        parts = name.split(".")
        if parts[0] != "kiosk":
            continue
        while len(parts) > 1 and not (
            ROOT.joinpath(*parts).is_dir() or ROOT.joinpath(*parts).with_suffix(".py").is_file()
        ):
            parts.pop()
        found.add(".".join(parts[1:]))
    return found


def within(name: str, allowed: set[str] | frozenset[str]) -> bool:
    """Whether a module is one of these, or in one of these rooms."""
    return any(name == each or (each and name.startswith(each + ".")) for each in allowed)


def rule_for(name: str) -> set[str] | None:
    fitting = [room for room in MAY_IMPORT if within(name, {room})]
    return MAY_IMPORT[max(fitting, key=len)] if fitting else None


def strangers_in(path: str) -> set[str]:
    """What a module imports although the table does not allow it."""
    name = module_name(path)
    room = name.split(".")[0]
    if room in WIRES:
        return set()
    if name in CONTRACTS:
        return ours(MODULES[path]) - CONTRACTS[name]
    allowed = rule_for(name)
    assert allowed is not None, f"say in MAY_IMPORT what {name} may import"
    return {each for each in ours(MODULES[path]) if not within(each, allowed | {room})}


def test_imports_point_one_way() -> None:
    """A module imports its own room and what the table allows; only the wires see everything."""
    assert strange(strangers_in) == {}


def test_the_table_has_no_room_that_is_gone() -> None:
    """Every name in the tables is a module or a folder of kiosk."""
    names = {
        *MAY_IMPORT,
        *WIRES,
        *CONTRACTS,
        *(n for allowed in MAY_IMPORT.values() for n in allowed),
    }
    names |= {name for users in LIBRARIES.values() for name in users}
    present = {module_name(path) for path in MODULES}
    assert names - present == set()


def impure_in(path: str) -> set[str]:
    tree = MODULES[path]
    libraries = {name.split(".")[0] for name in imports(tree)} - {"kiosk"}
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return (libraries - PURE) | (called & {"open", "print", "input", "eval", "exec", "__import__"})


def test_scoring_is_pure() -> None:
    """Scoring knows no clock, thread, file, log, chance or numpy; it cannot print either."""
    scoring = [path for path in MODULES if path.startswith("kiosk/scoring/")]
    assert len(scoring) > 5
    assert strange(impure_in, scoring) == {}


def misplaced_in(path: str) -> set[str]:
    standard = sys.stdlib_module_names
    used = {name.split(".")[0] for name in imports(MODULES[path])} - {"kiosk"} - standard
    return {name for name in used if not within(module_name(path), LIBRARIES.get(name, set()))}


def test_each_library_has_its_place() -> None:
    """A third-party library is imported only where the table says."""
    assert strange(misplaced_in) == {}


WATCHED_IMPORT = """
import importlib, os, pkgutil, sys
done = []
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
DOING = ("os.mkdir", "os.remove", "os.rename", "os.chdir", "socket.bind", "socket.connect",
         "subprocess.Popen", "os.system", "os.posix_spawn", "sqlite3.connect")
def watch(event, given):
    if event in DOING or (event == "open" and isinstance(given[2], int) and given[2] & WRITING):
        done.append(f"{event} {given}")
sys.addaudithook(watch)
import kiosk
for module in pkgutil.walk_packages(kiosk.__path__, "kiosk."):
    importlib.import_module(module.name)
print(*done, sep="\\n")
print("loaded", *sorted({name.split(".")[0] for name in sys.modules}))
"""


def test_importing_does_nothing_else(tmp_path: Path) -> None:
    """All of kiosk imported: no file, folder, process or connection, and no hardware library."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED_IMPORT],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == ""
    *happened, loaded = done.stdout.strip().splitlines()
    assert happened == []
    assert set(loaded.split()) & IN_FUNCTIONS_ONLY == set()
    assert list(tmp_path.iterdir()) == []
