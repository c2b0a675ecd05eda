"""The player: states stay, moments pass, and the device is written only on change."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import GpioError
from kiosk.feedback.cues import AMBER, BLUE, CYAN, GREEN, MAGENTA, OFF, SIGNALS, WHITE, Cue, Rgb
from kiosk.feedback.outputs import GpioOutputs, Wiring
from kiosk.feedback.player import Output, Player, PlayerThread, Playing, play, step


class RecordingOutputs:
    """Outputs that remember what they were told, and fail when told to."""

    simulated = True

    def __init__(self) -> None:
        self.shown: list[Output] = []
        self.closed = 0
        self.refused = threading.Event()
        self._broken = False
        self._news = threading.Condition()

    def unplug(self) -> None:
        self._broken = True

    def show(self, rgb: Rgb, buzzer_on: bool) -> None:
        if self._broken:
            self.refused.set()
            raise GpioError("The LED and buzzer stopped answering: run `kiosk check`.")
        with self._news:
            self.shown.append(Output(rgb, buzzer_on))
            self._news.notify_all()

    def close(self) -> None:
        self.closed += 1

    def wait_for(self, wanted: Callable[[list[Output]], bool]) -> bool:
        with self._news:
            return self._news.wait_for(lambda: wanted(self.shown), timeout=10.0)


def at(playing: Playing, now_s: float) -> Output:
    return step(playing, now_s)[0]


def test_starts_waiting() -> None:
    """Before any cue the light waits and nothing sounds."""
    assert at(Playing(Cue.WAITING, 0.0), 0.1) == Output(BLUE, False)


def test_state_stays_and_sounds_once() -> None:
    """A state's light goes on for ever; its sound comes only at its start."""
    playing = play(Playing(Cue.WAITING, 0.0), Cue.GO, 10.0)
    assert at(playing, 10.1) == Output(GREEN, True)
    assert at(playing, 10.5) == Output(GREEN, False)
    assert at(playing, 11.3) == Output(OFF, False)
    assert at(playing, 10.1 + 1.35 * 100) == Output(GREEN, False)


def test_same_state_again_changes_nothing() -> None:
    """Hearing the same state twice does not start it over."""
    playing = play(Playing(Cue.WAITING, 0.0), Cue.GO, 10.0)
    assert play(playing, Cue.GO, 10.9) == playing


def test_moment_passes_back_to_the_state() -> None:
    """A counted rep shows over the state, which then goes on without its sound."""
    playing = play(Playing(Cue.WAITING, 0.0), Cue.GO, 0.0)
    playing = play(playing, Cue.REP_COUNTED, 5.0)
    assert at(playing, 5.05) == Output(OFF, True)
    assert at(playing, 5.3) == Output(WHITE, False)
    assert at(playing, 5.8) == Output(GREEN, False)


def test_newest_moment_wins() -> None:
    """A refusal right after a count is seen at once."""
    playing = play(Playing(Cue.GO, 0.0), Cue.REP_COUNTED, 5.0)
    playing = play(playing, Cue.REP_REFUSED, 5.3)
    assert at(playing, 5.5).rgb == AMBER


def test_state_waits_for_the_moment() -> None:
    """The last rep is heard out before `change legs`, whose sound then comes whole."""
    playing = play(Playing(Cue.GO, 0.0), Cue.REP_COUNTED, 5.0)
    playing = play(playing, Cue.CHANGE_LEG, 5.0)
    assert at(playing, 5.3) == Output(WHITE, False)
    assert at(playing, 5.8) == Output(CYAN, True)


def test_pending_state_keeps_its_sound() -> None:
    """A second moment before a waiting state has begun does not swallow its sound."""
    playing = play(Playing(Cue.GO, 0.0), Cue.REP_COUNTED, 5.0)
    playing = play(playing, Cue.CHANGE_LEG, 5.1)
    playing = play(playing, Cue.REP_REFUSED, 5.2)
    end_s = 5.2 + SIGNALS[Cue.REP_REFUSED].length_s
    assert at(playing, end_s + 0.1) == Output(CYAN, True)


@pytest.mark.parametrize(
    "cues", [(Cue.CHANGE_LEG, Cue.DONE), (Cue.REP_COUNTED, Cue.CHANGE_LEG, Cue.DONE)]
)
def test_last_state_of_a_tick_wins(cues: tuple[Cue, ...]) -> None:
    """When the check ends with the leg, only the end is shown."""
    playing = Playing(Cue.GO, 0.0)
    for cue in cues:
        playing = play(playing, cue, 5.0)
    assert playing.state is Cue.DONE


@pytest.mark.parametrize("order", [(Cue.ABANDONED, Cue.WAITING), (Cue.WAITING, Cue.ABANDONED)])
def test_walking_away_ends_in_waiting(order: tuple[Cue, Cue]) -> None:
    """Whichever event comes first, the kiosk says `ended` once and then waits."""
    playing = play(play(Playing(Cue.GO, 0.0), order[0], 5.0), order[1], 5.0)
    assert at(playing, 5.5) == Output(WHITE, False)
    assert at(playing, 5.0 + SIGNALS[Cue.ABANDONED].length_s + 0.1) == Output(BLUE, False)


def test_lost_camera_cuts_in() -> None:
    """A lost camera does not wait for a moment to end."""
    playing = play(Playing(Cue.GO, 0.0), Cue.FIX_HIP, 5.0)
    assert at(play(playing, Cue.CAMERA_LOST, 5.3), 5.3) == Output(MAGENTA, False)


ROUNDING_S = 1e-6
"""Adding seconds rounds: this close to a change either side of it is right."""


