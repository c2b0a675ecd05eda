"""Stored checks as files and documents for other programs: CSV, JSON and what the API answers.

Pure: which checks are meant, and how they reach anybody, is decided elsewhere. The names written
here are a contract (docs/exports.md): they only ever grow, and `SCHEMA` counts what breaks one.
"""

from __future__ import annotations

SCHEMA = 1
"""Stands in every document and in every row."""
