"""The measured error where members and trainers see it: "How sure is this?" and every ±."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import __version__
from kiosk.errors import InputError
from kiosk.live import Live
from kiosk.measured import FILE_NAME, Measured, parse
from kiosk.results import ResultStore
from kiosk.scoring import protocol
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.how_sure_view import CHANGE_BETWEEN_DAYS_DEG, how_sure_view
from kiosk.web.wording import MEASURE_NAMES, NOT_MEASURED, sure_line
from kiosk.words import LANGUAGES, long_date

ROOT = Path(__file__).resolve().parents[2]
SHIPPED: dict[str, Any] = json.loads(resources.files("kiosk").joinpath(FILE_NAME).read_text())
NO_FIGURES = {
    key: SHIPPED[key]
    for key in ("made", "kiosk_version", "protocol_version", "model", "validated_on")
} | {"measures": {}, "counts": {}, "verdicts": {}}

MakeApp = Callable[..., Flask]


@pytest.fixture
def app_with(live: Live, store: ResultStore) -> MakeApp:
    """The pages over figures of the test's own."""

    def make(found: dict[str, Any], **more: Any) -> Flask:
        measured = parse(json.dumps(found))
        return create_app(live, store, Given(measured=lambda: measured, **more))

    return make


def words_of(html: str) -> str:
    """A page's words, without markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def page_of(app: Flask, address: str = "/how-sure") -> str:
    answer = app.test_client().get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def signed(value_deg: float) -> str:
    """As the page writes an error: sign, tenths, true minus."""
    return f"{value_deg:+.1f}°".replace("-", "−") if abs(value_deg) >= 0.05 else "0.0°"


def said_of(found: dict[str, Any]) -> set[str]:
    """Every figure of such a file, as the page must write it."""
    said = {found["kiosk_version"], found["protocol_version"], found["model"]}
    for error in (found["measures"][name] for name in MEASURE_NAMES):
        sizes = (error[key] for key in ("sd_deg", "sem_deg", "sdc_deg"))
        said |= {f"{size:.1f}°" for size in sizes if size is not None}
        edges = (error[key] for key in ("bias_deg", "loa_low_deg", "loa_high_deg"))
        said |= {signed(edge) for edge in edges if edge is not None}
        said |= {f"± {error['sd_deg']:.1f}°"} if error["sd_deg"] is not None else set()
    parts = {"right": "legs", "wrong_and_sure": "legs", "unsure_in_good_scene": "good_scene"}
    for each in found["verdicts"].values():
        said |= {
            f"{each[part]} of {each[whole]}"
            for part, whole in parts.items()
            if each[part] is not None and each[whole] is not None
        }
    return said


WHOLE: dict[str, Any] = {
    **SHIPPED,
    "second_model": "thunder",
    "measures": {
        name: {
            "legs": 41 + turn,
            "bias_deg": 0.3 - turn,
            "sd_deg": 1.4 + turn,
            "sem_deg": 0.6 + turn,
            "loa_low_deg": -2.4 - 2 * turn,
            "loa_high_deg": 3.1 + turn,
            "sdc_deg": 1.7 + turn,
        }
        for turn, name in enumerate(MEASURE_NAMES)
    },
    "counts": {
        "clips": 84,
        "clips_right": 83,
        "reps": 281,
        "missed": 11,
        "false": 12,
        "wrong_leg": 13,
        "wrong_reason": 14,
    },
    "verdicts": {
        name: {
            "legs": 60,
            "right": 57 - turn,
            "wrong_and_sure": turn,
            "unsure_in_good_scene": 3 + turn,
            "good_scene": 50,
        }
        for turn, name in enumerate(("knee_valgus", "pelvic_drop", "trunk_lean"))
    },
}


@pytest.mark.parametrize("found", [WHOLE, SHIPPED], ids=["whole", "shipped"])
def test_page_prints_the_measured_figures(app_with: MakeApp, found: dict[str, Any]) -> None:
    """Every figure of the file stands on the page, with its date, versions, model and people."""
    words = words_of(page_of(app_with(found)))
    assert {each for each in said_of(found) if each not in words} == set()
    assert f"Validated on {found['validated_on']}." in words
    whom = f"{found['legs']} legs, {found['bodies']} bodies, {found['clips']} clips."
    assert f"Measured on: {whom}" in words


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_page_prints_the_same_figures_in_every_language(app_with: MakeApp, language: str) -> None:
    """Every figure, as the language writes it; and of the English sentences none is left."""
    app = app_with(WHOLE)
    words = words_of(page_of(app, f"/how-sure?lang={language}"))
    codes = {WHOLE["kiosk_version"], WHOLE["protocol_version"], WHOLE["model"]}
    for figure in said_of(WHOLE) - codes:
        if " of " not in figure:
            assert figure.replace(".", ",") in words, figure
    assert codes <= set(words.replace(",", " ").split())
    assert long_date(language, parse(json.dumps(WHOLE)).made) in words
    english = words_of(page_of(app)).split(". ")
    assert [each for each in english if len(each) > 20 and each in words] == []


def test_counts_stand_beside_their_names(app_with: MakeApp) -> None:
    """Each kind of counting error has its own line and its own number."""
    words = words_of(page_of(app_with(WHOLE)))
    for line in (
        "Clips counted right 83 of 84",
        "Squats missed 11 of 281",
        "Counted where there was none 12",
        "Put on the wrong leg 13",
        "Refused for the wrong reason 14",
        "Second look thunder",
    ):
        assert line in words


def test_bars_are_drawn_to_scale(app_with: MakeApp) -> None:
    """A bar runs from bias less SD to bias plus SD, its line over the limits of agreement."""
    view = how_sure_view(parse(json.dumps(WHOLE)), __version__)
    html = page_of(app_with(WHOLE))
    for error, shown in zip(WHOLE["measures"].values(), view["measures"], strict=True):
        bias, sd = error["bias_deg"], error["sd_deg"]
        assert shown["bar"] == pytest.approx((bias - sd, 2 * sd))
        low, high = error["loa_low_deg"], error["loa_high_deg"]
        assert shown["agreement"] == pytest.approx((low, high - low))
        assert view["reach"] >= max(abs(bias) + sd, -low, high)
        assert f'class="band" x="{shown["bar"][0]}" y="1.6" width="{shown["bar"][1]}"' in html


def test_page_says_what_was_not_measured(app_with: MakeApp) -> None:
    """Without a single figure the page still explains itself, and draws and claims nothing."""
    html = page_of(app_with(NO_FIGURES))
    words = words_of(html)
    own = html.partition("For comparison")[0]
    assert own.count(NOT_MEASURED) == len(MEASURE_NAMES)
    assert 'class="band"' not in own
    for title in ("Squats missed", "Put on the wrong leg", "Knee", "Hips", "Knee angle"):
        assert f"{title} {NOT_MEASURED}" in words
    assert "None" not in words
    assert "Validated on rendered people only." in words


def test_real_people_are_not_called_rendered(app_with: MakeApp) -> None:
    """On whom the figures were taken is the file's word, on the page and on the screen."""
    app = app_with({**SHIPPED, "validated_on": "30 real people"})
    for address in ("/how-sure", "/"):
        words = words_of(page_of(app, address))
        assert "30 real people" in words
        assert "endered" not in words


