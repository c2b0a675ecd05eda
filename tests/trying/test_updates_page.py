"""docs/updates.md says what is: the stable commands, the forms of the files, and the limits."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import click
import pytest

from kiosk.cli import main
from kiosk.commands.trying import trying
from kiosk.config import KEYS, UpdateConfig
from kiosk.moment import Clock
from kiosk.trying.ready import ask_ready
from kiosk.update import state
from kiosk.update import trying as engine
from kiosk.update.outcome import KEPT, read
from kiosk.updating import Updating

from .conftest import Try, yes

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "updates.md").read_text(encoding="utf-8")
WORDS = " ".join(PAGE.split())


def example(after: str) -> Any:
    """The first JSON example after these words."""
    text = PAGE.split(after, 1)[1].split("```json\n", 1)[1].split("```", 1)[0]
    return json.loads(text)


STABLE = {
    "clip": ["CLIP", "EXPECTED"],
    "store": ["COPY"],
    "read": ["COPY"],
    "settings": ["FILE"],
    "ready": [],
}
"""For ever: a version without one of these cannot be updated to or from."""


def test_the_stable_commands_are_there_and_documented() -> None:
    """Names and arguments are those of the page, and the page has no other."""
    told = dict(re.findall(r"^\| `kiosk try (\w+)((?: [A-Z]+)*)` \|", PAGE, re.MULTILINE))
    assert {name: words.split() for name, words in told.items()} == STABLE
    assert set(trying.commands) == set(STABLE)
    assert main.commands["try"] is trying
    for name, command in trying.commands.items():
        arguments = [each for each in command.params if isinstance(each, click.Argument)]
        shown = [(each.metavar or str(each.name).upper()).strip("[]") for each in arguments]
        assert shown == STABLE[name]


def test_no_option_of_them_must_be_given() -> None:
    """An older updater knows no options: whatever is added later may be left out."""
    options = [
        option
        for command in trying.commands.values()
        for option in command.params
        if isinstance(option, click.Option)
    ]
    assert [option.name for option in options if option.required] == []


def test_the_answer_of_ready_is_the_documented_one(ask: Try) -> None:
    """Each key of the page is there with its kind, also where no kiosk answers."""
    told = example("`kiosk try ready` prints:")
    here = ask_ready("127.0.0.1", 9)
    assert list(here) == list(told)
    assert set(json.loads(yes(ask("ready")))) == set(told)
    kinds = {name: type(value) for name, value in told.items()}
    assert {name: type(value) for name, value in here.items()} == kinds | {"version": type(None)}


def test_the_documented_trial_is_one(tmp_path: Path) -> None:
    """The updater reads the page's example, and writes the very same keys."""
    told = example("`trial.json`:\n")
    path = tmp_path / "trial.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    trial = state.read_trial(path)
    assert trial is not None
    state.write_trial(path, trial)
    assert json.loads(path.read_text(encoding="utf-8")) == told
    for word in (*state.Phase, *state.Kind):
        assert f"`{word}`" in WORDS


def test_the_documented_book_is_one(tmp_path: Path) -> None:
    """The updater and the staff's page read the page's example whole."""
    told = example("`update.json`:\n")
    path = tmp_path / "var/lib/kiosk-system/update.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(told), encoding="utf-8")
    assert read(path) == told
    view = Updating(config=UpdateConfig(), run_dir=None, now=Clock().now, root=tmp_path).view()
    assert view["unreadable"] is None
    assert view["history"][0]["sentence"] == told["last_look"]["sentence"]
    assert view["last_look"]["outcome"] == "failed"


@pytest.mark.parametrize(
    "told",
    [
        f"Between {str(KEYS['update.quiet_hours'].default).replace('-', ' and ')}",
        f"within {engine.HEALTHY_LIMIT_S / 60:.0f} minutes",
        f"at most {KEPT}:",
    ],
)
def test_the_limits_are_those_of_the_program(told: str) -> None:
    """Hours, minutes and numbers of the page are those that hold."""
    assert told in WORDS


def test_the_numbers_in_words_hold() -> None:
    """Five looks two seconds apart, and half an hour for somebody on the spot."""
    assert (engine.LOOKS, engine.BETWEEN_S, engine.HOLD_LIMIT_S) == (5, 2.0, 1800.0)
    assert "five answers in a row, two seconds apart" in WORDS


def test_the_picture_says_itself_in_words() -> None:
    """The picture has a title and a description, and no text that runs out of it."""
    picture = ElementTree.parse(DOCS / "updates.svg").getroot()
    names = [child.tag.rpartition("}")[2] for child in picture]
    assert names[:2] == ["title", "desc"]
    assert "](updates.svg)" in PAGE
    width = float(picture.attrib["viewBox"].split()[2])
    for text in picture.iter("{http://www.w3.org/2000/svg}text"):
        assert float(text.attrib["x"]) + 7.6 * len("".join(text.itertext())) < width + 30


def test_every_file_that_the_page_names_is_there() -> None:
    """Links lead to pages of this repository."""
    links = re.findall(r"\]\(([\w/.-]+)\)", PAGE)
    assert len(links) > 5
    assert [link for link in links if not (DOCS / link).is_file()] == []
