"""`kiosk release build`: from a clone to one archive that every kind of box can install.

Decides the steps and their order. The wheels of the packages are downloaded or found, the
kiosk's own wheel is built here, and this very version says what its self-test must see.
"""

from __future__ import annotations

import json
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.install import updater
from kiosk.install.failure import InstallError
from kiosk.install.wheels import TARGETS, Target, download
from kiosk.release import closure, disk, locks
from kiosk.release.archive import with_files, write_archive
from kiosk.release.clone import Clone, read_clone
from kiosk.release.failure import ReleaseError
from kiosk.release.gathering import Wheel, chosen, label, wheels_in
from kiosk.release.publishing import release_name
from kiosk.release.running import run
from kiosk.update import manifest as contents
from kiosk.update.versions import is_newer, parse

BOARDS = ("Raspberry Pi 4", "Raspberry Pi 5", "*")
"""`*`: any other board that a target fits, such as a PC."""
SYSTEMS = {(3, 11): "bookworm", (3, 13): "trixie"}
"""The Debian of each Python."""
ENVIRONMENT_BYTES = 20_000_000
"""An empty environment with pip, and the updater's; measured 2026-11, rounded up."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built."""

    clone: Path
    out: Path
    wheels: Path | None = None
    """Where all wheels lie already; None downloads them to `out`/wheels."""
    targets: tuple[Target, ...] = TARGETS
    boards: tuple[str, ...] = BOARDS
    minimum_version: str = "0.0.0"
    expected: Path | None = None
    """What the self-test must see, when it was found out before."""
    uncommitted: bool = False


@dataclass(frozen=True, slots=True)
class Built:
    """An archive that was built."""

    path: Path
    manifest: contents.Manifest
    sha256: str


def build(order: Order, tell: Tell) -> Built:
    """Make the archive; `tell` hears what is being done. Raises ReleaseError."""
    clone = read_clone(order.clone, uncommitted=order.uncommitted)
    minimum = _minimum(order.minimum_version, clone.version)
    if order.expected is not None:
        _see_expected(order.expected)
    tell(f"[1/5] The kiosk {clone.version} from {clone.folder}")
    disk.make_folder(order.out)
    with tempfile.TemporaryDirectory(prefix="kiosk-release-") as work:
        tell(f"[2/5] Wheels for {', '.join(map(label, order.targets))}")
        wheels = _wheels(order, clone, tell)
        _see_updater(clone, wheels)
        own = own_wheel(clone, Path(work))
        tell("[3/5] What the self-test must see in its clip")
        expected = order.expected or _expected(clone, Path(work))
        members = _members(clone, own, wheels, expected, Path(work))
        tell("[4/5] The manifest")
        bare = _manifest(order, clone, minimum, own, wheels)
        manifest = with_files(bare, members)
        path = order.out / release_name(clone.version)
        tell(f"[5/5] {path}, {sum(each.bytes for each in manifest.files.values()) / 1e6:.0f} MB")
        write_archive(path, manifest, members)
    return Built(path, manifest, disk.digest_of(path))


def _minimum(minimum: str, version: str) -> str:
    try:
        if is_newer(minimum, version):
            raise ValueError(f"{minimum} is newer than this release, {version}: name an older one.")
        return str(parse(minimum))
    except ValueError as error:
        raise ReleaseError(f"--minimum-version: {error}") from error


def _see_expected(file: Path) -> None:
    """No box could take a release with another file here."""
    text = disk.read(file)
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict) or not {"reps", "checks"} <= document.keys():
        raise ReleaseError(
            f"{file} is not what `kiosk try clip CLIP --write FILE` writes: give that, or leave "
            "--expected out."
        )


def _see_updater(clone: Clone, wheels: Mapping[Target, Sequence[Wheel]]) -> None:
    """An updater that lacks a library could never be replaced from afar."""
    try:
        listed = updater.contents(clone.folder / "systemd").packages
    except InstallError as error:
        raise ReleaseError(str(error)) from error
    missing = closure.needed(wheels) - set(map(locks.canonical, listed))
    if missing:
        raise ReleaseError(
            f"systemd/{updater.LIST} does not list {', '.join(sorted(missing))}, which the updater "
            "needs: add it."
        )


