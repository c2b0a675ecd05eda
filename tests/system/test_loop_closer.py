"""The loop with closer looks: stored before anything of them is shown, the same as `analyze`."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk.analysis.run import analyze
from kiosk.camera.frame import RecordedFrame
from kiosk.camera.recording_source import RecordingSource
from kiosk.contract import report_json
from kiosk.feedback.cues import Cue
from kiosk.live import Snapshot
from kiosk.scoring import flow
from kiosk.scoring.events import CheckCompleted, RepCounted, RepMeasuredAgain
from kiosk.scoring.findings import Rep

from .fakes import INFO, between, frames_of
from .rig import Rig, begins_at_once

CLOSER = replace(INFO, network="lightning-portrait", second_network="thunder-portrait")
"""The demo's recording as its own first line describes it."""
EVERY_REP = begins_at_once(reps_wanted=6, practice_wanted=0)


def feed(rig: Rig, frames: list[RecordedFrame]) -> None:
    rig.loop.begin(CLOSER)
    rig.go_on(frames)


def stored_angles(rig: Rig) -> list[float]:
    return [rep.values["knee_fppa_deg"] for rep in rig.checks()[-1].reps]


def test_a_recording_with_closer_looks_gives_what_analyze_says(
    tmp_path: Path, demo_recording: Path
) -> None:
    """Every rep without practice, through the loop: the stored report is that of `kiosk analyze`
    of the file, to the last digit; it is not that of the live values."""
    source = RecordingSource(demo_recording)
    assert (source.info.network, source.info.second_network) == (
        CLOSER.network,
        CLOSER.second_network,
    )
    wanted = report_json(analyze(source, None).report)
    source.close()
    with Rig.built(tmp_path / "closer.db", EVERY_REP) as rig:
        feed(rig, frames_of(demo_recording))
        (check,) = rig.checks()
        assert check.report == wanted == rig.live.newest.report
        assert all(rep.values["looked_closer"] is rep.values["counted"] for rep in check.reps)
    with Rig.built(tmp_path / "single.db", EVERY_REP) as rig:
        rig.loop.begin(replace(CLOSER, second_network=None))
        rig.go_on(frames_of(demo_recording))
        assert rig.checks()[0].report != wanted


