"""A selection written piece by piece, so that a hundred thousand checks need no more memory than
one. A file that was cut off can be told from a whole one: JSON then does not end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from kiosk.export import SCHEMA
from kiosk.export.csv_text import BYTE_ORDER_MARK, csv_line
from kiosk.export.document import check_document
from kiosk.export.tables import Table
from kiosk.stored_check import CheckDetail

PIECE_CHARACTERS = 16_000
"""Sent at once, about. Larger ones make the loop wait longer for its turn. Our choice."""


def csv_pieces(table: Table, checks: Iterable[CheckDetail]) -> Iterator[str]:
    """The whole file: a header, then the rows of each check."""
    header = BYTE_ORDER_MARK + csv_line(table.columns)
    lines = (csv_line(line) for check in checks for line in table.lines(check))
    return _gathered(chain([header], lines))


def json_pieces(about: Mapping[str, Any], checks: Iterable[CheckDetail]) -> Iterator[str]:
    """One document: `schema`, then `about`, then `checks`, then `count`."""
    return _gathered(_json_parts(about, checks))


def _json_parts(about: Mapping[str, Any], checks: Iterable[CheckDetail]) -> Iterator[str]:
    head = json.dumps({"schema": SCHEMA, **about}, ensure_ascii=False, allow_nan=False)
    yield head.removesuffix("}") + ', "checks": [\n'
    count = 0
    for count, check in enumerate(checks, 1):
        text = json.dumps(check_document(check), ensure_ascii=False, allow_nan=False)
        yield f",\n{text}" if count > 1 else text
    yield f'\n], "count": {count}}}\n'


def _gathered(parts: Iterable[str]) -> Iterator[str]:
    """The same text in pieces of about `PIECE_CHARACTERS`."""
    held: list[str] = []
    size = 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size >= PIECE_CHARACTERS:
            yield "".join(held)
            held, size = [], 0
    if held:
        yield "".join(held)
