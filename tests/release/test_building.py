from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.install.wheels import Target
from kiosk.release import archive, building, locks
from kiosk.release.building import Order, build
from kiosk.release.clone import EPOCH_S, read_clone
from kiosk.release.failure import ReleaseError
from tests.release.small_clone import all_wheels, lock_of, small_clone, wheel

ROOT = Path(__file__).resolve().parents[2]
PI, PC = Target("aarch64", (3, 11)), Target("x86_64", (3, 13))


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Order:
    """A small clone, its wheels and what its self-test sees."""
    folder = tmp_path_factory.mktemp("release")
    wheels = all_wheels(folder / "wheels")
    expected = folder / "expected.json"
    expected.write_text('{"schema": 1, "reps": [], "checks": {}}', "utf-8")
    clone = small_clone(folder / "clone", lock_of(wheels))
    return Order(clone, folder / "out", folder / "wheels", expected=expected)


@pytest.fixture(scope="module")
def built(order: Order) -> building.Built:
    """The archive of that clone."""
    return build(order, lambda _: None)


@pytest.fixture
def changed(order: Order, tmp_path: Path) -> Order:
    """The same with a clone and wheels that a test may spoil."""
    assert order.wheels is not None
    shutil.copytree(order.clone, tmp_path / "clone")
    shutil.copytree(order.wheels, tmp_path / "wheels")
    return replace(
        order, clone=tmp_path / "clone", out=tmp_path / "out", wheels=tmp_path / "wheels"
    )


def refused(order: Order, why: str) -> None:
    with pytest.raises(ReleaseError, match=why):
        build(order, lambda _: None)
    assert list(order.out.glob("*.tar")) == []


def content(path: Path, name: str) -> bytes:
    with tarfile.open(path) as tar:
        file = tar.extractfile(name)
        assert file is not None
        return file.read()


def test_the_archive_holds_all_that_a_box_needs(built: building.Built) -> None:
    """The manifest comes first, then locks, self-test, units and wheels, all plain files."""
    with tarfile.open(built.path, "r:") as tar:
        heads = tar.getmembers()
    names = [head.name for head in heads]
    assert names[0] == "manifest.json"
    assert names[1:] == sorted(built.manifest.files)
    assert {
        "lock.txt",
        "selftest/clip.mp4",
        "selftest/expected.json",
        "systemd/install",
        "systemd/kiosk.service",
        "systemd/sysusers.d/kiosk.conf",
        "wheels/kiosk-1.4.0-py3-none-any.whl",
    } <= set(names)
    assert not any("__pycache__" in name for name in names)
    assert all(head.isreg() and head.mtime == head.uid == head.gid == 0 for head in heads)
    assert {head.name for head in heads if head.mode == 0o755} == {"systemd/install"}