def own_wheel(clone: Clone, folder: Path) -> Path:
    """The kiosk's own wheel, built with the environment that runs this. Raises ReleaseError."""
    pip = [sys.executable, "-m", "pip", "wheel", "--disable-pip-version-check", "--quiet"]
    alone = ["--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder)]
    run(
        [*pip, *alone, str(clone.folder.resolve())],
        "Building the kiosk's own wheel",
        "run it in the clone's own environment (make env)",
        folder,
        {"SOURCE_DATE_EPOCH": str(clone.epoch_s)},
    )
    return next(folder.glob("kiosk-*.whl"))


def _wheels(order: Order, clone: Clone, tell: Tell) -> dict[Target, list[Wheel]]:
    folder = order.wheels
    if folder is None:
        folder = order.out / "wheels"
        for target in order.targets:
            tell(f"      downloading for {label(target)} ...")
            _download(clone.lock, target, folder)
    if not folder.is_dir():
        raise ReleaseError(f"{folder} is no folder: leave --wheels out to download the wheels.")
    return chosen(locks.entries(clone.lock), wheels_in(folder), order.targets)


def _download(lock: str, target: Target, folder: Path) -> None:
    try:
        download(lock, target, folder)
    except InstallError as error:
        raise ReleaseError(str(error)) from error


def _expected(clone: Clone, work: Path) -> Path:
    """What this version sees in the clip, said by itself."""
    out = work / "expected.json"
    kiosk = [sys.executable, "-B", "-m", "kiosk"]
    run(
        [*kiosk, "try", "clip", str(clone.clip.resolve()), "--write", str(out)],
        "kiosk try clip",
        "it must see the clip's squats before it is released",
        clone.folder,
        {},
    )
    return out


def _members(
    clone: Clone,
    own: Path,
    wheels: Mapping[Target, Sequence[Wheel]],
    expected: Path,
    work: Path,
) -> dict[str, Path]:
    """Every file of the archive but the manifest."""
    shipped = {wheel.path.name: wheel for each in wheels.values() for wheel in each}
    hashes = {wheel.sha256: name for name, wheel in shipped.items()}
    entries = locks.entries(clone.lock)
    own_hash = disk.digest_of(own)
    kiosk = locks.Entry("kiosk", clone.version, "", frozenset({own_hash}))
    lock = work / "lock.txt"
    disk.write(lock, locks.written([*entries, kiosk], {**hashes, own_hash: own.name}).encode())
    return {
        "lock.txt": lock,
        "selftest/clip.mp4": clone.clip,
        "selftest/expected.json": expected,
        **{f"wheels/{name}": wheel.path for name, wheel in shipped.items()},
        f"wheels/{own.name}": own,
        **clone.units(),
    }


def _manifest(
    order: Order, clone: Clone, minimum: str, own: Path, wheels: Mapping[Target, Sequence[Wheel]]
) -> contents.Manifest:
    names = [contents.Target(each.machine, label(each).split("-")[1]) for each in order.targets]
    largest = max(
        installed_bytes([own, *(wheel.path for wheel in each)]) for each in wheels.values()
    )
    return contents.Manifest(
        version=clone.version,
        minimum_version=minimum,
        boards=order.boards,
        os=tuple(dict.fromkeys(SYSTEMS[each.python] for each in order.targets)),
        targets=tuple(names),
        models=clone.models,
        migrations=clone.migrations,
        installed_bytes=largest + ENVIRONMENT_BYTES,
        files={},
        made_s=clone.epoch_s,
    )


def installed_bytes(wheels: Sequence[Path]) -> int:
    """What these wheels take on a box: their files, and each module once more when compiled."""
    total = 0
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for each in archive.infolist():
                total += each.file_size * (2 if each.filename.endswith(".py") else 1)
    return total
