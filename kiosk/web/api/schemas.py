"""The shapes of what the API answers, as JSON Schema. Pure; a test holds answers against them.

Words that a later version may add to (verdicts, reasons) are text here, never a closed list.
"""

from __future__ import annotations

from typing import Any

from kiosk.export import SCHEMA
from kiosk.export.document import LEGS, REP_VALUES
from kiosk.web.api.asking import CURSOR

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
YES_OR_NO: Schema = {"type": "boolean"}
NUMBER_OR_NULL: Schema = {"type": ["number", "null"]}
CHECK_ID: Schema = {"type": "string", "pattern": f"^{CURSOR}$"}
MOMENT: Schema = {"type": "string", "format": "date-time", "description": "UTC."}
VERDICT: Schema = {
    "type": "string",
    "description": "good, borderline, fault or unsure; a later version may add a word.",
}
FRAME_NUMBERS: Schema = {"type": "array", "items": NUMBER_OR_NULL}


def or_null(schema: Schema) -> Schema:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}


def record(fields: dict[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    """An object whose fields are all there but the optional ones."""
    required = [name for name in fields if name not in optional]
    return {"type": "object", "properties": fields, "required": required}


def listed(schema: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": schema}


def named(name: str) -> Schema:
    """A schema of the document's components."""
    return {"$ref": f"#/components/schemas/{name}"}


def answer(**fields: Schema) -> Schema:
    """A whole answer: `schema`, and these."""
    return record({"schema": {"const": SCHEMA}, **fields})


def _by_leg(schema: Schema) -> Schema:
    return record(dict.fromkeys(LEGS, schema))


_LINE: dict[str, Schema] = {
    "id": CHECK_ID,
    "number": {"type": "integer", "minimum": 1, "description": "For people."},
    "kind": {"type": "string", "enum": ["kiosk", "replay"]},
    "state": {"type": "string", "enum": ["open", "complete", "abandoned"]},
    "reason": {**or_null(TEXT), "description": "Why it was abandoned."},
    "label": {**or_null(TEXT), "description": "Whose check it is, as staff typed it."},
    "started_utc": MOMENT,
    "clock_sure": {**YES_OR_NO, "description": "False: the box did not know the time."},
    "counted": {**_by_leg(WHOLE), "description": "Counted reps, without practice."},
    "verdicts": _by_leg({"type": "object", "additionalProperties": VERDICT}),
}
_REP: dict[str, Schema] = {
    "position": {"type": "integer", "minimum": 1},
    "leg": TEXT,
    "number": {**or_null(WHOLE), "description": "Within the leg; null for a refused rep."},
    "practice": YES_OR_NO,
    "counted": YES_OR_NO,
    "refused_because": or_null(TEXT),
    **{name: NUMBER_OR_NULL for name, _places in REP_VALUES},
    "why_null": {"type": "object", "additionalProperties": TEXT},
}
_SOFTWARE: dict[str, Schema] = {
    "kiosk_version": TEXT,
    "protocol_version": TEXT,
    "model_name": or_null(TEXT),
    "model_sha256": or_null(TEXT),
    "source_kind": TEXT,
    "second_model_name": or_null(TEXT),
    "second_model_sha256": or_null(TEXT),
}
_MOVEMENT: dict[str, Schema] = {
    "start_s": {"type": "number"},
    "end_s": {"type": "number"},
    "refused_because": TEXT,
}
_TRAIL: dict[str, Schema] = {
    "t_s": listed({"type": "number"}),
    "stance": listed({"type": ["string", "null"]}),
    "knee_fppa_deg": FRAME_NUMBERS,
    "pelvic_drop_deg": FRAME_NUMBERS,
    "trunk_lean_deg": FRAME_NUMBERS,
    "knee_flexion_deg": FRAME_NUMBERS,
    "bottoms": listed(named("Bottom")),
}
_STATUS: dict[str, Schema] = {
    "kiosk_version": TEXT,
    "now_utc": MOMENT,
    "clock_sure": YES_OR_NO,
    "ready": {"type": ["boolean", "null"], "description": "A check could begin now."},
    "ready_words": TEXT,
    "busy": {"type": ["boolean", "null"], "description": "Somebody is on the spot."},
    "checks": record(
        {
            **dict.fromkeys(("stored", "open", "complete", "abandoned"), WHOLE),
            "newest_id": or_null(CHECK_ID),
            "newest_utc": or_null(MOMENT),
        }
    ),
}
_PROBLEM: dict[str, Schema] = {
    "type": {"const": "about:blank"},
    "title": TEXT,
    "status": WHOLE,
    "detail": {**TEXT, "description": "One sentence: what, where, what to do next."},
    "parameter": {**TEXT, "description": "The parameter at fault."},
}


def components() -> dict[str, Schema]:
    """Every schema by its name in the document."""
    check = {
        **_LINE,
        "ended_utc": or_null(MOMENT),
        "made_by": record(_SOFTWARE),
        "reps": listed(named("Rep")),
        "other": listed(record(_MOVEMENT)),
        "report": {
            "type": ["object", "null"],
            "description": "legs, other, symmetry and advice, as `kiosk analyze --json` has them.",
        },
    }
    return {
        "CheckLine": record(_LINE),
        "Check": record(check),
        "Rep": record(_REP),
        "Bottom": record(
            {
                "rep": {"type": "integer", "minimum": 1, "description": "`position` of a rep."},
                "points_px": {
                    "type": "object",
                    "additionalProperties": listed({"type": "number"}),
                    "description": "x and y of each joint; no point of the face.",
                },
            }
        ),
        "Trail": record(_TRAIL),
        "Label": record(
            {"label": TEXT, "checks": WHOLE, "newest_id": CHECK_ID, "newest_utc": MOMENT}
        ),
        "Status": answer(**_STATUS),
        "Problem": record(_PROBLEM, optional=("parameter",)),
    }
