"""The sets of clips: what each must hold so that figures from it mean what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pytest

from .catalogue import SETS
from .measured import ENTRIES
from .script import PLAN_KEYS, lay_out
from .take import KNOWN
from .take import plan as planned

BY_NAME = {entry.name: entry for entry in ENTRIES}
ALONE = {"turn", "off_centre", "roll", "light", "clothes", "picture", "lens", "place"}
# The part of a spec that a group of disturbances may change.
TOUCHES = {
    "turn": {"turn_deg"}, "off_centre": {"off_centre_m"}, "roll": {"camera"}, "light": {"scene"},
    "clothes": {"outfit", "scene"}, "picture": {"scene", "crf", "camera"}, "lens": {"camera"},
    "place": {"camera"}, "repeat": {"seed", "scene", "outfit"},
}  # fmt: skip
ALL = [(name, spec) for specs in SETS.values() for name, spec in specs.items()]
PLANS = [plan for _, spec in ALL for plan in spec.get("legs", {}).values()]


def plan_of(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    legs: Mapping[str, Mapping[str, Any]] = spec["legs"]
    (only,) = legs.values()
    return only


def test_names_and_words_are_known() -> None:
    """No name is used twice over all sets, and no spec or plan has a word that nothing reads."""
    assert [name for name, n in Counter(name for name, _ in ALL).items() if n > 1] == []
    assert all(set(spec) <= KNOWN for _, spec in ALL)
    assert all(set(plan) <= PLAN_KEYS for plan in PLANS)


def test_every_script_can_be_laid_out() -> None:
    """Every script of every set, those of passers-by too, is made of steps that exist."""
    for _, spec in ALL:
        assert lay_out(spec["script"], spec.get("legs", {}), {}, 1).end_s > 3.0
        for other in spec.get("others", ()):
            legs = other.get("legs", {})
            assert lay_out(other["path"], legs, {}, 1).end_s > 3.0


def test_no_person_is_in_two_sets() -> None:
    """The sets share no seed: nothing that was fitted or looked at is measured."""
    seeds = {name: {spec["seed"] for spec in specs.values()} for name, specs in SETS.items()}
    for one, two in combinations(seeds.values(), 2):
        assert one & two == set()


def test_fitting_set_is_spread_and_mixed() -> None:
    """Half stand turned, to both sides; left and right legs, women and men are as many."""
    specs = list(SETS["fitting"].values())
    turns = [spec["turn_deg"] for spec in specs]
    assert len(specs) == 40
    assert sum(turn == 0 for turn in turns) == 20
    assert sum(turn > 0 for turn in turns) == sum(turn < 0 for turn in turns)
    assert Counter(leg for spec in specs for leg in spec["legs"]) == {"L": 20, "R": 20}
    assert sum(spec["body"]["gender"] for spec in specs) == 20
    assert min(plan_of(spec)["fppa"] for spec in specs) == -3.0
    assert max(plan_of(spec)["fppa"] for spec in specs) == 24.0


def test_head_tells_nothing_of_the_body() -> None:
    """In the fitting set the head's turn does not go along with the body's."""
    turned = [spec for spec in SETS["fitting"].values() if spec["turn_deg"]]
    same = sum(spec["turn_deg"] * spec["head_turn_deg"] > 0 for spec in turned)
    assert 6 <= same <= 14


def test_measured_set_covers_people_and_disturbances() -> None:
    """Enough clips and people, both sexes and legs alike, every group there."""
    groups = Counter(entry.group for entry in ENTRIES)
    people = [entry.spec for entry in ENTRIES if entry.group == "people"]
    assert len(ENTRIES) >= 60
    assert set(groups) == ALONE | {"people", "repeat", "rate", "events", "nothing"}
    assert sum(spec["body"]["gender"] for spec in people) == 12 == len(people) / 2
    legs = Counter(next(iter(spec["legs"])) for spec in people)
    assert legs == {"L": 12, "R": 12}
    fppa = [plan["fppa"] for spec in people for plan in spec["legs"].values()]
    assert min(fppa) == -4.0
    assert max(fppa) == 28.0
    assert all(any(abs(value - cut) < 1.0 for value in fppa) for cut in (8.0, 14.0))


@pytest.mark.parametrize("entry", [e for e in ENTRIES if e.base], ids=lambda e: e.name)
def test_a_disturbance_comes_alone(entry: Any) -> None:
    """A disturbed clip differs from its base in nothing but what its group disturbs."""
    base = BY_NAME[entry.base].spec
    changed = {key for key in base | entry.spec if base.get(key) != entry.spec.get(key)}
    assert changed
    assert changed <= TOUCHES[entry.group]
    assert entry.level


def test_bases_are_people_of_the_set() -> None:
    """Every base is a clip of the group of undisturbed people."""
    assert {BY_NAME[e.base].group for e in ENTRIES if e.base} == {"people"}


def test_clips_with_nothing_have_no_single_leg_rep() -> None:
    """Nothing that should count is in the scripts of the group `nothing`."""
    specs = [entry.spec for entry in ENTRIES if entry.group == "nothing"]
    assert len(specs) >= 6
    assert not any(step[0] == "rep" for spec in specs for step in spec["script"])


def test_unknown_word_in_a_spec_is_refused() -> None:
    """A misspelt key of a spec is an error that names it."""
    with pytest.raises(ValueError, match="turn_degrees"):
        planned({"turn_degrees": 8.0, "script": []})
