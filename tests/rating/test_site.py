"""Which rated squats make the site's figures."""

from __future__ import annotations

from dataclasses import replace

from kiosk.rating.site import site_of
from kiosk.results.agreement import RatedRep, StoredRating, StudyRep

KIOSK = StudyRep("left", 1, 4.0, 6.0, 8.0, "fault", 20.0, 1.5, "unsure", 7.0, 2.0)
SQUAT = RatedRep(
    check=1,
    rater=None,
    started_utc="2026-01-02T12:00:00.000000Z",
    clock_sure=True,
    kiosk_version="0.1.0",
    protocol_version="2",
    model_name=None,
    second_model_name=None,
    rating=StoredRating("left", 1, "fault", "good", 17.0, None),
    kiosk=KIOSK,
    recorded=False,
)


def test_each_part_is_compared_with_its_own() -> None:
    """Knee with knee and hips with hips; the kiosk's unsure hips are counted apart."""
    site = site_of([SQUAT], "2")
    assert (site.checks, site.squats) == (1, 1)
    assert (site.knee.alike, site.knee.judged) == (1, 1)
    assert (site.pelvis.judged, site.pelvis.unsure) == (0, 1)
    assert (site.knee_angle.bias_deg, site.pelvis_angle.squats) == (3.0, 0)


def test_another_protocol_is_left_out_and_counted() -> None:
    """What other lines have judged is in no figure, and the page can say how much that is."""
    other = replace(SQUAT, check=2, protocol_version="1")
    site = site_of([SQUAT, other], "2")
    assert (site.checks, site.squats, site.left_out) == (1, 1, 1)


def test_without_an_answer_there_is_nothing_to_compare() -> None:
    """A check that the kiosk did not bring to its end is in no figure."""
    site = site_of([replace(SQUAT, kiosk=None)], "2")
    assert (site.squats, site.left_out) == (0, 0)


def test_a_part_that_was_not_rated_is_not_compared() -> None:
    """The knee alone, where the trainer rated the knee alone; a missing angle of the kiosk's has
    no difference."""
    half = replace(SQUAT, rating=replace(SQUAT.rating, pelvis=None, pelvis_by_hand_deg=5.0))
    unseen = replace(half, kiosk=replace(KIOSK, pelvis_deg=None))
    site = site_of([unseen], "2")
    assert (site.knee.rated, site.pelvis.rated, site.pelvis_angle.squats) == (1, 0, 0)
