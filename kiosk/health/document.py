"""Writes docs/health.md from the table of readings: `python -m kiosk.health.document`.

Decides the wording of that page alone; a test keeps the file equal to what this writes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.health import limits
from kiosk.health.about import ABOUT, About
from kiosk.health.changes import LASTS_S
from kiosk.health.journal import CHANGED, STANDS
from kiosk.health.watch import POWER_BEAT_S, SLOW_BEAT_S, WRITE_BEAT_S

_HEAD = f"""\
# Health of the box

What the kiosk measures of its own box, where each figure comes from, when it is not well, and what
to do then. Written from the tables in `kiosk/health` (`python -m kiosk.health.document`).

The same readings stand on the health page (staff pages), in `kiosk health`, in `kiosk check`, in
the system's journal and at `/metrics`. The light says the gravest of them to staff while nobody is
on the spot: [what the light says](cues.md#what-the-light-says-to-staff).

- **ok** needs nothing, **warn** needs a look, **bad** needs a mend. **unknown** is no fault: this
  machine does not tell, and the reading says why.
- The running kiosk looks at the power every {POWER_BEAT_S:.0f} s, at the rest every \
{SLOW_BEAT_S:.0f} s, and tries a write every {WRITE_BEAT_S:.0f} s,
  in a thread that the camera never waits for. Measured on 2026-11-22: one hour of it took 0.9 to
  1.4 s of one core of an AMD EPYC, 0.04 % at most; a Raspberry Pi takes some times that.
- `kiosk health` looks once, also while the kiosk runs; `--json` is for programs. It ends with 1
  when something is bad.

"""
_TAIL = f"""\
## What to know about the sources

- **Power.** The kernel's driver `rpi_volt` asks the board's firmware every two seconds and clears
  the firmware's "since boot" flags while it does so: what `vcgencmd get_throttled` says of the time
  since the start is therefore not to be trusted, and a reading now and then misses most dips. The
  kiosk looks every second and keeps the first and last time in `health.json` of its state folder,
  until the box is switched off. The next start still says that the one before it had a weak supply.
  The light says so for {limits.LOW_POWER_SHOWN_S / 60:.0f} minutes after the last dip.
- **Kernel's warning.** Where the firmware's file `get_throttled` is there, reading it makes the
  kernel write "deprecated, use hwmon sysfs instead" with a stack trace into its log, once after
  each start. It means nothing; there is no other file that tells of throttling.
- **Card.** An SD card has no health of its own to ask for. ext4's count of errors is kept over
  starts until the file system is checked. Since Linux 6.12 a file system with errors no longer
  shows as `ro`, since 6.15 as `emergency_ro`: only the write test and the count of errors tell in
  between. The write test drops the kernel's copy before it reads back, so the card itself answers.
- **Swap.** zram is memory, but Raspberry Pi OS (Trixie) lets it write pages back to a file on the
  card by default: the kiosk looks at its `backing_dev`. It is well, too, when the service's own
  memory may not be swapped (`memory.swap.max` is 0).
- **Core dumps.** A limit of 0 stops the kernel from writing a file, but not a program that
  `core_pattern` pipes to; of those only systemd-coredump is known to keep nothing then.

## Journal

Each reading that comes to another level and stays there for {LASTS_S:.0f} seconds is one entry;
`kiosk health --journal` writes one entry for every reading.

    journalctl -t kiosk-health
    journalctl KIOSK_READING=under_voltage -o verbose

| Field | Holds |
| --- | --- |
| `MESSAGE`, `PRIORITY` | the sentence with its mend; 6 ok or unknown, 4 warn, 3 bad |
| `MESSAGE_ID` | `{CHANGED}` for a change, `{STANDS}` for how it stands |
| `KIOSK_READING`, `KIOSK_LEVEL` | name and level as below |
| `KIOSK_VALUE`, `KIOSK_UNIT` | the figure, where there is one |
"""


def page() -> str:
    """The whole of docs/health.md."""
    return _HEAD + _overview() + _TAIL


def _overview() -> str:
    parts = ["## Readings\n\n"]
    parts += ["| Reading | From | Warn when | Bad when |\n| --- | --- | --- | --- |\n"]
    parts += [_row(name, row) for name, row in ABOUT.items()]
    parts += ["\n### Mends\n\n"]
    parts += [f"- **{row.label}** (`{name}`): {row.mend}\n" for name, row in ABOUT.items()]
    return "".join([*parts, "\n"])


def _row(name: str, row: About) -> str:
    unit = f", {row.unit}" if row.unit else ""
    cells = (f"{row.label} (`{name}`{unit})", row.source, row.warn or "never", row.bad or "never")
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    folder = Path(*sys.argv[1:] or ["docs"])
    (folder / "health.md").write_text(page(), encoding="utf-8")
