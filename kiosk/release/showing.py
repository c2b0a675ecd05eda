"""Says in words what a repository holds, who may sign, what waits and when it expires. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kiosk.release import metadata as of
from kiosk.release.publishing import kind, releases
from kiosk.release.repository import Standing
from kiosk.release.rotation import ROLES
from kiosk.release.settling import ready

if TYPE_CHECKING:
    from tuf.api.metadata import Metadata, Root, TargetFile, Targets

SOON = {of.ROOT: 60, of.TARGETS: 21, of.SNAPSHOT: 7, of.TIMESTAMP: 2}
"""Days left from which on a signature is asked for; our choice, 2026-11."""
MEND = {
    of.ROOT: "kiosk release rotate",
    of.TARGETS: "kiosk release renew",
    of.SNAPSHOT: "kiosk release refresh",
    of.TIMESTAMP: "kiosk release refresh",
}


def shown(now: Standing, moment: datetime) -> list[str]:
    """Everything about a repository, a line each."""
    lines = []
    if now.root is not None and now.targets is not None:
        lines += ["Releases", *_releases(now.targets.signed)]
        lines += ["Settings", *_settings(now.targets.signed)]
        lines += ["Keys", *_keys(now.root.signed)]
        lines += ["Holds until", *_expiries(now, moment)]
    if now.waiting:
        lines += ["Waits", *waiting(now)]
    return lines or [f"{now.folder} is empty: make a repository with `kiosk release init`."]


def _releases(targets: Targets) -> Iterator[str]:
    for each in releases(targets):
        custom = each.custom
        size = f"{each.length / 1e6:.0f} MB"
        yield f"  {custom['version']}: {channels(custom['channels'])}; from {_from(custom)}, {size}"
        yield f"    sha256 {each.hashes['sha256']}"
    if not releases(targets):
        yield "  none yet"


def _from(custom: Mapping[str, Any]) -> str:
    oldest = str(custom["minimum_version"])
    return "any version" if oldest == "0.0.0" else f"{oldest} on"


def channels(percent: Mapping[str, int]) -> str:
    """`stable 20 %, beta 100 %`."""
    said = [f"{name} {value} %" for name, value in sorted(percent.items(), reverse=True)]
    return ", ".join(said) or "on no channel"


def _settings(targets: Targets) -> Iterator[str]:
    found = [each for each in targets.targets.values() if kind(each) == "settings"]
    for each in sorted(found, key=lambda target: target.path):
        yield f"  {each.custom['group']}: {each.length} bytes, sha256 {each.hashes['sha256']}"
    if not found:
        yield "  none"


def _keys(root: Root) -> Iterator[str]:
    for circle, roles in ROLES.items():
        role = root.roles[roles[0]]
        names = of.named(root, role.keyids)
        yield f"  {circle:<8} {role.threshold} of {len(role.keyids)}: {names}"


def _expiries(now: Standing, moment: datetime) -> Iterator[str]:
    for role, metadata in _placed(now).items():
        left = (metadata.signed.expires - moment).days
        until = f"{metadata.signed.expires:%Y-%m-%d}"
        line = f"  {role:<10} {until}, version {metadata.signed.version}: "
        yield line + _left(role, left)


def _left(role: str, days: int) -> str:
    if days < 0:
        return f"EXPIRED, kiosks take nothing any more until `{MEND[role]}`"
    said = f"{days} day{'' if days == 1 else 's'} left"
    return f"{said}; renew with `{MEND[role]}`" if days < SOON[role] else said


def warnings(now: Standing, moment: datetime) -> list[str]:
    """What somebody must sign soon, for a command that runs by itself every day."""
    return [
        f"{role}: {_left(role, left)}."
        for role, metadata in _placed(now).items()
        if (left := (metadata.signed.expires - moment).days) < SOON[role]
    ]


def _placed(now: Standing) -> dict[str, Metadata[Any]]:
    found = {
        of.ROOT: now.root,
        of.TARGETS: now.targets,
        of.SNAPSHOT: now.snapshot,
        of.TIMESTAMP: now.timestamp,
    }
    return {role: metadata for role, metadata in found.items() if metadata is not None}


def waiting(now: Standing) -> list[str]:
    """What waits: its changes, who has signed, who still must, and the next command."""
    lines = []
    if now.staged_root is not None:
        lines += [f"  root {now.staged_root.signed.version}", *_root_changes(now)]
        lines += _signatures(now.staged_root, of.ROOT, _roots(now))
    if now.staged_targets is not None:
        lines += [f"  targets {now.staged_targets.signed.version}", *_target_changes(now)]
        lines += _signatures(now.staged_targets, of.TARGETS, _roots(now)[-1:])
    state = ready(now)
    if state is not None and (state.new_root or state.new_targets):
        return [*lines, "  Signed by enough: put it in place with `kiosk release refresh`."]
    missing = [f"  Not in this folder: {path}" for path in now.absent]
    if missing and _targets_signed(now):
        return [*lines, *missing, "  Signed by enough: run `kiosk release refresh` where they are."]
    return [*lines, *missing, "  Not signed by enough yet: the next one runs `kiosk release sign`."]


def _targets_signed(now: Standing) -> bool:
    return all(of.enough(now.staged_targets, of.TARGETS, root) for root in _roots(now)[-1:])


def _roots(now: Standing) -> list[Root]:
    return [each.signed for each in (now.root, now.staged_root) if each is not None]


def _signatures(metadata: Metadata[Any], role: str, roots: list[Root]) -> Iterator[str]:
    for root in roots:
        found = of.signed_by(metadata, role, root)
        signed = of.named(root, found.signed)
        line = f"    {len(found.signed)} of {found.threshold} signatures"
        who = f"by the keys of root {root.version}" if len(roots) > 1 else ""
        still = f"; may sign: {of.named(root, found.unsigned)}" if found.missing else ""
        yield f"{line} {who}".rstrip() + f": {signed}{still}"


def _root_changes(now: Standing) -> Iterator[str]:
    assert now.staged_root is not None
    after = now.staged_root.signed
    for circle, roles in ROLES.items():
        new = after.roles[roles[0]]
        old = now.root.signed.roles[roles[0]] if now.root is not None else None
        keys = set(old.keyids) if old else set()
        for keyid in new.keyids:
            if keyid not in keys:
                yield f"    {circle}: {of.named(after, [keyid])} joins"
        if now.root is not None:
            for keyid in keys - set(new.keyids):
                yield f"    {circle}: {of.named(now.root.signed, [keyid])} leaves"
        if old is None or old.threshold != new.threshold:
            yield f"    {circle}: {new.threshold} of {len(new.keyids)} must sign"
    yield f"    holds until {after.expires:%Y-%m-%d}"


def _target_changes(now: Standing) -> Iterator[str]:
    assert now.staged_targets is not None
    after = now.staged_targets.signed.targets
    before = now.targets.signed.targets if now.targets is not None else {}
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old != new:
            yield f"    {_changed(name, old, new)}"
    yield f"    holds until {now.staged_targets.signed.expires:%Y-%m-%d}"


def _changed(name: str, old: TargetFile | None, new: TargetFile | None) -> str:
    if new is None:
        return f"{name}: withdrawn"
    offered = f"{channels(new.custom['channels'])}" if kind(new) == "release" else "for its group"
    if old is not None and old.hashes == new.hashes and kind(new) == "release":
        return f"{name}: {channels(old.custom['channels'])} -> {offered}"
    return (
        f"{name}: {'new' if old is None else 'replaced'}, {offered}, sha256 {new.hashes['sha256']}"
    )
