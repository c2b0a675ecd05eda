"""A download: goes on where it was, ends as signed, and leaves nothing of what is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.update.errors import DiskError, TrustError, UnreachableError
from kiosk.update.offers import Offers, Release, fetch
from tests.update import archives, serving
from tests.update.box import Scene, scene

NAME = "kiosk-1.1.0.tar"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def offered(tmp_path: Path) -> Iterator[Scene]:
    """A release of 3 MB is offered."""
    with scene(tmp_path) as made:
        made.repository.offer_release("1.1.0", archives.big("1.1.0", 3_000_000))
        made.repository.publish()
        yield made


def path_of(scene: Scene) -> str:
    return scene.repository.path_of(NAME)


def data_of(scene: Scene) -> bytes:
    return scene.repository.files[path_of(scene)]


def part(scene: Scene) -> Path:
    """The one file that a broken download has left."""
    (left,) = scene.box.downloads.iterdir()
    assert left.suffix == ".part"
    return left


def break_at(scene: Scene, count: int) -> None:
    """The connection breaks there each time, until nothing more comes."""
    scene.server.acts[path_of(scene)] = serving.cut_at(count)
    with pytest.raises(UnreachableError):
        scene.box.fetch(NAME)
    scene.server.acts.clear()


def test_a_file_comes_whole(offered: Scene) -> None:
    """The file is as signed, alone in its folder, for its owner only, and told all along."""
    path = offered.box.fetch(NAME)
    data = data_of(offered)
    assert path.read_bytes() == data
    assert [each.name for each in offered.box.downloads.iterdir()] == [NAME]
    assert path.stat().st_mode & 0o777 == 0o600
    done = [each[0] for each in offered.box.told]
    assert done == sorted(done)
    assert offered.box.told[-1] == (len(data), len(data))


def test_it_goes_on_where_it_was(offered: Scene) -> None:
    """After a broken connection the next run asks for the rest, and no byte is sent twice."""
    break_at(offered, 1_000_000)
    assert part(offered).read_bytes() == data_of(offered)[:1_000_000]
    before = len(offered.server.asked())
    assert offered.box.fetch(NAME).read_bytes() == data_of(offered)
    answers = [each for each in offered.server.sent(path_of(offered), 3) if each.status]
    assert [each.start for each in answers] == [0, 1_000_000, 1_000_000]
    assert sum(each.bytes for each in answers) == len(data_of(offered))
    assert offered.server.asked()[before:].count(path_of(offered)) == 1


def test_one_run_takes_up_a_broken_connection(offered: Scene) -> None:
    """A connection that breaks after some progress is taken up again at once, from there on."""
    breaks = iter((700_000, 1_400_000, 2_100_000))

    def act(to: serving.Answering) -> None:
        serving.cut_at(next(breaks, len(data_of(offered))))(to)

    offered.server.acts[path_of(offered)] = act
    assert offered.box.fetch(NAME).read_bytes() == data_of(offered)
    starts = [each.start for each in offered.server.sent(path_of(offered), 4)]
    assert starts == [0, 700_000, 1_400_000, 2_100_000]


def test_what_is_there_is_not_fetched_again(offered: Scene) -> None:
    """A file that is there and as signed costs no byte; one that has changed comes anew."""
    path = offered.box.fetch(NAME)
    offered.box.fetch(NAME)
    assert len(offered.server.sent(path_of(offered), 1)) == 1
    path.write_bytes(b"\0" * len(data_of(offered)))
    assert offered.box.fetch(NAME).read_bytes() == data_of(offered)
    assert len(offered.server.sent(path_of(offered), 2)) == 2


def test_a_server_without_ranges_sends_it_from_the_start(offered: Scene) -> None:
    """An answer 200 to a request for the rest begins at byte zero, and is written there."""
    break_at(offered, 1_000_000)
    offered.server.acts[path_of(offered)] = serving.without_ranges
    assert offered.box.fetch(NAME).read_bytes() == data_of(offered)


def test_a_range_that_was_not_asked_for_is_refused(offered: Scene) -> None:
    """Bytes from another position than the one asked for are not taken."""
    break_at(offered, 1_000_000)
    offered.server.acts[path_of(offered)] = serving.from_elsewhere
    with pytest.raises(UnreachableError, match="other bytes than were asked for"):
        offered.box.fetch(NAME)
    assert part(offered).read_bytes() == data_of(offered)[:1_000_000]


def test_a_part_longer_than_the_server_has_is_begun_anew(offered: Scene) -> None:
    """Where the server says 416 the part is thrown away, and the file comes from the start."""
    break_at(offered, 1_000_000)
    whole = data_of(offered)
    refused: list[int] = []

    def act(to: serving.Answering) -> None:
        if to.start:
            refused.append(to.start)
            serving.saying(416)(to)
        else:
            serving.honest(to)

    offered.server.acts[path_of(offered)] = act
    assert offered.box.fetch(NAME).read_bytes() == whole
    assert refused == [1_000_000]


def test_416_without_end_ends(offered: Scene) -> None:
    """A server that answers everything with 416 is given up after a few attempts."""
    break_at(offered, 1_000_000)
    offered.server.acts[path_of(offered)] = serving.saying(416)
    with pytest.raises(UnreachableError):
        offered.box.fetch(NAME)
    assert len(offered.server.asked()) < 25


def test_a_damaged_part_is_begun_anew(offered: Scene) -> None:
    """A part that a power cut spoilt does not end as a refusal: the file comes once more, whole."""
    break_at(offered, 1_000_000)
    part(offered).write_bytes(b"\0" * 1_000_000)
    assert offered.box.fetch(NAME).read_bytes() == data_of(offered)
    starts = [each.start for each in offered.server.sent(path_of(offered), 4)]
    assert starts == [0, 1_000_000, 1_000_000, 0]


@pytest.mark.parametrize("length", [2_999_999, 4_000_000, 10_000_000])
def test_a_part_of_any_length_is_mended(offered: Scene, length: int) -> None:
    """Whatever length a spoilt part has, the file comes whole in the end."""
    break_at(offered, 1_000_000)
    part(offered).write_bytes(b"\0" * length)
    before = offered.server.asked().count(path_of(offered))
    assert offered.box.fetch(NAME).read_bytes() == data_of(offered)
    if length > len(data_of(offered)):
        (last,) = offered.server.sent(path_of(offered), before + 1)[before:]
        assert last.start == 0


def test_another_content_leaves_nothing(offered: Scene) -> None:
    """A file of the right length that is not the signed one is thrown away, part and all."""
    data = data_of(offered)
    offered.server.acts[path_of(offered)] = serving.giving(bytes(len(data)))
    with pytest.raises(TrustError, match="is not the file that was signed"):
        offered.box.fetch(NAME)
    assert list(offered.box.downloads.iterdir()) == []


def test_a_swapped_rest_leaves_nothing(offered: Scene) -> None:
    """A true beginning with a false rest is thrown away, and so is what comes after it."""
    break_at(offered, 1_000_000)
    offered.repository.files[path_of(offered)] = bytes(len(data_of(offered)))
    with pytest.raises(TrustError, match="is not the file that was signed"):
        offered.box.fetch(NAME)
    assert list(offered.box.downloads.iterdir()) == []


def test_parts_of_another_file_are_forgotten(offered: Scene) -> None:
    """What is left of other releases goes when a new one comes; settings are another kind."""
    break_at(offered, 1_000_000)
    offered.repository.offer_settings("gym", b"[screen]\n")
    offered.repository.offer_release("1.2.0", archives.honest("1.2.0"))
    offered.repository.publish()
    offered.box.fetch("settings-gym.toml")
    assert part_names(offered) == ["kiosk-1.1.0.tar.part", "settings-gym.toml"]
    offered.box.fetch("kiosk-1.2.0.tar")
    assert part_names(offered) == ["kiosk-1.2.0.tar", "settings-gym.toml"]


def part_names(scene: Scene) -> list[str]:
    """Names in the folder, without the digest in a part's name."""
    names = (path.name for path in scene.box.downloads.iterdir())
    return sorted(".".join([*n.split(".")[:-2], "part"]) if "part" in n else n for n in names)


