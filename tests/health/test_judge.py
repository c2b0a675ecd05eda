"""Every rule of health, at its limit, in words for people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk.health import latch, limits
from kiosk.health.about import ABOUT
from kiosk.health.absent import Absent
from kiosk.health.card import FULL, WriteTest
from kiosk.health.facts import Facts, Update
from kiosk.health.judge import Evidence, is_hot, judge
from kiosk.health.latch import Latch
from kiosk.health.memory import CoreDumps, Swap, SwapSpace
from kiosk.health.power import PowerFlags
from kiosk.health.report import HealthReport, Level, Reading, Trouble, plain
from kiosk.vitals import Vitals

from .pi import moment

WELL = Facts(
    temperature_c=50.0,
    free_bytes=20_000_000_000,
    error_counts=(("/", 0),),
    read_only=(),
    resident_bytes=300_000_000,
    available_bytes=2_000_000_000,
    core_dumps=CoreDumps("0", "core"),
    swap=SwapSpace((), kiosk_kept_out=False),
    restarts=0,
    update=None,
)
SEES = Vitals(camera="ok", frame_rate_hz=20.0, frames=1000, dropped=100)
FINE = PowerFlags(under_voltage=False, throttled=0)
LOW = PowerFlags(under_voltage=True, throttled=0)
SOUND = Evidence(WELL, FINE, Latch("boot-1"), WriteTest(None, 0.02), SEES)

FAILED = Update("1.2", "2026-11-20T03:04:00Z", "at the start, still on 1.1: why.")

OK, WARN, BAD, UNKNOWN = Level.OK, Level.WARN, Level.BAD, Level.UNKNOWN


def told(evidence: Evidence, name: str, at_s: float = 0.0) -> Reading:
    """One reading of a report; one that is not well says what to do."""
    report = judge(evidence, moment(at_s))
    (found,) = (each for each in report.readings if each.name == name)
    assert (found.level in (WARN, BAD)) == (found.mend is not None)
    return found


def with_facts(**facts: Any) -> Evidence:
    return replace(SOUND, facts=replace(WELL, **facts))


def with_vitals(**vitals: Any) -> Evidence:
    return replace(SOUND, vitals=replace(SEES, **vitals))


def test_a_sound_box() -> None:
    """All is well, in every reading of the table and in its order, and no light is asked for."""
    report = judge(SOUND, moment())
    assert [each.name for each in report.readings] == list(ABOUT)
    assert {each.level for each in report.readings} == {OK}
    assert (report.worst, report.trouble) == (OK, None)
    assert report.at == moment().utc_text


def test_each_is_one_sentence() -> None:
    """Readings are for people: a capital, an end, no code."""
    for each in judge(SOUND, moment()).readings:
        assert not each.text[0].islower()
        assert each.text.endswith(".")
        assert "_" not in each.text


@pytest.mark.parametrize("field", [f for f in Facts.__dataclass_fields__ if f != "update"])
def test_what_is_absent_is_unknown(field: str) -> None:
    """A fact that a machine does not give is told with its reason, and is no fault."""
    report = judge(with_facts(**{field: Absent("This box has none.")}), moment())
    unknown = [each for each in report.readings if each.level is UNKNOWN]
    assert [(each.text, each.value, each.mend) for each in unknown] == [
        ("This box has none.", None, None)
    ]
    assert (report.worst, report.trouble) == (OK, None)


FACTS: list[tuple[str, str, Any, Level, str]] = [
    ("temperature", "temperature_c", 77.9, OK, "78 degrees"),
    ("temperature", "temperature_c", 78.0, WARN, "too hot"),
    ("temperature", "temperature_c", 85.0, BAD, "far too hot"),
    ("disk_free", "free_bytes", limits.LOW_SPACE_BYTES, OK, "500 MB"),
    ("disk_free", "free_bytes", limits.LOW_SPACE_BYTES - 1, WARN, "are free"),
    ("disk_free", "free_bytes", limits.NO_SPACE_BYTES - 1, BAD, "50 MB"),
    ("filesystem_errors", "error_counts", (("/", 0), ("/data", 2)), BAD, "2 on /data"),
    ("read_only_root", "read_only", ("/", "/data"), BAD, "/ and /data can only be read"),
    ("memory", "resident_bytes", limits.MUCH_MEMORY_BYTES, OK, "1000 MB"),
    ("memory", "resident_bytes", limits.MUCH_MEMORY_BYTES + 1, WARN, "holds"),
    ("memory_available", "available_bytes", limits.LOW_MEMORY_BYTES, OK, "150 MB"),
    ("memory_available", "available_bytes", limits.LOW_MEMORY_BYTES - 1, WARN, "left"),
    ("memory_available", "available_bytes", limits.NO_MEMORY_BYTES - 1, BAD, "left"),
    ("service_restarts", "restarts", 1, WARN, "once"),
    ("service_restarts", "restarts", 4, WARN, "4 times"),
    ("service_restarts", "restarts", 5, BAD, "5 times"),
    ("service_restarts", "restarts", 0, OK, "without a failure"),
    ("last_update", "update", None, OK, "never updated"),
    ("last_update", "update", Update("1.2", "2026-11-20T03:04:00Z", None), OK, "03:04 UTC"),
    (
        "last_update",
        "update",
        FAILED,
        WARN,
        "failed at the start, still on 1.1: why (2026-11-20 03:04 UTC).",
    ),
    ("last_update", "update", Absent("Unreadable."), UNKNOWN, "Unreadable."),
    ("core_dumps", "core_dumps", CoreDumps("unlimited", "core"), WARN, "go to core"),
    ("core_dumps", "core_dumps", CoreDumps("0", "|/lib/systemd/systemd-coredump %P"), OK, "off"),
    (
        "core_dumps",
        "core_dumps",
        CoreDumps("max", "|/x/systemd-coredump"),
        WARN,
        "systemd-coredump",
    ),
    ("core_dumps", "core_dumps", CoreDumps("0", "|/usr/bin/other %P"), WARN, "/usr/bin/other"),
    ("core_dumps", "core_dumps", CoreDumps("unlimited", ""), WARN, "a file"),
    ("core_dumps", "core_dumps", CoreDumps("unlimited", "|/bin/false"), OK, "are off"),
    ("core_dumps", "core_dumps", CoreDumps("unlimited", "/tmp/false"), WARN, "/tmp/false"),
    (
        "swap",
        "swap",
        SwapSpace((Swap("/dev/zram0", "compressed memory"),), False),
        OK,
        "compressed",
    ),
    ("swap", "swap", SwapSpace((Swap("/var/swap", None),), False), WARN, "/var/swap"),
    ("swap", "swap", SwapSpace((Swap("/var/swap", None),), True), OK, "never goes there"),
]


@pytest.mark.parametrize(("name", "field", "fact", "level", "words"), FACTS)
def test_facts(name: str, field: str, fact: Any, level: Level, words: str) -> None:
    """Each fact at its limit has the level of the table and says what is the matter."""
    found = told(with_facts(**{field: fact}), name)
    assert found.level is level
    assert words in found.text


def test_swap_of_several_kinds() -> None:
    """One that can be read is enough for a warning; several safe ones are all named."""
    zram, dm = Swap("/dev/zram0", "compressed memory"), Swap("/dev/dm-0", "encrypted")
    both = told(with_facts(swap=SwapSpace((zram, dm), False)), "swap")
    assert both.text == "Swap is on and is compressed memory and encrypted."
    mixed = told(with_facts(swap=SwapSpace((zram, Swap("/dev/sda2", None)), False)), "swap")
    assert mixed.level is WARN
    assert "zram" not in mixed.text


VITALS: list[tuple[str, dict[str, Any], Level, str]] = [
    ("camera", {"camera": "missing", "camera_message": "No camera: seat it."}, BAD, "seat it."),
    ("camera", {"camera": "frozen", "rung": "reopening"}, BAD, "again and again. The kiosk opens"),
    ("camera", {"camera": "lost", "rung": "restarting"}, BAD, "restarts itself"),
    ("camera", {"camera": "covered", "rung": "waiting"}, BAD, "keeps trying"),
    ("camera", {"camera": "starting"}, UNKNOWN, "being opened"),
    ("camera", {"camera": "ended"}, UNKNOWN, "has ended"),
    ("frame_rate", {"frame_rate_hz": 12.0}, OK, "12.0 frames"),
    ("frame_rate", {"frame_rate_hz": 11.9}, WARN, "near the least"),
    ("frame_rate", {"frame_rate_hz": 9.9}, BAD, "only counted"),
    ("frame_rate", {"frame_rate_hz": 2.0, "idle": True}, OK, "rests"),
    ("frame_rate", {"frame_rate_hz": None}, UNKNOWN, "No frames"),
    ("dropped_frames", {"frames": 300, "dropped": 700}, OK, "70%"),
    ("dropped_frames", {"frames": 299, "dropped": 701}, WARN, "701 of 1000"),
    ("dropped_frames", {"frames": 1, "dropped": 99, "idle": True}, OK, "99 of 100"),
    ("dropped_frames", {"frames": 0, "dropped": 0}, UNKNOWN, "No frames"),
]


@pytest.mark.parametrize(("name", "vitals", "level", "words"), VITALS)
def test_vitals(name: str, vitals: dict[str, Any], level: Level, words: str) -> None:
    """The loop's own figures: camera, rate and dropped frames, and what is being done."""
    found = told(with_vitals(**vitals), name)
    assert found.level is level
    assert words in found.text