def test_each_look_is_stored_and_cued_and_painted_in_this_order(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """In the frame of a counted rep: the rep, then its closer look reach the store, then the cues
    follow, none of them the look's, and then the page is painted once."""
    feed(rig, demo_frames)
    pages = [-1] + [i for i, (who, _) in enumerate(rig.told) if who == "page"]
    ticks = [rig.told[a + 1 : b] for a, b in pairwise(pages)]
    looked = [t for t in ticks if any(isinstance(what, RepMeasuredAgain) for _, what in t)]
    assert len(looked) == 10
    for tick in looked:
        whom = [who for who, _ in tick]
        assert whom == sorted(whom, key=("store", "cue").index)
        stored = [what for who, what in tick if who == "store"]
        (first,) = [event for event in stored if isinstance(event, RepCounted)]
        (again,) = [event for event in stored if isinstance(event, RepMeasuredAgain)]
        assert stored.index(first) < stored.index(again)
        assert first.rep.start_s == again.rep.start_s
    cues = rig.all_told("cue")
    assert sum(cue in (Cue.REP_COUNTED, Cue.FIX_KNEE, Cue.FIX_HIP) for cue in cues) == 12


def test_a_look_is_on_the_disk_before_the_page_shows_its_frame(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """Whenever a snapshot goes out, the store holds the values of every look told by then."""
    behind: list[Snapshot] = []

    def look(shown: Snapshot) -> None:
        looks = [e for e in rig.all_told("store") if isinstance(e, RepMeasuredAgain)]
        if not looks:
            return
        values = {rep.values["start_s"]: rep.values for rep in rig.checks()[-1].reps}
        newest: Rep = looks[-1].rep
        if values[newest.start_s]["knee_fppa_deg"] != newest.knee_fppa_deg:
            behind.append(shown)

    rig.live.look = look
    feed(rig, between(demo_frames, 0.0, 40.0))
    assert behind == []
    assert any(isinstance(e, RepMeasuredAgain) for e in rig.all_told("store"))


def test_a_look_that_cannot_be_stored_is_not_shown(
    rig: Rig, demo_frames: list[RecordedFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the store takes the rep and not its look, the check ends with the sentence, and no
    later look or report of it is shown."""
    feed(rig, between(demo_frames, 0.0, 14.0))
    first = len(rig.checks()[0].reps)
    refuse, in_use = rig.store.measure_again, rig.store_in_use()

    def refuse_now(*what: object) -> None:
        with in_use:
            refuse(*what)  # type: ignore[arg-type]

    monkeypatch.setattr(rig.store, "measure_again", refuse_now)
    rig.go_on(between(demo_frames, 14.0, 76.0))
    assert all(shown.report is None for shown in rig.live.published)
    assert rig.live.newest.instruction.endswith("then try again.")
    (check,) = rig.checks()
    assert len(check.reps) == first + 1
    assert check.reps[-1].values["looked_closer"] is False


def test_one_stage_never_finishes_later(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """Without a second network the page never says that it is working the result out."""
    rig.feed(demo_frames)
    assert "finishing" not in {shown.stage for shown in rig.live.published}
    assert not [e for e in rig.all_told("store") if isinstance(e, RepMeasuredAgain)]


def test_the_result_waits_for_a_look_and_the_page_says_so(
    rig: Rig, demo_frames: list[RecordedFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look that never comes: stage `finishing` in its words, then the result all the same."""
    monkeypatch.setattr(rig.loop, "_look_at", lambda *_given: None)
    last_s = demo_frames[-1].t_s
    still = [f for f in demo_frames if f.pose][-1]
    standing = [
        RecordedFrame(t_s, still.pose and replace(still.pose, t_s=t_s))
        for t_s in (last_s + n / 15 for n in range(1, round(15 * flow.CLOSER_WAIT_S) + 30))
    ]
    feed(rig, [*demo_frames, *standing])
    shown = [state for state in rig.live.published if state.stage == "finishing"]
    assert {state.instruction for state in shown} == {"Well done. Working out your result."}
    assert all(state.report is None for state in shown)
    waited_s = shown[-1].t_s - shown[0].t_s
    assert waited_s == pytest.approx(flow.CLOSER_WAIT_S, abs=0.2)
    (done,) = [e for e in rig.all_told("store") if isinstance(e, CheckCompleted)]
    assert rig.checks()[0].report == report_json(done.report) == rig.live.newest.report
    assert not any(rep.looked_closer for rep in done.report.left.reps)


def test_a_stop_while_finishing_stores_the_result(
    rig: Rig, demo_frames: list[RecordedFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program ends while looks are awaited: the check is complete, not abandoned."""
    monkeypatch.setattr(rig.loop, "_look_at", lambda *_given: None)
    feed(rig, demo_frames)
    assert rig.live.newest.stage == "finishing"
    assert rig.checks()[0].row.state == "open"
    rig.loop._abandon_check()
    (check,) = rig.checks()
    assert (check.row.state, check.row.counted) == ("complete", {"left": 5, "right": 5})


def test_angles_change_by_little(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """A closer look moves each knee by a few degrees at most: it is the same squat."""
    feed(rig, demo_frames)
    closer = stored_angles(rig)
    counted = [e.rep for e in rig.all_told("store") if isinstance(e, RepCounted)]
    again = [e.rep for e in rig.all_told("store") if isinstance(e, RepMeasuredAgain)]
    first = {rep.start_s: rep.knee_fppa_deg for rep in counted}
    moved = [abs((rep.knee_fppa_deg or 0.0) - (first[rep.start_s] or 0.0)) for rep in again]
    assert max(moved) < 5.0
    assert min(moved) > 0.0
    assert set(closer) >= {rep.knee_fppa_deg for rep in again}
