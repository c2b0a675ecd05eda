"""Speaking through a program: newest words win, nothing blocks, nothing is left running."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk.feedback import espeak
from kiosk.feedback.espeak import PROGRAM, Espeak, command, trouble_speaking
from kiosk.feedback.speech import SILENCE, Speaker
from kiosk.saying import MESSAGES
from kiosk.words import say

LIMIT_S = 10.0
HANG = "exec sleep 60"


@dataclass
class Fake:
    """A program in espeak-ng's place: reports its arguments and its text, then does as told."""

    folder: Path
    told: int = field(init=False)

    def __post_init__(self) -> None:
        os.mkfifo(self.folder / "told")
        self.told = os.open(self.folder / "told", os.O_RDWR)
        self.behaves("exit 0")

    @property
    def program(self) -> str:
        return str(self.folder / "fake-espeak")

    def behaves(self, ending: str) -> None:
        """What the next runs do once they have the text, a line of shell."""
        report = f'printf "%s|%s|%s\\n" "$$" "$*" "$text" > "{self.folder}/told"'
        script = self.folder / "new"
        script.write_text(f"#!/bin/sh\ntext=$(cat)\n{report}\n{ending}\n", encoding="utf-8")
        script.chmod(0o755)
        script.replace(self.program)

    def next(self) -> tuple[int, str, str]:
        """Wait for a run to report: its process, its arguments, its text."""
        assert select.select([self.told], [], [], LIMIT_S)[0], "the program was not run"
        line = b""
        while not line.endswith(b"\n"):
            line += os.read(self.told, 1)
        process, arguments, text = line.decode().rstrip("\n").split("|")
        return int(process), arguments, text

    @property
    def silent(self) -> bool:
        """No run has reported since."""
        return not select.select([self.told], [], [], 0.0)[0]

    def close(self) -> None:
        os.close(self.told)


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[Fake]:
    fake = Fake(tmp_path)
    yield fake
    fake.close()


@pytest.fixture
def speaker(fake: Fake) -> Iterator[Espeak]:
    speaker = Espeak(150, program=fake.program)
    yield speaker
    speaker.close()


def ended(process: int) -> bool:
    """Wait until a process is gone."""
    try:
        watch = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watch], [], [], LIMIT_S)[0])
    finally:
        os.close(watch)


def idle(speaker: Speaker) -> bool:
    """Wait until nothing is spoken any more."""
    end_s = time.monotonic() + LIMIT_S
    while speaker.busy and time.monotonic() < end_s:
        select.select([], [], [], 0.005)
    return not speaker.busy


def test_words_go_through_standard_input(fake: Fake, speaker: Espeak) -> None:
    """The text is spoken in its language, whole, whatever it looks like."""
    speaker.say("-w /dev/null `id` ¿Listo? Süß, ça va", "es")
    _, arguments, text = fake.next()
    assert text == "-w /dev/null `id` ¿Listo? Süß, ça va"
    assert arguments == "-b 1 -v es -s 150 --stdin"
    assert idle(speaker)
    assert speaker.failure is None


def test_say_returns_at_once(fake: Fake, speaker: Espeak) -> None:
    """However long the program takes, the caller does not wait, and sees that it is busy."""
    fake.behaves(HANG)
    began_s = time.monotonic()
    for _ in range(50):
        speaker.say("Stand still.", "en")
    assert time.monotonic() - began_s < 1.0
    fake.next()
    assert speaker.busy


def test_newest_words_win(fake: Fake, speaker: Espeak) -> None:
    """New words cut off what is being spoken, and it is not a failure to be cut off."""
    fake.behaves(HANG)
    speaker.say("Stand still.", "en")
    first, _, _ = fake.next()
    fake.behaves("exit 0")
    speaker.say("Lift one foot.", "en")
    assert ended(first)
    assert fake.next()[2] == "Lift one foot."
    assert idle(speaker)
    assert speaker.failure is None