def test_without_a_running_kiosk() -> None:
    """Seen from outside, nothing is said of a loop that does not run."""
    report = judge(replace(SOUND, vitals=None), moment())
    assert [each.name for each in report.readings if each.level is UNKNOWN] == [
        "camera",
        "frame_rate",
        "dropped_frames",
    ]
    assert report.trouble is None


def test_the_voltage() -> None:
    """Too low now is bad, earlier in this boot or just before it a warning."""
    assert told(replace(SOUND, flags=LOW), "under_voltage").level is BAD
    held = latch.step(SOUND.latch, LOW, moment())
    later = told(replace(SOUND, latch=held), "under_voltage", 80_000.0)
    assert later.level is WARN
    assert "first at 2026-11-22 12:00 UTC" in later.text
    before = Latch("boot-1", under_voltage_before=moment().utc_text)
    assert told(replace(SOUND, latch=before), "under_voltage").level is WARN
    assert told(SOUND, "under_voltage").level is OK


def test_slowed_down() -> None:
    """Now is a warning with its cause; earlier is told and needs nothing."""
    hot, weak = (PowerFlags(under_voltage=False, throttled=bits) for bits in (0x8, 0x5))
    assert "for heat" in told(replace(SOUND, flags=hot), "throttling").text
    assert "lack of power" in told(replace(SOUND, flags=weak), "throttling").text
    held = latch.step(SOUND.latch, hot, moment())
    later = told(replace(SOUND, latch=held), "throttling", 600.0)
    assert later.level is OK
    assert "12:00" in later.text


