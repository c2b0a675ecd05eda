"""Every English sentence that a member may read, found where it is said.

Three places: tables of words at the top of modules, sentences that functions of the scoring put
together, and `_("…")` of templates or `say(language, "…")` of modules.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from importlib import import_module, resources
from itertools import product
from pathlib import Path
from typing import Any

from jinja2 import Environment
from jinja2.ext import extract_from_ast

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "kiosk" / "web" / "templates"
INSTALLER = ROOT / "kiosk" / "install"
"""Says what it says at a terminal, in English only."""

MODULES = (
    "kiosk.saying",
    "kiosk.feedback.cues",
    "kiosk.scoring.advice",
    "kiosk.scoring.checks",
    "kiosk.scoring.judge",
    "kiosk.scoring.report",
    "kiosk.web.exercises",
    "kiosk.web.how_sure_view",
    "kiosk.web.member_view",
    "kiosk.web.page_words",
    "kiosk.web.results_view",
    "kiosk.web.wording",
)
"""Modules with words for members, in tables and in functions that put sentences together."""
TABLES = (*MODULES, "kiosk.board.telling", "kiosk.service")
FUNCTIONS = (*MODULES, "kiosk.web.phone")
NOT_SAID = {"when"}
"""Fields of a table's rows that are for the documents."""
BOTH_SIDES = {"name.capitalize()": ("Left", "Right"), "side": ("left", "right")}
"""Parts that languages bend the sentence for: written out."""

SPECIFICATION = re.compile(r"\{(\w+)(?:![rsa])?(?::[^{}]*)?\}")


def messages() -> dict[str, str]:
    """Message: where it is said (a path from the root), in the order of the sources. Of two that
    differ in the names of their parts only, one."""
    found: dict[str, tuple[str, str]] = {}
    for path, said in _all():
        for message in said:
            alike = SPECIFICATION.sub("{}", message)
            found.setdefault(alike, (SPECIFICATION.sub(r"{\1}", message), path))
    return dict(found.values())


def _all() -> Iterator[tuple[str, Iterator[str]]]:
    for name in TABLES:
        yield _path(name), _of_tables(name)
    for name in FUNCTIONS:
        yield _path(name), _of_functions(_tree(ROOT / _path(name)))
    for path in sorted(TEMPLATES.rglob("*.html")):
        yield path.relative_to(ROOT).as_posix(), _of_template(path)
    for path in sorted((ROOT / "kiosk").rglob("*.py")):
        if not path.is_relative_to(INSTALLER):
            yield path.relative_to(ROOT).as_posix(), _of_calls(_tree(path))
    measured = json.loads(resources.files("kiosk").joinpath("measured.json").read_text("utf-8"))
    yield "kiosk/measured.json", iter([measured["validated_on"]])


def _path(module: str) -> str:
    return module.replace(".", "/") + ".py"


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _of_tables(module: str) -> Iterator[str]:
    """The words in everything that a module names at its top."""
    tree, loaded = _tree(ROOT / _path(module)), import_module(module)
    for statement in tree.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else ()
        named = [statement.target] if isinstance(statement, ast.AnnAssign) else targets
        for target in named:
            if isinstance(target, ast.Name):
                yield from _words_in(getattr(loaded, target.id))


def _words_in(value: Any) -> Iterator[str]:
    """A lone small word in a row is a code there; as the value of a name it is said."""
    if isinstance(value, str):
        yield from [value] if _is_said(value) else []
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _words_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            code = isinstance(each, str) and re.fullmatch("[a-z]+", each)
            yield from () if code else _words_in(each)
    elif is_dataclass(value) and not isinstance(value, type | Enum):
        for field in fields(value):
            yield from () if field.name in NOT_SAID else _words_in(getattr(value, field.name))


def _is_said(text: str) -> bool:
    """Words, or a number with its unit; not a code, an address or a lone mark."""
    own = SPECIFICATION.sub("", text)
    wordy = re.search(r"[A-Za-z]{2}", own) or (own != text and re.search("[°±]", own))
    return bool(wordy) and not re.search(r"\w_|_\w|/\w", own)


def _of_functions(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            documented = ast.get_docstring(node) is not None
            for statement in node.body[1 if documented else 0 :]:
                yield from _sentences(statement)


def _sentences(node: ast.AST) -> Iterator[str]:
    """Sentences at or under a piece of a function; what an f-string holds is part of it."""
    if isinstance(node, ast.JoinedStr):
        yield from (each for each in _written_out(node) if _is_said(each))
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
        yield node.value
    if not isinstance(node, ast.FunctionDef):
        for child in ast.iter_child_nodes(node):
            yield from _sentences(child)


def _written_out(node: ast.JoinedStr) -> list[str]:
    """The messages of an f-string: its parts named, what changes the grammar written out."""
    choices = {ast.unparse(piece): _choices(piece) for piece in node.values}
    return [
        "".join(chosen[ast.unparse(piece)] for piece in node.values)
        for chosen in (dict(zip(choices, each, strict=True)) for each in product(*choices.values()))
    ]


def _choices(piece: ast.expr) -> tuple[str, ...]:
    if isinstance(piece, ast.Constant):
        return (str(piece.value),)
    assert isinstance(piece, ast.FormattedValue)
    said = ast.unparse(piece.value)
    if said in BOTH_SIDES:
        return BOTH_SIDES[said]
    if isinstance(piece.value, ast.IfExp):
        return tuple(str(ast.literal_eval(end)) for end in (piece.value.body, piece.value.orelse))
    return ("{" + re.findall(r"[A-Za-z]\w*", said)[-1].lower() + "}",)


def _of_template(path: Path) -> Iterator[str]:
    parsed = Environment(trim_blocks=True, lstrip_blocks=True).parse(path.read_text("utf-8"))
    for _, _, said in extract_from_ast(parsed, gettext_functions=("_",)):
        parts = said if isinstance(said, tuple) else (said,)
        yield from (each for each in parts if each)


def _of_calls(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("say", "_"):
            for given in node.args:
                if isinstance(given, ast.Constant) and _is_said(str(given.value)):
                    yield str(given.value)
