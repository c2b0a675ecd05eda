"""Charts as SVG: what is drawn where, safe in a page, readable without colours."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from kiosk.charts import Chart, Curve, Dot, Dots, Layer, Level, Panel, Span, Tick, Zone, drawn

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script>\"'&"


def chart(*layers: Layer, panels: int = 1) -> Chart:
    panel = Panel("Knee inward", 0.0, 10.0, [Tick(0.0, "0°"), Tick(10.0, "10°")], layers)
    ticks = [Tick(0.0, "0"), Tick(100.0, "100")]
    return Chart("knee", "Left leg", "From 0° to 9°.", [panel] * panels, 0.0, 100.0, ticks, "Time")


def parsed(given: Chart) -> ET.Element:
    return ET.fromstring(drawn(given))


def classed(root: ET.Element, look: str) -> list[ET.Element]:
    return [each for each in root.iter() if look in each.get("class", "").split()]


def test_it_says_what_it_shows() -> None:
    """The picture has a role, a name and a text that screen readers read in its place."""
    root = parsed(chart(Zone(0, 5, "good")))
    title, text = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert title is not None
    assert text is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {text.get('id')}"
    assert (title.text, text.text) == ("Left leg", "From 0° to 9°.")


def test_words_are_never_markup() -> None:
    """Hostile words in every place for words come out as words."""
    layers = (Level(5.0, HOSTILE), Span(10, 20, "counted", HOSTILE), Zone(0, 5, HOSTILE))
    hostile = replace(chart(*layers), title=HOSTILE, text=HOSTILE, x_title=HOSTILE, name="safe")
    panel = replace(hostile.panels[0], title=HOSTILE, y_ticks=[Tick(0.0, HOSTILE)])
    text = drawn(replace(hostile, panels=[panel], x_ticks=[Tick(0.0, HOSTILE)]))
    assert "<script" not in text
    root = ET.fromstring(text)
    assert "script" not in {each.tag.removeprefix(SVG) for each in root.iter()}
    assert sum(each.text == HOSTILE for each in root.iter()) == 8


def test_nothing_in_it_needs_a_looser_policy() -> None:
    """No style attribute, no style element, no script, no address outside of the picture."""
    layers = (
        Zone(0, 5, "good"),
        Span(0, 50, "refused"),
        Span(0, 5, "practice"),
        Level(3.0),
        Curve([(0.0, 1.0), (50.0, 2.0)], "left"),
        Dots([Dot(50.0, 5.0, 1.0)], "right"),
    )
    for each in parsed(chart(*layers)).iter():
        assert each.tag.removeprefix(SVG) not in {"style", "script", "foreignObject", "image"}
        assert "style" not in each.attrib
        assert not any(name.startswith("on") or "href" in name for name in each.attrib)


def test_higher_values_are_drawn_higher() -> None:
    """A curve goes from the lower left to the upper right of its panel, at its right place."""
    (curve,) = classed(parsed(chart(Curve([(0.0, 0.0), (100.0, 10.0)], "left"))), "curve")
    start, end = (tuple(map(float, each.split())) for each in curve.get("d", "")[1:].split("L"))
    assert start == (0.0, 110.0)
    assert end[0] > 300.0
    assert end[1] == 0.0


def test_a_curve_breaks_where_nothing_was_seen() -> None:
    """A missing value is a gap, never a line to nought; a single value is still there."""
    points = [(0.0, 1.0), (1.0, 2.0), (2.0, None), (3.0, 3.0), (4.0, None), (5.0, None)]
    curves = classed(parsed(chart(Curve(points, "left"))), "curve")
    assert [each.get("d", "").count("L") for each in curves] == [1, 0]
    assert curves[1].get("d", "").endswith("h0")


def test_wild_values_stay_in_their_panel() -> None:
    """What lies outside of the scale is drawn at its edge."""
    (curve,) = classed(parsed(chart(Curve([(-50.0, 99.0), (500.0, -99.0)], "left"))), "curve")
    assert curve.get("d", "").startswith("M0.0 0.0L")
    assert curve.get("d", "").endswith(" 110.0")


def test_refused_reps_are_told_apart_without_colour() -> None:
    """A refused rep is hatched with a pattern of its own; a counted one has its number."""
    root = parsed(chart(Span(0, 10, "counted", "1"), Span(20, 30, "refused"), panels=2))
    refused = classed(root, "refused")
    patterns = [each.get("id") for each in root.iter(f"{SVG}pattern")]
    assert [each.get("fill") for each in refused] == [f"url(#{name})" for name in patterns]
    assert len(set(patterns)) == 2
    assert [each.text for each in classed(root, "words")] == ["1", "1"]


def test_an_error_bar_spans_its_spread() -> None:
    """The bar reaches as far above and below the dot as the spread says."""
    root = parsed(chart(Dots([Dot(50.0, 5.0, 2.0), Dot(60.0, 5.0)], "gap")))
    (bar,) = classed(root, "error")
    assert bar.get("d", "").partition("m")[0].split(" ")[1] == "33.0V77.0"
    assert [each.get("cy") for each in classed(root, "dot")] == ["55.0", "55.0"]


@pytest.mark.parametrize("panels", [1, 4])
def test_only_the_last_panel_names_the_time(panels: int) -> None:
    """Panels share one axis: its words stand once, under the last of them."""
    root = parsed(chart(Zone(0, 5, "good"), panels=panels))
    words = [each.text for each in root.iter(f"{SVG}text")]
    assert words.count("100") == 1
    assert words.count("Knee inward") == panels
    assert words.count("10°") == panels


def test_a_line_of_the_grid_stands_at_its_value() -> None:
    """The line with the words 5° is half way up, the one with 25 a quarter of the way along."""
    given = chart(Curve([(25.0, 5.0), (26.0, 5.0)], "left"))
    panel = replace(given.panels[0], y_ticks=[Tick(5.0, "5°")])
    root = parsed(replace(given, panels=[panel], x_ticks=[Tick(25.0, "25")]))
    lines = [each[0] for each in classed(root, "tick")]
    (curve,) = classed(root, "curve")
    x, y = curve.get("d", "")[1:].split("L")[0].split()
    assert sorted(each.get("x1", "") for each in lines)[-1] == x
    assert [each.get("y1") for each in lines if each.get("y1") == each.get("y2")] == [y]
    assert y == "55.0"


def test_panels_of_any_words_line_up() -> None:
    """Long words at one panel's scale do not move it against the others."""
    short = chart(Zone(0, 5, "good")).panels[0]
    long = replace(short, y_ticks=[Tick(0.0, "a very long word"), Tick(10.0, "10°")])
    root = parsed(replace(chart(), panels=[short, long]))
    left, right = (each.get("width") for each in classed(root, "zone"))
    assert left == right


def test_a_chart_without_length_is_drawn() -> None:
    """One moment alone is no reason to fail."""
    given = replace(chart(Curve([(0.0, 1.0)], "left")), x_low=0.0, x_high=0.0, x_ticks=[])
    assert len(classed(parsed(given), "curve")) == 1


def test_the_pages_start_without_the_library() -> None:
    """The library takes its time to load: it comes with the first chart, not with the kiosk."""
    code = "import sys, kiosk.web.app; print('leather' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"
