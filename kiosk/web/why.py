""" "Why we look at this": what the check is about, for screen and phone. Nothing in it is about
a person. The words are the template's, the sources are here."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from kiosk.web import wording
from kiosk.web.access import is_on_the_box, open_to
from kiosk.web.languages import page_language

blueprint = Blueprint("why", __name__)

SOURCES = (
    "Hewett et al., American Journal of Sports Medicine, 2005",
    "Ferber et al., Journal of Orthopaedic and Sports Physical Therapy, 2010",
    "Macrum et al., Journal of Sport Rehabilitation, 2012",
    "Nakagawa et al., Journal of Orthopaedic and Sports Physical Therapy, 2012",
    "Padua et al., Journal of Athletic Training, 2012",
    "Herrington, The Knee, 2014",
    "Krosshaug et al., American Journal of Sports Medicine, 2016",
)
"""In order of their year. Kneecap pain: Herrington, Nakagawa. ACL: Hewett, and Krosshaug, who
found that a landing test did not tell who would be injured. Iliotibial band: Ferber. Tight ankles:
Macrum, Padua. Names of journals stay as they are in every language."""


@blueprint.get("/why")
@open_to("anyone")
def why() -> str:
    """The page, in the language of the request."""
    from_screen = is_on_the_box(request) and "screen" in request.args
    return render_template(
        "why.html",
        lang=page_language(),
        sources=SOURCES,
        limits=wording.LIMITS,
        from_screen=from_screen,
    )
