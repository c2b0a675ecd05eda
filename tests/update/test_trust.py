"""What is believed of an update server: keys that change, and a disk that has suffered."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner

from kiosk.update.errors import DiskError, TrustError
from tests.update import archives, serving
from tests.update.box import Scene, scene
from tests.update.repository import strangers


@pytest.fixture
def offered(tmp_path: Path) -> Iterator[Scene]:
    """A release is offered, and the box has seen it."""
    with scene(tmp_path) as made:
        made.repository.offer_release("1.1.0", archives.honest("1.1.0"))
        made.repository.publish()
        made.box.look()
        yield made


def new_keys(count: int) -> list[CryptoSigner]:
    return [CryptoSigner.generate_ed25519() for _ in range(count)]


def offer_next(scene: Scene) -> None:
    scene.repository.offer_release("1.2.0", archives.honest("1.2.0"))
    scene.repository.publish()


def test_root_keys_change_step_by_step(offered: Scene) -> None:
    """Three roots, each signed by the old keys and the new: the box follows, once and for all."""
    for _ in range(3):
        offered.repository.rotate("root", new_keys(2))
    offer_next(offered)
    release = offered.box.choice().release
    assert release is not None
    assert release.version == "1.2.0"
    assert (offered.box.metadata / "root.json").readlink() == Path("root_history/4.root.json")
    asked = len(offered.server.asked())
    offered.box.look()
    assert "metadata/5.root.json" in offered.server.asked()[asked:]
    assert "metadata/2.root.json" not in offered.server.asked()[asked:]


@pytest.mark.parametrize("role", ["targets", "snapshot", "timestamp"])
def test_other_keys_change_through_the_root(offered: Scene, role: str) -> None:
    """After a root that names new keys the old ones of that role are worth nothing any more."""
    repository = offered.repository
    old = repository.signers[role]
    repository.rotate(role, new_keys(len(old)))
    offer_next(offered)
    assert offered.box.choice().release is not None
    with repository.signed_by(role, old):
        offer_next(offered)
    with pytest.raises(TrustError, match="too few signatures"):
        offered.box.look()


def test_stolen_online_keys_are_forgotten(offered: Scene) -> None:
    """A thief of the online keys who raised the versions cannot keep the box once they change."""
    repository = offered.repository
    kept = repository.timestamp.version, repository.snapshot.version
    repository.timestamp.version, repository.snapshot.version = 1000, 1000
    repository.put_snapshot()
    repository.put_timestamp()
    offered.box.look()
    repository.timestamp.version, repository.snapshot.version = kept
    offer_next(offered)
    with pytest.raises(TrustError, match="older"):
        offered.box.look()
    repository.rotate("snapshot", new_keys(1))
    repository.rotate("timestamp", new_keys(1))
    offer_next(offered)
    assert offered.box.choice().release is not None


def test_a_key_may_get_lost(offered: Scene) -> None:
    """With two of three keys a lost one is replaced."""
    repository = offered.repository
    keys = new_keys(3)
    repository.rotate("root", keys)
    offered.box.look()
    repository.rotate("root", [*keys[:2], *new_keys(1)], keys[:2])
    offer_next(offered)
    assert offered.box.choice().release is not None


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "zeros": lambda data: bytes(len(data)),
    "half": lambda data: data[: len(data) // 2],
    "no text": lambda data: b"\xff" * len(data),
    "a sign changed": lambda data: data.replace(b"expires", b"expired"),
}
KEPT = ["timestamp.json", "snapshot.json", "targets.json", "clock.json", "root_history/1.root.json"]
KEPT += ["root_history/2.root.json"]


CASES = [("empty", [name]) for name in KEPT] + [(how, KEPT) for how in SPOILT]


@pytest.mark.parametrize(("how", "names"), CASES)
def test_a_spoilt_file_is_fetched_again(offered: Scene, how: str, names: list[str]) -> None:
    """Whatever file a power cut left spoilt, or all of them at once: the next look mends it."""
    box = offered.box
    offered.repository.rotate("root", new_keys(2))
    box.look()
    whole = {name: (box.metadata / name).read_bytes() for name in KEPT}
    for name in names:
        (box.metadata / name).write_bytes(SPOILT[how](whole[name]))
    release = box.choice().release
    assert release is not None
    assert release.version == "1.1.0"
    assert {name: (box.metadata / name).read_bytes() for name in KEPT} == whole


def test_a_link_that_became_a_file_is_mended(offered: Scene) -> None:
    """An empty root.json in the place of the link to the root stops nothing."""
    link = offered.box.metadata / "root.json"
    link.unlink()
    link.write_bytes(b"")
    assert offered.box.choice().release is not None
    assert link.readlink() == Path("root_history/1.root.json")


def test_an_interrupted_write_leaves_nothing(offered: Scene) -> None:
    """What python-tuf had begun to write when the power went is cleared away."""
    (offered.box.metadata / "tmpabcdefgh").write_bytes(b"half")
    offered.box.look()
    assert not list(offered.box.metadata.glob("tmp*"))


def test_a_spoilt_disk_believes_nobody_else(offered: Scene) -> None:
    """All that is kept is gone, and still only the keys given at the installation count."""
    for name in KEPT[:4]:
        (offered.box.metadata / name).write_bytes(b"")
    with offered.repository.signed_by("timestamp", strangers(1)):
        offer_next(offered)
    with pytest.raises(TrustError, match="too few signatures"):
        offered.box.look()


def test_everything_kept_is_on_the_disk(offered: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a look every file of the metadata and both folders have been brought to the disk."""
    offer_next(offered)
    synced: set[int] = set()
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.add(os.fstat(descriptor).st_ino)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    offered.box.look()
    folder = offered.box.metadata
    kept = [folder, *(each for each in folder.rglob("*") if not each.is_symlink())]
    assert len(kept) >= 7
    assert {each.stat().st_ino for each in kept} <= synced
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_without_a_root_nobody_is_believed(offered: Scene) -> None:
    """A box that was given no keys says so, and asks nothing."""
    asked = len(offered.server.asked())
    (offered.box.folder / "update-root.json").unlink()
    with pytest.raises(TrustError, match="give it to the installer with --update-root"):
        offered.box.look()
    assert len(offered.server.asked()) == asked


