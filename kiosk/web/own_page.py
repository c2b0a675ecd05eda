"""Requests that scripts of our own pages send, where there is no form and no cookie.

Decides whether a page of this very address asks. What the form tokens are for everywhere else,
the browser's own word is here: every browser sends it, and no foreign page can forge it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Request

View = TypeVar("View", bound=Callable[..., Any])

_BY_SCRIPT = "_kiosk_by_script"


def by_script(view: View) -> View:
    """Mark an endpoint that a script of our own pages calls: no form token is asked for."""
    setattr(view, _BY_SCRIPT, True)
    return view


def is_by_script(view: Callable[..., Any]) -> bool:
    """Whether an endpoint is marked so."""
    return bool(getattr(view, _BY_SCRIPT, False))


def asked_by_own_page(req: Request) -> bool:
    """Whether a page of this address asks; a program that says nothing is none."""
    site = req.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return req.headers.get("Origin") == req.host_url.rstrip("/")
