"""`kiosk health` and docs/health.md."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.commands import health as command
from kiosk.health import hosts, latch, once, vitals_note
from kiosk.health.about import ABOUT
from kiosk.health.document import page
from kiosk.health.once import look_once
from kiosk.health.report import HealthReport, Level, Reading, Trouble
from kiosk.health.table import health_table
from kiosk.vitals import Vitals

from .pi import Pi, laptop, moment

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def pi(tmp_path: Path) -> Pi:
    return Pi(tmp_path)


def test_one_look_beside_a_running_kiosk(pi: Pi) -> None:
    """The service's memory and the loop's figures are shown, not those of the command itself."""
    pi.service("321")
    vitals_note.write_note(pi.run, Vitals(camera="frozen"), moment())
    report = look_once(pi.host(), 78.0, moment(), write=True)
    found = {each.name: each for each in report.readings}
    assert found["memory"].value == 250_000 * 1024
    assert found["write_test"].level is Level.OK
    assert report.trouble is Trouble.CAMERA_LOST


def test_one_look_without_a_kiosk(pi: Pi) -> None:
    """Nothing of a kiosk is claimed where none runs, nor what one noted a moment before it died,
    and the card is left alone if so asked."""
    vitals_note.write_note(pi.run, Vitals(camera="ok"), moment())
    report = look_once(pi.host(), 78.0, moment(), write=False)
    unknown = {each.name for each in report.readings if each.level is Level.UNKNOWN}
    assert unknown == {
        *("camera", "frame_rate", "dropped_frames"),
        *("memory", "core_dumps", "write_test"),
    }


def test_one_look_knows_what_the_kiosk_remembered(pi: Pi) -> None:
    """The latch on the card is read and never written: that is the running kiosk's."""
    seen = latch.Seen(moment().utc_text, 1.0, 1.0)
    latch.save(pi.state / "health.json", latch.Latch("boot-1", under_voltage=seen))
    before = (pi.state / "health.json").read_bytes()
    pi.bits("4")
    report = look_once(pi.host(), 78.0, moment(), write=False)
    assert report.level_of("under_voltage") is Level.WARN
    assert (pi.state / "health.json").read_bytes() == before


def test_the_firmware_is_asked_without_the_file(pi: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the kernel's file is gone, vcgencmd's answer counts."""
    pi.without("sys/bus/platform/drivers/raspberrypi-firmware/soc:firmware/get_throttled")
    monkeypatch.setattr(once, "ask_firmware", lambda: 0x8)
    report = look_once(pi.host(), 78.0, moment(), write=False)
    assert report.level_of("throttling") is Level.WARN


def run(monkeypatch: pytest.MonkeyPatch, pi: Pi, *words: str) -> tuple[int, str]:
    """The command on this Pi: exit code and what it prints."""
    monkeypatch.setattr(hosts, "host_of", lambda _store, _environment: pi.host())
    done = CliRunner().invoke(command.health, words, obj=None)
    return done.exit_code, done.output


def test_the_command_as_a_table(pi: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every reading is shown, what is bad first; bad ends with 1."""
    code, said = run(monkeypatch, pi)
    assert code == 0
    assert all(row.label in said for row in ABOUT.values())
    pi.errors(7)
    code, said = run(monkeypatch, pi)
    assert code == 1
    assert said.startswith("bad      File system")
    assert "-> Copy the folder of the results" in said


def test_the_command_as_json(pi: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs get the whole report."""
    pi.heat(90_000)
    code, said = run(monkeypatch, pi, "--json")
    report = json.loads(said)
    assert (code, report["worst"], report["trouble"]) == (1, "bad", "hot")
    assert [each["name"] for each in report["readings"]] == list(ABOUT)


def test_the_command_for_the_timer(pi: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --journal every reading goes to the journal, nothing is printed, and it ends well."""
    told: list[Reading] = []
    monkeypatch.setattr("kiosk.health.journal.tell", lambda readings, _id: told.extend(readings))
    pi.errors(7)
    assert run(monkeypatch, pi, "--journal") == (0, "")
    assert [each.name for each in told] == list(ABOUT)


def test_the_command_on_a_laptop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that tells nothing is told so, without an error."""
    monkeypatch.setattr(hosts, "host_of", lambda _store, _environment: laptop(tmp_path))
    done = CliRunner().invoke(command.health, obj=None)
    assert done.exit_code == 0
    assert "no Raspberry Pi" in " ".join(done.output.split())


def test_the_table_fits_and_ends_with_a_verdict() -> None:
    """Long sentences are wrapped under their column; the last line says it in one."""
    reading = Reading("x", "Heat", Level.WARN, " ".join(["word"] * 40), "Cool it.")
    well = replace(reading, label="Other", level=Level.OK, mend=None)
    lines = health_table(HealthReport((well, reading), ""), width=50).splitlines()
    assert all(len(line) <= 50 for line in lines)
    assert lines[0].startswith("warn     Heat   word")
    assert "                -> Cool it." in lines
    assert lines[-1] == "The box works; something needs a look."


def test_the_page_is_up_to_date() -> None:
    """docs/health.md is what the tables write (see kiosk/health/document.py for how)."""
    assert (ROOT / "docs" / "health.md").read_text(encoding="utf-8") == page()


def test_every_reading_is_documented() -> None:
    """Each has its row with a source, at least one limit, and a mend."""
    for name, row in ABOUT.items():
        assert f"`{name}`" in page()
        assert row.source
        assert row.warn or row.bad
        assert row.mend


def test_a_broken_configuration_hides_no_health(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In safe mode the timer still writes every reading; the mistake is named beside them."""
    told: list[Reading] = []
    monkeypatch.setattr("kiosk.health.journal.tell", lambda readings, _id: told.extend(readings))
    monkeypatch.setattr(hosts, "host_of", lambda _store, _environ: Pi(tmp_path).host())
    config = tmp_path / "kiosk.toml"
    config.write_text("[web]\nport = 'x'\n", encoding="utf-8")
    done = CliRunner().invoke(command.health, ["--journal"], obj=config)
    assert done.exit_code == 0
    assert {each.name for each in told} == set(ABOUT)
    assert "web.port" in done.stderr
    assert "shipped settings" in done.stderr
