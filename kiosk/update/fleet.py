"""Configuration from afar: taken when the kiosk in use would take it and then runs with it.

Which keys may come from afar, and that the box's own settings win, is `kiosk.config`'s to
decide; the kiosk in use is asked (`kiosk try settings`).
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from kiosk.install.files import remove, replace_file
from kiosk.update import outcome, state, trying
from kiosk.update.errors import UpdateError
from kiosk.update.offers import Settings
from kiosk.update.running import NOTICE, WARNING, Run, version_of
from kiosk.update.state import Kind, Trial

LIMIT_S = 120.0


def take(run: Run) -> None:
    """The settings of this box's group hold, or stay out, which is said at every run."""
    assert run.offers is not None
    settings = run.offers.settings(run.wishes.group)
    if settings is None and run.wishes.group:
        return  # none are offered: those that hold go on holding
    sha256 = _sha256(b"") if settings is None else settings.sha256
    if sha256 == _sha256(_content(run.places.fleet)):
        return
    trouble = outcome.settings_trouble(run.book(), sha256)
    if trouble is None:
        wanted = b"" if settings is None else _fetched(run, settings)
        trouble = _against(run, wanted, sha256)
    run.notes.append(_refused(trouble) if trouble else "New configuration from afar is in use.")


def _fetched(run: Run, settings: Settings) -> bytes:
    assert run.offers is not None
    return run.supply.fetch(run.offers, settings, run.places.download).read_bytes()


def _against(run: Run, wanted: bytes, sha256: str) -> str | None:
    """What speaks against these settings, after trying them; None when they are in use."""
    trouble = _asked(run, wanted)
    if trouble is not None:
        run.write(outcome.settled(run.book(), sha256, trouble))
    elif not _tried(run, wanted, sha256):
        trouble = outcome.settings_trouble(run.book(), sha256) or "it failed"
    if trouble is not None:
        run.tell(_refused(trouble), WARNING)
    return trouble


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refused(trouble: str) -> str:
    return f"The configuration from afar is not taken: {trouble.rstrip('.')}."


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _asked(run: Run, wanted: bytes) -> str | None:
    """What the kiosk in use has against it, looked at where its user can read it."""
    folder = run.places.proving
    remove(folder)
    try:
        folder.mkdir(parents=True)
        (folder / "fleet.toml").write_bytes(wanted)
        (folder / "fleet.toml").chmod(0o644)
        command = run.slot_folder(run.slot_in_use) / "bin" / "kiosk"
        line = [str(command), "try", "settings", str(folder / "fleet.toml")]
        return run.system.run_as_kiosk(line, LIMIT_S).trouble()
    finally:
        remove(folder)


def _tried(run: Run, wanted: bytes, sha256: str) -> bool:
    """On trial as a new version would be: held, restarted, healthy, or the old ones again."""
    places, version = run.places, version_of(run.slot_in_use)
    before = _content(places.fleet)
    run.tell(f"Trying configuration {sha256[:8]} from afar.", NOTICE)
    replace_file(places.fleet_next, wanted)
    if places.fleet.exists():
        replace_file(places.fleet_before, before)
    else:
        state.drop(places.fleet_before)
    trial = Trial(
        slot=sha256[:8],
        version=version,
        from_slot=_sha256(before)[:8],
        from_version=version,
        archive=sha256,
        of=Kind.SETTINGS,
    )
    return trying.attempt(run, trial)


def take_quietly(run: Run) -> None:
    """`take`, but settings that cannot be had never keep a version from coming."""
    try:
        take(run)
    except UpdateError as error:
        run.notes.append(f"The configuration from afar is as it was: {error}")