def test_it_says_by_what_the_hips_are_measured(app_with: MakeApp) -> None:
    """By a network taught on drawn people; that its error is theirs only as long as it is so."""
    tried = "Its error, too, was measured on such people only."
    for people, drawn in (("rendered people only", True), ("30 real people", False)):
        words = words_of(page_of(app_with({**SHIPPED, "validated_on": people})))
        told = words.partition("How the hips are measured")[2].partition("How well it counts")[0]
        assert "A small network of our own looks at the picture of the hips." in told
        assert "Both hands on the hips and a tucked-in top help." in told
        assert (tried in told) is drawn


def test_figures_of_another_version_are_marked(app_with: MakeApp) -> None:
    """Figures taken with another kiosk or protocol than the one that runs say so."""
    own = {"kiosk_version": __version__, "protocol_version": protocol.VERSION}
    marked = "its own figures may differ"
    assert marked not in page_of(app_with({**SHIPPED, **own}))
    for key in own:
        html = page_of(app_with({**SHIPPED, **own, key: "0.0.0"}))
        assert marked in html
        assert "0.0.0" in words_of(html).partition(marked)[0]


def test_damaged_figures_stop_no_check(live: Live, store: ResultStore) -> None:
    """Where the figures cannot be read their page says so, and every other page still works."""

    def damaged() -> Measured:
        raise InputError("The figures are damaged: install the kiosk anew.")

    app = create_app(live, store, Given(measured=damaged))
    answer = app.test_client().get("/how-sure")
    assert answer.status_code == 503
    assert "The figures are damaged: install the kiosk anew." in answer.get_data(as_text=True)
    assert sure_line(None) in words_of(page_of(app, "/"))


