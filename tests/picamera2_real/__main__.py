"""`make picamera2-test`: prints what was tried and the result, and puts both into docs/camera.md.

Ends with 0 when all passed, 1 when something failed, 3 when this machine cannot try it at all.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from kiosk.camera.pi_library import NO_CAMERA
from tests.appliance import record
from tests.appliance.host import REPOSITORY, CannotTryError, one_at_a_time, require

from .root import CLONE, HEAP, HERE, OLDEST, PYTHON, made, renew_clone, run

CANNOT = 3
PAGE = REPOSITORY / "docs" / "camera.md"
KIOSK = "/opt/venv/bin/kiosk"
VIRTUAL = "usr/share/libcamera/pipeline/virtual/virtual.yaml"
TUNING = "usr/share/libcamera/ipa/rpi/vc4/virtual.json"
QUIET = {"LIBCAMERA_LOG_LEVELS": "*:FATAL"}
CONFIG = """
[gpio]
enabled = false
[web]
port = 0
[store]
path = "/tmp/results.db"
"""


def main() -> int:
    """Try everything, print each line, then the sum."""
    try:
        require(("debootstrap",))
        with one_at_a_time("picamera2-test"):
            root = made()
            renew_clone(root)
            (root / "etc/kiosk").mkdir(exist_ok=True)
            (root / "etc/kiosk/kiosk.toml").write_text(CONFIG, encoding="utf-8")
            return _try(root)
    except CannotTryError as error:
        print(f"The real picamera2 cannot be tried here: {error}")
        return CANNOT


def _try(root: Path) -> int:
    results = []
    for trial in TRIALS:
        _virtual_camera(root, there=trial in (frames, oldest, hang))
        said = " ".join((trial.__doc__ or "").split())
        wrong = trial(root)
        results.append((said, "FAILED" if wrong else "passed"))
        print(f"{results[-1][1]}  {said}", flush=True)
        if wrong:
            print(wrong)
    passed = sum(result == "passed" for _said, result in results)
    line = (
        f"{record.state_of_the_tree()}: {passed} of {len(results)} passed ({_versions(root)}, "
        f"Debian trixie, {platform.machine()})."
    )
    print(f"picamera2-test {line}")
    table = record.table(("What was tried", "Result"), results)
    record.write("picamera2-test", f"{line}\n\n{table}", PAGE)
    return 0 if passed == len(results) else 1


def imports(root: Path) -> str | None:
    """The library imports beside the locked numpy, PyAV and OpenCV; no camera is one sentence."""
    return _ended(_inside(root, "none", {}), 0, "ok none")


def check(root: Path) -> str | None:
    """`kiosk check` without a camera names it among the findings, without a traceback."""
    return _ended(run(root, [KIOSK, "check"], QUIET), 1, "sees no camera")


def service(root: Path) -> str | None:
    """`kiosk run` without a camera ends with the one sentence and with 6."""
    done = run(root, ["timeout", "60", KIOSK, "run"], QUIET)
    return _ended(done, 6, NO_CAMERA)


def frames(root: Path) -> str | None:
    """Real frames of libcamera's virtual camera go through; it is closed and opened again."""
    return _ended(_inside(root, "virtual", {"LD_PRELOAD": HEAP}), 0, "ok virtual")


def hang(root: Path) -> str | None:
    """A camera that cannot be stopped is left behind, said, and does not keep the process."""
    return _ended(_inside(root, "hang", {"LD_PRELOAD": HEAP}), 0, "ok hang")


def oldest(root: Path) -> str | None:
    """The same frames go through with the oldest release that is promised."""
    older = {"LD_PRELOAD": HEAP, "PYTHONPATH": OLDEST}
    return _ended(_inside(root, "virtual", older), 0, f"ok virtual with {OLDEST}/")


TRIALS: tuple[Callable[[Path], str | None], ...] = (imports, check, service, frames, oldest, hang)


def _inside(root: Path, what: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    script = f"{CLONE}/tests/{HERE.name}/inside.py"
    # env inside the root: the preloaded library does not exist outside of it.
    pairs = [f"{name}={value}" for name, value in environment.items()]
    return run(root, ["env", *pairs, PYTHON, "-W", "error::SyntaxWarning", script, what], QUIET)


def _ended(done: subprocess.CompletedProcess[str], code: int, words: str) -> str | None:
    """None when it ended as it should; else all that it printed."""
    text = done.stdout + done.stderr
    as_it_should = done.returncode == code and words in text and "Traceback" not in text
    return None if as_it_should else f"ended with {done.returncode}:\n{text}"


def _virtual_camera(root: Path, *, there: bool) -> None:
    for name, path in (("virtual.yaml", VIRTUAL), ("virtual.json", TUNING)):
        target = root / path
        target.unlink(missing_ok=True)
        if there:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(HERE / name, target)


def _versions(root: Path) -> str:
    script = (
        "import importlib.metadata as m, libcamera; "
        "print('picamera2', m.version('picamera2'), 'numpy', m.version('numpy'), 'libcamera', "
        "libcamera.CameraManager.singleton().version)"
    )
    return " ".join(run(root, [PYTHON, "-c", script], QUIET).stdout.split())


if __name__ == "__main__":
    sys.exit(main())
