"""The card: mounts, errors, read-only, free room, and a write that is read back."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kiosk.health.absent import Absent
from kiosk.health.card import WriteTest, error_counts, free_bytes, read_only_points, try_write
from kiosk.health.mounts import mount_of, read_mounts

from .pi import Pi


@pytest.fixture
def pi(tmp_path: Path) -> Pi:
    return Pi(tmp_path)


def test_a_path_lies_on_the_deepest_mount(pi: Pi) -> None:
    """The state folder has its own partition, everything else lies on /."""
    mounts = read_mounts(pi.root)
    assert [mount_of(mounts, path) for path in (Path("/etc"), pi.state / "results.db")] == [
        mounts[0],
        mounts[2],
    ]


def test_blanks_in_a_mount_point(pi: Pi) -> None:
    """The kernel writes a blank as an octal number; broken lines are passed over."""
    pi.write("proc/self/mountinfo", "9 1 8:2 / /media/my\\040stick rw - ext4 /dev/sdb rw\nbroken")
    (mount,) = read_mounts(pi.root)
    assert mount.point == "/media/my stick"


def test_this_very_machine_has_a_root() -> None:
    """The real /proc is understood: / is mounted and takes writes here."""
    mounts = read_mounts(Path("/"))
    assert mount_of(mounts, Path("/")) is not None
    assert read_only_points(mounts, (Path("/"),)) == ()


def test_errors_of_each_file_system(pi: Pi) -> None:
    """The counts of / and of the results, each once, by the device behind /dev/root."""
    pi.errors(3)
    found = error_counts(pi.root, read_mounts(pi.root), (Path("/"), Path("/etc"), pi.state))
    assert found == (("/", 3), (str(pi.state), 0))


def test_a_file_system_without_a_count(pi: Pi) -> None:
    """Where no file system counts, the reason is told."""
    pi.mounts(kind="overlay")
    found = error_counts(pi.root, read_mounts(pi.root), (Path("/"),))
    assert isinstance(found, Absent)
    assert "overlay" in found.why


@pytest.mark.parametrize(
    ("options", "read_only"),
    [
        ("rw,errors=remount-ro", False),
        ("ro,errors=remount-ro", True),
        ("rw,emergency_ro", True),
        ("rw,shutdown", True),
    ],
)
def test_read_only_by_the_file_systems_own_options(pi: Pi, options: str, read_only: bool) -> None:
    """A card gone read-only is told; the sandbox's own read-only view of it is not."""
    pi.mounts(options)
    found = read_only_points(read_mounts(pi.root), (Path("/"), pi.state))
    assert found == (("/",) if read_only else ())


def test_without_mounts(tmp_path: Path) -> None:
    """Where /proc is not there nothing is claimed."""
    assert isinstance(read_only_points((), (Path("/"),)), Absent)
    assert isinstance(error_counts(tmp_path, (), (Path("/"),)), Absent)


def test_free_room(tmp_path: Path) -> None:
    """The room of the folder's file system; a folder that is gone says so."""
    free = free_bytes(tmp_path)
    assert isinstance(free, int)
    assert free > 0
    assert isinstance(free_bytes(tmp_path / "gone"), Absent)


def test_a_sound_card(tmp_path: Path) -> None:
    """What was written comes back, and nothing is left behind."""
    found = try_write(tmp_path)
    assert isinstance(found, WriteTest)
    assert found.trouble is None
    assert found.took_s >= 0.0
    assert list(tmp_path.iterdir()) == []


def test_the_card_itself_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The write is flushed before it is read, and the kernel's copy is dropped in between."""
    order: list[str] = []
    for name in ("fsync", "posix_fadvise", "pread"):
        real = getattr(os, name)

        def noted(*given: int, _name: str = name, _real: object = real) -> object:
            order.append(_name)
            return _real(*given)  # type: ignore[operator]

        monkeypatch.setattr(os, name, noted)
    try_write(tmp_path)
    assert order == ["fsync", "posix_fadvise", "pread"]


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "full"), (errno.EROFS, "read-only"), (errno.EIO, "Input/output error")],
)
def test_a_card_that_does_not_take_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    """Full, read-only or broken: the trouble is named and nothing is left behind."""

    def refuse(_handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuse)
    found = try_write(tmp_path)
    assert isinstance(found, WriteTest)
    assert words in (found.trouble or "")
    assert list(tmp_path.iterdir()) == []


def test_a_card_that_gives_back_other_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A card that says all is well and is not is found out."""
    monkeypatch.setattr(os, "pread", lambda *_given: b"\0" * 4096)
    found = try_write(tmp_path)
    assert isinstance(found, WriteTest)
    assert "other bytes" in (found.trouble or "")


def test_a_folder_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No folder, or one that this user may not write, says nothing of the card."""
    assert isinstance(try_write(tmp_path / "gone"), Absent)

    def refuse(*_given: object) -> int:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(os, "open", refuse)
    assert isinstance(try_write(tmp_path), Absent)
