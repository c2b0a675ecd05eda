from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from kiosk.release import keys
from kiosk.release.failure import ReleaseError
from tests.release.people import PASSPHRASE, nobody


def test_a_key_is_readable_by_its_owner_alone_and_locked(tmp_path: Path) -> None:
    """The private file has mode 0600 and opens with its passphrase only."""
    made = keys.new(tmp_path / "safe" / "anna.pem", PASSPHRASE)
    file = tmp_path / "safe" / "anna.pem"
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"ENCRYPTED" in file.read_bytes()
    assert keys.private(file, [PASSPHRASE], nobody).public_key.keyid == made.key_id
    with pytest.raises(ReleaseError, match="does not open"):
        keys.private(file, ["another passphrase"], lambda _: "a third passphrase")


def test_the_public_half_stands_for_the_key(tmp_path: Path) -> None:
    """Public file and private file give the same id and the same name."""
    made = keys.new(tmp_path / "anna.pem", PASSPHRASE)
    assert keys.public(made.public_file) == keys.public(tmp_path / "anna.pem")
    assert keys.name_of(keys.public(made.public_file)) == f"anna ({made.key_id[:8]})"
    assert keys.is_private(tmp_path / "anna.pem")
    assert not keys.is_private(made.public_file)


def test_the_typed_passphrase_comes_after_the_known_ones(tmp_path: Path) -> None:
    """Nobody is asked while a known passphrase fits; else the typed one opens the key."""
    keys.new(tmp_path / "anna.pem", PASSPHRASE)
    assert keys.private(tmp_path / "anna.pem", ["no", PASSPHRASE], nobody)
    assert keys.private(tmp_path / "anna.pem", ["no"], lambda _: PASSPHRASE)


@pytest.mark.parametrize("name", ["anna.pem", "anna.pem.pub"])
def test_no_key_is_written_over(tmp_path: Path, name: str) -> None:
    """A file that is there may be the only copy of a key."""
    (tmp_path / name).write_text("precious", "utf-8")
    with pytest.raises(ReleaseError, match="is there already"):
        keys.new(tmp_path / "anna.pem", PASSPHRASE)
    assert (tmp_path / name).read_text("utf-8") == "precious"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    """Fifteen characters make no key."""
    with pytest.raises(ReleaseError, match="at least 16"):
        keys.new(tmp_path / "anna.pem", "fifteen letters")
    assert list(tmp_path.iterdir()) == []


def test_a_key_without_a_lock_is_refused(tmp_path: Path) -> None:
    """A private key that anybody who copies it can use signs nothing."""
    file = tmp_path / "open.pem"
    pem = Ed25519PrivateKey.generate().private_bytes(
        form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
    )
    file.write_bytes(pem)
    with pytest.raises(ReleaseError, match="not locked"):
        keys.private(file, [], nobody)


def test_another_kind_of_key_is_refused(tmp_path: Path) -> None:
    """Only Ed25519 is taken, and a file that is no key is called that."""
    other = generate_private_key(65537, 2048).public_key()
    pem = other.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "rsa.pub").write_bytes(pem)
    (tmp_path / "text.pub").write_text("no key", "utf-8")
    with pytest.raises(ReleaseError, match="not an Ed25519 key"):
        keys.public(tmp_path / "rsa.pub")
    with pytest.raises(ReleaseError, match="no public key"):
        keys.public(tmp_path / "text.pub")
    with pytest.raises(ReleaseError, match=r"without \.pub"):
        keys.private(tmp_path / "rsa.pub", [], nobody)
    with pytest.raises(ReleaseError, match="cannot be read"):
        keys.public(tmp_path / "none.pub")
