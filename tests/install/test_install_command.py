"""`systemd/install` as a person meets it, and the running of the system's commands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.install import __main__ as command
from kiosk.install import services
from kiosk.install.failure import InstallError
from kiosk.install.running import run
from tests.install.conftest import ROOT, SYSTEMD, Written


def test_a_command_gives_its_lines() -> None:
    """The output comes back whole, and each line as it is said."""
    heard: list[str] = []
    line = [sys.executable, "-c", "print('one'); print('two')"]
    assert run(line, mend="x", on_line=heard.append) == "one\ntwo"
    assert heard == ["one", "two"]


def test_a_failed_command_is_one_sentence() -> None:
    """What failed, the line that says why, and what to do next."""
    program = "print('noise'); print('ERROR: no space left'); print('more'); raise SystemExit(3)"
    with pytest.raises(InstallError) as caught:
        run([sys.executable, "-c", program], mend="make room")
    assert "(ERROR: no space left): make room." in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_command_is_one_sentence() -> None:
    """A program that is not there is named."""
    with pytest.raises(InstallError, match=r"/no/such cannot be run .*: install it\."):
        run(["/no/such"], mend="install it")


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    """The real command, from the real clone, into an empty folder: says all, writes nothing."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/os-release").write_text("VERSION_CODENAME=trixie\n")
    done = subprocess.run(
        [SYSTEMD / "install", "--dry-run", "--no-packages", "--root", tmp_path],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    if done.returncode == 0:
        assert "would make the users kiosk, kiosk-screen, kiosk-update" in said
    else:
        assert "wrong:" in said
        assert "Nothing was changed." in said
    assert {path.name for path in tmp_path.rglob("*")} == {"etc", "os-release"}


def test_uninstalling_can_be_looked_at_first(tmp_path: Path) -> None:
    """The real command with --uninstall --dry-run says what would go, and takes nothing."""
    command = tmp_path / "usr/local/bin/kiosk"
    command.parent.mkdir(parents=True)
    command.symlink_to("/opt/kiosk/current/bin/kiosk")
    done = subprocess.run(
        [SYSTEMD / "install", "--uninstall", "--dry-run", "--root", tmp_path],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    assert f"would remove {command}" in said or "Only the administrator" in said
    assert command.is_symlink()


def test_every_option_is_in_the_help() -> None:
    """The help names what the documents name."""
    text = command.options().format_help()
    documents = (ROOT / "docs" / "operations.md").read_text("utf-8")
    options = ("--dry-run", "--uninstall", "--delete-results", "--no-packages", "--lan")
    for option in (*options, "--update-root", "--update-url"):
        assert option in text
        assert option in documents


def test_results_are_deleted_only_with_uninstall(capsys: pytest.CaptureFixture[str]) -> None:
    """An option that alone would mean nothing is refused."""
    with pytest.raises(SystemExit):
        command.main(["--delete-results"])
    assert "--uninstall" in capsys.readouterr().err


def test_a_failure_is_one_sentence_and_a_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback reaches a person."""
    for error in (InstallError("It is so: do that."), PermissionError(13, "Permission denied")):

        def fail(_: object, error: Exception = error) -> int:
            raise error

        monkeypatch.setattr(command, "_install", fail)
        assert command.main([]) == 1
        assert len(capsys.readouterr().out.strip().splitlines()) == 1


def shown(state: str, status: str = "", *, tried: str = "0", condition: str = "yes") -> str:
    lines = {
        "ActiveState": state,
        "StatusText": status,
        "ConditionTimestampMonotonic": tried,
        "ConditionResult": condition,
    }
    return "\n".join(f"{name}={value}" for name, value in lines.items())


def test_a_box_without_screen_is_no_stopped_browser() -> None:
    """What a condition of its own keeps from starting needs no start, what never tried does."""
    answers = {
        "a.service": shown("active"),
        "b.service": shown("inactive", tried="5", condition="no"),
        "c.service": shown("inactive", condition="no"),
        "d.service": shown("failed", tried="5"),
    }
    written = Written(effects={"show": lambda line: answers[line[2]]})
    assert services.not_started(tuple(answers), written) == ["c.service", "d.service"]


def waiting(states: list[str]) -> list[str]:
    """Wait for a kiosk that goes through `states`, a look each; what was told meanwhile."""
    rest, now_s, told = iter(states), [0.0], list[str]()

    def look(_: object) -> str:
        return shown(next(rest, states[-1]), "Measuring this board.")

    services.wait_until_ready(
        Written(effects={"show": look}),
        told.append,
        clock=lambda: now_s[0],
        pause=lambda seconds: now_s.__setitem__(0, now_s[0] + seconds),
    )
    return told


def test_a_start_is_waited_for() -> None:
    """A first start that measures the board is told of once, and its end is the end."""
    assert waiting(["activating"] * 60 + ["active"] * 5) == ["Measuring this board."]


@pytest.mark.parametrize(
    "states",
    [["activating", "failed"], ["active", "failed"], ["activating"], ["active", "inactive"]],
)
def test_a_kiosk_that_does_not_stay_up_is_no_success(states: list[str]) -> None:
    """Failed at once, failed soon after, never ready: each is said."""
    with pytest.raises(InstallError, match="does not start"):
        waiting(states)
