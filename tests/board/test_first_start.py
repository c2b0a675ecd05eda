"""When a board is measured, and what the kiosk runs then."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from kiosk.board import record as records
from kiosk.board.choose import Choice, choose
from kiosk.board.figures import Figure
from kiosk.board.first_start import (
    TRIES,
    TRIES_FILE,
    WANTED_FILE,
    choice_for,
    unmeasured,
    want_measuring,
)
from kiosk.board.identity import Board, this_board
from kiosk.board.measure import Progress
from kiosk.board.record import FILE, Record
from kiosk.config import ModelConfig
from kiosk.errors import ModelError
from kiosk.pose.network import Network
from kiosk.pose.wanted import half_of_the_processors
from tests.board.boards import PI_4, PI_5_FULL, figures, network
from tests.board.test_record import names

AUTO = ModelConfig()


class Measuring:
    """Stands for a minute of measuring; counts how often it was asked for."""

    def __init__(self, found: tuple[Figure, ...] | None = PI_5_FULL) -> None:
        self.found = found
        self.times = 0
        self.error: BaseException | None = None

    def __call__(
        self, _board: Board, _runtime: str, progress: Progress, _stopped: object
    ) -> tuple[Figure, ...] | None:
        self.times += 1
        progress(1.0, "done")
        if self.error:
            raise self.error
        return self.found

    def start(self, folder: Path | None, wanted: ModelConfig = AUTO) -> Choice:
        """One start of the kiosk."""
        return choice_for(folder, wanted, measured=self)[0]


@pytest.fixture
def measuring() -> Measuring:
    return Measuring()


def expected(found: tuple[Figure, ...] = PI_5_FULL) -> Choice:
    """What this machine's count of processors makes of the figures."""
    return choose(found, this_board("auto").processors)


def test_the_first_start_measures_and_the_next_does_not(
    tmp_path: Path, measuring: Measuring
) -> None:
    """The figures of the first start are kept, and hold at the next."""
    assert measuring.start(tmp_path) == expected()
    assert names(tmp_path) == [FILE]
    assert measuring.start(tmp_path) == expected()
    assert measuring.times == 1


def test_a_kiosk_that_is_not_installed_measures_nothing(measuring: Measuring) -> None:
    """Without a folder to keep things in the kiosk runs what it always ran."""
    choice = measuring.start(None)
    assert choice.live == Network("lightning-portrait", half_of_the_processors(), half=True)
    assert choice.second == Network("thunder-portrait", 1, half=True)
    assert (choice.verdicts, choice.expected_rate_hz, choice.figures) == (True, None, ())
    assert measuring.times == 0


def test_an_admin_who_names_both_networks_gets_them(tmp_path: Path, measuring: Measuring) -> None:
    """Nothing is left to the board, so nothing is measured."""
    wanted = ModelConfig(name_or_path="thunder", second_name_or_path="none", threads=2)
    choice = measuring.start(tmp_path, wanted)
    assert (choice.live, choice.second) == (Network("thunder", 2), None)
    assert measuring.times == 0


@pytest.mark.parametrize(
    ("wanted", "live", "has_second"),
    [
        (ModelConfig(name_or_path="thunder", threads=2), network("thunder", 2), None),
        (ModelConfig(second_name_or_path="none"), None, False),
        (ModelConfig(second_name_or_path="thunder"), None, True),
        (ModelConfig(threads=3), network("lightning-portrait", 3), None),
    ],
)
def test_what_the_admin_names_stays(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    measuring: Measuring,
    wanted: ModelConfig,
    live: Network | None,
    has_second: bool | None,
) -> None:
    """One of the two may be named, or the threads; the board chooses the rest."""
    monkeypatch.setattr("kiosk.board.identity.processors", lambda: 4)
    own = choose(PI_5_FULL, 4)
    choice = measuring.start(tmp_path, wanted)
    assert choice.live == (live or own.live)
    if has_second is None:
        assert choice.second == own.second
    else:
        assert (choice.second is not None) is has_second
    assert "The configuration names" in choice.why