def test_anyone_who_sees_the_screen_may_read_it(
    visitor: FlaskClient, client: FlaskClient, staff: FlaskClient
) -> None:
    """Members on the network, the box itself and staff read the same words."""
    pages = [each.get("/how-sure") for each in (visitor, client, staff)]
    assert [page.status_code for page in pages] == [200, 200, 200]
    bodies = {page.get_data(as_text=True).partition("<body")[2] for page in pages}
    assert len(bodies) == 1
    assert "" not in bodies


def test_results_link_to_it(staff: FlaskClient, add_check: Callable[..., str]) -> None:
    """The member's screen, the staff's list and each check link the page and say what ± is."""
    check = f"/staff/checks/{add_check()}"
    for address in ("/", "/staff/", check):
        html = staff.get(address).get_data(as_text=True)
        assert re.search(r'href="/how-sure(\?screen=1)?">How sure is this\?</a>', html), address
    for address in ("/", check):
        assert sure_line(SHIPPED["validated_on"]) in words_of(
            staff.get(address).get_data(as_text=True)
        )


def test_screen_says_where_to_read_it(app_with: MakeApp, visitor: FlaskClient) -> None:
    """The screen gives an address that works from elsewhere, or says whom to ask."""
    assert "How sure is this? The staff can show you." in words_of(page_of(app_with(SHIPPED), "/"))
    named = app_with(SHIPPED, host_names=("kiosk.example.org", "other.example.org"))
    answer = named.test_client().get("/", base_url="http://127.0.0.1:8080")
    assert "How sure is this? kiosk.example.org:8080/how-sure" in words_of(answer.text)
    answer = visitor.get("/", base_url="http://192.0.2.1:8080")
    assert "How sure is this? 192.0.2.1:8080/how-sure" in words_of(answer.text)


def test_only_the_gyms_screen_goes_back_by_itself(
    client: FlaskClient, visitor: FlaskClient
) -> None:
    """The page watches for the next person only where the gym's own screen opened it."""
    following = "js/back.js"
    assert following in client.get("/how-sure?screen=1").text
    assert following not in client.get("/how-sure").text
    assert following not in visitor.get("/how-sure?screen=1").text


def test_change_that_counts_is_the_documented_one() -> None:
    """The degrees under which two days do not differ are those of the scoring's document."""
    text = " ".join((ROOT / "docs" / "scoring.md").read_text(encoding="utf-8").split())
    knee, hips, trunk = CHANGE_BETWEEN_DAYS_DEG.values()
    said = f"under {knee} degrees of FPPA, {hips} of pelvic drop or {trunk} of trunk lean"
    assert list(CHANGE_BETWEEN_DAYS_DEG) == [*MEASURE_NAMES][:3]
    assert said in text


def test_reasons_of_unsure_name_the_protocols_numbers(app_with: MakeApp) -> None:
    """The lines and the least number of squats are those that the scoring decides by."""
    words = words_of(page_of(app_with(SHIPPED)))
    assert f"Fewer than {protocol.MIN_REPS} were counted" in words
    least = int(words.partition("got fewer than ")[2].partition(" pictures a second")[0])
    assert 0 <= least - protocol.MIN_FRAMES_PER_S < 1
    for band in (protocol.KNEE_FPPA_DEG, protocol.PELVIC_DROP_DEG, protocol.TRUNK_LEAN_DEG):
        assert f"good to {band.good_max:.0f}°, fault over {band.fault_min:.0f}°" in words