def test_no_backlog(fake: Fake, speaker: Espeak) -> None:
    """Of many words in one moment only the last are heard to their end."""
    fake.behaves(HANG)
    speaker.say("First.", "en")
    fake.next()
    fake.behaves("exit 0")
    for number in range(20):
        speaker.say(str(number), "en")
    heard = [fake.next()[2]]
    while heard[-1] != "19":
        heard.append(fake.next()[2])
    assert idle(speaker)
    assert len(heard) < 20
    assert fake.silent


def test_words_that_come_while_starting_win(
    fake: Fake, speaker: Espeak, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words that are outdated before their program has even started are not heard out."""
    started, newer = threading.Event(), threading.Event()
    start = espeak._start

    def start_slowly(arguments: list[str]) -> espeak.Process:
        process = start(arguments)
        started.set()
        newer.wait(LIMIT_S)
        return process

    monkeypatch.setattr(espeak, "_start", start_slowly)
    fake.behaves(HANG)
    speaker.say("First.", "en")
    assert started.wait(LIMIT_S)
    speaker.say("Second.", "en")
    newer.set()
    heard = ""
    while heard != "Second.":
        heard = fake.next()[2]


def test_silence_cuts_off(fake: Fake, speaker: Espeak) -> None:
    """Silence ends what is being spoken and runs nothing."""
    fake.behaves(HANG)
    speaker.say("Stand still.", "en")
    process, _, _ = fake.next()
    speaker.say(SILENCE, "en")
    assert ended(process)
    assert idle(speaker)
    assert speaker.failure is None
    assert fake.silent


def test_close_leaves_nothing_running(fake: Fake, speaker: Espeak) -> None:
    """Closing cuts off, twice does no harm, and nothing is spoken after it."""
    fake.behaves(HANG)
    speaker.say("Stand still.", "en")
    process, _, _ = fake.next()
    speaker.close()
    speaker.close()
    speaker.say("Lift one foot.", "en")
    assert ended(process)
    assert fake.silent


def test_program_is_missing(tmp_path: Path) -> None:
    """A missing program is one sentence with its mend; saying goes on without harm."""
    speaker = Espeak(150, program=str(tmp_path / "no-such-program"))
    try:
        for _ in range(3):
            speaker.say("Stand still.", "en")
            assert idle(speaker)
        assert speaker.failure is not None
        assert "no-such-program" in speaker.failure
        assert "sudo apt install espeak-ng" in speaker.failure
    finally:
        speaker.close()


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ("echo 'ALSA lib: no card' >&2; echo 'error: No such file' >&2", "error: No such file"),
        ("echo 'Error: no such voice' >&2; exit 1", "Error: no such voice"),
        ("exit 3", "exit code 3"),
        ("kill -SEGV $$", "exit code -11"),
    ],
)
def test_program_fails(ending: str, words: str, fake: Fake, speaker: Espeak) -> None:
    """A failing sound system is one sentence, and forgotten once it works again."""
    fake.behaves(ending)
    speaker.say("Stand still.", "en")
    fake.next()
    assert idle(speaker)
    assert speaker.failure is not None
    assert words in speaker.failure
    fake.behaves("echo 'ALSA lib: underrun' >&2")
    speaker.say("Stand still.", "en")
    fake.next()
    assert idle(speaker)
    assert speaker.failure is None


def test_hanging_program_is_ended(fake: Fake) -> None:
    """A program that never ends is ended, and that is said."""
    fake.behaves(HANG)
    speaker = Espeak(150, program=fake.program, limit_s=0.3)
    try:
        speaker.say("Stand still.", "en")
        process, _, _ = fake.next()
        assert ended(process)
        assert idle(speaker)
        assert speaker.failure is not None
        assert "did not end" in speaker.failure
    finally:
        speaker.close()


def test_runs_behind_the_network(fake: Fake, speaker: Espeak) -> None:
    """The program has lower priority than the kiosk, whose pose network comes first."""
    fake.behaves(HANG)
    speaker.say("Stand still.", "en")
    process, _, _ = fake.next()
    here = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, process) == min(here + 10, 19)


DIES = """
import os, sys
from kiosk.feedback.espeak import Espeak
Espeak(150, program=sys.argv[1]).say("Stand still.", "en")
sys.stdin.read()
"""


def test_dies_with_the_kiosk(fake: Fake) -> None:
    """When the kiosk is killed outright, no voice goes on without it."""
    fake.behaves(HANG)
    kiosk = subprocess.Popen([sys.executable, "-c", DIES, fake.program], stdin=subprocess.PIPE)
    try:
        process, _, _ = fake.next()
    finally:
        kiosk.kill()
        kiosk.communicate()
    assert ended(process)


def test_trouble_is_found_beforehand(fake: Fake, tmp_path: Path) -> None:
    """The check speaks one word of each language at no volume, and names what is amiss."""
    assert trouble_speaking(["en", "fr"], program=fake.program) is None
    for language in ("en", "fr"):
        _, arguments, text = fake.next()
        assert f"-v {language} " in arguments
        assert "-a 0" in arguments
        assert text == "1"
    fake.behaves("exit 1")
    assert "exit code 1" in (trouble_speaking(["en"], program=fake.program) or "")
    fake.behaves(HANG)
    assert "did not end" in (trouble_speaking(["en"], program=fake.program, limit_s=0.2) or "")
    assert "gone" in (trouble_speaking(["en"], program=str(tmp_path / "gone")) or "")


@pytest.fixture
def real_voice() -> None:
    """The real espeak-ng; skipped where it is missing, except in CI."""
    if shutil.which(PROGRAM) is None:
        reason = "espeak-ng is not installed (apt-get install espeak-ng)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


SENTENCES = {
    "en": ("Stand still.", "Slow squats on your left leg. Down and up.", "5"),
    "es": ("Quédate quieto.", "Sentadillas lentas con la pierna izquierda.", "5"),
    "de": ("Stehen Sie still.", "Langsame Kniebeugen auf dem linken Bein.", "5"),
    "fr": ("Ne bougez pas.", "Flexions lentes sur la jambe gauche.", "5"),
}


def sounding_s(path: Path) -> float:
    """Seconds of a recording that are louder than a whisper."""
    with wave.open(str(path)) as sound:
        rate, data = sound.getframerate(), sound.readframes(sound.getnframes())
    loud = [
        abs(int.from_bytes(data[at : at + 2], "little", signed=True))
        for at in range(0, len(data), 2)
    ]
    block = rate // 100
    return sum(max(loud[at : at + block]) > 500 for at in range(0, len(loud), block)) / 100


@pytest.mark.usefixtures("real_voice")
@pytest.mark.parametrize("language", SENTENCES)
def test_real_voice(language: str, tmp_path: Path) -> None:
    """Every language's sentences come out as sound of a length that fits; a count is short."""
    spoken_s = []
    for number, text in enumerate(SENTENCES[language]):
        sound = tmp_path / f"{number}.wav"
        arguments = [*command(language, 150), "-w", str(sound)]
        subprocess.run(arguments, input=text.encode(), check=True, timeout=LIMIT_S)
        spoken_s.append(sounding_s(sound))
    short_s, long_s, count_s = spoken_s
    assert 0.4 < short_s < 2.0
    assert 1.5 < long_s < 5.0
    assert 0.1 < count_s < 0.8


@pytest.mark.usefixtures("real_voice")
@pytest.mark.parametrize("language", SENTENCES)
def test_real_voice_has_words_for_all(language: str, tmp_path: Path) -> None:
    """All that the screen may say is spoken in each language, at about the asked speed."""
    text = "\n".join(say(language, message) for message in MESSAGES)
    sound = tmp_path / "all.wav"
    arguments = [*command(language, 150), "-w", str(sound)]
    subprocess.run(arguments, input=text.encode(), check=True, timeout=LIMIT_S)
    with wave.open(str(sound)) as spoken:
        length_s = spoken.getnframes() / spoken.getframerate()
    assert 0.3 < length_s / len(text.split()) < 0.7


@pytest.mark.usefixtures("real_voice")
def test_real_voice_is_unknown() -> None:
    """A language without a voice is named by the real program, whatever sound system there is."""
    trouble = trouble_speaking(["xx"])
    assert trouble is not None
    assert "voice" in trouble