@pytest.mark.parametrize("data", [b"", b"{}", b"no root"])
def test_a_spoilt_first_root_is_a_refusal(offered: Scene, data: bytes) -> None:
    """A root at the installation that is none ends in one sentence, without a question asked."""
    asked = len(offered.server.asked())
    (offered.box.folder / "update-root.json").write_bytes(data)
    with pytest.raises(TrustError, match=r"update-root\.json holds no root that can be trusted"):
        offered.box.look()
    assert len(offered.server.asked()) == asked


def test_a_newer_first_root_is_believed(offered: Scene) -> None:
    """An administrator may give a box another repository's root; what was kept does no harm."""
    with scene(offered.box.folder / "other") as other:
        other.repository.offer_release("1.5.0", archives.honest("1.5.0"))
        other.repository.publish()
        (offered.box.folder / "update-root.json").write_bytes(other.repository.first_root)
        offered.box.url = other.server.url
        release = offered.box.choice().release
    assert release is not None
    assert release.version == "1.5.0"


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """Where nothing can be kept, the sentence says so: it is not the server's fault."""
    with scene(tmp_path) as made:
        made.repository.publish()
        made.box.metadata.write_text("a file in the folder's place")
        with pytest.raises(DiskError, match="look at the disk"):
            made.box.look()


def test_a_look_asks_for_little(offered: Scene) -> None:
    """When nothing is new, a look costs a root that is not there and a timestamp."""
    asked = len(offered.server.asked())
    offered.box.look()
    assert offered.server.asked()[asked:] == ["metadata/2.root.json", "metadata/timestamp.json"]


def test_the_address_may_be_a_folder(offered: Scene) -> None:
    """An address may end with a slash or not."""
    offered.box.url += "/"
    assert offered.box.fetch("kiosk-1.1.0.tar").is_file()


def test_a_target_that_nobody_understands_harms_none(offered: Scene) -> None:
    """Other kinds are passed over, what is ours and strange is named, and the rest is offered."""
    repository = offered.repository
    repository.offer("later.bin", b"x", {"kind": "from a later kiosk"})
    repository.offer("nothing.bin", b"x", None)
    repository.offer("list.bin", b"x", ["kind"])
    repository.offer("kiosk-2.0.0.tar", b"x", {"kind": "release", "version": "2.0.0"})
    repository.offer_release("3.0.0", b"x", channels={"stable": 101})
    repository.offer("settings-gym.toml", b"x", {"kind": "settings", "group": "../../etc"})
    repository.offer("settings-GYM.toml", b"x", {"kind": "settings", "group": "GYM"})
    repository.offer("settings-big.toml", bytes(200_000), {"kind": "settings", "group": "big"})
    repository.offer("kiosk-4.0.0.tar", b"x", {"kind": "settings", "group": "gym"})
    repository.publish()
    offers = offered.box.look()
    assert [each.version for each in offers.releases] == ["1.1.0"]
    assert offers.all_settings == ()
    assert len(offers.not_understood) == 7
    assert all(re.search(r"[^.]\.$", each) for each in offers.not_understood)
    lacking = "'kiosk-2.0.0.tar' is offered and not understood: 'channels' is missing."
    assert lacking in offers.not_understood


def test_a_release_cannot_name_a_path(offered: Scene) -> None:
    """A well signed target whose name leads out of the folder is not offered."""
    custom = dict(offered.repository.targets.targets["kiosk-1.1.0.tar"].custom)
    for name in ("../kiosk-1.1.0.tar", "/etc/kiosk-1.1.0.tar", "a/kiosk-1.1.0.tar", "kiosk-1.tar"):
        offered.repository.offer(name, b"x", custom)
    offered.repository.publish()
    offers = offered.box.look()
    assert [each.name for each in offers.releases] == ["kiosk-1.1.0.tar"]
    assert len(offers.not_understood) == 4


def test_nothing_is_asked_of_anybody_else(offered: Scene) -> None:
    """A redirect to another server is followed, and gains nothing without the keys."""
    with scene(offered.box.folder / "other") as evil:
        evil.repository.offer_release("9.9.9", archives.honest("9.9.9"))
        evil.repository.publish()
        there = f"{evil.server.url}/metadata/timestamp.json"
        offered.server.acts["metadata/timestamp.json"] = serving.leading_to(there)
        with pytest.raises(TrustError, match="too few signatures"):
            offered.box.look()
