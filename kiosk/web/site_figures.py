"""What trainers found here, for every page that says so."""

from __future__ import annotations

import logging

from flask import current_app

from kiosk.agreement import Site
from kiosk.errors import KioskError
from kiosk.web.ports import Rating

_LOG = logging.getLogger("kiosk.web")


def site_figures() -> Site | None:
    """None without agreement mode, and where the store cannot be read: a page is there without."""
    rating: Rating | None = current_app.extensions["kiosk_rating"]
    try:
        return rating.figures() if rating else None
    except KioskError as error:
        _LOG.warning("The site's figures are not known: %s", error)
        return None