def test_the_manifest_says_what_the_release_is(built: building.Built) -> None:
    """Version, systems, targets, models, migrations, and each file's length and sha256."""
    said = json.loads(content(built.path, "manifest.json"))
    assert said["format"] == 1
    assert (said["version"], said["minimum_version"]) == ("1.4.0", "0.0.0")
    assert said["os"] == ["bookworm", "trixie"]
    assert [f"{each['machine']}-{each['python']}" for each in said["targets"]] == [
        "aarch64-3.11",
        "aarch64-3.13",
        "x86_64-3.11",
        "x86_64-3.13",
    ]
    assert said["models"] == {"movenet.tflite": hashlib.sha256(b"a network").hexdigest()}
    assert said["migrations"] == 2
    assert said["made_s"] == EPOCH_S
    assert said["installed_bytes"] > building.ENVIRONMENT_BYTES
    for name, listed in said["files"].items():
        data = content(built.path, name)
        assert listed == {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def test_the_lock_names_what_is_in_the_archive_and_no_more(built: building.Built) -> None:
    """Every hash is a shipped wheel's, each wheel's hash is there, and markers stay."""
    lock = content(built.path, "lock.txt").decode()
    shipped = {
        listed.sha256 for name, listed in built.manifest.files.items() if name.startswith("wheels/")
    }
    entries = {entry.name: entry for entry in locks.entries(lock)}
    assert {digest for entry in entries.values() for digest in entry.hashes} == shipped
    assert entries["kiosk"].version == "1.4.0"
    assert "colorama" not in entries
    assert entries["lgpio"].holds(PI)
    assert not entries["lgpio"].holds(PC)


def test_an_updater_that_lacks_a_library_is_not_released(changed: Order) -> None:
    """What tuf's wheels ask for, extras and markers included, must be on the updater's list."""
    listed = changed.clone / "systemd" / "updater.json"
    listed.write_text(listed.read_text("utf-8").replace('"pycparser"', '"flask"'), "utf-8")
    refused(changed, "does not list pycparser, which the updater needs")


def test_the_same_clone_gives_the_same_bytes(
    order: Order, built: building.Built, tmp_path: Path
) -> None:
    """Built again elsewhere, later and under another umask, it has the same sha256."""
    shutil.copytree(order.clone, tmp_path / "clone")
    for path in (tmp_path / "clone").rglob("*"):
        os.utime(path, (1, 1))
    old = os.umask(0o077)
    try:
        again = build(replace(order, clone=tmp_path / "clone", out=tmp_path), lambda _: None)
    finally:
        os.umask(old)
    assert again.sha256 == built.sha256
    assert hashlib.sha256(built.path.read_bytes()).hexdigest() == built.sha256


def test_one_target_gets_its_own_wheels_only(order: Order, tmp_path: Path) -> None:
    """A release for one kind of box carries nothing of the others."""
    done = build(replace(order, targets=(PC,), out=tmp_path), lambda _: None)
    names = [name for name in done.manifest.files if name.startswith("wheels/")]
    assert not any("aarch64" in name or "cp311-cp311" in name for name in names)
    assert "wheels/cryptography-50.0.2-cp311-abi3-manylinux_2_28_x86_64.whl" in names
    assert done.manifest.os == ("trixie",)
    assert "lgpio" not in content(done.path, "lock.txt").decode()


def test_progress_is_said(order: Order, tmp_path: Path) -> None:
    """Each of the five steps is told when it begins."""
    told: list[str] = []
    build(replace(order, out=tmp_path), told.append)
    assert [line[:5] for line in told] == [f"[{n}/5]" for n in range(1, 6)]


def test_a_missing_wheel_is_named(changed: Order) -> None:
    """With the kind of box that lacks it."""
    assert changed.wheels is not None
    next(changed.wheels.glob("lgpio*")).unlink()
    refused(changed, r"lgpio 0\.2\.2 for aarch64-3\.11")


def test_a_wheel_that_is_not_the_locked_one_does_not_count(changed: Order) -> None:
    """Other bytes under the right name are as good as missing."""
    assert changed.wheels is not None
    wheel(changed.wheels, "flask", "3.1.3", "py3-none-any", ["evil"])
    refused(changed, r"flask 3\.1\.3 for aarch64-3\.11, flask 3\.1\.3 for aarch64-3\.13")


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock", "kiosk/demo/demo.mp4"])
def test_half_a_clone_is_refused(changed: Order, name: str) -> None:
    """What is missing is named."""
    (changed.clone / name).unlink()
    refused(changed, f"{name} missing")


@pytest.mark.parametrize("version", ["1.4", "1.4.0.dev1", "01.4.0", "v1.4.0"])
def test_a_version_that_is_none_is_refused(changed: Order, version: str) -> None:
    """X.Y.Z or X.Y.ZrcN only: kiosks order versions by number."""
    (changed.clone / "kiosk/__init__.py").write_text(f'__version__ = "{version}"\n', "utf-8")
    refused(changed, "kiosk/__init__.py")


def test_a_spoilt_model_is_refused(changed: Order) -> None:
    """The models are the ones that their sums name."""
    (changed.clone / "models" / "movenet.tflite").write_text("another", "utf-8")
    refused(changed, "not the one that")


def test_a_gap_in_the_migrations_is_refused(changed: Order) -> None:
    """A box would stop at the missing number."""
    (changed.clone / "kiosk/results/migrations/0004_far.sql").touch()
    refused(changed, "not numbered one after another")


def test_a_minimum_above_the_version_is_refused(changed: Order) -> None:
    """No kiosk could ever take it."""
    refused(replace(changed, minimum_version="1.5.0"), "minimum-version: 1.5.0 is newer")
    refused(replace(changed, minimum_version="one"), "minimum-version: 'one'")


def test_a_clone_with_changes_is_refused(changed: Order) -> None:
    """Others could not build the same; asked for, it is built all the same."""
    git = ["git", "-C", str(changed.clone), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "all"], check=True)
    (changed.clone / "kiosk" / "new.py").touch()
    refused(changed, r"not committed \(\?\? kiosk/new\.py\)")
    assert build(replace(changed, uncommitted=True), lambda _: None).path.is_file()


