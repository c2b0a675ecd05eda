"""How a run ends: in good order, or to begin again where the service manager would start it."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk import stopping
from kiosk.box import Box
from kiosk.cli import main
from kiosk.config import Config, Layer
from kiosk.service import RunOptions
from kiosk.stopping import BEGIN_AGAIN, serve_until_stopped


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    """The signals of the test run are as they were afterwards."""
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


@pytest.fixture
def asks(monkeypatch: pytest.MonkeyPatch) -> list[RunOptions]:
    """A run that asks to begin again as soon as it may; the options that it got."""
    seen: list[RunOptions] = []

    def serve(
        _layers: list[Layer], _config: Config, options: RunOptions, stop: threading.Event
    ) -> None:
        seen.append(options)
        if options.begin_again is None:
            return
        options.begin_again()
        assert stop.is_set()

    monkeypatch.setattr(stopping, "serve", serve)
    return seen


def test_a_run_of_the_service_manager_begins_again(asks: list[RunOptions], tmp_path: Path) -> None:
    """Asked for on a page, the run stops and says that it shall be started anew."""
    assert serve_until_stopped([], RunOptions(box=Box(run_dir=tmp_path)))
    assert len(asks) == 1


def test_a_run_by_hand_cannot_begin_again(asks: list[RunOptions]) -> None:
    """Nothing would start it, so no page is given a way to end it."""
    assert not serve_until_stopped([], RunOptions())
    assert asks[0].begin_again is None


def test_the_command_ends_with_the_code_of_a_new_start(
    asks: list[RunOptions], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`kiosk run` ends with that code and leaves no last words; its layers are read anew."""
    (tmp_path / "last-words").write_text("Of an earlier run.\n", encoding="utf-8")
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    file = tmp_path / "kiosk.toml"
    file.write_text("[check]\nreps = 4\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["--config", str(file), "run"])
    assert done.exit_code == BEGIN_AGAIN, done.output
    assert not (tmp_path / "last-words").exists()
    file.write_text("[check]\nreps = 6\n", encoding="utf-8")
    assert asks[0].read_layers is not None
    assert asks[0].read_layers()[0].values == {"check.reps": 6}


def test_the_unit_starts_the_kiosk_after_that_code() -> None:
    """kiosk.service takes the code for a good end and starts the kiosk whatever Restart= says."""
    unit = Path(__file__).resolve().parents[2] / "systemd" / "kiosk.service"
    lines = unit.read_text(encoding="utf-8").splitlines()
    assert f"SuccessExitStatus={BEGIN_AGAIN}" in lines
    assert f"RestartForceExitStatus={BEGIN_AGAIN}" in lines


TWO_SIGNALS = """
import signal
from kiosk import stopping
from kiosk.service import RunOptions

def serve(_layers, _config, _options, stop):
    with stop._cond:  # as in the midst of stop.wait()
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
    assert stop.wait(10)

stopping.serve = serve
stopping.serve_until_stopped([], RunOptions())
"""


def test_a_signal_at_any_moment_ends_the_run() -> None:
    """Also while the run looks whether it shall end, and twice: it never waits for itself."""
    subprocess.run([sys.executable, "-c", TWO_SIGNALS], check=True, timeout=30)
