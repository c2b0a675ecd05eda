"""What a program asks for: the query of an address, taken strictly.

A parameter that is unknown, twice or wrong is refused by name: a typing error that silently
selected everything would be believed. The selection itself is read as the staff's list reads it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from flask import request

from kiosk.selection import Selection
from kiosk.web.api.problems import refuse
from kiosk.web.staff.selecting import PARAMETERS, SelectionError, selection_of

DAY = r"\d{4}-\d{2}-\d{2}"
MOST = 200
USUALLY = 50
CURSOR = r"[1-9][0-9]{0,17}-[0-9a-f]{24}"
"""An id of a check, which is a cursor too."""


def asked_only(known: Collection[str]) -> dict[str, str]:
    """The parameters of this request, each known and there once."""
    for name, values in request.args.lists():
        if name not in known:
            told = f"this address knows {', '.join(known)}" if known else "this one takes none"
            refuse(400, f"There is no parameter {name!r} here: {told}.", name)
        if len(values) > 1:
            refuse(400, f"The parameter {name} stands twice: give it once.", name)
    return request.args.to_dict()


def selection(asked: dict[str, str]) -> Selection:
    """Which checks are meant."""
    given = {name: value for name, value in asked.items() if name in PARAMETERS}
    for name, value in given.items():
        if not value.strip():
            refuse(400, f"{name} is empty: leave it out or give it a value.", name)
        if name in ("from", "to") and not re.fullmatch(DAY, value, re.ASCII):
            refuse(400, f"{name} is a day such as 2026-03-14.", name)
    try:
        return selection_of(given)
    except SelectionError as error:
        refuse(400, str(error), error.field)


def limit(asked: dict[str, str]) -> int:
    """How many at most."""
    text = asked.get("limit", str(USUALLY))
    if not re.fullmatch(r"[0-9]{1,4}", text, re.ASCII) or not 1 <= int(text) <= MOST:
        refuse(400, f"limit is a whole number from 1 to {MOST}.", "limit")
    return int(text)


def before(asked: dict[str, str]) -> str | None:
    """The cursor, which is `next` of the page before."""
    cursor = asked.get("before")
    if cursor is not None and not re.fullmatch(CURSOR, cursor):
        refuse(400, "before is `next` of the page before this one.", "before")
    return cursor
