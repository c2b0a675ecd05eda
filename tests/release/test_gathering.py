from __future__ import annotations

from pathlib import Path

import pytest
from packaging.tags import Tag, parse_tag

from kiosk.install.wheels import TARGETS, Target
from kiosk.release import closure, gathering, locks
from kiosk.release.failure import ReleaseError
from tests.release.small_clone import wheel

PI, PC = Target("aarch64", (3, 11)), Target("x86_64", (3, 13))


def tags_of(text: str) -> set[Tag]:
    return set(parse_tag(text))


def test_the_most_fitting_wheel_is_taken() -> None:
    """As pip would: the tag that is nearest to the box comes first, foreign ones never."""
    pure, near = (
        frozenset(tags_of("py3-none-any")),
        frozenset(tags_of("cp311-cp311-manylinux_2_28_aarch64")),
    )
    foreign = frozenset(tags_of("cp311-cp311-manylinux_2_28_x86_64"))
    hashes = frozenset("abc")
    entry = locks.Entry("some", "1.0", "", hashes)
    wheels = [
        gathering.Wheel(Path(name), digest, "some", tags)
        for name, digest, tags in (("x", "a", pure), ("y", "b", near), ("z", "c", foreign))
    ]
    found = gathering.chosen([entry], wheels, [PI, PC])
    assert [each.path.name for each in found[PI]] == ["y"]
    assert [each.path.name for each in found[PC]] == ["x"]


def test_a_target_that_is_none_is_refused() -> None:
    """The known ones are named."""
    with pytest.raises(ReleaseError, match=r"use aarch64-3\.11"):
        gathering.targets_named(["armv7-3.11"])
    assert gathering.targets_named([]) == TARGETS


def test_what_the_updater_needs_must_be_locked(tmp_path: Path) -> None:
    """A closure with a hole is said before a box finds it."""
    wheel(tmp_path, "tuf", "7.0.1", "py3-none-any", ["nowhere"])
    wheel(tmp_path, "securesystemslib", "1.6.0", "py3-none-any", [])
    with pytest.raises(ReleaseError, match="needs nowhere"):
        closure.needed_on(PI, gathering.wheels_in(tmp_path))


def test_a_lock_without_hashes_is_refused() -> None:
    """Such a package could be anything."""
    with pytest.raises(ReleaseError, match="no package with hashes"):
        locks.entries("flask==3.1.3\n")
