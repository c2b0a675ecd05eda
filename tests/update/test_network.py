"""The child that speaks HTTP, and how it is bounded."""

from __future__ import annotations

import gc
import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.update import fetching
from kiosk.update.errors import (
    MissingError,
    RangeError,
    TrustError,
    UnreachableError,
)
from kiosk.update.network import ChildFetcher, Limits, Pace
from tests.update import serving
from tests.update.serving import StaticServer

DATA = bytes(range(256)) * 1000


@pytest.fixture
def server() -> Iterator[StaticServer]:
    """A server with one file."""
    with serving.serving({"file": DATA, "empty": b""}) as made:
        yield made


def got(
    url: str, most_bytes: int = 1 << 20, start: int = 0, limits: Limits | None = None
) -> tuple[int, bytes]:
    """Where an answer begins, and all of it."""
    with ChildFetcher(limits).open(url, most_bytes, start) as reply:
        return reply.start, b"".join(reply.pieces)


def test_bytes_come_as_they_are(server: StaticServer) -> None:
    """A file, an empty file, and the rest of a file."""
    assert got(f"{server.url}/file") == (0, DATA)
    assert got(f"{server.url}/empty") == (0, b"")
    assert got(f"{server.url}/file", start=1000) == (1000, DATA[1000:])
    assert got(f"{server.url}/file", len(DATA)) == (0, DATA)
    server.acts["file"] = serving.in_chunks
    assert got(f"{server.url}/file", start=1000) == (0, DATA)


def test_each_failure_has_its_kind(server: StaticServer) -> None:
    """Missing, nothing there, too long, refused and unreachable are told apart."""
    with pytest.raises(MissingError, match="404"):
        got(f"{server.url}/nothing")
    with pytest.raises(RangeError):
        got(f"{server.url}/file", start=len(DATA))
    with pytest.raises(TrustError, match="256000 bytes come instead of 100"):
        got(f"{server.url}/file", 100)
    server.acts["file"] = serving.saying(403)
    with pytest.raises(MissingError, match="403"):
        got(f"{server.url}/file")


def test_nobody_there_is_unreachable() -> None:
    """A closed port, a name that does not exist, and an address that is none."""
    with serving.serving({}) as gone:
        url = gone.url
    for address in (f"{url}/file", "http://name.invalid/file", "http://[::1", "file:///etc/passwd"):
        with pytest.raises(UnreachableError, match=r"\AThe update server"):
            got(address)


def test_redirects_are_followed_a_little(server: StaticServer) -> None:
    """One address leads to another a few times, and to http and https alone."""
    server.acts["a"] = serving.leading_to("/b")
    server.acts["b"] = serving.leading_to(f"{server.url}/file", 307)
    assert got(f"{server.url}/a") == (0, DATA)
    server.acts["b"] = serving.leading_to("/a")
    with pytest.raises(UnreachableError, match="without end"):
        got(f"{server.url}/a")
    for there in ("ftp://127.0.0.1/file", "file:///etc/passwd", "data:,x"):
        server.acts["b"] = serving.leading_to(there)
        with pytest.raises(UnreachableError, match="refused"):
            got(f"{server.url}/a")


@pytest.mark.parametrize("act", [serving.cut_at(1000), serving.cut_in_chunks])
def test_a_cut_answer_is_no_answer(server: StaticServer, act: serving.Act) -> None:
    """Fewer bytes than the head says are an error, after the bytes that came."""
    server.acts["file"] = act
    came: list[bytes] = []
    with ChildFetcher().open(f"{server.url}/file", 1 << 20) as reply:
        with pytest.raises(UnreachableError, match="cannot be reached"):
            came.extend(reply.pieces)
        assert b"".join(came) == DATA[:1000]


def test_bytes_are_passed_on_at_once(server: StaticServer) -> None:
    """What has come is there before more comes, however little it is: a broken line loses none."""
    server.acts["file"] = serving.waiting_at(1000)
    came: list[bytes] = []
    limits = Limits(window_s=0.5)
    with ChildFetcher(limits).open(f"{server.url}/file", 1 << 20) as reply:
        with pytest.raises(UnreachableError, match="too slow"):
            came.extend(reply.pieces)
        assert b"".join(came) == DATA[:1000]


@pytest.mark.parametrize(
    ("act", "limits"),
    [
        (serving.silent, Limits(answer_s=0.5)),
        (serving.dripping, Limits(window_s=0.5)),
        (serving.waiting_at(1000), Limits(window_s=0.5)),
    ],
    ids=["silent", "dripping", "stuck"],
)
def test_slow_is_an_error(server: StaticServer, act: serving.Act, limits: Limits) -> None:
    """No byte, too few of them, and none any more: each ends at its limit."""
    server.acts["file"] = act
    with pytest.raises(UnreachableError, match="too slow"):
        got(f"{server.url}/file", limits=limits)


def test_endless_ends(server: StaticServer) -> None:
    """An answer without a length and without an end is cut where it may not be longer."""
    server.acts["file"] = serving.endless
    with pytest.raises(TrustError, match="more than 300000 bytes"):
        got(f"{server.url}/file", 300_000)
    (sent,) = server.sent("file", 1)
    assert sent.bytes < 20_000_000


def test_the_child_ends_with_its_context(server: StaticServer) -> None:
    """Whoever stops reading leaves no process and no open pipe behind."""
    gc.collect()
    before = set(Path("/proc/self/fd").iterdir())
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    others = children.read_text()
    server.acts["file"] = serving.waiting_at(10)
    with ChildFetcher().open(f"{server.url}/file", 1 << 20) as reply:
        assert next(reply.pieces) != b""
    assert children.read_text() == others
    pipes = [path for path in set(Path("/proc/self/fd").iterdir()) - before if _is_pipe(path)]
    assert pipes == []


