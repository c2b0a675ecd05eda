from __future__ import annotations

from pathlib import Path

import pytest
from tuf.api.exceptions import UnsignedMetadataError

from kiosk.release import changing, keys, offering
from kiosk.release.failure import ReleaseError
from kiosk.release.metadata import Circle, Days, first_root
from kiosk.release.repository import stand
from kiosk.release.rotation import Wish
from tests.release.people import People, small_archive
from tests.release.reading import Box


def publish(people: People, repository: Path, folder: Path, version: str, *names: str) -> bool:
    file = small_archive(folder / version, version)
    hands = people.hands(*(names or ("anna-t", "ben-t")))
    return offering.publish_archive(repository, file, "stable", 5, hands, lambda _: None)


def joins(people: People, circle: str, name: str, leaves: str) -> Wish:
    return Wish(add={circle: [keys.public(people.file(name))]}, remove={circle: [leaves]})


def test_the_yearly_root(box: Box, repository: Path, people: People) -> None:
    """Two of three sign a new root with a new expiry, and kiosks follow."""
    box.look()
    assert changing.rotate(repository, Wish(), people.hands("anna", "cleo"))
    box.look()
    assert box.root_version() == 2


def test_kiosks_follow_several_roots(box: Box, repository: Path, people: People) -> None:
    """A kiosk that was off for years goes from the first root to the newest."""
    for pair in (("anna", "ben"), ("ben", "cleo"), ("cleo", "anna")):
        assert changing.rotate(repository, Wish(), people.hands(*pair))
    box.look()
    assert box.root_version() == 4


def test_a_root_key_is_replaced(box: Box, repository: Path, people: People) -> None:
    """Dora takes Anna's place: old and new keys sign, then Anna cannot sign a root any more."""
    wish = joins(people, "root", "dora", "anna")
    assert changing.rotate(repository, wish, people.hands("ben", "cleo"))
    box.look()
    assert box.root_version() == 2
    with pytest.raises(ReleaseError, match="may not sign root"):
        changing.rotate(repository, Wish(), people.hands("anna", "ben"))
    assert changing.rotate(repository, Wish(), people.hands("dora", "ben"))
    box.look()
    assert box.root_version() == 3


def test_a_root_needs_the_old_keys_and_the_new(box: Box, repository: Path, people: People) -> None:
    """Anna and Ben alone do not carry a root that Anna leaves: one of the new keys must sign."""
    wish = joins(people, "root", "dora", "anna")
    assert not changing.rotate(repository, wish, people.hands("anna", "ben"))
    box.look()
    assert box.root_version() == 1
    assert changing.sign(repository, people.hands("dora"))
    box.look()
    assert box.root_version() == 2


def test_a_targets_key_is_replaced_while_kiosks_look(
    box: Box, repository: Path, people: People, tmp_path: Path
) -> None:
    """What is published is signed anew by those who stay, and stays on offer."""
    publish(people, repository, tmp_path, "1.4.0")
    box.look()
    wish = joins(people, "targets", "dora-t", "anna-t")
    assert changing.rotate(repository, wish, people.hands("anna", "ben", "ben-t", "cleo-t"))
    assert "kiosk-1.4.0.tar" in box.look()
    with pytest.raises(ReleaseError, match="may not sign targets"):
        publish(people, repository, tmp_path, "1.5.0", "anna-t", "ben-t")
    assert publish(people, repository, tmp_path, "1.5.0", "dora-t", "ben-t")
    assert set(box.look()) == {"kiosk-1.4.0.tar", "kiosk-1.5.0.tar"}


def test_a_rotation_waits_for_the_targets_too(
    box: Box, repository: Path, people: People, tmp_path: Path
) -> None:
    """A new root whose targets keys have not signed yet would leave kiosks without an offer."""
    publish(people, repository, tmp_path, "1.4.0")
    wish = joins(people, "targets", "dora-t", "anna-t")
    assert not changing.rotate(repository, wish, people.hands("anna", "ben", "ben-t"))
    assert "kiosk-1.4.0.tar" in box.look()
    assert box.root_version() == 1
    assert changing.sign(repository, people.hands("dora-t"))
    assert "kiosk-1.4.0.tar" in box.look()
    assert box.root_version() == 2


