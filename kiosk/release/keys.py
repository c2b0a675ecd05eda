"""Keys of the people who sign: Ed25519, the private half only ever in an encrypted file.

A key's name is its file's name up to the first point. It travels with the public half into the
signed root, so that everybody reads "anna" beside the key's id.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.release import disk
from kiosk.release.failure import ReleaseError

if TYPE_CHECKING:
    from securesystemslib.signer import CryptoSigner, SSlibKey

NAME = "x-kiosk-name"
"""The field of a key that keeps its name; TUF carries fields that it does not know."""
SHORTEST_PASSPHRASE = 16
"""Characters. The file format stretches a passphrase little (PBKDF2, 2048 rounds, as the library
writes it, 2026-11), so its own randomness must hold: docs/release.md asks for six random words."""
PRIVATE = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"
OPEN = b"-----BEGIN PRIVATE KEY-----"


@dataclass(frozen=True, slots=True)
class Made:
    """A new pair: what may be told of it."""

    key_id: str
    public_file: Path


def new(file: Path, passphrase: str) -> Made:
    """Make a pair: FILE (readable by its owner alone) and FILE.pub. Raises ReleaseError.

    A file that is there is never written over: it may be the only copy of a key.
    """
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise ReleaseError(
            f"The passphrase has {len(passphrase)} characters: take at least "
            f"{SHORTEST_PASSPHRASE}, such as six random words."
        )
    public_file = file.with_name(f"{file.name}.pub")
    for each in (file, public_file):
        if each.exists():
            raise ReleaseError(f"{each} is there already: give the new key another name.")
    private = Ed25519PrivateKey.generate()
    locked = form.BestAvailableEncryption(passphrase.encode())
    pem = private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, locked)
    shown = private.public_key().public_bytes(
        form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo
    )
    _create(public_file, shown, 0o644)
    _create(file, pem, 0o600)
    return Made(public(public_file).keyid, public_file)


def public(file: Path) -> SSlibKey:
    """The public half that a .pub file or a private file's neighbour holds."""
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    data = disk.read(file)
    if data.lstrip().startswith((PRIVATE, OPEN)):
        return public(file.with_name(f"{file.name}.pub"))
    try:
        key = load_pem_public_key(data)
    except (ValueError, TypeError) as error:
        raise ReleaseError(
            f"{file} holds no public key: give a file made by `kiosk release keys new`."
        ) from error
    return _named(key, file)


def is_private(file: Path) -> bool:
    """Whether the file can sign once it is opened with its passphrase."""
    return disk.read(file).lstrip().startswith((PRIVATE, OPEN))


def private(file: Path, passphrases: Iterable[str], ask: Callable[[Path], str]) -> CryptoSigner:
    """The key of a file, opened by the first passphrase that fits, else by what `ask` gets.

    Raises ReleaseError.
    """
    from securesystemslib.signer import CryptoSigner

    data = disk.read(file)
    if data.lstrip().startswith(OPEN):
        raise ReleaseError(
            f"{file} is not locked with a passphrase, so whoever copied it owns it: "
            "make a new key with `kiosk release keys new`."
        )
    if not data.lstrip().startswith(PRIVATE):
        raise ReleaseError(f"{file} is no private key: give the file without .pub.")
    for passphrase in passphrases:
        opened = _opened(data, passphrase)
        if opened is not None:
            return CryptoSigner(opened, _named(opened.public_key(), file))
    opened = _opened(data, ask(file))
    if opened is None:
        raise ReleaseError(f"The passphrase does not open {file}: try again.")
    return CryptoSigner(opened, _named(opened.public_key(), file))


def name_of(key: object) -> str:
    """`anna (3f2a9c11)`, or the id alone when the key was never named."""
    fields = getattr(key, "unrecognized_fields", {})
    short = str(getattr(key, "keyid", ""))[:8]
    return f"{fields[NAME]} ({short})" if fields.get(NAME) else short


def _named(key: object, file: Path) -> SSlibKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from securesystemslib.signer import SSlibKey

    if not isinstance(key, Ed25519PublicKey):
        raise ReleaseError(f"{file} is not an Ed25519 key: make one with `kiosk release keys new`.")
    named = SSlibKey.from_crypto(key)
    named.unrecognized_fields[NAME] = file.name.split(".")[0]
    return named


def _opened(data: bytes, passphrase: str):  # type: ignore[no-untyped-def]
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return load_pem_private_key(data, passphrase.encode())
    except (ValueError, TypeError):
        return None


def _create(file: Path, data: bytes, mode: int) -> None:
    disk.make_folder(file.parent)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except OSError as error:
        raise ReleaseError(
            f"{file} cannot be written ({error.strerror}): give another file."
        ) from error
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