def _is_pipe(path: Path) -> bool:
    return path.is_symlink() and str(path.readlink()).startswith("pipe:")


RATES = st.lists(st.tuples(st.floats(0.001, 20), st.integers(0, 1000)), min_size=1, max_size=50)


@given(RATES)
def test_a_pace_is_a_bound(steps: list[tuple[float, int]]) -> None:
    """Whatever comes whenever: it is over as soon as a window has brought too few bytes."""
    limits = Limits(answer_s=10, window_s=5, least_bytes_per_s=100)
    pace = Pace(limits)
    total_s, total = 0.0, 0
    try:
        for waited_s, received in steps:
            pace.step(min(waited_s, pace.left_s()), received)
            total_s, total = total_s + min(waited_s, 10), total + received
    except UnreachableError:
        return
    assert total_s <= 10 + 2 * 5 + total / 100 + sum(min(waited, 10) for waited, n in steps[:1])


def test_a_pace_counts_waiting_alone() -> None:
    """A fast server that is asked seldom is not slow, and a slow one is, whoever asks."""
    fast = Pace(Limits(answer_s=10, window_s=5, least_bytes_per_s=100))
    for _ in range(1000):
        fast.step(0.01, 65_536)
    slow = Pace(Limits(answer_s=10, window_s=5, least_bytes_per_s=100))
    slow.step(9.9, 1)
    slow.step(4.9, 1)
    with pytest.raises(UnreachableError):
        slow.step(0.2, 1)


def test_the_child_is_not_trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever the child writes in the place of its first line, it is one sentence here."""
    program = tmp_path / "child.py"
    monkeypatch.setattr(fetching, "__file__", str(program))
    for lie in ("from 7\\n", "from -1\\n", "from 0", "to 0\\n", "A" * 100, "from 00\\nAAAA"):
        program.write_text(f"print('{lie}', end='')")
        with pytest.raises(UnreachableError, match="fetching program failed"):
            got("http://127.0.0.1/")
    program.write_text("print('from 0\\n' + 'A' * 300, end='')")
    with pytest.raises(TrustError, match="more bytes than it may"):
        got("http://127.0.0.1/", 100)
    program.write_text("import sys; sys.exit('\\x1b[31m\\n\\x1b]0;evil\\x07' + 'A' * 1000)")
    with pytest.raises(UnreachableError, match=r"\A[ -~]{10,300}\Z"):
        got("http://127.0.0.1/")
    program.write_text("import sys; sys.exit('A' * 1000000)")
    with pytest.raises(UnreachableError, match="too slow"):
        got("http://127.0.0.1/", limits=Limits(answer_s=0.5))
    program.write_text("raise SystemExit(0)")
    with pytest.raises(UnreachableError, match="fetching program failed"):
        got("http://127.0.0.1/")
    program.write_text("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(UnreachableError, match="cannot be reached"):
        got("http://127.0.0.1/")


WHO = """
import os
print("from 0")
print(os.getuid(), os.getgid(), len(os.getgroups()), os.getcwd(), sorted(os.environ))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a child another user")
def test_the_child_has_no_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run by root, the child is another user without groups, and knows nothing of the parent's."""
    nobody = pwd.getpwnam("nobody")
    monkeypatch.setattr(os, "environ", {"SECRET": "x", "SSL_CERT_FILE": "y", "PATH": "z"})
    seen: list[dict[str, object]] = []
    real = subprocess.Popen

    def popen(line: list[str], **how: object) -> object:
        assert line[1:3] == ["-I", "-B"]
        seen.append(how)
        return real(["/usr/bin/python3", "-I", "-c", WHO], **how)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", popen)
    with ChildFetcher(user="nobody").open("http://127.0.0.1/", 1000) as reply:
        said = b"".join(reply.pieces).decode()
    assert said == f"{nobody.pw_uid} {nobody.pw_gid} 0 / ['LANG', 'SSL_CERT_FILE']\n"
    with ChildFetcher(user="no-such-user").open("http://127.0.0.1/", 1000) as reply:
        assert b"".join(reply.pieces).startswith(b"0 ")
    assert seen[0]["user"] == nobody.pw_uid
    assert seen[0]["extra_groups"] == []
    assert "user" not in seen[1]


def test_the_child_needs_nothing_of_kiosk(tmp_path: Path, server: StaticServer) -> None:
    """A copy of the program alone fetches, from a folder where no kiosk is."""
    copy = tmp_path / "fetching.py"
    copy.write_bytes(Path(fetching.__file__).read_bytes())
    assert "kiosk" not in {line.split()[1].split(".")[0] for line in _imports(copy)}
    line = [sys.executable, "-I", str(copy), f"{server.url}/file", "0", "1000000"]
    done = subprocess.run(line, capture_output=True, cwd=tmp_path, timeout=30, check=True)
    assert done.stdout == b"from 0\n" + DATA


def _imports(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip().startswith(("import ", "from "))]


def test_the_child_writes_no_file(server: StaticServer, tmp_path: Path) -> None:
    """Its output is a pipe or nothing: to a file it cannot write a byte."""
    line = [sys.executable, "-I", fetching.__file__, f"{server.url}/file", "0", "1000000"]
    with (tmp_path / "out").open("wb") as out:
        done = subprocess.run(line, stdout=out, stderr=subprocess.PIPE, timeout=30, check=False)
    assert done.returncode != 0
    assert (tmp_path / "out").stat().st_size == 0
