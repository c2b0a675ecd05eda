"""The tokens of other programs as their page shows them. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from kiosk.web.ports.programs import StoredToken
from kiosk.web.staff.check_view import when

OPENS = {
    "metrics": "The box's figures (/metrics)",
    "results": "Every member's results (/api/v1), and the box's figures",
}
"""What each word opens, most harmless first."""


def token_view(token: StoredToken) -> dict[str, Any]:
    """One token in words."""
    return {
        "name": token.name,
        "opens": OPENS.get(token.opens, token.opens),
        "made": when(token.created_utc.isoformat()),
        "made_utc": token.created_utc.isoformat(),
        "clock_sure": token.clock_sure,
        "used": _day(token.used_day) if token.used_day else "never",
        "revoked": when(token.revoked_utc.isoformat()) if token.revoked_utc else None,
    }


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day:%a} {day.day} {day:%b %Y}"
