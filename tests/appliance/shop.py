"""Releases of this tree: built, signed with keys of this very run, and served inside the box."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tarfile
from pathlib import Path
from shutil import copyfile, copytree, rmtree

from . import sabotage
from .box import Box
from .host import REPOSITORY
from .sabotage import Change

PORT = 8765
URL = f"http://127.0.0.1:{PORT}/"
SERVED = "/srv/kiosk-releases"
"""The folder of the box that its own web server gives out."""
SERVER = "releases.service"
UNIT = f"""\
[Unit]
Description=The web server of the releases, which in a gym is far away
[Service]
DynamicUser=yes
ExecStart=/usr/bin/python3 -m http.server --bind 127.0.0.1 --directory {SERVED} {PORT}
[Install]
WantedBy=multi-user.target
"""
ROOT_KEYS = ("ada.pem", "ben.pem")
TARGETS_KEYS = ("ada-t.pem", "ben-t.pem")
ONLINE_KEY = "online.pem"
PYTHON = "3.13"
"""Of the box's system, Debian trixie."""
BUILD_LIMIT_S = 600.0
PASSPHRASE = "of this run alone"


class Shop:
    """A maintainer's desk: keys, releases, and the folder that is published."""

    def __init__(self, desk: Path, wheels: Path) -> None:
        self._desk, self._wheels = desk, wheels
        self._repository = desk / "repository"
        self._expected: Path | None = None
        rmtree(desk, ignore_errors=True)
        desk.mkdir(parents=True)
        (desk / "passphrase").write_text(PASSPHRASE, "utf-8")
        for name in (*ROOT_KEYS, *TARGETS_KEYS, ONLINE_KEY):
            self._release("keys", "new", name, "--passphrase-file", "passphrase")
        signing = [word for name in ROOT_KEYS for word in ("--root-key", name)]
        signing += [word for name in TARGETS_KEYS for word in ("--targets-key", name)]
        words = ["--online-key", ONLINE_KEY, "--passphrase-file", "passphrase"]
        self._release("init", str(self._repository), *signing, *words)

    @property
    def root_of_trust(self) -> Path:
        """What a box is given at its installation."""
        return self._repository / "metadata" / "1.root.json"

    def build(self, version: str, *changes: Change) -> Path:
        """The archive of this tree with `changes`, as `version`."""
        archive = self._desk / f"kiosk-{version}.tar"
        if archive.exists():
            return archive
        tree = sabotage.tree(version, self._desk / "tree", *changes)
        words = ["--clone", str(tree), "--wheels", str(self._wheels), "--out", str(self._desk)]
        words += ["--target", f"{platform.machine()}-{PYTHON}", "--uncommitted"]
        known = ["--expected", str(self._expected)] if self._expected else []
        self._release("build", *words, *known)
        rmtree(tree)
        self._expected = self._expected or self._seen(archive)
        return archive

    def _seen(self, archive: Path) -> Path:
        """What the first version sees in its clip; all the later ones are built with the same."""
        target = self._desk / "expected.json"
        with tarfile.open(archive) as opened:
            found = opened.extractfile("selftest/expected.json")
            assert found is not None
            target.write_bytes(found.read())
        return target

    def publish(self, box: Box, version: str, *changes: Change) -> None:
        """Build it, sign it, and let the box's web server offer it to everybody."""
        archive = self.build(version, *changes)
        words = ["--archive", str(archive), "--channel", "stable", "--percent", "100"]
        self._release("publish", str(self._repository), *words, *self._signed())
        self.deliver(box.root)

    def settle(self, box: Box, group: str, toml: str, *newer: Change) -> None:
        """Publish the configuration of a group, as a maintainer of this version or a newer one."""
        file = self._desk / "settings.toml"
        file.write_text(toml, "utf-8")
        words = [str(self._repository), str(file), "--group", group]
        tree = sabotage.tree("9.0.0", self._desk / "tree", *newer) if newer else REPOSITORY
        self._release("settings", *words, *self._signed(), program=tree)
        rmtree(self._desk / "tree", ignore_errors=True)
        self.deliver(box.root)

    def deliver(self, root: Path) -> None:
        """Put the repository as it is now where the box's web server has it."""
        copytree(
            self._repository,
            root / SERVED.lstrip("/"),
            dirs_exist_ok=True,
            copy_function=_link_or_copy,
        )

    def _signed(self) -> list[str]:
        keys = [word for name in TARGETS_KEYS for word in ("--key", name)]
        return [*keys, "--online-key", ONLINE_KEY, "--passphrase-file", "passphrase"]

    def _release(self, *words: str, program: Path = REPOSITORY) -> str:
        """`kiosk release` of the program in that tree; what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", "from kiosk.commands.release import release; release()", *words],
            cwd=self._desk,
            env={**os.environ, "PYTHONPATH": str(program)},
            capture_output=True,
            text=True,
            timeout=BUILD_LIMIT_S,
            check=False,
        )
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout


def _link_or_copy(source: str, target: str) -> None:
    """Archives are large and never change; the rest is small."""
    there = Path(target)
    if source.endswith(".tar"):
        there.unlink(missing_ok=True)
        os.link(source, there)
    else:
        copyfile(source, there)


def serve(root: Path) -> None:
    """Let the box give out its own folder of releases, from its next start on."""
    (root / SERVED.lstrip("/")).mkdir(parents=True, exist_ok=True)
    units = root / "etc/systemd/system"
    (units / SERVER).write_text(UNIT, "utf-8")
    wants = units / "multi-user.target.wants"
    wants.mkdir(exist_ok=True)
    (wants / SERVER).symlink_to(f"../{SERVER}")


def hide(root: Path) -> None:
    """As if there were no network, from the box's next start on."""
    units = root / "etc/systemd/system"
    (units / "multi-user.target.wants" / SERVER).unlink()
    (units / SERVER).unlink()