def test_lost_targets_keys_are_replaced_by_the_root(
    box: Box, repository: Path, people: People, tmp_path: Path
) -> None:
    """With two of three targets keys gone, the root's keys make new ones count."""
    publish(people, repository, tmp_path, "1.4.0")
    box.look()
    wish = Wish(
        add={"targets": [keys.public(people.file(name)) for name in ("dora-t", "spare")]},
        remove={"targets": ["anna-t", "ben-t"]},
    )
    assert changing.rotate(repository, wish, people.hands("anna", "ben", "dora-t", "spare"))
    assert "kiosk-1.4.0.tar" in box.look()


@pytest.mark.parametrize("online", [("online", "spare"), ("spare",)])
def test_the_online_key_is_replaced(
    box: Box, repository: Path, people: People, tmp_path: Path, online: tuple[str, ...]
) -> None:
    """With the old key at hand or stolen: kiosks take the new one's word from then on."""
    publish(people, repository, tmp_path, "1.4.0")
    box.look()
    wish = joins(people, "online", "spare", "online")
    assert changing.rotate(repository, wish, people.hands("anna", "ben", online=online))
    assert "kiosk-1.4.0.tar" in box.look()
    with pytest.raises(ReleaseError, match="needs the online key"):
        changing.refresh(repository, people.hands(online=["online"]))
    changing.refresh(repository, people.hands(online=["spare"]))
    box.look()


def test_what_a_stolen_online_key_signs_is_refused(
    box: Box, repository: Path, people: People, tmp_path: Path
) -> None:
    """After the rotation a timestamp of the old key is not taken."""
    old = (repository / "metadata" / "timestamp.json").read_bytes()
    wish = joins(people, "online", "spare", "online")
    changing.rotate(repository, wish, people.hands("anna", "ben", online=["spare"]))
    box.look()
    (repository / "metadata" / "timestamp.json").write_bytes(old)
    fresh = Box(box.url, tmp_path / "another box", box.root)
    with pytest.raises(UnsignedMetadataError):
        fresh.look()


def test_the_threshold_is_raised(box: Box, repository: Path, people: People) -> None:
    """Three of three from now on: two are not enough any more."""
    wish = Wish(threshold={"root": 3})
    assert not changing.rotate(repository, wish, people.hands("anna", "ben"))
    assert changing.sign(repository, people.hands("cleo"))
    assert not changing.rotate(repository, Wish(), people.hands("anna", "ben"))
    box.look()
    assert box.root_version() == 2


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (Wish(threshold={"root": 4}), "4 of 3 root keys"),
        (Wish(threshold={"root": 0}), "0 of 3 root keys"),
        (Wish(remove={"root": ["anna", "ben"]}), "2 of 1 root keys"),
        (Wish(remove={"root": ["nobody"]}), "is no root key"),
    ],
)
def test_a_root_that_nobody_could_follow_is_refused(
    repository: Path, people: People, wish: Wish, why: str
) -> None:
    """Too few keys for the threshold, or a key that is not there, is said before anything waits."""
    with pytest.raises(ReleaseError, match=why):
        changing.rotate(repository, wish, people.hands("anna", "ben", "cleo"))
    assert not stand(repository).waiting


def test_the_online_key_never_signs_releases(people: People) -> None:
    """A key that lies on a server can be neither root nor targets key."""
    hands = people.hands()
    online = people.circle(1, "online")
    circles = {
        "root": people.circle(1, "anna"),
        "targets": Circle((*people.circle(1, "anna-t").keys, *online.keys), 1),
        "snapshot": online,
        "timestamp": online,
    }
    with pytest.raises(ReleaseError, match="a key of its own for the online role"):
        first_root(circles, hands.moment, Days())


def test_a_key_is_found_by_the_beginning_of_its_id(
    box: Box, repository: Path, people: People
) -> None:
    """Eight characters of the id are enough to say who leaves."""
    keyid = keys.public(people.file("anna")).keyid
    wish = joins(people, "root", "dora", keyid[:8])
    assert changing.rotate(repository, wish, people.hands("ben", "cleo"))
    box.look()
    assert box.root_version() == 2
