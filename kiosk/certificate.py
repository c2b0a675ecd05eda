"""The certificate that the box makes for itself, and what any certificate says of itself.

Decides its kind, its length of life and when it is time for a new one. Pure: the time is an
argument, and where the files lie is `lan.py`'s. Why it is made like this:
docs/decisions/0020-tls.md.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from kiosk.errors import ConfigError
from kiosk.moment import Moment

if TYPE_CHECKING:
    from cryptography import x509

LIFE = timedelta(days=820)
"""Apple's systems take at most 825 days of a certificate that begins after June 2019
(https://support.apple.com/en-us/103769)."""
RENEWED_BEFORE = timedelta(days=60)
"""A start in its last days makes a new one. Our choice."""
FIRST_DAY = datetime(2025, 1, 1, tzinfo=UTC)
"""No kiosk is older: a clock before this is not set."""
WITHOUT_A_CLOCK = (datetime(2019, 1, 1, tzinfo=UTC), datetime(2049, 1, 1, tzinfo=UTC))
"""The life of one that is made when nobody knows the year. The next start that knows it makes
another, whose life the certificates' readers would otherwise limit some day."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a certificate says of itself."""

    fingerprint: str
    """SHA-256 of the whole of it, in pairs, as browsers show it."""
    names: tuple[str, ...]
    """Host names and addresses that it is for."""
    begins: datetime
    ends: datetime


def make(names: Sequence[str], now: Moment) -> bytes:
    """A new key (EC P-256) and its self-signed certificate for these names and addresses, in one
    PEM text."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    begins, ends = _life(now)
    signed = (
        x509.CertificateBuilder(subject, subject, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        .sign(key, hashes.SHA256())
    )
    as_text = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    return key.private_bytes(pem, *as_text) + signed.public_bytes(pem)


def facts_of(pem: bytes) -> Facts:
    """The first certificate of a PEM text. Raises ConfigError where there is none."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    try:
        found = x509.load_pem_x509_certificates(pem)[0]
        names = _names(found)
    except ValueError as error:
        raise ConfigError(f"There is no certificate that can be read ({error}).") from error
    return Facts(
        found.fingerprint(hashes.SHA256()).hex(":").upper(),
        names,
        found.not_valid_before_utc,
        found.not_valid_after_utc,
    )


def is_due(facts: Facts, wanted: Sequence[str], now: Moment) -> bool:
    """Whether the box's own certificate has to be made anew.

    A clock that is not sure only ever lags (the system starts with the last time it knew): what it
    calls over is over, what it calls not yet begun may have begun.
    """
    if not set(wanted) <= set(facts.names) or now.utc > facts.ends - RENEWED_BEFORE:
        return True
    made_without_a_clock = (facts.begins, facts.ends) == WITHOUT_A_CLOCK and now.utc > FIRST_DAY
    return made_without_a_clock or (now.clock_sure and now.utc < facts.begins)


def warning(facts: Facts, now: Moment) -> str | None:
    """What is wrong with the dates, as far as the clock is sure; browsers refuse such a one."""
    if now.clock_sure and now.utc < facts.begins:
        return f"The certificate holds only from {facts.begins:%d %B %Y} on."
    if now.utc > facts.ends:
        return f"The certificate ended on {facts.ends:%d %B %Y}: it needs a new one."
    if now.utc > facts.ends - RENEWED_BEFORE:
        return f"The certificate ends on {facts.ends:%d %B %Y}: it needs a new one by then."
    return None


def _life(now: Moment) -> tuple[datetime, datetime]:
    """A day before now, for clocks of visitors that lag."""
    if now.utc < FIRST_DAY:
        return WITHOUT_A_CLOCK
    begins = now.utc.replace(microsecond=0) - timedelta(days=1)
    return begins, begins + LIFE


def _general(name: str) -> x509.GeneralName:
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode())


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    from cryptography import x509

    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    addresses = found.get_values_for_type(x509.IPAddress)
    return (*found.get_values_for_type(x509.DNSName), *(str(each) for each in addresses))
