"""The cues through the screen's loudspeaker, in a real browser's sound engine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kiosk.feedback.cues import SIGNALS, Cue
from kiosk.feedback.sounds import sounds

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
CLOSE_S = 0.005
RENDER = """
async ({beeps, from_s, length_s}) => {
  const {schedule} = await import("/static/js/sound.js");
  const rate = 48000;
  const context = new OfflineAudioContext(1, Math.ceil((from_s + length_s + 0.2) * rate), rate);
  schedule(context, beeps, from_s);
  const samples = (await context.startRendering()).getChannelData(0);
  const heard = [];
  let last = -Infinity;
  samples.forEach((sample, at) => {
    if (Math.abs(sample) < 0.01) return;
    if ((at - last) / rate > 0.005) heard.push([at / rate, at / rate]);
    heard.at(-1)[1] = at / rate;
    last = at;
  });
  return heard;
}
"""
LISTEN = """
async (sounds) => {
  const {createSound} = await import("/static/js/sound.js");
  const tones = [];
  class Tone extends OscillatorNode {
    start(from_s) {
      this.heard = {from_s, cut_s: null};
      tones.push(this.heard);
      super.start(from_s);
    }
    stop(at_s) {
      if (at_s === undefined) this.heard.cut_s = this.context.currentTime;
      super.stop(at_s);
    }
  }
  window.OscillatorNode = Tone;
  window.context = new AudioContext();
  window.tones = tones;
  window.playCue = createSound(sounds, context);
}
"""


UNTOUCHED = f"""
({LISTEN})(%s).then(() => {{
  playCue("waiting", 7, true);
  playCue("go", 8, true);
  setTimeout(() => console.log(context.state, tones.length), 600);
}});
"""


@pytest.fixture
def page(address: str, open_page: OpenPage) -> Page:
    """Any page of the kiosk: the script is loaded under its content policy."""
    return open_page(f"{address}/staff/sign-in")


@pytest.fixture
def listening(page: Page) -> Page:
    """A page that has the table, has met a first state and notes every tone."""
    prepare(page)
    touch(page)
    return page


def prepare(page: Page) -> None:
    page.evaluate(LISTEN, dict(sounds()))
    page.evaluate("playCue('waiting', 7, true)")


def touch(page: Page) -> None:
    page.mouse.click(5, 5)
    page.wait_for_function("context.state === 'running' && context.currentTime > 0")


def played(page: Page, *cues: tuple[str, int], on: bool = True) -> list[dict[str, Any]]:
    """Hand in states one after another at one moment; the tones of all until then."""
    for name, seq in cues:
        page.evaluate("([name, seq, on]) => playCue(name, seq, on)", [name, seq, on])
    tones: list[dict[str, Any]] = page.evaluate("tones")
    return tones


def beeps(cue: Cue) -> list[tuple[float, float]]:
    """When the buzzer sounds, straight from the table."""
    found, now_s = [], 0.0
    for on, seconds in SIGNALS[cue].sound.steps:
        found += [(now_s, now_s + seconds)] if on else []
        now_s += seconds
    return found


def test_sounds_as_the_buzzer(page: Page) -> None:
    """What is rendered of every cue begins and ends where the buzzer does, within 5 ms."""
    from_s = 0.25
    for cue in Cue:
        wanted = [(from_s + start, from_s + end) for start, end in beeps(cue)]
        heard = page.evaluate(RENDER, {**sounds()[cue.value], "from_s": from_s})
        assert len(heard) == len(wanted), cue
        for times_s, wanted_s in zip(heard, wanted, strict=True):
            assert times_s == pytest.approx(wanted_s, abs=CLOSE_S), cue


def test_every_cue_once(listening: Page) -> None:
    """A state that comes with every frame sounds once; the same cue with a new number again."""
    assert len(played(listening, *[("go", 8)] * 20)) == 1
    assert len(played(listening, ("rep_counted", 9))) == 2
    assert len(played(listening, ("rep_counted", 10))) == 3


def test_what_was_cued_before_is_over(listening: Page) -> None:
    """A page that opens in the middle does not play the last cue again, nor an unknown one."""
    assert played(listening, ("waiting", 7), ("no such cue", 8)) == []


def test_sound_switched_off(listening: Page) -> None:
    """Without the screen's sound nothing is played, and switching it on plays nothing old."""
    assert played(listening, ("go", 8), ("rep_counted", 9), on=False) == []
    assert played(listening, ("rep_counted", 9)) == []


def test_nothing_before_a_touch(browser: Browser, address: str) -> None:
    """Where the browser wants a touch before it sounds, missed cues are not played late."""
    strict = browser.browser_type.launch(
        executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
        args=["--no-sandbox", "--autoplay-policy=document-user-activation-required"],
    )
    try:
        page = strict.new_page()
        # What a test evaluates counts as a touch; a script of the page itself does not.
        page.add_init_script(UNTOUCHED % json.dumps(dict(sounds())))
        with page.expect_console_message(lambda said: said.type == "log") as said:
            page.goto(f"{address}/staff/sign-in")
        assert said.value.text == "suspended 0"
        touch(page)
        assert played(page) == []
        assert len(played(page, ("rep_counted", 9))) == 1
    finally:
        strict.close()


def test_state_waits_for_the_moment(listening: Page) -> None:
    """As at the buzzer, the last rep is heard out before `change legs`."""
    moment, state = played(listening, ("rep_counted", 8), ("change_leg", 9))
    assert moment["cut_s"] is None
    length_s = SIGNALS[Cue.REP_COUNTED].length_s
    assert state["from_s"] == pytest.approx(moment["from_s"] + length_s, abs=CLOSE_S)


def test_newest_moment_cuts_in(listening: Page) -> None:
    """As at the buzzer, a refusal stops the count it follows, and a state that waits waits on."""
    tones = played(listening, ("fix_hip", 8), ("change_leg", 9), ("rep_refused", 10))
    first, waiting, second, state = tones
    assert first["cut_s"] is not None
    assert waiting["cut_s"] < waiting["from_s"]
    length_s = SIGNALS[Cue.REP_REFUSED].length_s
    assert state["from_s"] == pytest.approx(second["from_s"] + length_s, abs=CLOSE_S)