@given(
    st.lists(st.tuples(st.sampled_from(Cue), st.floats(0.0, 3.0)), max_size=12),
    st.floats(0.0, 5.0),
)
def test_never_misses_a_change(cues: list[tuple[Cue, float]], later_s: float) -> None:
    """Whatever was played, the output holds as long as `step` says it does."""
    now_s, playing = 0.0, Playing(Cue.WAITING, 0.0)
    for cue, gap_s in cues:
        now_s += gap_s
        playing = play(playing, cue, now_s)
    now_s += later_s
    output, wait_s = step(playing, now_s)
    if wait_s is None:
        assert at(playing, now_s + 1e4) == output
    else:
        assert wait_s > 0.0
        assert at(playing, now_s + max(0.0, wait_s - ROUNDING_S)) == output


@given(st.lists(st.tuples(st.sampled_from(Cue), st.floats(0.0, 3.0)), max_size=12))
def test_buzzer_always_falls_silent(cues: list[tuple[Cue, float]]) -> None:
    """No sequence of cues leaves the buzzer on."""
    now_s, playing = 0.0, Playing(Cue.WAITING, 0.0)
    for cue, gap_s in cues:
        now_s += gap_s
        playing = play(playing, cue, now_s)
    longest_s = 2 * max(signal.length_s for signal in SIGNALS.values())
    assert not any(at(playing, now_s + longest_s + n * 0.05).buzzer_on for n in range(100))


def run(player: Player, start_s: float, end_s: float) -> int:
    """Tick a player as its own waits ask for; the number of ticks."""
    ticks, now_s = 0, start_s
    while now_s < end_s:
        wait_s = player.tick(now_s)
        ticks += 1
        now_s += end_s if wait_s is None else max(wait_s, 0.001)
    return ticks


def test_player_writes_only_changes() -> None:
    """Ticks without a change leave the device alone."""
    outputs = RecordingOutputs()
    player = Player(outputs, 0.0)
    for tick in range(100):
        player.tick(tick * 0.01)
    assert outputs.shown == [Output(BLUE, False)]


def test_player_plays_a_whole_refusal() -> None:
    """Followed by its own waits, a refusal is two amber flashes and two taps, then waiting."""
    outputs = RecordingOutputs()
    player = Player(outputs, 0.0)
    player.play(Cue.REP_REFUSED, 0.0)
    ticks = run(player, 0.0, SIGNALS[Cue.REP_REFUSED].length_s + 0.1)
    lights = [rgb for rgb, _ in outputs.shown]
    changes = [b for a, b in zip([None, *lights], lights, strict=False) if a != b]
    assert changes == [OFF, AMBER, OFF, AMBER, OFF, BLUE]
    assert sum(on for _, on in outputs.shown if on) == 2
    assert ticks < 20


def test_refusal_at_the_pins() -> None:
    """At gpiozero's mock pins a refusal is two pulses of red and two of the buzzer, then off."""
    wiring = Wiring()
    outputs = GpioOutputs(wiring, mock=True)
    try:
        player = Player(outputs, 0.0)
        player.play(Cue.REP_REFUSED, 0.0)
        run(player, 0.0, SIGNALS[Cue.REP_REFUSED].length_s + 0.1)
        assert outputs.recorded(wiring.led_red_pin) == (0.0, AMBER[0], 0.0, AMBER[0], 0.0)
        assert outputs.recorded(wiring.buzzer_pin) == (0.0, 1.0, 0.0, 1.0, 0.0)
        assert outputs.recorded(wiring.led_blue_pin) == (0.0, BLUE[2])
    finally:
        outputs.close()


def test_quiet_keeps_the_light() -> None:
    """In quiet mode the buzzer never sounds and the light is the same."""
    loud, quiet = RecordingOutputs(), RecordingOutputs()
    for outputs, is_quiet in ((loud, False), (quiet, True)):
        player = Player(outputs, 0.0, quiet=is_quiet)
        player.play(Cue.FIX_HIP, 0.0)
        run(player, 0.0, 4.0)
    assert any(on for _, on in loud.shown)
    assert not any(on for _, on in quiet.shown)
    assert {rgb for rgb, _ in quiet.shown} == {rgb for rgb, _ in loud.shown}


def test_thread_plays_by_itself() -> None:
    """The thread starts a cue at once, plays it out and goes back to the state."""
    outputs = RecordingOutputs()
    thread = PlayerThread(outputs)
    try:
        assert outputs.wait_for(lambda shown: shown[-1:] == [Output(BLUE, False)])
        thread.play(Cue.REP_REFUSED)
        assert outputs.wait_for(lambda shown: Output(AMBER, False) in shown)
        assert outputs.wait_for(lambda shown: shown[-1] == Output(BLUE, False))
    finally:
        thread.close()
    assert thread.failure is None
    assert outputs.closed >= 1


def test_thread_closes_twice() -> None:
    """Closing again does no harm."""
    thread = PlayerThread(RecordingOutputs())
    thread.close()
    thread.close()


def test_thread_survives_a_broken_device() -> None:
    """When the device fails, the sentence is kept and cues are swallowed."""
    outputs = RecordingOutputs()
    thread = PlayerThread(outputs)
    assert outputs.wait_for(lambda shown: len(shown) == 1)
    outputs.unplug()
    thread.play(Cue.CAMERA_LOST)
    assert outputs.refused.wait(timeout=10.0)
    thread.play(Cue.GO)
    thread.close()
    assert thread.failure == "The LED and buzzer stopped answering: run `kiosk check`."
    assert outputs.closed == 1
