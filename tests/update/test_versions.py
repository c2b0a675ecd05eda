"""Which version is newer, and what is a version at all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.update.versions import Version, is_newer, parse

NUMBERS = st.integers(0, 999_999)
FINAL = st.builds(Version, NUMBERS, NUMBERS, NUMBERS, st.just(True), st.just(0))
CANDIDATES = st.builds(Version, NUMBERS, NUMBERS, NUMBERS, st.just(False), NUMBERS)
VERSIONS = FINAL | CANDIDATES


def test_versions_are_ordered_by_their_numbers() -> None:
    """Each of these is newer than the one before it: numbers count, not letters."""
    rising = ["0.9.0", "0.10.0", "1.0.0rc1", "1.0.0rc2", "1.0.0rc10", "1.0.0", "1.0.1rc1"]
    rising += ["1.0.1", "1.2.0", "1.10.0", "2.0.0"]
    for older, newer in pairwise(rising):
        assert is_newer(newer, older)
        assert not is_newer(older, newer)
        assert not is_newer(older, older)


@given(VERSIONS)
def test_a_version_has_one_spelling(version: Version) -> None:
    """What is written is read again as the same version."""
    assert parse(str(version)) == version


NO_VERSIONS = ["", "1", "1.0", "1.0.0.0", "v1.0.0", "1.0.0 ", " 1.0.0", "1.0.0\n", "01.0.0"]
NO_VERSIONS += ["1.00.0", "1.0.0rc", "1.0.0-rc1", "1.0.0rc01", "1.0.0b1", "1.0.0+x", "-1.0.0"]
NO_VERSIONS += ["1.0.x", "../1.0.0", "1.0.0.dev1", "1.0.1000000", "١.0.0", "1" * 5000 + ".0.0"]


@pytest.mark.parametrize(
    "text",
    NO_VERSIONS,
)
def test_anything_else_is_no_version(text: str) -> None:
    """A text that is not exactly a version is refused, and the sentence shows how to write one."""
    with pytest.raises(ValueError, match=r"is not a version: write it like 1\.4\.0"):
        parse(text)
