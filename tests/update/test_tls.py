"""The child over TLS: the system's authorities count, and nothing leads back to plain text."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.update.errors import UnreachableError
from kiosk.update.network import ChildFetcher
from tests.update import serving
from tests.update.serving import StaticServer


def certificate(folder: Path) -> Path:
    """A certificate for loopback that signs itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StaticServer]:
    """A server whose certificate this process's children believe."""
    file = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with serving.serving({"file": b"over TLS"}, context) as made:
        yield made


def got(url: str) -> bytes:
    with ChildFetcher().open(url, 1000) as reply:
        return b"".join(reply.pieces)


def test_a_server_that_is_vouched_for_is_heard(server: StaticServer) -> None:
    """An authority that the system knows is enough."""
    assert got(f"{server.url}/file") == b"over TLS"


def test_a_stranger_is_not_heard(server: StaticServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that nobody vouches for ends the look in one sentence."""
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
    with pytest.raises(UnreachableError, match=r"cannot be reached .*certificate"):
        got(f"{server.url}/file")


def test_nothing_leads_back_to_plain_text(server: StaticServer) -> None:
    """From https to http no redirect is followed, where anybody on the line could answer."""
    with serving.serving({"file": b"in plain text"}) as plain:
        server.acts["file"] = serving.leading_to(f"{plain.url}/file")
        with pytest.raises(UnreachableError, match="from https to something else"):
            got(f"{server.url}/file")
        assert plain.asked() == []
