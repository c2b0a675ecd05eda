"""Decides what of an update server is believed, with python-tuf's client.

The trust begins with the root that was given to this box at its installation. What python-tuf
has verified is kept in `metadata_dir`, which protects from older metadata later; a file there
that a power cut left empty is fetched again, and is never a reason to stop for good.
python-tuf reads the system's clock itself; whether that can be right is for `clock` to say, and
what is refused is put into words by `refusal`.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.update import clock as clocks
from kiosk.update import refusal
from kiosk.update.clock import Clock
from kiosk.update.errors import DiskError, MissingError, TrustError, UnreachableError, UpdateError
from kiosk.update.network import Fetcher
from kiosk.update.offered import Target

if TYPE_CHECKING:
    from tuf.ngclient.fetcher import FetcherInterface
    from tuf.ngclient.updater import Updater


@dataclass(frozen=True)
class Repository:
    """Where updates come from, whom to believe, and where to remember it."""

    url: str
    root_json: Path
    metadata_dir: Path
    fetcher: Fetcher


def refresh(repository: Repository, clock: Clock) -> tuple[Target, ...]:
    """All targets that are signed now.

    Raises TrustError, UnreachableError, ClockError or DiskError; see `errors`.
    """
    try:
        _prepare(repository.metadata_dir)
        clocks.check(clock, repository.metadata_dir)
        try:
            targets, made_s = _verified(repository, clock)
        finally:
            _keep(repository.metadata_dir)
        clocks.check(clock, repository.metadata_dir, made_s)
        clocks.remember(clock, repository.metadata_dir, made_s)
    except UpdateError:
        raise
    except OSError as error:
        raise DiskError(
            f"What is known of the updates cannot be read or kept ({error}): look at the disk."
        ) from error
    return targets


def verify(target: Target, path: Path) -> bool:
    """Whether a file is, in length and content, the one that was signed; raises OSError."""
    from tuf.api.exceptions import LengthOrHashMismatchError

    with path.open("rb") as file:
        try:
            target.verify_length_and_hashes(file)
        except LengthOrHashMismatchError:
            return False
    return True


def _verified(repository: Repository, clock: Clock) -> tuple[tuple[Target, ...], float | None]:
    """The targets, and when the maintainer signed the timestamp, if that is said."""
    from tuf.api.exceptions import DownloadError, RepositoryError

    seen: dict[str, bytes] = {}
    folder = repository.metadata_dir
    try:
        updater = _updater(repository, seen)
        updater.refresh()
        found = [updater.get_targetinfo(name) for name in _signed(folder, "targets")["targets"]]
    except DownloadError as error:
        cause = error.__cause__
        raise (cause if isinstance(cause, UpdateError) else UnreachableError(str(error))) from None
    except RepositoryError as error:
        expiry = refusal.expiry(error, seen, folder)
        raise TrustError(refusal.sentence(error, expiry, clock.now_s())) from error
    made_s = clocks.time_s(_signed(folder, "timestamp").get("made"))
    return tuple(each for each in found if each is not None), made_s


def _signed(folder: Path, role: str) -> dict[str, Any]:
    """What python-tuf has verified and kept of a role; it does not list targets itself."""
    signed: dict[str, Any] = json.loads((folder / f"{role}.json").read_bytes())["signed"]
    return signed


def _updater(repository: Repository, seen: dict[str, bytes]) -> Updater:
    from tuf.api.exceptions import RepositoryError
    from tuf.ngclient.updater import Updater

    file = repository.root_json
    try:
        return Updater(
            str(repository.metadata_dir),
            f"{repository.url.rstrip('/')}/metadata/",
            fetcher=_fetcher(repository.fetcher, seen),
            bootstrap=_first_root(file),
        )
    except RepositoryError as error:
        raise TrustError(
            f"{file} holds no root that can be trusted ({str(error)[:80]}): give the installer "
            "the maintainer's root.json with --update-root."
        ) from error


def _first_root(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise TrustError(
            f"{file} cannot be read ({error.strerror}): without a trusted root no update is "
            "believed; give it to the installer with --update-root."
        ) from error


def _fetcher(fetcher: Fetcher, seen: dict[str, bytes]) -> FetcherInterface:
    """Our fetcher as python-tuf calls it; `seen` keeps the last bytes of each role."""
    from tuf.api.exceptions import DownloadError, DownloadHTTPError
    from tuf.ngclient.fetcher import FetcherInterface

    class Passing(FetcherInterface):
        """Metadata only, and in memory: python-tuf would write it to the system's /tmp."""

        def _fetch(self, url: str) -> Iterator[bytes]:
            raise NotImplementedError(f"{url}: the updater fetches targets itself")

        def download_bytes(self, url: str, max_length: int) -> bytes:
            try:
                with fetcher.open(url, max_length) as reply:
                    data = b"".join(reply.pieces)
            except MissingError as error:
                raise DownloadHTTPError(str(error), 404) from error
            except UpdateError as error:
                raise DownloadError(str(error)) from error
            seen[url.split(".")[-2].rpartition("/")[2]] = data
            return data

    return Passing()


def _prepare(folder: Path) -> None:
    """The folder of the metadata, without what an interrupted write of python-tuf left."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.glob("tmp*"):
        left.unlink()


def _keep(folder: Path) -> None:
    """Bring what python-tuf wrote to the disk: it renames whole files and leaves it at that."""
    for path in [*sorted(folder.rglob("*"), reverse=True), folder]:
        if stat.S_ISLNK(path.lstat().st_mode):
            continue
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
