"""Where staff can go from every page of theirs."""

from __future__ import annotations

from flask import current_app

PLACES = (
    ("checks.newest", "Checks"),
    ("agreement.agreement", "Agreement"),
    ("stored.stored", "Stored"),
    ("settings.settings", "Settings"),
    ("setup_pages.setup", "Setup"),
    ("health_pages.health", "Health"),
    ("update_pages.update", "Update"),
)
"""Endpoint and word of each."""


def staff_places() -> list[tuple[str, str, str]]:
    """Endpoint, word and blueprint of each place of this app."""
    known = current_app.view_functions
    return [(end, word, end.partition(".")[0]) for end, word in PLACES if end in known]
