"""The attack table: what somebody does who has the network, the server, or some of the keys.

Each attack (`attacking` has what is done) names the error that refuses it, words of the sentence,
and the files that may be another than before. No attack may keep a box from what follows it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.update.errors import ArchiveError, TrustError, UnreachableError, UpdateError
from kiosk.update.network import Limits
from tests.update import archives, serving
from tests.update.attacking import (
    another_role,
    at_archive,
    at_next_root,
    at_timestamp,
    circle,
    expired,
    expired_root,
    mixed,
    next_root,
    of_evil_archive,
    older_snapshot,
    older_targets,
    older_timestamp,
    one_sign_more,
    signed_by_one,
    signed_by_one_and_a_stranger,
    signed_by_strangers,
    signed_twice_by_one,
)
from tests.update.box import QUICK, Scene

KNOWS_TIMESTAMP = frozenset({"tuf/timestamp.json"})
KNOWS_SNAPSHOT = KNOWS_TIMESTAMP | {"tuf/snapshot.json"}
KNOWS_ALL = KNOWS_SNAPSHOT | {"tuf/targets.json", "tuf/clock.json"}
HAS_ARCHIVE = KNOWS_ALL | {"download/kiosk-1.1.0.tar", "download/kiosk-1.2.0.tar"}
NO_ARCHIVE = KNOWS_ALL | {"download/kiosk-1.1.0.tar"}
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Attack:
    """What is done, what must come of it."""

    name: str
    act: Callable[[Scene], object]
    error: type[UpdateError]
    words: str
    may_change: frozenset[str] = NOTHING
    limits: Limits = field(default_factory=Limits)


SAME_LENGTH = bytes(len(archives.honest("1.2.0")))
TO_ETC = archives.with_also("link", b"", "1.2.0", type=b"2", linkname="/etc/passwd")

SIGNATURES = [
    Attack("timestamp by strangers", signed_by_strangers("timestamp"), TrustError, "too few sign"),
    Attack(
        "snapshot by strangers",
        signed_by_strangers("snapshot"),
        TrustError,
        "too few sign",
        KNOWS_TIMESTAMP,
    ),
    Attack(
        "targets by strangers",
        signed_by_strangers("targets"),
        TrustError,
        "too few sign",
        KNOWS_SNAPSHOT,
    ),
    Attack("one signature", signed_by_one, TrustError, "too few sign", KNOWS_SNAPSHOT),
    Attack(
        "one and a stranger's",
        signed_by_one_and_a_stranger,
        TrustError,
        "too few sign",
        KNOWS_SNAPSHOT,
    ),
    Attack("one key twice", signed_twice_by_one, TrustError, "too few sign", KNOWS_SNAPSHOT),
    Attack("another role", another_role, TrustError, "cannot believe"),
    Attack("one sign more", one_sign_more, TrustError, "belong together", KNOWS_SNAPSHOT),
]
AGE = [
    Attack("freeze", expired("timestamp"), TrustError, "timestamp expired on"),
    Attack("old snapshot", expired("snapshot"), TrustError, "snapshot expired on", KNOWS_TIMESTAMP),
    Attack("old targets", expired("targets"), TrustError, "targets expired on", KNOWS_SNAPSHOT),
    Attack(
        "old root",
        expired_root,
        TrustError,
        "root expired on",
        frozenset({"tuf/root.json", "tuf/root_history/2.root.json"}),
    ),
    Attack("rollback of timestamp", older_timestamp, TrustError, "older", KNOWS_ALL),
    Attack("rollback of snapshot", older_snapshot, TrustError, "older"),
    Attack("rollback of targets", older_targets, TrustError, "older", KNOWS_TIMESTAMP),
    Attack("mixed snapshot", mixed("snapshot"), TrustError, "belong together", KNOWS_TIMESTAMP),
    Attack("mixed targets", mixed("targets"), TrustError, "belong together", KNOWS_SNAPSHOT),
]
ROTATION = [
    Attack("root by new keys only", next_root("only new"), TrustError, "too few sign"),
    Attack("root by old keys only", next_root("only old"), TrustError, "too few sign"),
    Attack("root by one old key", next_root("one old"), TrustError, "too few sign"),
    Attack("root with a version skipped", next_root("skipped"), TrustError, "other versions"),
]
NOISE = [
    Attack(name, where(serving.giving(data)), TrustError, "is not signed metadata")
    for name, where, data in [
        ("no bytes", at_timestamp, b""),
        ("half a JSON", at_timestamp, b'{"signed": {'),
        ("a login page", at_timestamp, b"<html><body>Welcome to our gym"),
        ("a login page for a root", at_next_root, b"<html><body>Welcome to our gym"),
        ("no text", at_timestamp, b"\xff\x00" * 100),
        ("deep JSON", at_timestamp, b"[" * 16_000),
        ("JSON of something else", at_timestamp, b'{"signed": [], "signatures": 3}'),
        ("a number", at_timestamp, b"7"),
    ]
]
NETWORK = [
    Attack("endless timestamp", at_timestamp(serving.endless), TrustError, "more"),
    Attack("endless root", at_next_root(serving.endless), TrustError, "more"),
    Attack(
        "dripping", at_timestamp(serving.dripping), UnreachableError, "too slow", NOTHING, QUICK
    ),
    Attack(
        "dripping root",
        at_next_root(serving.dripping),
        UnreachableError,
        "too slow",
        NOTHING,
        QUICK,
    ),
    Attack("error", at_timestamp(serving.saying(500)), UnreachableError, "500"),
    Attack("error at root", at_next_root(serving.saying(503)), UnreachableError, "503"),
    Attack("no timestamp", at_timestamp(serving.saying(404)), UnreachableError, "lacks"),
    Attack("no content", at_timestamp(serving.saying(204)), UnreachableError, "204"),
    Attack("circle", circle, UnreachableError, "without end"),
    Attack(
        "to a file",
        at_timestamp(serving.leading_to("file:///etc/passwd")),
        UnreachableError,
        "not an address",
    ),
    Attack(
        "huge header", at_timestamp(serving.with_a_huge_header), UnreachableError, "got more than"
    ),
    Attack(
        "endless headers",
        at_timestamp(serving.with_endless_headers),
        UnreachableError,
        "got more than",
    ),
    Attack(
        "archive at an error",
        at_archive(serving.saying(500)),
        UnreachableError,
        "500",
        NO_ARCHIVE | {"part"},
    ),
    Attack(
        "no archive",
        at_archive(serving.saying(404)),
        UnreachableError,
        "lacks",
        NO_ARCHIVE | {"part"},
    ),
    Attack(
        "slow archive",
        at_archive(serving.waiting_at(5000)),
        UnreachableError,
        "too slow",
        NO_ARCHIVE | {"part"},
        QUICK,
    ),
    Attack(
        "truncated archive",
        at_archive(serving.giving(archives.honest("1.2.0")[:5000])),
        UnreachableError,
        "5000 of 20480 bytes",
        NO_ARCHIVE | {"part"},
    ),
]
TARGET = [
    Attack(
        "endless archive",
        at_archive(serving.endless),
        TrustError,
        "more",
        NO_ARCHIVE,
    ),
    Attack(
        "swapped archive",
        at_archive(serving.giving(SAME_LENGTH)),
        TrustError,
        "not the file that was signed",
        NO_ARCHIVE,
    ),
    Attack(
        "longer archive",
        at_archive(serving.giving(archives.honest("1.2.0") + b"\0")),
        TrustError,
        "bytes come instead",
        NO_ARCHIVE,
    ),
]
ARCHIVE = [
    Attack("link inside", of_evil_archive(TO_ETC), ArchiveError, "no regular file", HAS_ARCHIVE),
    Attack(
        "path traversal",
        of_evil_archive(archives.listing("../../evil")),
        ArchiveError,
        "may not be called",
        HAS_ARCHIVE,
    ),
    Attack(
        "another version inside",
        of_evil_archive(archives.honest("1.1.0")),
        ArchiveError,
        "another release",
        HAS_ARCHIVE,
    ),
    Attack(
        "cut before it was signed",
        of_evil_archive(archives.honest("1.2.0")[:-12_000]),
        ArchiveError,
        "too early",
        HAS_ARCHIVE,
    ),
]
ATTACKS = [*SIGNATURES, *AGE, *ROTATION, *NOISE, *NETWORK, *TARGET, *ARCHIVE]
