"""What is remembered of the power, and how seldom the card is written for it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from kiosk.health import latch
from kiosk.health.absent import Absent
from kiosk.health.latch import Latch
from kiosk.health.power import PowerFlags

from .pi import moment

FINE = PowerFlags(under_voltage=False, throttled=0)
LOW = PowerFlags(under_voltage=True, throttled=0)
NEW = Latch("boot-1")


def test_a_dip_is_remembered() -> None:
    """The flag lasts two seconds, the latch for the whole boot, with its first and last time."""
    held = latch.step(NEW, LOW, moment())
    held = latch.step(held, LOW, moment(5.0))
    held = latch.step(held, FINE, moment(90_000.0))
    assert held.under_voltage is not None
    assert held.under_voltage.first == moment().utc_text
    assert held.under_voltage.last_s == moment(5.0).monotonic_s
    assert held.slowed is None


def test_slowing_down_is_remembered() -> None:
    """Now or since the last look, by frequency, by throttling or by the soft limit."""
    for bit in (1, 2, 3, 17, 18, 19):
        held = latch.step(NEW, PowerFlags(under_voltage=False, throttled=1 << bit), moment())
        assert held.slowed is not None
    for bits in (0, 1 << 0, 1 << 16):
        assert latch.step(NEW, PowerFlags(under_voltage=False, throttled=bits), moment()) == NEW


def test_not_knowing_is_remembered_as_nothing() -> None:
    """A laptop's latch stays empty."""
    absent = PowerFlags(Absent("No."), Absent("No."))
    assert latch.step(NEW, absent, moment()) == NEW


def test_a_new_boot_begins_anew() -> None:
    """Only that the boot before had a weak supply is kept, for it may have ended by it."""
    held = latch.step(NEW, LOW, moment())
    next_boot = latch.step(held, FINE, moment(60.0, boot="boot-2"))
    assert next_boot == Latch("boot-2", under_voltage_before=moment().utc_text)
    assert latch.step(next_boot, FINE, moment(120.0, boot="boot-3")) == Latch("boot-3")


def test_the_file_survives_a_restart(tmp_path: Path) -> None:
    """What was saved is loaded as it was; nothing else is left in the folder."""
    path = tmp_path / "health.json"
    held = latch.step(NEW, LOW, moment())
    latch.save(path, held)
    latch.save(path, replace(held, under_voltage_before="2026-11-21T10:00:00.000000Z"))
    assert latch.load(path) == replace(held, under_voltage_before="2026-11-21T10:00:00.000000Z")
    assert [each.name for each in tmp_path.iterdir()] == ["health.json"]


def test_a_damaged_file_is_no_end(tmp_path: Path) -> None:
    """A file cut short, of zero bytes or of another shape costs the memory and nothing else."""
    path = tmp_path / "health.json"
    assert latch.load(path) is None
    for text in ("", '{"boot_id": "b', "[]", json.dumps({"boot_id": "b"}), '{"slowed": 3}'):
        path.write_text(text)
        assert latch.load(path) is None


def test_the_card_is_written_seldom() -> None:
    """At the first dip, then at most every ten minutes however often it dips; never without one."""
    assert not latch.worth_writing(None, NEW)
    held = latch.step(NEW, LOW, moment())
    assert latch.worth_writing(None, held)
    assert latch.worth_writing(NEW, held)
    assert not latch.worth_writing(held, held)
    assert not latch.worth_writing(held, latch.step(held, LOW, moment(599.0)))
    assert latch.worth_writing(held, latch.step(held, LOW, moment(600.0)))
    assert latch.worth_writing(held, latch.step(held, FINE, moment(0.0, boot="boot-2")))


def test_a_dip_right_after_a_boot_is_written() -> None:
    """The monotonic clock begins anew: a dip at once in the next boot is news, not an old one."""
    held = latch.step(NEW, LOW, moment())
    assert latch.worth_writing(held, latch.step(held, LOW, moment(-990.0, boot="boot-2")))
