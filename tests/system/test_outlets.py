"""What goes with every state of the screen: language, voice, picture, the link to a result."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kiosk.camera.frame import RecordedFrame
from kiosk.language import LanguageChooser
from kiosk.live import Snapshot
from kiosk.outlets import Outlets

from .fakes import between, empty_frames
from .rig import Rig

ADDRESS = "http://kiosk.local/r/"


@dataclass
class Voice:
    """Hears every state that is published."""

    heard: list[Snapshot] = field(default_factory=list)

    def follow(self, shown: Snapshot) -> None:
        self.heard.append(shown)


def test_a_result_has_its_link_until_the_member_goes(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """The link opens the check that was just stored; it comes with the result and goes with it."""
    rig.loop.outlets = Outlets(link_for=lambda check_id: ADDRESS + check_id)
    rig.feed(demo_frames)
    (check,) = rig.checks()
    shown = [s for s in rig.live.published if s.share_url is not None]
    assert {s.share_url for s in shown} == {ADDRESS + check.row.check_id}
    assert {s.stage for s in shown} == {"results"}
    rig.go_on(empty_frames(90, start_s=demo_frames[-1].t_s + 0.1))
    assert rig.live.newest.share_url is None


def test_without_the_setting_there_is_no_link(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """Nothing is shared unless staff have switched it on."""
    rig.feed(demo_frames)
    assert rig.live.newest.stage == "results"
    assert {s.share_url for s in rig.live.published} == {None}


def test_every_published_state_is_followed_and_dressed(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """The voice hears what the pages see; picture and sound are on every state."""
    voice = Voice()
    rig.loop.outlets = Outlets(follow=voice.follow, picture=True, sound=True)
    rig.feed(between(demo_frames, 0.0, 6.0))
    assert [s.t_s for s in voice.heard] == [s.t_s for s in rig.live.published]
    assert all(s.picture and s.sound for s in rig.live.published)


def test_whoever_steps_on_keeps_the_language_that_shows(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """The waiting screen goes through the languages; the check stays in the one it began in."""
    chooser = LanguageChooser("en", ("de", "fr"))
    rig.loop.outlets = Outlets(language=chooser)
    waiting = empty_frames(15 * 8)
    rig.feed(waiting)
    shown = [s.language for s in rig.live.published]
    assert list(dict.fromkeys(shown)) == ["en", "de"]
    rig.go_on(
        RecordedFrame(f.t_s + 8.0, f.pose and replace(f.pose, t_s=f.t_s + 8.0))
        for f in between(demo_frames, 0.0, 14.0)
    )
    assert {s.language for s in rig.live.published if s.stage == "practice"} == {"de"}
