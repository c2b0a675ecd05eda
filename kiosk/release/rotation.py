"""Who may sign from now on: the next root. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.release import metadata as of
from kiosk.release.failure import ReleaseError
from kiosk.release.keys import NAME

if TYPE_CHECKING:
    from securesystemslib.signer import Key
    from tuf.api.metadata import Metadata, Root

ROLES: Mapping[str, tuple[str, ...]] = {
    "root": (of.ROOT,),
    "targets": (of.TARGETS,),
    "online": of.ONLINE,
}
"""The circles that people know, and the TUF roles that each signs."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to change for each circle of `ROLES`."""

    add: Mapping[str, Sequence[Key]] = field(default_factory=dict)
    remove: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Keys by their name or the beginning of their id."""
    threshold: Mapping[str, int] = field(default_factory=dict)


def next_root(root: Metadata[Root], wish: Wish, moment: datetime, days: of.Days) -> Metadata[Root]:
    """The root after this one, unsigned. Raises ReleaseError."""
    after: Metadata[Root] = of.next_of(root, moment, days.root)
    for circle, roles in ROLES.items():
        gone = [_found(root.signed, circle, name) for name in wish.remove.get(circle, ())]
        for role in roles:
            for key in wish.add.get(circle, ()):
                after.signed.add_key(key, role)
            for keyid in gone:
                after.signed.revoke_key(keyid, role)
            if circle in wish.threshold:
                after.signed.roles[role].threshold = wish.threshold[circle]
    of.check_root(after.signed)
    return after


def same_signers(before: Root, after: Root, role: str) -> bool:
    """Whether what is signed for `role` needs no new signature."""
    return (
        set(before.roles[role].keyids) == set(after.roles[role].keyids)
        and before.roles[role].threshold == after.roles[role].threshold
    )


def _found(root: Root, circle: str, name: str) -> str:
    """The one key of a circle with this name or this beginning of an id."""
    keyids = root.roles[ROLES[circle][0]].keyids
    fits = [
        keyid
        for keyid in keyids
        if root.keys[keyid].unrecognized_fields.get(NAME) == name
        or (len(name) >= 8 and keyid.startswith(name))
    ]
    if len(fits) != 1:
        raise ReleaseError(
            f"{name!r} is {'more than one' if fits else 'no'} {circle} key; there are "
            f"{of.named(root, keyids)}: give a name or the first eight characters of an id."
        )
    return fits[0]
