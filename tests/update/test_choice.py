"""Which release a box takes, and what it says when it takes none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.update.choice import Choice, Here, choose, in_rollout
from kiosk.update.offered import Release
from kiosk.update.versions import is_newer
from tests.update.box import HERE

VERSIONS = ["0.9.0", "1.0.0", "1.0.1rc1", "1.0.1", "1.1.0", "1.2.0rc3", "1.2.0", "2.0.0"]
OFFERED = Release(
    name="kiosk-1.4.0.tar",
    bytes=1000,
    sha256="0" * 64,
    version="1.4.0",
    minimum_version="1.0.0",
    boards=("Raspberry Pi 4", "Raspberry Pi 5"),
    os=("bookworm", "trixie"),
    targets=("aarch64-3.11", "aarch64-3.13"),
    installed_bytes=1000,
    channels={"stable": 100},
)


def release(version: str, **changed: Any) -> Release:
    """An offer that fits every box, but for what is changed."""
    return replace(OFFERED, version=version, name=f"kiosk-{version}.tar", **changed)


def taken(choice: Choice) -> str | None:
    return None if choice.release is None else choice.release.version


def test_the_newest_that_fits_is_taken() -> None:
    """Of several newer releases the newest wins, in whatever order they are offered."""
    offered = [release("1.1.0"), release("1.10.0"), release("1.9.0"), release("0.9.0")]
    assert taken(choose(offered, HERE)) == "1.10.0"
    assert taken(choose(reversed(offered), HERE)) == "1.10.0"


@pytest.mark.parametrize(
    ("offered", "here", "words"),
    [
        ([], HERE, "Nothing is offered on the stable channel; this box stays on 1.0.0."),
        (
            [release("1.0.0"), release("0.9.0")],
            HERE,
            "1.0.0 is the newest on the stable channel and runs here.",
        ),
        (
            [release("0.9.0")],
            HERE,
            "1.0.0 runs here, and 0.9.0 is the newest on the stable channel: nothing goes back to "
            "an older version.",
        ),
        (
            [release("1.4.0", channels={"beta": 100})],
            HERE,
            "Nothing is offered on the stable channel; this box stays on 1.0.0.",
        ),
        (
            [release("1.4.0", channels={"stable": 0, "beta": 100})],
            HERE,
            "1.4.0 is offered and not for this box yet (0 % of the stable channel); "
            "this box stays on 1.0.0.",
        ),
        (
            [release("1.4.0", minimum_version="1.2.0")],
            HERE,
            "1.4.0 needs 1.2.0 first; this box stays on 1.0.0.",
        ),
        (
            [release("1.4.0")],
            replace(HERE, python="3.12"),
            "1.4.0 is not made for Python 3.12 on aarch64; this box stays on 1.0.0.",
        ),
        (
            [release("1.4.0")],
            replace(HERE, machine="x86_64"),
            "1.4.0 is not made for Python 3.11 on x86_64; this box stays on 1.0.0.",
        ),
        (
            [release("1.4.0")],
            replace(HERE, os="bullseye"),
            "1.4.0 is not made for bullseye, but for bookworm, trixie; this box stays on 1.0.0.",
        ),
        (
            [release("1.4.0")],
            replace(HERE, board="Raspberry Pi 400 Rev 1.0"),
            "1.4.0 is not made for Raspberry Pi 400 Rev 1.0, but for Raspberry Pi 4, "
            "Raspberry Pi 5; this box stays on 1.0.0.",
        ),
        (
            [release("1.4.0")],
            replace(HERE, failed=frozenset({"1.4.0"})),
            "1.4.0 has failed here and nothing newer than it is offered; this box stays on 1.0.0.",
        ),
        (
            [release("1.4.0", sha256="ab" * 32)],
            replace(HERE, failed=frozenset({"ab" * 32})),
            "1.4.0 has failed here and nothing newer than it is offered; this box stays on 1.0.0.",
        ),
        (
            [release("1.4.0")],
            replace(HERE, version="unknown"),
            "What runs here cannot be updated: 'unknown' is not a version: write it like 1.4.0 or "
            "1.4.0rc1.",
        ),
    ],
)
def test_why_nothing_is_taken(offered: list[Release], here: Here, words: str) -> None:
    """A box that takes nothing says in one sentence why."""
    assert choose(offered, here) == Choice(None, words)


def test_a_step_between_is_taken_first() -> None:
    """A release that the newest one needs first is taken, and the sentence says so."""
    offered = [release("2.0.0", minimum_version="1.2.0"), release("1.2.0")]
    choice = choose(offered, HERE)
    assert taken(choice) == "1.2.0"
    assert choice.sentence == "1.2.0 is offered and fits this box (2.0.0 needs 1.2.0 first)."
    assert taken(choose(offered, replace(HERE, version="1.2.0"))) == "2.0.0"


def test_after_a_failure_only_something_newer_is_taken() -> None:
    """Neither the version that failed nor an older one is tried, until there is a newer one."""
    failed = replace(HERE, failed=frozenset({"1.4.0"}))
    assert taken(choose([release("1.4.0"), release("1.3.0")], failed)) is None
    assert taken(choose([release("1.4.0"), release("1.4.1")], failed)) == "1.4.1"


def test_a_failure_on_another_channel_does_not_stand_in_the_way() -> None:
    """A beta that failed here and is not on this channel keeps no stable release away."""
    failed = replace(HERE, failed=frozenset({"2.0.0rc1"}))
    offered = [release("2.0.0rc1", channels={"beta": 100}), release("1.4.0")]
    assert taken(choose(offered, failed)) == "1.4.0"


def test_any_board_is_a_star() -> None:
    """A release for any board fits a board that nobody has heard of."""
    strange = replace(HERE, board="Some Board")
    assert taken(choose([release("1.4.0", boards=("*",))], strange)) == "1.4.0"


BOXES = st.binary(min_size=32, max_size=32).map(bytes.hex)
PERCENT = st.integers(0, 100)


@given(BOXES, PERCENT, PERCENT)
def test_a_rollout_only_grows(box: str, one: int, other: int) -> None:
    """A box that has a version at some percentage has it at every higher one."""
    low, high = sorted((one, other))
    assert in_rollout(box, "1.4.0", high) or not in_rollout(box, "1.4.0", low)
    assert in_rollout(box, "1.4.0", 100)
    assert not in_rollout(box, "1.4.0", 0)


@pytest.mark.parametrize("percent", [1, 10, 20, 50, 90])
def test_a_rollout_reaches_its_share(percent: int) -> None:
    """Of ten thousand boxes about as many as were meant get a version, and others the next one."""
    boxes = [f"{number:064x}" for number in range(10_000)]
    first = {box for box in boxes if in_rollout(box, "1.4.0", percent)}
    second = {box for box in boxes if in_rollout(box, "1.5.0", percent)}
    assert abs(len(first) - 100 * percent) < 200
    assert abs(len(first & second) - percent * percent) < 200


def test_a_box_is_always_drawn_alike() -> None:
    """The draw is a hash that is never to change: these boxes were drawn so from the beginning."""
    drawn = [box for box in ("a", "b", "c", "d", "e", "f") if in_rollout(box, "1.4.0", 50)]
    assert drawn == ["a", "b", "c", "d", "e"]


OFFERS = st.builds(
    release,
    st.sampled_from(VERSIONS),
    minimum_version=st.sampled_from(VERSIONS),
    channels=st.dictionaries(st.sampled_from(["stable", "beta"]), PERCENT),
    os=st.sampled_from([("bookworm",), ("trixie",)]),
)
FAILED = st.frozensets(st.sampled_from(VERSIONS))


@given(
    st.lists(OFFERS, max_size=6, unique_by=lambda each: each.version),
    st.sampled_from(VERSIONS),
    BOXES,
    FAILED,
)
def test_nothing_ever_goes_back(
    offered: list[Release], version: str, box: str, failed: frozenset[str]
) -> None:
    """What is taken is newer, on the channel, fitting and not failed, in whatever order it came."""
    here = replace(HERE, version=version, box_id=box, failed=failed)
    choice = choose(offered, here)
    assert choice == choose(reversed(offered), here)
    assert choice.sentence.endswith(".")
    if choice.release is not None:
        assert is_newer(choice.release.version, version)
        assert not is_newer(choice.release.minimum_version, version)
        assert choice.release.version not in failed
        assert choice.release.os == ("bookworm",)
        assert in_rollout(box, choice.release.version, choice.release.channels["stable"])
