"""What the updater's command says when nothing can be done."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from kiosk.update.__main__ import main
from kiosk.update.errors import UnreachableError
from kiosk.update.network import ChildFetcher


@pytest.mark.parametrize("what", ["run", "settle", "base"])
def test_a_folder_that_is_no_box_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    """Without a place for its lock the updater says so and ends with an error."""
    assert main([what, "--root", str(tmp_path / "nothing")]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("<3>The update cannot be brought to its end now: ")
    assert "kiosk-update.lock" in line


def test_a_server_that_is_away_is_told_in_the_systems_words() -> None:
    """Neither classes nor numbers of a library stand in the sentence."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with (
        pytest.raises(UnreachableError) as caught,
        ChildFetcher().open(f"http://127.0.0.1:{port}/timestamp.json", 1000),
    ):
        pytest.fail("nobody can answer there")
    assert str(caught.value) == (
        "The update server cannot be reached (Connection refused): see the network; it is tried "
        "again later."
    )