def test_heat_does_not_flicker() -> None:
    """A hot box counts as cool again only some degrees below the limit."""
    cooler = with_facts(temperature_c=75.5)
    assert told(cooler, "temperature").level is OK
    assert told(replace(cooler, was_hot=True), "temperature").level is WARN
    cool = replace(with_facts(temperature_c=74.9), was_hot=True)
    assert told(cool, "temperature").level is OK
    assert not is_hot(judge(cool, moment()))
    assert is_hot(judge(with_facts(temperature_c=80.0), moment()))


def test_the_limit_of_heat_is_the_configurations() -> None:
    """health.hot_c replaces the shipped limit."""
    assert told(replace(SOUND, hot_c=50.0), "temperature").level is WARN


def test_write_tests() -> None:
    """Failed is bad, slow a warning, not yet made unknown; a full card needs no other card."""
    failed = replace(SOUND, write=WriteTest("the system says: Input/output error", 0.1))
    full = replace(SOUND, write=WriteTest(FULL, 0.1))
    slow = replace(SOUND, write=WriteTest(None, 5.1))
    assert [told(each, "write_test").level for each in (failed, full, slow)] == [BAD, BAD, WARN]
    assert "replace the memory card" in (told(failed, "write_test").mend or "")
    assert "replace" not in (told(full, "write_test").mend or "")
    assert judge(Evidence(WELL, FINE, Latch("b")), moment()).level_of("write_test") is UNKNOWN