def test_staff_ask_for_a_new_measuring(tmp_path: Path, measuring: Measuring) -> None:
    """The request is answered once, at the next start."""
    measuring.start(tmp_path)
    want_measuring(tmp_path)
    measuring.found = PI_4
    assert measuring.start(tmp_path) == expected(PI_4)
    assert not (tmp_path / WANTED_FILE).exists()
    assert measuring.start(tmp_path) == expected(PI_4)
    assert measuring.times == 2


def test_a_damaged_record_is_measured_anew(
    tmp_path: Path, measuring: Measuring, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says why in one sentence, and the new record is whole."""
    measuring.start(tmp_path)
    (tmp_path / FILE).write_text("{")
    with caplog.at_level(logging.WARNING):
        assert measuring.start(tmp_path) == expected()
    assert [entry.message for entry in caplog.records] == [
        f"{tmp_path / FILE} is damaged. The board is measured anew."
    ]
    assert measuring.times == 2
    assert records.read(tmp_path, this_board("auto")).record is not None


def test_a_stop_in_the_middle_keeps_nothing(tmp_path: Path) -> None:
    """A measuring that is stopped leaves the request, no record and no choice of its own."""
    want_measuring(tmp_path)
    stopped = Measuring(None)
    assert stopped.start(tmp_path) == unmeasured(AUTO)
    assert names(tmp_path) == [WANTED_FILE]


def test_a_stop_in_the_middle_keeps_the_old_figures(tmp_path: Path, measuring: Measuring) -> None:
    """Figures that still hold are not lost to a new measuring that was stopped."""
    measuring.start(tmp_path)
    want_measuring(tmp_path)
    measuring.found = None
    assert measuring.start(tmp_path) == expected()


def test_a_measuring_that_fails_is_no_end_of_the_kiosk(
    tmp_path: Path, measuring: Measuring, caplog: pytest.LogCaptureFixture
) -> None:
    """A missing model says so in the log; the kiosk goes on with what it always ran."""
    measuring.error = ModelError("The model file is gone.")
    with caplog.at_level(logging.WARNING):
        assert measuring.start(tmp_path) == unmeasured(AUTO)
    assert "could not be measured: The model file is gone." in caplog.text
    assert names(tmp_path) == []


class EndedError(BaseException):
    """Stands for a process that ends in the middle."""


def test_a_measuring_that_ends_the_kiosk_is_not_tried_for_ever(
    tmp_path: Path, measuring: Measuring
) -> None:
    """After two that never ended the kiosk runs without; asking for one begins anew."""
    measuring.error = EndedError()
    for _ in range(TRIES):
        with pytest.raises(EndedError):
            measuring.start(tmp_path)
    assert measuring.start(tmp_path) == unmeasured(AUTO)
    assert measuring.times == TRIES
    want_measuring(tmp_path)
    measuring.error = None
    assert measuring.start(tmp_path) == expected()
    assert not (tmp_path / TRIES_FILE).exists()


def test_a_folder_that_cannot_be_written_costs_only_the_memory(
    tmp_path: Path, measuring: Measuring, caplog: pytest.LogCaptureFixture
) -> None:
    """The figures hold for this run, and the log says what to mend."""
    with caplog.at_level(logging.WARNING):
        assert measuring.start(tmp_path / "not there") == expected()
    assert "give its user the right to write there" in caplog.text


def test_the_record_says_when_and_where(tmp_path: Path, measuring: Measuring) -> None:
    """The record names this board and the moment."""
    _, record = choice_for(tmp_path, AUTO, measured=measuring)
    assert isinstance(record, Record)
    assert record.board == this_board("auto")
    assert record.measured_utc.endswith("Z")


def test_the_real_measuring_is_the_default(tmp_path: Path) -> None:
    """Stopped at once, the real one leaves no figures."""
    choice, record = choice_for(tmp_path, AUTO, stopped=lambda: True)
    assert (choice, record) == (unmeasured(AUTO), None)


def test_a_slow_board_has_no_verdicts(tmp_path: Path) -> None:
    """The choice of a slow board says that nothing is judged."""
    assert not Measuring(figures(500.0)).start(tmp_path).verdicts
