"""In which language a page speaks, and the touch that chooses it on the kiosk's own screen.

The member screen follows the stream; every other page that members read asks
`page_language()`. Staff pages are English.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, abort, current_app, request
from werkzeug.wrappers import Response

from kiosk.web.access import is_on_the_box, open_to
from kiosk.web.own_page import by_script
from kiosk.web.ports import LanguageChoice
from kiosk.web.stream import Streams
from kiosk.words import LANGUAGES, long_date, say

blueprint = Blueprint("languages", __name__)


@blueprint.post("/language")
@open_to("kiosk")
@by_script
def choose() -> Response:
    """A touch on a language: a form with `language`, its code. The stream brings the words.

    `fetch("/language", {method: "POST", body: new URLSearchParams({language: "es"})})`
    """
    choice = _choice()
    language = request.form.get("language", "")
    if choice is None or language not in choice.languages:
        abort(400, "The kiosk does not offer that language.")
    choice.choose(language)
    return Response(status=204)


def page_language() -> str:
    """The language of this request: the one asked for by `?lang=`, on the box what the kiosk
    speaks now, else the first of the browser's that there is, else the gym's own."""
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    if is_on_the_box(request):
        streams: Streams = current_app.extensions["kiosk_streams"]
        return streams.live.newest.language
    wished = (tag.partition("-")[0].lower() for tag, much in request.accept_languages if much)
    return next((code for code in wished if code in LANGUAGES), _own())


@blueprint.app_context_processor
def words_for_templates() -> dict[str, Any]:
    """`_("…")`, `long_date(…)` and `language` in every template; what does not ask for them
    stays English."""
    language = page_language()
    return {
        "_": partial(say, language),
        "long_date": partial(long_date, language),
        "language": language,
        "languages_there_are": LANGUAGES,
    }


def _own() -> str:
    choice = _choice()
    return choice.languages[0] if choice else "en"


def _choice() -> LanguageChoice | None:
    choice: LanguageChoice | None = current_app.extensions["kiosk_language"]
    return choice