def test_a_clone_whose_self_test_does_not_run_is_refused(changed: Order) -> None:
    """The version itself must say what it sees in the clip; this one has no such command."""
    refused(replace(changed, expected=None), "kiosk try clip failed")


def test_what_no_self_test_wrote_is_refused(changed: Order, tmp_path: Path) -> None:
    """A release with it would fail on every box."""
    foreign = tmp_path / "foreign.json"
    refused(replace(changed, expected=foreign), "cannot be read")
    for content in (b"{}", b"[]", b"reps, checks", b"\xff"):
        foreign.write_bytes(content)
        refused(replace(changed, expected=foreign), "is not what `kiosk try clip")


@pytest.mark.parametrize("folder", ["none", "empty"])
def test_a_folder_without_wheels_is_said(changed: Order, folder: str) -> None:
    """Whether it is empty or not there."""
    (changed.clone / "empty").mkdir()
    refused(replace(changed, wheels=changed.clone / folder), "no folder|Wheels are missing")


@pytest.mark.parametrize("spoil", ["truncated", "one more", "no manifest", "no tar"])
def test_an_archive_is_looked_at_to_its_end(
    built: building.Built, tmp_path: Path, spoil: str
) -> None:
    """What is not exactly what the manifest lists is no release."""
    path = tmp_path / "kiosk-1.4.0.tar"
    shutil.copy(built.path, path)
    if spoil == "truncated":
        os.truncate(path, path.stat().st_size // 2)
    elif spoil == "one more":
        with tarfile.open(path, "a") as tar:
            tar.add(built.path.parent, "more", recursive=False)
    elif spoil == "no manifest":
        with tarfile.open(path, "w"):
            pass
    else:
        path.write_text("no tar", "utf-8")
    with pytest.raises(ReleaseError, match=r"is no release|is damaged"):
        archive.check(path)


@pytest.mark.slow
def test_the_real_kiosks_wheel_is_whole(tmp_path: Path) -> None:
    """Built twice from this very clone it has the same bytes, every model, page and migration."""
    copy = tmp_path / "clone"
    copy.mkdir()
    cache = shutil.ignore_patterns("__pycache__")
    for name in ("kiosk", "models", "systemd"):
        shutil.copytree(ROOT / name, copy / name, ignore=cache)
    for name in ("pyproject.toml", "README.md", "requirements.lock", ".gitignore"):
        shutil.copy(ROOT / name, copy)
    clone = read_clone(copy, uncommitted=False)
    wheels = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        wheels.append(building.own_wheel(clone, tmp_path / name))
    assert wheels[0].read_bytes() == wheels[1].read_bytes()
    with zipfile.ZipFile(wheels[0]) as archive:
        names = set(archive.namelist())
    models = f"kiosk-{clone.version}.data/data/share/kiosk/models"
    assert {f"{models}/{name}" for name in clone.models} < names
    files = [path for path in (copy / "kiosk").rglob("*") if path.is_file()]
    assert {path.relative_to(copy).as_posix() for path in files} <= names
