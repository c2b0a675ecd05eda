"""Precedence, origins, and every mistake at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import paths
from kiosk.config import (
    ADMIN,
    COMMAND_LINE,
    FILE,
    KEYS,
    SECTIONS,
    Config,
    Layer,
    flatten,
    resolve,
)
from kiosk.config.keys import build
from kiosk.errors import ConfigError


def in_file(values: dict[str, object]) -> Layer:
    return Layer(FILE, values, "/etc/kiosk/kiosk.toml")


def by_admin(values: dict[str, object]) -> Layer:
    return Layer(ADMIN, values, notes=dict.fromkeys(values, "by ann"), by_admin=True)


def mistakes_of(*layers: Layer) -> str:
    with pytest.raises(ConfigError) as caught:
        resolve(layers)
    return str(caught.value)


def test_without_layers_the_shipped_defaults_hold() -> None:
    """No file and no settings is a whole configuration, and its origins say so."""
    resolved = resolve([])
    assert resolved.config == Config()
    assert resolved.config.store.path == paths.STORE_FILE
    assert {str(origin) for origin in resolved.origins.values()} == {"shipped default"}
    assert list(resolved.origins) == list(KEYS)


def test_the_last_layer_that_speaks_wins_and_is_named() -> None:
    """Each value comes from the highest layer that sets it, and its origin names that layer."""
    resolved = resolve(
        [
            in_file({"camera.fps": 10, "web.port": 81, "check.reps": 4}),
            by_admin({"camera.fps": 20, "web.port": 82}),
            Layer(COMMAND_LINE, {"camera.fps": 25}),
        ]
    )
    config, origins = resolved.config, resolved.origins
    assert (config.camera.fps, config.web.port, config.check.reps) == (25, 82, 4)
    assert str(origins["camera.fps"]) == "command line"
    assert str(origins["web.port"]) == "admin setting, by ann"
    assert str(origins["check.reps"]) == "file /etc/kiosk/kiosk.toml"


def test_every_mistake_is_in_one_sentence() -> None:
    """Wrong values, unknown keys and clashes of all layers come out together."""
    text = mistakes_of(
        in_file({"camera.fps": 300, "camera.widht_px": 7, "check.reps": True}),
        Layer(COMMAND_LINE, {"web.port": "eighty"}),
    )
    assert text.startswith("The configuration has 4 mistakes: ")
    assert "camera.fps = 300 (file /etc/kiosk/kiosk.toml) must be a whole number from 5" in text
    assert "camera.widht_px (file /etc/kiosk/kiosk.toml) is unknown (did you mean" in text
    assert "check.reps = true" in text
    assert 'web.port = "eighty" (command line)' in text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("wrong", "suggestion"),
    [
        ("camera.widht_px", "camera.width_px"),
        ("model.port", "web.port"),
        ("camra", "[camera]"),
        ("gpio.led_gren_pin", "gpio.led_green_pin"),
    ],
)
def test_an_unknown_key_brings_the_nearest_one(wrong: str, suggestion: str) -> None:
    """A typing mistake or a wrong section is answered with what was probably meant."""
    assert f"(did you mean {suggestion}?)" in mistakes_of(in_file({wrong: 1}))


def test_a_key_like_no_other_gets_no_suggestion() -> None:
    """A far-fetched suggestion would mislead."""
    text = mistakes_of(in_file({"zzzz.qqqq": 1}))
    assert "zzzz.qqqq (file /etc/kiosk/kiosk.toml) is unknown." in text


def test_a_section_used_as_a_value_is_explained() -> None:
    """`camera = 3` is told how a section is written."""
    assert "write [camera] and its keys under it" in mistakes_of(in_file({"camera": 3}))


def test_two_things_on_one_pin_are_refused_with_both_origins() -> None:
    """A pin set in the file may clash with a default: the sentence names both."""
    text = mistakes_of(in_file({"gpio.buzzer_pin": 17}))
    assert "gpio.led_red_pin (shipped default)" in text
    assert "gpio.buzzer_pin (file /etc/kiosk/kiosk.toml) share pin 17" in text


def test_an_admin_setting_of_another_version_is_left_out_and_named() -> None:
    """Going back to an older version must start, whatever a newer one has kept."""
    resolved = resolve(
        [in_file({"camera.fps": 10}), by_admin({"camera.fps": 9000, "new.key": 1, "check.reps": 6})]
    )
    assert resolved.config.camera.fps == 10
    assert str(resolved.origins["camera.fps"]) == "file /etc/kiosk/kiosk.toml"
    assert resolved.config.check.reps == 6
    assert len(resolved.ignored) == 2
    assert "camera.fps = 9000 (admin setting, by ann) must be" in resolved.ignored[0]
    assert "new.key" in resolved.ignored[1]


def test_the_path_of_the_store_cannot_be_set_inside_the_store() -> None:
    """An admin's setting of the store's path is left out; the file may set it."""
    resolved = resolve([in_file({"store.path": "/a.db"}), by_admin({"store.path": "/b.db"})])
    assert resolved.config.store.path == Path("/a.db")
    assert "may only be set in kiosk.toml" in resolved.ignored[0]


def test_every_default_is_fit_and_declared_in_full() -> None:
    """The table obeys its own limits: defaults pass, every meaning is a sentence, sections too."""
    assert resolve([Layer(FILE, flatten(Config()))]).config == Config()
    for key in KEYS.values():
        assert key.declared.meaning.endswith("."), key.name
        assert (key.declared.low is None) == (key.declared.high is None), key.name
    assert all(words.endswith(".") for words in SECTIONS.values())


@given(st.dictionaries(st.sampled_from(list(KEYS)), st.integers(-10, 5000), max_size=5))
def test_resolving_either_holds_every_value_or_complains(values: dict[str, object]) -> None:
    """What resolves holds exactly the layer's values; otherwise each unfit key is named."""
    try:
        resolved = resolve([in_file(values)])
    except ConfigError as error:
        complaint = str(error)
    else:
        flat = flatten(resolved.config)
        assert {name: flat[name] for name in values} == values
        assert build(flat) == resolved.config
        return
    assert any(name in complaint for name in values)
