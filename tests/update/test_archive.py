"""What is unpacked of an archive: exactly what its manifest lists, or nothing."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.update.archive import unpack
from kiosk.update.errors import ArchiveError, DiskError
from kiosk.update.manifest import MANIFEST, written
from tests.update import archives
from tests.update.archives import FILES
from tests.update.evil_archives import EVIL, OUTSIDE
from tests.update.test_choice import release


@pytest.fixture(autouse=True)
def nothing_outside() -> Iterator[None]:
    """No archive has left anything where its evil names lead."""
    Path(OUTSIDE).unlink(missing_ok=True)
    yield
    assert not Path(OUTSIDE).exists()


def unpacked(folder: Path, data: bytes) -> dict[str, bytes]:
    """The files that an archive becomes."""
    (folder / "a.tar").write_bytes(data)
    unpack(folder / "a.tar", folder / "new")
    return {
        path.relative_to(folder / "new").as_posix(): path.read_bytes()
        for path in (folder / "new").rglob("*")
        if path.is_file()
    }


def test_an_honest_archive_is_unpacked(tmp_path: Path) -> None:
    """Every listed file and the manifest are there, readable for all and executable for none."""
    files = unpacked(tmp_path, archives.honest())
    said = files.pop(MANIFEST)
    assert files == FILES
    assert said == written(archives.manifest()).encode()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").rglob("*.*")}
    assert modes == {0o644}
    assert stat.S_IMODE((tmp_path / "new" / "wheels").stat().st_mode) == 0o755
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tar", "new"]


def test_what_tar_itself_writes_is_read(tmp_path: Path) -> None:
    """Long paths, whose beginning USTAR keeps in another field, come out whole."""
    name = "wheels/" + "d" * 90 + "/" + "w" * 96 + ".whl"
    assert unpacked(tmp_path, archives.honest(files={name: b"x" * 513}))[name] == b"x" * 513


def test_an_older_folder_is_replaced(tmp_path: Path) -> None:
    """What an earlier or interrupted run left is gone, the new content is there alone."""
    for left in ("new", "new.new"):
        (tmp_path / left / "deep").mkdir(parents=True)
        (tmp_path / left / "deep" / "old").write_text("old")
    files = unpacked(tmp_path, archives.honest())
    assert set(files) == {*FILES, MANIFEST}
    assert not (tmp_path / "new.new").exists()


@pytest.mark.parametrize("data", EVIL.values(), ids=[name.replace(" ", "-") for name in EVIL])
def test_anything_else_is_refused_whole(tmp_path: Path, data: bytes) -> None:
    """One sentence, nothing new on the disk, and what was unpacked before stays as it was."""
    (tmp_path / "a.tar").write_bytes(data)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "before").write_text("before")
    with pytest.raises(ArchiveError, match=r"\A[^\n]{10,300}[.]\Z"):
        unpack(tmp_path / "a.tar", tmp_path / "new")
    left = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*"))
    assert left == ["a.tar", "new", "new/before"]


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("longer content", "another length than listed"),
        ("other content", "another content than listed"),
        ("changed header", "or damaged"),
        ("cut in a file", "ends too early"),
        ("twice", "unlisted or twice"),
        ("fifo", "'f', which is no regular file"),
        ("listed parent", "a file may not be called '../evil'"),
        ("later format", "publish the release anew"),
    ],
)
def test_the_sentence_says_what_is_wrong(tmp_path: Path, case: str, words: str) -> None:
    """Each refusal has its own reason, found before anything bigger is done."""
    (tmp_path / "a.tar").write_bytes(EVIL[case])
    with pytest.raises(ArchiveError, match=re.escape(words)):
        unpack(tmp_path / "a.tar", tmp_path / "new")


def test_another_release_than_the_offered_is_refused(tmp_path: Path) -> None:
    """What the archive says of itself has to be what was offered and chosen."""
    (tmp_path / "a.tar").write_bytes(archives.honest())
    offered = release("1.1.0")
    assert unpack(tmp_path / "a.tar", tmp_path / "new", offered).version == "1.1.0"
    others: list[dict[str, Any]] = [
        {"version": "1.2.0"},
        {"minimum_version": "0.9.0"},
        {"boards": ("Raspberry Pi 4",)},
        {"os": ("bookworm",)},
        {"targets": ("aarch64-3.11",)},
        {"installed_bytes": 1},
    ]
    for other in others:
        with pytest.raises(ArchiveError, match="holds another release"):
            unpack(tmp_path / "a.tar", tmp_path / "other", replace(offered, **other))
    assert not (tmp_path / "other").exists()


def test_a_link_is_not_an_archive(tmp_path: Path) -> None:
    """A link where the archive should lie is not followed, nor one where it should go."""
    (tmp_path / "real.tar").write_bytes(archives.honest())
    (tmp_path / "a.tar").symlink_to("real.tar")
    with pytest.raises(DiskError, match=r"a\.tar cannot be unpacked"):
        unpack(tmp_path / "a.tar", tmp_path / "new")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "new").symlink_to("elsewhere")
    unpack(tmp_path / "real.tar", tmp_path / "new")
    assert not (tmp_path / "new").is_symlink()
    assert list((tmp_path / "elsewhere").iterdir()) == []


@given(st.integers(0, len(archives.honest()) - 1), st.integers(1, 255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_a_changed_byte_changes_no_file(tmp_path: Path, position: int, by: int) -> None:
    """Whatever byte of an archive is changed: the listed files come out as listed, or none does."""
    folder = tmp_path / f"{position}-{by}"
    folder.mkdir(exist_ok=True)
    data = archives.changed(lambda d: d.__setitem__(position, d[position] ^ by))
    try:
        files = unpacked(folder, data)
    except ArchiveError:
        assert {path.name for path in folder.iterdir()} == {"a.tar"}
        return
    said = json.loads(files.pop(MANIFEST))
    assert set(files) == set(said["files"])
    assert {name: data for name, data in files.items() if name in FILES} == FILES


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error while writing ends in one sentence and takes the half-made folder away."""
    (tmp_path / "a.tar").write_bytes(archives.honest())
    calls: list[int] = []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskError, match="No space left on device"):
        unpack(tmp_path / "a.tar", tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.tar"]
