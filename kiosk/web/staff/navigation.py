"""Where staff can go from every page of theirs."""

from __future__ import annotations

from flask import current_app, request

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
_WITHIN = {
    "admin_pin": "settings",
    "audit": "settings",
    "check": "checks",
    "label": "checks",
    "network": "settings",
    "programs": "settings",
    "restoring": "stored",
    "trend": "checks",
}
"""Blueprint of a page that no link of the bar leads to, and of the place that it belongs to."""


def staff_places() -> list[tuple[str, str, str]]:
    """Endpoint, word and blueprint of each place of this app."""
    known = current_app.view_functions
    return [(end, word, end.partition(".")[0]) for end, word in PLACES if end in known]


def standing_at(room: str) -> str | None:
    """The `aria-current` of a place: `page` in its own pages, `true` in those that belong to it."""
    here = request.blueprint or ""
    if here == room:
        return "page"
    return "true" if _WITHIN.get(here) == room else None