def test_the_clock() -> None:
    """Of 1970 is bad, set by nobody a warning."""
    unsure = judge(SOUND, moment(sure=False))
    assert unsure.level_of("clock") is WARN
    long_ago = replace(moment(sure=False), utc=moment().utc.replace(year=1970))
    assert judge(SOUND, long_ago).level_of("clock") is BAD


def ill(*troubles: Trouble) -> Evidence:
    """A box with all of these at once."""
    seen = SOUND
    if Trouble.CAMERA_LOST in troubles:
        seen = replace(seen, vitals=replace(SEES, camera="lost"))
    if Trouble.CARD_FAILING in troubles:
        seen = replace(seen, write=WriteTest("it has become read-only", 0.1))
    if Trouble.LOW_POWER in troubles:
        seen = replace(seen, latch=latch.step(seen.latch, LOW, moment()))
    if Trouble.HOT in troubles:
        seen = replace(seen, facts=replace(seen.facts, temperature_c=80.0))
    return seen


def test_the_light_says_the_gravest() -> None:
    """Of several troubles the first of the rank; each alone says itself."""
    rank = list(Trouble)
    for number, trouble in enumerate(rank):
        assert judge(ill(trouble), moment()).trouble is trouble
        assert judge(ill(*rank[number:]), moment()).trouble is trouble


@pytest.mark.parametrize(
    "facts",
    [
        {"free_bytes": 1},
        {"error_counts": (("/", 1),)},
        {"read_only": ("/",)},
    ],
)
def test_what_counts_as_a_failing_card(facts: dict[str, Any]) -> None:
    """Full, with errors or read-only: the same light, the page says which."""
    assert judge(with_facts(**facts), moment()).trouble is Trouble.CARD_FAILING


def test_low_power_leaves_the_light_after_an_hour() -> None:
    """One dip does not take the members' light for the day; the page keeps it."""
    weak = ill(Trouble.LOW_POWER)
    assert judge(weak, moment(3600.0)).trouble is Trouble.LOW_POWER
    assert judge(weak, moment(3601.0)).trouble is None
    assert judge(weak, moment(3601.0)).level_of("under_voltage") is WARN
    assert judge(weak, moment(1.0, boot="boot-2")).trouble is None


def test_the_boards_own_limit_is_hot_too() -> None:
    """Where there is no thermometer, the firmware's soft temperature limit says it."""
    blind = with_facts(temperature_c=Absent("None."))
    hot = replace(blind, flags=PowerFlags(under_voltage=False, throttled=0x8))
    assert judge(hot, moment()).trouble is Trouble.HOT


def test_the_worst_of_nothing() -> None:
    """A report without readings knows nothing."""
    assert HealthReport((), "").worst is UNKNOWN
    assert HealthReport((), "").level_of("camera") is UNKNOWN


def test_plain_values() -> None:
    """Pages and programs get names, words and numbers."""
    values = plain(judge(ill(Trouble.HOT), moment()))
    assert (values["worst"], values["trouble"]) == ("warn", "hot")
    readings = values["readings"]
    assert isinstance(readings, list)
    (heat,) = (each for each in readings if each["name"] == "temperature")
    assert heat["label"] == "Temperature"
    assert (heat["level"], heat["value"], heat["unit"]) == ("warn", 80.0, "celsius")
    assert heat["mend"].startswith("Give the box air")


def test_the_watchs_own_sentence_is_said_once() -> None:
    """It ends with what is being done about the camera: nothing is added to it."""
    message = "The camera has gone: check its cable. The kiosk keeps trying."
    seen = with_vitals(camera="lost", rung="waiting", camera_message=message)
    assert told(seen, "camera").text == message
