"""One raw value against one key."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.config import KEYS, UnfitValueError, accept, from_text, wanted

FIT: list[tuple[str, Any, Any]] = [
    ("camera.source", "picamera", "picamera"),
    ("camera.source", "usb:0", "usb:0"),
    ("camera.source", "/clips/a", "/clips/a"),
    ("camera.source", "demo.mp4", "demo.mp4"),
    ("camera.fps", 5, 5),
    ("camera.fps", 120, 120),
    ("camera.rotation_deg", 270, 270),
    ("model.name_or_path", "thunder", "thunder"),
    ("model.name_or_path", "/opt/my.tflite", "/opt/my.tflite"),
    ("gpio.enabled", False, False),
    ("web.host", "0.0.0.0", "0.0.0.0"),
    ("web.host", "::1", "::1"),
    ("web.host_names", ["kiosk.local", "a"], ("kiosk.local", "a")),
    ("web.host_names", [], ()),
    ("web.port", 0, 0),
    ("store.path", "/x/r.db", Path("/x/r.db")),
]

UNFIT: list[tuple[str, Any]] = [
    ("camera.source", "picam"),
    ("camera.source", "usb:x"),
    ("camera.source", ""),
    ("camera.source", "a.mp4\nb"),
    ("camera.fps", 4),
    ("camera.fps", 121),
    ("camera.fps", 15.0),
    ("camera.fps", "15"),
    ("camera.fps", True),
    ("camera.rotation_deg", 45),
    ("model.name_or_path", "lightening"),
    ("model.runtime", "onnx"),
    ("gpio.enabled", 1),
    ("gpio.enabled", "true"),
    ("web.host", "http://127.0.0.1"),
    ("web.host", "127.0.0.1:80"),
    ("web.host_names", "kiosk.local"),
    ("web.host_names", ["ok.local", "http://x"]),
    ("web.host_names", ["ok.local", 3]),
    ("web.host_names", ["a..b"]),
    ("web.host_names", ["a" * 64 + ".local"]),
    ("store.path", ""),
    ("store.path", None),
    ("check.reps", {}),
]


@pytest.mark.parametrize(("name", "raw", "value"), FIT)
def test_a_fit_value_is_taken(name: str, raw: object, value: object) -> None:
    """A value inside the limits is taken, in its own type."""
    taken = accept(KEYS[name], raw)
    assert taken == value
    assert type(taken) is type(value)


@pytest.mark.parametrize(("name", "raw"), UNFIT)
def test_an_unfit_value_is_refused_with_what_is_wanted(name: str, raw: object) -> None:
    """A value of another type or outside the limits is refused, saying what fits."""
    with pytest.raises(UnfitValueError) as caught:
        accept(KEYS[name], raw)
    assert str(caught.value) == wanted(KEYS[name])


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("camera.fps", " 15 ", 15),
        ("gpio.enabled", "false", False),
        ("web.host_names", "a.example, b.example", ("a.example", "b.example")),
        ("web.host_names", "", ()),
        ("web.host", "10.0.0.1", "10.0.0.1"),
        ("store.path", "/x", Path("/x")),
    ],
)
def test_text_of_a_form_or_command_is_read(name: str, text: str, value: object) -> None:
    """Text becomes the key's own type."""
    assert from_text(KEYS[name], text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [("camera.fps", "fast"), ("camera.fps", "1e1"), ("gpio.enabled", "yes"), ("check.reps", "")],
)
def test_unfit_text_is_refused_like_an_unfit_value(name: str, text: str) -> None:
    """Text that is no such value gets the same words."""
    with pytest.raises(UnfitValueError, match=wanted(KEYS[name])[:12]):
        from_text(KEYS[name], text)


def test_what_is_wanted_names_range_and_unit() -> None:
    """The words hold the limits and the unit, for the sentence and for the page."""
    assert wanted(KEYS["camera.fps"]) == "a whole number from 5 to 120 (frames per second)"
    assert wanted(KEYS["camera.rotation_deg"]) == "one of 0, 90, 180, 270"
    assert wanted(KEYS["gpio.enabled"]) == "true or false"


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(list(KEYS.values())), JUNK)
def test_any_junk_is_taken_or_refused_never_worse(key: Any, raw: object) -> None:
    """Whatever stands in the file, the answer is a value of the key's type or a refusal."""
    with contextlib.suppress(UnfitValueError):
        assert isinstance(accept(key, raw), key.kind)
