"""No picture of a person on disk: from a trace of every file that the running kiosk touches."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import paths
from tests.system.commands import ROOT
from tests.system.page import Page

from . import boxes, places, strace, traces
from .pictures import pictures_in
from .pixels import pixels_of

SHORT_SPEED = 3.0


@pytest.fixture(scope="module")
def pixels() -> frozenset[bytes]:
    """Of the demo clip."""
    return pixels_of(paths.DEMO_CLIP)


@pytest.fixture
def strace_here() -> None:
    """Skipped where strace is missing, except in CI."""
    if strace.installed():
        return
    reason = "strace is not installed (apt-get install strace)"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def traced(program: str, folder: Path, *words: str) -> places.Judged:
    """A small program under the trace, held against the places of a kiosk in `folder`."""
    folders = boxes.folders_in(folder, picture=False)
    line = [*strace.command(folders.traces, contents=True), sys.executable, "-c", program, *words]
    subprocess.run(line, cwd=folders.state, timeout=60, check=True)
    acts = strace.acts_of(folders.traces, folders.state)
    return places.judge(acts, traces.kiosk_places(folders), pixels_of(paths.DEMO_CLIP))


WRITES_A_JPEG = """
import cv2, sys
picture = cv2.imread(sys.argv[1])
jpeg = cv2.imencode(".jpg", picture)[1].tobytes()
with open("results.db", "wb") as file: file.write(b"x" * 512 + jpeg)
"""
WRITES_ELSEWHERE = """
import os, pathlib
pathlib.Path("../other").mkdir()
pathlib.Path("results.db").write_text("harmless")
os.rename("results.db", "../other/frame.bin")
"""
WRITES_PIXELS = """
import sys
from pathlib import Path
from kiosk.camera.video import VideoSource
rgb = VideoSource(Path(sys.argv[1])).read().rgb.tobytes()
with open("results.db", "wb", buffering=0) as file:
    for start in range(0, len(rgb), 4096): file.write(rgb[start : start + 4096])
"""
IS_HARMLESS = """
import json, pathlib, sqlite3
pathlib.Path(".health.json.new").write_text(json.dumps({"boot_id": "x"}))
pathlib.Path(".health.json.new").rename("health.json")
store = sqlite3.connect("results.db", isolation_level=None)
store.execute("PRAGMA journal_mode = WAL")
store.execute("CREATE TABLE reps (values_json TEXT)")
store.execute("INSERT INTO reps VALUES (?)", (json.dumps(list(range(3000))),))
"""


@pytest.mark.usefixtures("strace_here")
def test_a_picture_in_an_allowed_file_is_caught(tmp_path: Path) -> None:
    """A program that hides a JPEG in the store's own file does not pass."""
    picture = Path(__file__).resolve().parents[1] / "models" / "person.jpg"
    judged = traced(WRITES_A_JPEG, tmp_path, str(picture))
    assert any(wrong.startswith("JPEG written to") for wrong in judged.wrong), judged


@pytest.mark.usefixtures("strace_here")
def test_a_file_in_a_strange_place_is_caught(tmp_path: Path) -> None:
    """Making a folder and renaming a file out of the state folder do not pass."""
    judged = traced(WRITES_ELSEWHERE, tmp_path)
    assert f"mkdir on {tmp_path / 'other'}" in judged.wrong
    assert any(wrong.endswith("other/frame.bin") for wrong in judged.wrong)


@pytest.mark.usefixtures("strace_here")
def test_raw_pixels_in_small_pieces_are_caught(tmp_path: Path) -> None:
    """A raw picture of the clip, written in pages as a database would, does not pass."""
    judged = traced(WRITES_PIXELS, tmp_path, str(paths.DEMO_CLIP))
    assert any(wrong.startswith("pixels of the camera's picture") for wrong in judged.wrong)


@pytest.mark.usefixtures("strace_here")
def test_what_a_kiosk_writes_passes(tmp_path: Path) -> None:
    """A store with SQLite's own files and a note written aside and renamed are all in the list."""
    judged = traced(IS_HARMLESS, tmp_path)
    assert judged.wrong == ()
    assert judged.written_bytes > 10_000


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("PNG", b"..\x89PNG\r\n\x1a\n"),
        ("JPEG", b"\xff\xd8\xff\xe0\x00\x10JFIF"),
        ("WebP or AVI", b"RIFF\x10\x00\x00\x00WEBPVP8 "),
        ("MP4, HEIF or AVIF", b"\x00\x00\x00\x18ftypisom"),
        ("H.264", b"\x00\x00\x00\x01\x67\x64\x00\x1f"),
        ("picture as text", b'{"a": "data:image/jpeg;base64,/9j/4AAQ"}'),
    ],
)
def test_a_picture_is_known_by_its_first_bytes(kind: str, content: bytes) -> None:
    """Every format in which a picture or film could be kept is recognised, anywhere in a write."""
    assert kind in pictures_in(content)
    assert list(pictures_in(b'{"knee_fppa_deg": 12.5}')) == []


