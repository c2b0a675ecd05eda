"""Takes a change from a maintainer's wish to the folder: staged, signed, put in place.

One path for all: the changed root or targets is written to `staged/` with the signatures there
are; when they are enough and the online key is at hand, `settling` puts it where kiosks look.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.release import disk, publishing, rotation
from kiosk.release import metadata as of
from kiosk.release.failure import ReleaseError
from kiosk.release.repository import Standing, staged_file, stand
from kiosk.release.settling import carry_out, ready, settle

if TYPE_CHECKING:
    from securesystemslib.signer import Signer
    from tuf.api.metadata import Metadata, Targets


@dataclass(frozen=True, slots=True)
class Hands:
    """The keys at hand, the time and how long signatures hold."""

    moment: datetime
    offline: Sequence[Signer] = ()
    online: Sequence[Signer] = ()
    days: of.Days = field(default_factory=of.Days)


def init(folder: Path, circles: dict[str, of.Circle], hands: Hands) -> bool:
    """A new repository in an empty folder. Raises ReleaseError; else as `finish`."""
    root = of.first_root(circles, hands.moment, hands.days)
    disk.make_folder(folder)
    with disk.alone(folder):
        now = stand(folder)
        if now.root is not None or now.waiting:
            raise ReleaseError(
                f"{folder} is a repository already: see `kiosk release show`, or give a new folder."
            )
        targets = of.first_targets(hands.moment, hands.days)
        return _stage_all(now, [root, targets], hands)


def change_targets(
    folder: Path, change: Callable[[Metadata[Targets]], Metadata[Targets]], hands: Hands
) -> bool:
    """Stage what `change` makes of the targets. Raises ReleaseError; else as `finish`."""
    with disk.alone(folder):
        now = free(folder)
        return _stage_all(now, [change(now.known_targets())], hands)


def rotate(folder: Path, wish: rotation.Wish, hands: Hands) -> bool:
    """Stage the next root, and the targets once more when others sign them from now on."""
    with disk.alone(folder):
        now = free(folder)
        before = now.known_root()
        targets = now.known_targets()
        assert now.root is not None
        root = rotation.next_root(now.root, wish, hands.moment, hands.days)
        staged: list[Metadata[Any]] = [root]
        if not rotation.same_signers(before, root.signed, of.TARGETS):
            staged.append(publishing.again(targets, hands.moment, hands.days))
        return _stage_all(now, staged, hands)


def sign(folder: Path, hands: Hands) -> bool:
    """Add signatures to what waits. Raises ReleaseError; else as `finish`."""
    with disk.alone(folder):
        now = stand(folder)
        staged = [each for each in (now.staged_root, now.staged_targets) if each is not None]
        if not staged:
            raise ReleaseError(f"Nothing waits in {folder}: see `kiosk release show`.")
        return _stage_all(now, staged, hands)


def drop(folder: Path) -> None:
    """Throw away what waits."""
    with disk.alone(folder):
        for role in of.OFFLINE:
            disk.remove(staged_file(folder, role))


def refresh(folder: Path, hands: Hands) -> None:
    """A new timestamp, a new snapshot in time, and whatever waits fully signed."""
    with disk.alone(folder):
        carry_out(settle(stand(folder), hands.online, hands.moment, hands.days))


def free(folder: Path) -> Standing:
    """The repository when nothing waits in it; raises ReleaseError."""
    now = stand(folder)
    if now.waiting:
        raise ReleaseError(
            f"A change waits in {folder}: put it in place with `kiosk release sign` or "
            "`kiosk release refresh`, or throw it away with `kiosk release sign --drop`."
        )
    return now


def finish(folder: Path, hands: Hands) -> bool:
    """Put in place what enough people have signed; whether anything was."""
    now = stand(folder)
    state = ready(now)
    if not hands.online or state is None or not (state.new_root or state.new_targets):
        return False
    carry_out(settle(now, hands.online, hands.moment, hands.days))
    return True


def _stage_all(now: Standing, changed: Sequence[Metadata[Any]], hands: Hands) -> bool:
    roots = [each.signed for each in changed if each.signed.type == of.ROOT]
    roots += [now.root.signed] if now.root is not None else []
    used: set[str] = set()
    for metadata in changed:
        role = metadata.signed.type
        fits = {keyid for root in roots for keyid in root.roles[role].keyids}
        signers = [each for each in hands.offline if each.public_key.keyid in fits]
        of.sign(metadata, signers)
        used |= {each.public_key.keyid for each in signers}
    _check_used(now.folder, changed, hands, used)
    for metadata in changed:
        disk.write(staged_file(now.folder, metadata.signed.type), metadata.to_bytes())
    return finish(now.folder, hands)


def _check_used(
    folder: Path, changed: Sequence[Metadata[Any]], hands: Hands, used: set[str]
) -> None:
    from kiosk.release.keys import name_of

    roles = " and ".join(each.signed.type for each in changed)
    for signer in hands.offline:
        if signer.public_key.keyid not in used:
            raise ReleaseError(
                f"{name_of(signer.public_key)} may not sign {roles} of {folder}: "
                "see `kiosk release show` for the keys that may."
            )
