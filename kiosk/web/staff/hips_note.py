"""How far the hips' value has been tried, said beside it on staff pages. Pure.

Decides from how many rated checks on this site's own study speaks in place of the lab.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.agreement import FEWEST_CHECKS, Site
from kiosk.scoring import protocol
from kiosk.web import wording
from kiosk.web.ports import CheckDetail

IN_THE_LAB = "Pelvic drop is validated on rendered (computer-drawn) people only."


def note_of(detail: CheckDetail, site: Site | None) -> dict[str, Any]:
    """The same once for a whole check; nothing where neither leg's hips have a value."""
    legs = ((detail.report or {}).get("legs") or {}).values()
    hips = [(leg.get("checks") or {}).get("pelvic_drop") or {} for leg in legs]
    notes = [hips_note(each, site, detail.software.get("protocol_version")) for each in hips]
    return next((note for note in notes if note), {})


def hips_note(check: Mapping[str, Any], site: Site | None, made_by: str | None) -> dict[str, Any]:
    """`words`, and `study` where they are of this site's study; nothing where the hips have no
    value. `check`: the stored `pelvic_drop` of a leg; `made_by`: the protocol that judged it, for
    a study speaks only of the protocol in use."""
    if check.get("value_deg") is None:
        return {}
    found = site.pelvis if site and made_by == protocol.VERSION else None
    if found is None or found.checks < FEWEST_CHECKS:
        return {"words": IN_THE_LAB, "study": False}
    alike = wording.share(found.alike, found.judged)
    words = f"Trainers here gave the same answer for the hips on {alike} squats"
    unsure = f"; of {found.unsure} more the kiosk was unsure" if found.unsure else ""
    return {"words": f"{words} ({found.checks} checks){unsure}.", "study": True}