def test_a_link_in_the_parts_place_is_not_followed(offered: Scene, tmp_path: Path) -> None:
    """Nothing is written through a link that lies where the part should."""
    break_at(offered, 1_000_000)
    where = part(offered)
    where.unlink()
    victim = tmp_path / "victim"
    where.symlink_to(victim)
    with pytest.raises(DiskError, match="cannot be kept on the disk"):
        offered.box.fetch(NAME)
    assert not victim.exists()


def test_a_full_disk_is_said(offered: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the disk is one sentence, not the network's fault, and the part stays."""
    offers = offered.box.look()

    def full(descriptor: int) -> None:
        raise OSError(28, f"No space left on device {descriptor - descriptor}")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskError, match="No space left on device"):
        fetch(offers, offers.releases[0], offered.box.downloads, lambda *_: None)


def test_settings_are_fetched_alike(offered: Scene) -> None:
    """Configuration from afar comes the same signed way; no group, no settings."""
    offered.repository.offer_settings("gym", b"[screen]\nlanguage = 'de'\n")
    offered.repository.publish()
    assert offered.box.fetch("settings-gym.toml").read_bytes() == b"[screen]\nlanguage = 'de'\n"
    offers: Offers = offered.box.look()
    assert offers.settings("gym") is not None
    assert offers.settings("") is None
    assert offers.settings("another") is None


KILLED = """
import sys
from pathlib import Path
from tests.update.box import Box
print("there", flush=True)
Box(Path(sys.argv[1]), sys.argv[2]).fetch("kiosk-1.1.0.tar")
"""


def test_a_killed_download_goes_on(offered: Scene) -> None:
    """After kill -9 in the middle the next run fetches only what is missing."""
    offered.server.acts[path_of(offered)] = serving.waiting_at(2_000_000)
    line = [sys.executable, "-c", KILLED, str(offered.box.folder), offered.server.url]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE) as killed:
        try:
            _wait_for_bytes(offered, 1_500_000)
        finally:
            killed.send_signal(signal.SIGKILL)
    there = part(offered).stat().st_size
    assert 1_500_000 <= there <= 2_000_000
    assert part(offered).read_bytes() == data_of(offered)[:there]
    offered.server.closing.set()
    offered.server.acts.clear()
    assert offered.box.fetch(NAME).read_bytes() == data_of(offered)
    last = offered.server.sent(path_of(offered), 2)[-1]
    assert (last.start, last.bytes) == (there, len(data_of(offered)) - there)


def _wait_for_bytes(scene: Scene, count: int) -> None:
    """Until so many bytes are on the disk; a condition with a limit, looked at as files allow."""
    for _ in range(600):
        parts = list(scene.box.downloads.glob("*.part")) if scene.box.downloads.is_dir() else []
        if parts and parts[0].stat().st_size >= count:
            return
        scene.server.closing.wait(0.05)
    raise AssertionError("the download does not begin")


def test_only_an_offered_file_is_fetched(offered: Scene) -> None:
    """A release that python-tuf has not verified has no file."""
    offers = offered.box.look()
    (known,) = offers.releases
    with pytest.raises(KeyError):
        fetch(offers, _renamed(known), offered.box.downloads, lambda *_: None)


def _renamed(release: Release) -> Release:
    return Release(**{**vars(release), "name": "kiosk-9.9.9.tar"})
