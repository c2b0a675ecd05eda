"""One look at the box from outside the running kiosk: `kiosk health` and `kiosk check`."""

from __future__ import annotations

from dataclasses import replace

from kiosk.health import latch
from kiosk.health.card import try_write
from kiosk.health.facts import Host, gather
from kiosk.health.judge import NOT_TRIED, Evidence, judge
from kiosk.health.memory import service_process
from kiosk.health.power import ask_firmware, firmware_file_missing, read_power
from kiosk.health.report import HealthReport
from kiosk.health.vitals_note import read_note
from kiosk.moment import Moment


def look_once(host: Host, hot_c: float, now: Moment, *, write: bool) -> HealthReport:
    """The report of this moment, with the running kiosk's own figures where one runs.

    `write` tries the card too. Nothing but that is changed: the latch is only read.
    """
    host = replace(host, process=service_process(host.root))
    bits = ask_firmware() if firmware_file_missing(host.root) else None
    flags = read_power(host.root, bits)
    held = latch.load(host.latch_file) if host.latch_file else None
    seen = Evidence(
        facts=gather(host),
        flags=flags,
        latch=latch.step(held or latch.Latch(now.boot_id), flags, now),
        write=try_write(host.writable) if write else NOT_TRIED,
        vitals=read_note(host.runtime_dir, now) if host.runtime_dir and host.process else None,
        hot_c=hot_c,
    )
    return judge(seen, now)
