"""A program's token: what it must send, and what it hears when that is wrong.

Decides only that; which addresses a token opens is `access.py`, and the tokens are the store's.
A program never gets a redirect or a page: it gets a status, a reason, and when to come back.
Tokens are far too long to guess; the limit keeps whoever tries from keeping the box busy.
"""

from __future__ import annotations

from math import ceil

from flask import current_app, request
from werkzeug.wrappers import Response

from kiosk.web.guessing import Guesses
from kiosk.web.ports import Tokens

_ASKING = 'Bearer realm="kiosk"'
_WRONG = f'{_ASKING}, error="invalid_token"'


def refuse_without_token() -> Response | None:
    """None for a living token, else the refusal (RFC 6750: 401 says what is asked for)."""
    sent = request.authorization
    if sent is None or sent.type != "bearer" or not sent.token:
        return _refusal(401, "A token is needed: kiosk token add NAME makes one.", _ASKING)
    guesses: Guesses = current_app.extensions["kiosk_token_guesses"]
    address = request.remote_addr or ""
    wait_s = guesses.wait_s(address)
    if wait_s > 0:
        refusal = _refusal(429, "Too many wrong tokens from this address.", _WRONG)
        refusal.headers["Retry-After"] = str(ceil(wait_s))
        return refusal
    tokens: Tokens | None = current_app.extensions["kiosk_tokens"]
    if tokens is None or tokens.name_of(sent.token) is None:
        guesses.wrong(address)
        return _refusal(401, "This token is unknown or revoked.", _WRONG)
    return None


def _refusal(status: int, sentence: str, challenge: str) -> Response:
    headers = {"WWW-Authenticate": challenge} if status == 401 else {}
    return Response(f"{sentence}\n", status, headers, mimetype="text/plain")
