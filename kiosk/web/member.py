"""The member screen (one page, painted by its stream), "How sure is this?", the sign of life."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, current_app, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk import __version__
from kiosk.measured import Measured
from kiosk.web import page_words, wording
from kiosk.web.access import is_on_the_box, open_to
from kiosk.web.how_sure_view import how_sure_view
from kiosk.web.ports import LanguageChoice
from kiosk.web.site_figures import site_figures
from kiosk.web.stream import Streams
from kiosk.words import LANGUAGES, say

blueprint = Blueprint("member", __name__)


@blueprint.get("/")
@open_to("anyone")
def screen() -> str:
    """The page on the gym's screen, in the language of this moment."""
    newest = _streams().live.newest
    fixed = page_words.page_words(newest.language, page_words.own_words())
    return render_template(
        "member.html",
        **fixed,
        instruction=say(newest.language, newest.instruction),
        languages=_offered(),
        picture_url=_picture_url(),
    )


@blueprint.get("/how-sure")
@open_to("anyone")
def how_sure() -> str:
    """What "±" means and this version's measured error; nothing in it is about a person."""
    from_screen = is_on_the_box(request) and "screen" in request.args
    figures: Callable[[], Measured] = current_app.extensions["kiosk_measured"]
    view = how_sure_view(figures(), __version__, site_figures())
    return render_template(
        "how_sure.html", sure=view, limits=wording.LIMITS, from_screen=from_screen
    )


@blueprint.get("/healthz")
@open_to("kiosk")
def health() -> Response:
    """Camera state, newest state's number, open streams: for the kiosk's own watch."""
    streams = _streams()
    newest = streams.live.newest
    return jsonify(camera=newest.camera, stage=newest.stage, seq=newest.seq, streams=streams.open)


@blueprint.app_template_global()
def on_the_box() -> bool:
    """Whether the page is for the kiosk's own screen, whichever of its pages that shows."""
    return is_on_the_box(request)


@blueprint.app_template_global()
def sure_line() -> str:
    """What "±" is, in one line, in English."""
    return page_words.sure_line()


def _streams() -> Streams:
    streams: Streams = current_app.extensions["kiosk_streams"]
    return streams


def _offered() -> dict[str, str]:
    """Code and own name of each language to touch: on the kiosk's own screen, if there are two."""
    choice: LanguageChoice | None = current_app.extensions["kiosk_language"]
    if choice is None or not is_on_the_box(request) or len(choice.languages) < 2:
        return {}
    return {code: LANGUAGES[code] for code in choice.languages}


def _picture_url() -> str:
    """Where the camera's picture is, for the kiosk's own screen; "" where there is none."""
    if current_app.extensions["kiosk_pictures"] is None or not is_on_the_box(request):
        return ""
    return url_for("picture.live")