def test_the_lines_of_a_trace_are_read() -> None:
    """Opening for reading, failing and memory do not count; everything else does, with its path."""
    lines = [
        'openat(AT_FDCWD</s>, "a.txt", O_RDONLY|O_CLOEXEC) = 3</s/a.txt>',
        'openat(AT_FDCWD</s>, "b", O_WRONLY|O_CREAT, 0666) = -1 EACCES (Permission denied)',
        'openat(AT_FDCWD</s>, "c", O_RDWR|O_CREAT|O_CLOEXEC, 0644) = 3</s/c>',
        'openat(AT_FDCWD</s>, "/d", O_RDWR|O_TMPFILE, 0644) = 3</d/#12>(deleted)',
        r'pwrite64(3</s/c>, "\xff\xd8\x41", 3, 4096) = 3',
        r'writev(3</s/c>, [{iov_base="ab\n", iov_len=3}, {iov_base="\0c", iov_len=2}], 2) = 5',
        'rename("/s/c", "/t/e") = 0',
        'renameat2(AT_FDCWD</s>, "c", 5</u>, "f", 0) = 0',
        'mkdir("/s/new", 0777) = 0',
        "ftruncate(3</s/c>, 4096) = 0",
        "copy_file_range(3</s/c>, NULL, 4</s/g>, NULL, 9, 0) = 9",
        "io_uring_setup(8, {flags=0}) = 5<anon_inode:[io_uring]>",
    ]
    found = [(act.call, act.path, act.content) for act in strace.acts_in(lines)]
    assert found == [
        ("openat", "/s/c", b""),
        ("openat", "/d/#12(deleted)", b""),
        ("pwrite64", "/s/c", b"\xff\xd8A"),
        ("writev", "/s/c", b"ab\n\0c"),
        ("rename", "/t/e", b""),
        ("renameat2", "/u/f", b""),
        ("mkdir", "/s/new", b""),
        ("ftruncate", "/s/c", b""),
        ("copy_file_range", "/s/c", b""),
        ("copy_file_range", "/s/g", b""),
        ("io_uring_setup", "io_uring_setup", b""),
    ]


@pytest.mark.slow
@pytest.mark.usefixtures("strace_here")
def test_no_picture_on_disk_over_a_kill_in_a_check(
    tmp_path: Path, pixels: frozenset[bytes]
) -> None:
    """The demo with the mirror watched, killed in the middle and started anew, writes no picture
    and nothing outside its places."""
    case = traces.killed_check(tmp_path, pixels, SHORT_SPEED)
    assert case.judged.wrong == ()
    assert case.judged.written_bytes > 10_000


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.timed
@pytest.mark.usefixtures("strace_here")
def test_the_browser_of_the_box_writes_in_memory_alone(tmp_path: Path) -> None:
    """Chromium with the switches and the folders of its unit leaves nothing on the card, the
    mirror on its page."""
    if shutil.which("chromium") is None and shutil.which("chromium-browser") is None:
        reason = "Chromium is not installed (apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    folders, seen = boxes.folders_in(tmp_path / "kiosk", picture=True), tmp_path / "browser"
    seen.mkdir()
    with traces.profile_in_memory() as home, boxes.running(folders, *traces.CLIP) as (_, url):
        with boxes.browsing(home, seen, url):
            boxes.until(lambda: boxes.painted(url), "the painted page")
        allowed = traces.browser_places(home, seen)
        judged = places.judge(strace.acts_of(seen, home), allowed)
        assert any(home.iterdir())
    assert judged.wrong == ()
    assert judged.places["a folder in memory"] > 30


def dumps_core(folder: Path, core_bytes: int) -> bool:
    """Whether a kiosk that crashes while it watches leaves a core."""
    folders = boxes.folders_in(folder, picture=False)
    with boxes.running(folders, *traces.CLIP, core_bytes=core_bytes) as (kiosk, url):
        page = Page(url)
        next(state for state in page.states() if state["camera"]["state"] == "ok")
        kiosk.outer.send_signal(signal.SIGSEGV)
        _pid, status = os.waitpid(kiosk.outer.pid, 0)
        kiosk.outer.returncode = os.waitstatus_to_exitcode(status)
        page.close()
    assert os.WTERMSIG(status) == signal.SIGSEGV
    return os.WCOREDUMP(status) or any(folders.state.glob("core*"))


@pytest.mark.slow
def test_a_crash_leaves_no_core(tmp_path: Path) -> None:
    """With the LimitCORE=0 of its unit a kiosk that ends by SIGSEGV writes no image of its
    memory."""
    unit = (ROOT / "systemd" / "kiosk.service").read_text("utf-8")
    assert "\nLimitCORE=0\n" in unit
    assert not dumps_core(tmp_path, 0)


@pytest.mark.slow
def test_a_crash_would_leave_a_core(tmp_path: Path) -> None:
    """The same without the limit does write one: the proof above proves something."""
    if resource.getrlimit(resource.RLIMIT_CORE)[1] != resource.RLIM_INFINITY:
        pytest.skip("core dumps are off for every program of this session")
    assert dumps_core(tmp_path, 1 << 16)
