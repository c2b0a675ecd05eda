from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.commands.release import release
from kiosk.release.metadata import Days
from kiosk.release.repository import stand
from tests.release.people import PASSPHRASE, People, small_archive
from tests.release.reading import Box


@pytest.fixture
def kiosk(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands run where the keys lie."""
    monkeypatch.chdir(people.folder)


def said(*words: object, typed: str | None = None) -> Result:
    return CliRunner().invoke(release, [str(word) for word in words], input=typed)


def done(*words: object, typed: str | None = None) -> str:
    """What a command says when it comes to its end."""
    result = said(*words, typed=typed)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: object) -> str:
    """The one sentence of a command that ends with one."""
    result = said(*words)
    assert result.exit_code in (3, 4, 12), result.output
    assert isinstance(result.exception, SystemExit)
    assert re.fullmatch(r"kiosk: .*\.\n", result.output.splitlines(keepends=True)[-1])
    return result.output


def signed_with(*names: str) -> list[str]:
    keys = [word for name in names for word in ("--key", f"{name}.pem")]
    return [*keys, "--online-key", "online.pem", "--passphrase-file", "passphrase"]


BOTH = signed_with("anna-t", "ben-t")


@pytest.mark.usefixtures("kiosk")
def test_three_people_make_a_repository(tmp_path: Path) -> None:
    """Each has one private key; the others' public ones are enough to name them."""
    folder = tmp_path / "repository"
    roots = ["--root-key", "anna.pem", "--root-key", "ben.pem.pub", "--root-key", "cleo.pem.pub"]
    targets = ["--targets-key", "anna-t.pem", "--targets-key", "ben-t.pem.pub"]
    start = ["--passphrase-file", "passphrase", "--online-key", "online.pem"]
    told = done("init", folder, *roots, *targets, *start)
    assert "root: cleo" in told
    assert "1 of 2 signatures: anna" in told
    assert "may sign: ben" in told
    told = done("sign", folder, *signed_with("ben", "ben-t"), "--yes")
    assert "in place" in told
    told = done("show", folder)
    assert re.search(r"root +2 of 3: anna \(\w{8}\), ben \(\w{8}\), cleo \(\w{8}\)", told)
    assert "none yet" in told
    assert re.search(r"timestamp +\d{4}-\d\d-\d\d, version 1: 6 days left", told)


@pytest.mark.usefixtures("kiosk")
def test_a_rollout_from_five_to_all(repository: Path, box: Box, tmp_path: Path) -> None:
    """Publish, raise, withdraw: what the maintainer types and what kiosks then see."""
    archive = small_archive(tmp_path, "1.4.0")
    stable = ["--channel", "stable", "--percent"]
    told = done("publish", repository, "--archive", archive, *stable, 5, *BOTH)
    assert "in place" in told
    assert "stable 5 %; from 0.9.0 on" in done("show", repository)
    done("publish", repository, "--version", "1.4.0", *stable, 100, *BOTH)
    assert box.look()["kiosk-1.4.0.tar"].custom["channels"] == {"stable": 100}
    done("withdraw", repository, "1.4.0", *BOTH)
    assert box.look() == {}


@pytest.mark.usefixtures("kiosk")
def test_what_is_signed_is_shown_first(repository: Path, tmp_path: Path) -> None:
    """The second person sees the change in words and may say no; a typed yes signs it."""
    archive = small_archive(tmp_path, "1.4.0")
    stable = ["--channel", "stable", "--percent"]
    done("publish", repository, "--archive", archive, *stable, 5, *BOTH)
    told = done("publish", repository, "--version", "1.4.0", *stable, 20, *signed_with("anna-t"))
    assert "Waits, no kiosk sees it yet" in told
    result = said("sign", repository, *signed_with("ben-t"), typed="n\n")
    assert result.exit_code == 1
    assert "kiosk-1.4.0.tar: stable 5 % -> stable 20 %" in result.output
    assert stand(repository).waiting
    assert "in place" in done("sign", repository, *signed_with("ben-t"), typed="y\n")
    assert not stand(repository).waiting


@pytest.mark.usefixtures("kiosk")
def test_settings_are_looked_at_before_they_are_published(
    repository: Path, box: Box, tmp_path: Path
) -> None:
    """Every mistake is named, and what no kiosk may take from afar is refused."""
    file = tmp_path / "north.toml"
    file.write_text('[screen]\nlanguage = "xx"\n[web]\nport = 1\n', "utf-8")
    told = refused("settings", repository, file, "--group", "north", *BOTH)
    assert "language" in told
    file.write_text('[screen]\nlanguage = "de"\n', "utf-8")
    done("settings", repository, file, "--group", "north", *BOTH)
    assert box.fetch("settings-north.toml") == file.read_bytes()
    assert "north: " in done("show", repository)
    done("settings", repository, "--group", "north", "--remove", *BOTH)
    assert box.look() == {}
    refused("settings", repository, "--group", "north", *BOTH)


@pytest.mark.usefixtures("kiosk")
def test_the_daily_refresh_warns_in_time(repository: Path) -> None:
    """It runs with the online key alone and says when people must sign."""
    online = ["--online-key", "online.pem", "--passphrase-file", "passphrase"]
    assert "Soon" not in done("refresh", repository, *online)
    done("renew", repository, *BOTH, "--targets-days", 10)
    told = done("refresh", repository, *online)
    assert "targets: 9 days left; renew with `kiosk release renew`" in told
    refused("refresh", repository)


@pytest.mark.usefixtures("kiosk")
def test_a_key_is_rotated_by_name(repository: Path, box: Box) -> None:
    """Dora joins and Anna leaves by the names of their files."""
    words = ["--add-root-key", "dora.pem.pub", "--remove-root-key", "anna"]
    told = done("rotate", repository, *words, *signed_with("ben"))
    assert re.search(r"root: dora \(\w{8}\) joins", told)
    assert re.search(r"root: anna \(\w{8}\) leaves", told)
    done("sign", repository, *signed_with("cleo"), "--yes")
    box.look()
    assert box.root_version() == 2
    assert "anna (" not in done("show", repository)


@pytest.mark.usefixtures("kiosk")
def test_what_waits_can_be_thrown_away(repository: Path) -> None:
    """Then there is nothing to sign."""
    done("rotate", repository, *signed_with("ben"))
    done("sign", repository, "--drop")
    assert "Nothing waits" in refused("sign", repository, *signed_with("cleo"))


@pytest.mark.usefixtures("kiosk")
def test_passphrases_are_asked_for(repository: Path) -> None:
    """Without a file each key's passphrase is typed; one that fits several is typed once."""
    words = ["--key", "anna-t.pem", "--key", "ben-t.pem", "--online-key", "online.pem"]
    told = done("renew", repository, *words, typed=f"{PASSPHRASE}\n")
    assert told.count("Passphrase of") == 1
    assert PASSPHRASE not in told
    assert "does not open" in said("renew", repository, *words, typed="wrong\n").output


@pytest.mark.usefixtures("kiosk")
def test_nobody_signs_below_another_root(repository: Path, people: People, tmp_path: Path) -> None:
    """Who keeps a copy of the first root notices when the repository's was replaced."""
    kept = tmp_path / "kept.json"
    kept.write_bytes((repository / "metadata" / "1.root.json").read_bytes())
    done("renew", repository, *BOTH, "--root", kept)
    later = people.hands("anna", "ben", "anna-t", "ben-t", days=Days(root=99))
    other = people.repository(tmp_path / "other", later)
    assert "sign nothing" in refused("renew", other, *BOTH, "--root", kept)


def test_a_key_is_made_with_its_passphrase_typed_twice(tmp_path: Path) -> None:
    """The private half is never printed; the public one and its id are."""
    file = tmp_path / "eva.pem"
    told = done("keys", "new", file, typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert re.search(r"id [0-9a-f]{64}", told)
    assert "BEGIN PUBLIC KEY" in told
    assert "PRIVATE" not in told
    assert PASSPHRASE not in told


@pytest.mark.usefixtures("kiosk")
@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["publish", "DIR", "--channel", "stable", "--percent", "5"], "--archive"),
        (
            ["publish", "DIR", "--version", "9.9.9", "--channel", "stable", "--percent", "5"],
            "9.9.9",
        ),
        (["withdraw", "DIR", "9.9.9"], "not published"),
        (["rotate", "DIR", "--threshold", "9"], "9 of 3 root keys"),
        (["sign", "DIR"], "give --key"),
        (["sign", "DIR", "--key", "anna.pem", "--passphrase-file", "passphrase"], "Nothing waits"),
        (["refresh", "DIR", "--online-key", "online.pem"], "give --passphrase-file"),
        (
            ["publish", "DIR", "--archive", "no.tar", "--channel", "beta", "--percent", "101"],
            "0 to 100",
        ),
        (
            ["publish", "DIR", "--archive", "no.tar", "--channel", "beta", "--percent", "5"],
            "no.tar cannot be read",
        ),
        (["sign", "DIR", "--key", "none.pem"], "cannot be read"),
        (["build", "--clone", "DIR"], "no whole clone"),
        (["build", "--target", "armv7-3.11"], "no target"),
    ],
)
def test_every_mistake_is_one_sentence(repository: Path, words: list[str], why: str) -> None:
    """No traceback, an exit code, and nothing waits afterwards."""
    assert why in refused(*(str(repository) if word == "DIR" else word for word in words))
    assert not stand(repository).waiting


def test_a_folder_that_is_no_repository_is_said(tmp_path: Path) -> None:
    """Nothing is made in it."""
    assert "is empty" in done("show", tmp_path)
    assert "no repository" in refused("renew", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("kiosk")
@pytest.mark.parametrize(
    "words", ["show", "renew", "sign --drop", "refresh --online-key online.pem"]
)
def test_a_wrong_folder_is_named(tmp_path: Path, words: str) -> None:
    """A mistyped one is not made, and a file is not taken for an empty one."""
    command, *options = words.split()
    options += ["--passphrase-file", "passphrase"] if command != "show" else []
    (tmp_path / "file").touch()
    for name in ("file", "missing"):
        assert f"{name} cannot be read" in refused(command, tmp_path / name, *options)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.usefixtures("kiosk")
def test_an_empty_folder_does_not_wait_for_anybody(tmp_path: Path) -> None:
    """Refreshing it says that there is no repository."""
    online = ["--online-key", "online.pem", "--passphrase-file", "passphrase"]
    assert "is no repository" in refused("refresh", tmp_path, *online)
