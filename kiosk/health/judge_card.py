"""Judges the card: free room, errors, read-only, the write test. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.health import limits
from kiosk.health.about import ABOUT, reading, unknown
from kiosk.health.absent import Absent
from kiosk.health.card import FULL, WriteTest
from kiosk.health.facts import Facts
from kiosk.health.report import Level, Reading


def judge_card(facts: Facts, write: WriteTest | Absent) -> Iterator[Reading]:
    """Every reading of the card."""
    yield _free(facts.free_bytes)
    yield _errors(facts.error_counts)
    yield _read_only(facts.read_only)
    yield _write_test(write)


def _free(count: int | Absent) -> Reading:
    if isinstance(count, Absent):
        return unknown("disk_free", count)
    level = Level.WARN if count < limits.LOW_SPACE_BYTES else Level.OK
    level = Level.BAD if count < limits.NO_SPACE_BYTES else level
    text = f"{count / 1e9:.1f} GB are free." if count >= 1e9 else f"{count / 1e6:.0f} MB are free."
    return reading("disk_free", level, text, float(count))


def _errors(counts: tuple[tuple[str, int], ...] | Absent) -> Reading:
    if isinstance(counts, Absent):
        return unknown("filesystem_errors", counts)
    total = sum(count for _, count in counts)
    if total:
        where = " and ".join(f"{count} on {point}" for point, count in counts if count)
        text = f"The kernel has noted errors of the file system: {where}."
        return reading("filesystem_errors", Level.BAD, text, float(total))
    return reading("filesystem_errors", Level.OK, "The file system has no errors.", 0.0)


def _read_only(points: tuple[str, ...] | Absent) -> Reading:
    if isinstance(points, Absent):
        return unknown("read_only_root", points)
    if points:
        text = f"{' and '.join(points)} can only be read: nothing new is kept."
        return reading("read_only_root", Level.BAD, text, 1.0)
    return reading("read_only_root", Level.OK, "The card can be written.", 0.0)


def _write_test(write: WriteTest | Absent) -> Reading:
    if isinstance(write, Absent):
        return unknown("write_test", write)
    if write.trouble:
        text = f"The card did not take a small file: {write.trouble}."
        # A card that is only full needs no other card.
        mend = ABOUT["disk_free"].mend if write.trouble == FULL else None
        return reading("write_test", Level.BAD, text, write.took_s, mend)
    if write.took_s > limits.SLOW_WRITE_S:
        text = f"The card took {write.took_s:.0f} seconds for a small file."
        return reading("write_test", Level.WARN, text, write.took_s)
    text = f"A small file was written and read back in {write.took_s:.2f} seconds."
    return reading("write_test", Level.OK, text, write.took_s)
