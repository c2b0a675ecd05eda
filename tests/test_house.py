"""The house rules that a machine can keep: docstrings, words, names and commands."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

import click

from kiosk.cli import main

ROOT = Path(__file__).resolve().parents[1]

OPEN_MARKERS = re.compile(rf"\b({'|'.join(('TO' + 'DO', 'FIX' + 'ME', 'X' * 3, 'HA' + 'CK'))})\b")
REGISTRIES = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in [
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("piwheels", "org"),
            ("registry", "npmjs", "org"),
            ("registry", "yarnpkg", "com"),
            ("download", "pytorch", "org"),
        ]
    )
)
MACHINE_PATHS = re.compile(
    "|".join(("/" + "work/", "/" + "root/", r"\.\./" + "shared", "/tmp/" + "brief"))
)
INDEX_LINES = re.compile(
    r"^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b", re.MULTILINE
)
EMPTY_NAMES = {"utils", "util", "common", "helpers", "helper", "manager", "misc"}


@cache
def modules(folder: str) -> dict[str, ast.Module]:
    """Every Python file under `folder` by its path from the root, parsed."""
    found = sorted((ROOT / folder).rglob("*.py"))
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in found
    }


def none_strange(look: Callable[[str], Collection[str]], paths: Iterable[str]) -> bool:
    """Fails with every path and what is strange there, not with the first one only."""
    strange = {path: found for path in paths if (found := look(path))}
    assert strange == {}
    return True


EVERY_MODULE = modules("kiosk") | modules("tests") | modules("models")


def unsaid_in(path: str) -> list[str]:
    tree = EVERY_MODULE[path]
    said = (ast.get_docstring(tree) or "").strip() or Path(path).name.startswith("test_")
    missing = [] if said else ["docstring"]
    annotated = any(
        isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body
    )
    missing += ["annotations from the future"] if len(tree.body) > 1 and not annotated else []
    return missing + (["a name"] if Path(path).stem in EMPTY_NAMES else [])


def test_every_module_says_what_it_is() -> None:
    """A docstring at the top (tests have theirs), future annotations, a name with a meaning."""
    assert none_strange(unsaid_in, EVERY_MODULE)


def undescribed_in(path: str) -> list[str]:
    """Tests whose docstring is not one sentence."""
    strange = []
    for node in ast.walk(modules("tests")[path]):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            said = " ".join((ast.get_docstring(node) or "").split())
            if not re.search(r"[.?!]$", said) or re.search(r"[.!?] [A-Z]", said):
                strange.append(f"{node.name}: {said}")
    return strange


def test_every_test_says_its_behaviour() -> None:
    """Each test has a docstring of one sentence."""
    files = [path for path in modules("tests") if Path(path).name.startswith("test_")]
    assert none_strange(undescribed_in, files)


def sleeps_in(path: str) -> list[str]:
    calls = [node for node in ast.walk(modules("tests")[path]) if isinstance(node, ast.Call)]
    return [ast.unparse(call) for call in calls if ast.unparse(call.func).endswith("sleep")]


def test_no_test_sleeps() -> None:
    """Tests wait for conditions with a limit, never for the clock."""
    assert none_strange(sleeps_in, modules("tests"))


@cache
def committed() -> dict[str, str]:
    """Every text file that is tracked, or would be with the next commit."""
    listed = subprocess.run(
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = {}
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file():
            data = path.read_bytes()
            if b"\0" not in data:
                found[name] = data.decode("utf-8")
    return found


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern stands in committed files."""
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in committed().items()
        if pattern.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_nothing_is_left_open() -> None:
    """No committed file holds a marker for work that is still to be done."""
    assert lines_with(OPEN_MARKERS) == []


def test_no_registry_is_named() -> None:
    """Where packages come from is the machine's business, in no committed file."""
    assert lines_with(REGISTRIES) == []
    locks = [name for name in committed() if name.endswith(".lock") or "requirements" in name]
    assert [name for name in locks if INDEX_LINES.search(committed()[name])] == []
    assert locks != []


def test_no_path_of_one_machine() -> None:
    """No committed file knows where it lay when it was written."""
    assert lines_with(MACHINE_PATHS) == []


INSTALLED = re.compile(r"^/(etc|var|usr|opt|srv|home)/")


def default_paths_in(path: str) -> list[str]:
    words = [
        node.value for node in ast.walk(modules("kiosk")[path]) if isinstance(node, ast.Constant)
    ]
    return [word for word in words if isinstance(word, str) and INSTALLED.search(word)]


def test_default_paths_are_in_one_place() -> None:
    """No module but `paths` has a path of an installed system in it."""
    assert default_paths_in("kiosk/paths.py") != []
    assert none_strange(default_paths_in, set(modules("kiosk")) - {"kiosk/paths.py"})


def lines_to_type(text: str) -> Iterator[list[str]]:
    """Commands in backticks and in code blocks, split into words."""
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^ {4}(\S.*)$", text, re.MULTILINE)
    quoted = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
    for line in [*"\n".join(blocks).splitlines(), *indented, *quoted]:
        for command in re.split(r"\s*(?:&&|\||;|#|,? then )\s*", line):
            words = command.removeprefix("$ ").removeprefix("sudo ").split()
            if words:
                yield words


def unknown_of_kiosk(words: list[str]) -> str | None:
    """What of `kiosk …` does not exist; None when all of it does."""
    command: click.Command = main
    for word in words:
        if word.startswith("--"):
            options = {name for p in [*command.params, *main.params] for name in p.opts}
            if word.split("=")[0] not in options | {"--help", "--version"}:
                return word
        elif isinstance(command, click.Group) and re.fullmatch(r"[a-z][a-z-]*", word):
            if word not in command.commands:
                return word
            command = command.commands[word]
    return None


MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z][a-z0-9-]*):", MAKEFILE, re.MULTILINE))


def not_there_in(path: str) -> list[str]:
    """Commands, options and verbs of make that a text tells people to type in vain."""
    strange = []
    for words in lines_to_type((ROOT / path).read_text(encoding="utf-8")):
        name = words[0].rpartition("/")[2]
        verbs = {word for word in words[1:] if "=" not in word}
        if (name == "kiosk" and unknown_of_kiosk(words[1:])) or (
            name == "make" and not verbs <= TARGETS
        ):
            strange.append(" ".join(words))
    return strange


def test_only_commands_that_exist_are_named() -> None:
    """What a page or a message tells people to type is there: command, option, verb of make."""
    pages = [name for name in committed() if name.endswith(".md")]
    assert "README.md" in pages
    assert none_strange(not_there_in, [*pages, *modules("kiosk")])


def test_the_readme_names_the_two_commands() -> None:
    """A newcomer finds the demo and the tests."""
    lines = [" ".join(words) for words in lines_to_type((ROOT / "README.md").read_text("utf-8"))]
    assert "make demo" in lines
    assert "make test" in lines
