"""Every command explains itself, and the configuration says where each value comes from."""

from __future__ import annotations

import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kiosk import __version__
from kiosk.cli import main
from kiosk.config.keys import KEYS
from kiosk.moment import Clock
from kiosk.results import ResultStore

from .commands import kiosk


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for name, command in group.commands.items():
        found.append((*path, name))
        if isinstance(command, click.Group):
            found += commands(command, (*path, name))
    return found


COMMANDS = commands(main)


@pytest.mark.parametrize("words", [(), *COMMANDS], ids=" ".join)
def test_help_teaches(words: tuple[str, ...]) -> None:
    """Each help ends well, explains in whole sentences, and says something of every option."""
    done = CliRunner().invoke(main, [*words, "--help"], prog_name="kiosk")
    assert done.exit_code == 0
    command: click.Command = main
    for word in words:
        assert isinstance(command, click.Group)
        command = command.commands[word]
    assert command.help is not None
    assert command.help.strip().endswith((".", "kiosk run")) or "\b" in command.help
    assert len(command.help.split()) >= 8
    options = [option for option in command.params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("words", [("run",), ("analyze",), ()], ids=" ".join)
def test_help_has_examples(words: tuple[str, ...]) -> None:
    """The commands with many options show lines to type."""
    done = CliRunner().invoke(main, [*words, "--help"], prog_name="kiosk")
    assert done.output.count("kiosk ") >= 4


def test_the_examples_in_help_are_whole_lines() -> None:
    """No example is wrapped in the middle."""
    done = CliRunner().invoke(main, ["run", "--help"], prog_name="kiosk", terminal_width=100)
    examples = [line for line in done.output.splitlines() if line.strip().startswith("kiosk run ")]
    assert len(examples) == 3


def test_the_version() -> None:
    """`kiosk --version` is the package's."""
    done = CliRunner().invoke(main, ["--version"])
    assert __version__ in done.output


def test_a_mistyped_option_is_no_traceback(tmp_path: Path) -> None:
    """Click's own complaint comes through, with its code."""
    done = kiosk("run", "--sauce", "usb:0", cwd=tmp_path)
    assert done.code == 2
    assert "--source" in done.stderr
    assert "Traceback" not in done.stderr


def test_config_show_says_where_each_value_comes_from(tmp_path: Path) -> None:
    """Defaults, the file and an admin's settings are told apart, on one line each."""
    store = tmp_path / "results.db"
    with ResultStore.open(store, "kiosk", Clock().now()) as opened:
        opened.change_settings({"check.reps": 4}, "Ann", Clock().now())
    toml = tmp_path / "kiosk.toml"
    toml.write_text(f'[camera]\nfps = 20\n[store]\npath = "{store}"\n', encoding="utf-8")
    done = kiosk("--config", toml, "config", "show", "--origin", cwd=tmp_path)
    assert done.code == 0
    lines = {line.split(" = ")[0]: line for line in done.stdout.splitlines() if " = " in line}
    assert lines["fps"].endswith(f"# file {toml}")
    assert "# admin setting, by Ann, " in lines["reps"]
    assert lines["port"].endswith("# shipped default")
    assert sum(" = " in line for line in done.stdout.splitlines()) == len(KEYS)


def test_config_show_can_be_a_configuration_file(tmp_path: Path) -> None:
    """What is printed is a kiosk.toml that gives the same configuration again."""
    toml = tmp_path / "kiosk.toml"
    toml.write_text(
        f'[camera]\nfps = 20\n[store]\npath = "{tmp_path / "none.db"}"\n', encoding="utf-8"
    )
    first = kiosk("--config", toml, "config", "show", cwd=tmp_path)
    tomllib.loads(first.stdout)
    toml.write_text(first.stdout, encoding="utf-8")
    assert kiosk("--config", toml, "config", "show", cwd=tmp_path).stdout == first.stdout
