from __future__ import annotations

import json
from pathlib import Path

import pytest
from tuf.api.exceptions import DownloadError

from kiosk.release import changing, offering
from kiosk.release.failure import ReleaseError
from kiosk.release.repository import stand
from tests.release.people import SIGNING, People, quiet, small_archive
from tests.release.reading import Box, custom_of


def test_one_signature_of_two_changes_nothing(box: Box, published: Path, people: People) -> None:
    """The change waits, unseen, until the second person has signed it."""
    alone = people.hands("anna-t")
    assert not offering.change_percent(published, "1.4.0", "stable", 50, alone)
    assert custom_of(box)["channels"] == {"stable": 5}
    assert not changing.sign(published, people.hands("anna-t"))
    changing.refresh(published, people.hands())
    assert custom_of(box)["channels"] == {"stable": 5}
    assert changing.sign(published, people.hands("cleo-t"))
    assert custom_of(box)["channels"] == {"stable": 50}
    assert not stand(published).waiting


def test_people_sign_without_the_online_key(box: Box, published: Path, people: People) -> None:
    """What enough people have signed waits for the server, which needs no more than its key."""
    assert not offering.change_percent(
        published, "1.4.0", "stable", 50, people.hands(*SIGNING, online=())
    )
    assert custom_of(box)["channels"] == {"stable": 5}
    changing.refresh(published, people.hands())
    assert custom_of(box)["channels"] == {"stable": 50}


def test_no_kiosk_is_sent_where_nothing_is(
    box: Box, repository: Path, people: People, tmp_path: Path
) -> None:
    """What is signed by enough still waits while its archive is on the way to the server."""
    file = small_archive(tmp_path / "dist", "1.4.0")
    hands = people.hands(*SIGNING, online=())
    offering.publish_archive(repository, file, "stable", 5, hands, quiet)
    (there,) = (repository / "targets").iterdir()
    data = there.read_bytes()
    there.write_bytes(data[:-1])
    changing.refresh(repository, people.hands())
    assert box.look() == {}
    there.write_bytes(data)
    changing.refresh(repository, people.hands())
    assert box.fetch("kiosk-1.4.0.tar") == data


@pytest.mark.parametrize("name", ["dora", "anna", "online"])
def test_a_stranger_cannot_sign(published: Path, people: People, name: str) -> None:
    """A key of another circle, or of nobody, is refused before anything is written."""
    with pytest.raises(ReleaseError, match="may not sign targets"):
        offering.change_percent(published, "1.4.0", "stable", 50, people.hands(name))
    assert not stand(published).waiting


def test_the_online_key_is_known(published: Path, people: People) -> None:
    """Another key cannot put anything in place."""
    with pytest.raises(ReleaseError, match="needs the online key"):
        changing.refresh(published, people.hands(online=["spare"]))


def test_one_change_waits_at_a_time(published: Path, people: People) -> None:
    """A second change is refused until the first is signed or thrown away."""
    offering.change_percent(published, "1.4.0", "stable", 50, people.hands("anna-t"))
    with pytest.raises(ReleaseError, match="A change waits"):
        offering.change_percent(published, "1.4.0", "stable", 60, people.hands(*SIGNING))
    changing.drop(published)
    assert offering.change_percent(published, "1.4.0", "stable", 60, people.hands(*SIGNING))


def test_nobody_signs_for_somebody_elses_change(published: Path, people: People, box: Box) -> None:
    """Targets that were changed on the server without signatures are not built upon."""
    newest = max((published / "metadata").glob("*.targets.json"))
    said = json.loads(newest.read_bytes())
    said["signed"]["targets"]["kiosk-1.4.0.tar"]["custom"]["channels"]["stable"] = 100
    newest.write_text(json.dumps(said), "utf-8")
    with pytest.raises(ReleaseError, match="somebody changed them"):
        offering.change_percent(published, "1.4.0", "beta", 1, people.hands(*SIGNING))
    newest.unlink()
    with pytest.raises(ReleaseError, match="somebody changed them"):
        changing.refresh(published, people.hands())
    with pytest.raises(DownloadError):
        box.look()


def test_a_changed_root_is_refused(published: Path, people: People) -> None:
    """A root that its keys did not sign ends every command."""
    path = published / "metadata" / "1.root.json"
    said = json.loads(path.read_bytes())
    said["signed"]["roles"]["targets"]["threshold"] = 1
    path.write_text(json.dumps(said), "utf-8")
    with pytest.raises(ReleaseError, match="not signed by enough"):
        changing.refresh(published, people.hands())
