"""Updates from afar, as far as the installation goes: whose signatures are trusted, and where from.

What an update is, and whether one is taken, is `kiosk.update`'s.
"""

from __future__ import annotations

import fcntl
import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.install import files
from kiosk.install.checks import Finding, Wish
from kiosk.install.failure import InstallError
from kiosk.install.layout import Layout
from kiosk.install.step import Step

ROLES = {"root", "targets", "snapshot", "timestamp"}


def findings(layout: Layout, wish: Wish) -> list[Finding]:
    """What is wrong with what was given of updates, and what the administrator must add."""
    found = []
    if wish.update_root is not None and (why := why_no_root(wish.update_root)):
        mend = "give the N.root.json that the maintainer handed over (docs/release.md)"
        found.append(Finding(f"{wish.update_root} {why}", mend, True))
    url = wish.update_url
    if url is not None and not _is_url(url):
        what = f"{url!r} is no address to ask for updates"
        found.append(Finding(what, "give it like https://updates.example.org/kiosk", True))
    elif url is not None and layout.config.exists() and url != _configured(layout.config):
        mend = f'add to it, under [update]: url = "{url}"'
        found.append(Finding(f"{layout.config} is yours and is not changed", mend, False))
    if url is not None and wish.update_root is None and not layout.update_root.exists():
        mend = "give --update-root too; until then nothing from there is believed"
        found.append(Finding("This box trusts nobody's signatures", mend, False))
    return found


def why_no_root(path: Path) -> str | None:
    """Why this file is no root of trust, as the rest of a sentence; None when it is one.

    The form alone (The Update Framework, 4.3): signatures and expiry are judged when it is used.
    """
    try:
        told = json.loads(path.read_bytes())
        signed, signatures = told["signed"], told["signatures"]
        is_root = signed["_type"] == "root" and set(signed["roles"]) >= ROLES and signed["keys"]
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    except (ValueError, KeyError, TypeError):
        return "is no root of trust"
    return None if is_root and signatures else "is no root of trust"


def _is_url(text: str) -> bool:
    plain = text.isascii() and text.isprintable() and not set(text) & set(' "\\\\')
    return plain and text.startswith(("https://", "http://")) and text.count("/") >= 2


def _configured(config: Path) -> object:
    try:
        return tomllib.loads(config.read_text("utf-8"))["update"]["url"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def trust(layout: Layout, given: Path | None) -> Iterator[Step]:
    """Keep the given root; what was learnt from another one before is forgotten."""
    if given is None:
        return
    data = given.read_bytes()
    if not files.different({layout.update_root: data}):
        return

    def keep() -> None:
        files.remove(layout.trusted)
        files.write_all({layout.update_root: data})

    yield Step(f"trust the signatures of {given}", keep)


def settled(layout: Layout) -> Iterator[Step]:
    """An update that was being tried when the updater ended is over: this clone is what holds."""
    trial = layout.system_state / "trial.json"
    if trial.exists():
        yield Step("end the update that was being tried", lambda: files.remove(trial))


@contextmanager
def alone(layout: Layout) -> Iterator[None]:
    """Keep the updater out meanwhile. Raises InstallError when it is at work."""
    layout.lock.parent.mkdir(parents=True, exist_ok=True)
    layout.lock.touch(mode=0o600)
    with layout.lock.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InstallError(
                "An update is under way on this box: wait for its end (journalctl -fu kiosk-update)"
                " and run it again."
            ) from error
        yield
