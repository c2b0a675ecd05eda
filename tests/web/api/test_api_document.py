"""The API keeps what its own document says: every address is called by it, well and badly."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, assume, settings

from kiosk.live import Live
from kiosk.pose.keypoints import Joint, Leg
from kiosk.results import ResultStore, TokenGate
from kiosk.trail import Piece, Seen
from kiosk.web.api.openapi import document
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.staff.selecting import CHOICES, PARAMETERS
from tests.web.conftest import REPORT, REPS, SOFTWARE, moment
from tests.web.fake_health import FakeHealth

DOCS = Path(__file__).resolve().parents[3] / "docs"
AddCheck = Callable[..., str]
Test = Callable[..., None]


def strict(schema: Any) -> Any:
    """The same document, in which no object may have a field that it does not name."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: strict(each) for name, each in schema.items()}
    if "properties" in closed and closed.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed


def by_the_document() -> Any:
    """The document as schemathesis reads it; the same requests each time."""
    config = schemathesis.Config(seed=7)
    config.projects.default.generation.update(deterministic=True, database="none")
    config.projects.default.phases.coverage.generate_duplicate_query_parameters = True
    return schemathesis.openapi.from_dict(strict(document()), config=config)


api = by_the_document()
each_address: Callable[[Test], Test] = api.parametrize()


def backwards(query: dict[str, Any]) -> bool:
    """Days in the wrong order are refused, which a document cannot say (test_api.py does)."""
    first, last = query.get("from"), query.get("to")
    return isinstance(first, str) and isinstance(last, str) and first > last


class Hours:
    """A clock on which the next request comes an hour later: nobody asks too often."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        self.now_s += 3600.0
        return self.now_s


@pytest.fixture
def app(live: Live, store: ResultStore, health: FakeHealth) -> Flask:
    gate = TokenGate(store, lambda: moment(0))
    return create_app(live, store, Given(clock=Hours(), health=health, tokens=gate))


@pytest.fixture
def secret(store: ResultStore) -> str:
    return store.add_token("members-app", moment(0), "results")


@pytest.fixture
def filled(store: ResultStore, add_check: AddCheck) -> list[str]:
    """The ids of checks of every kind, one with a label and one with a trail."""
    labelled = add_check(0)
    store.finding.set_label(labelled, "Zoë =1+1")
    others = [add_check(100, eased=True), add_check(200, state="abandoned", clock_sure=False)]
    return [labelled, *others, with_trail(store), add_check(400, state="open")]


def with_trail(store: ResultStore) -> str:
    """A check that was seen frame by frame, down to the joints at the bottom of its rep."""
    check_id = store.start_check(moment(300), SOFTWARE)
    frames = (Seen(0.0, None), Seen(0.1, Leg.LEFT, (24.0, None, 4.0, 63.0)))
    bottom = {Joint.LEFT_HIP: (120.0, 200.5), Joint.LEFT_KNEE: (118.0, 260.0)}
    store.add_rep(check_id, REPS[0], 1, seen=Piece(frames, bottom))
    store.complete(check_id, REPORT, moment(390))
    return check_id


@each_address
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.usefixtures("filled")
def test_every_address_keeps_the_document(case: Any, address: str, secret: str) -> None:
    """Whatever is asked, right or wrong, the answer is one of the document, in its shape."""
    assume(not backwards(case.query))
    case.call_and_validate(base_url=address, headers={"Authorization": f"Bearer {secret}"})


@pytest.mark.parametrize("of", ["", "/trail"])
def test_every_check_keeps_the_document(
    filled: list[str], address: str, secret: str, of: str
) -> None:
    """Checks of every kind, with and without trail, are answered in the shape of the document."""
    for check_id in filled:
        case = api["/api/v1/checks/{check_id}" + of]["GET"].Case(
            path_parameters={"check_id": check_id}
        )
        answer = case.call_and_validate(
            base_url=address, headers={"Authorization": f"Bearer {secret}"}
        )
        assert answer.status_code == 200


def test_the_trail_has_the_joints(filled: list[str], app: Flask, secret: str) -> None:
    """Frame by frame angles, missing ones null, and the bottom of a rep without its face."""
    headers = {"Authorization": f"Bearer {secret}"}
    told = app.test_client().get(f"/api/v1/checks/{filled[3]}/trail", headers=headers).json
    assert told is not None
    assert told["trail"]["knee_fppa_deg"] == [None, 24.0]
    (bottom,) = told["trail"]["bottoms"]
    assert (bottom["rep"], bottom["points_px"]["left_hip"]) == (1, [120.0, 200.5])


def test_the_document_is_valid_and_served(app: Flask, secret: str) -> None:
    """What is served is the document that the tests go by, and OpenAPI allows it."""
    headers = {"Authorization": f"Bearer {secret}"}
    assert app.test_client().get("/api/v1/openapi.json", headers=headers).json == document()
    schemathesis.openapi.from_dict(document()).validate()


def test_the_document_knows_every_address(app: Flask) -> None:
    """Each route of the API, with its parameters, stands in the document, and nothing else."""
    routes = {
        str(rule).replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if str(rule).startswith("/api/")
    }
    assert routes == set(document()["paths"])
    (get,) = document()["paths"]["/api/v1/checks"].values()
    assert {each["name"] for each in get["parameters"]} == {*PARAMETERS, "before", "limit"}


@pytest.mark.parametrize("word", CHOICES)
def test_the_document_knows_every_word(word: str) -> None:
    """What the document allows is what the staff's list allows."""
    (get,) = document()["paths"]["/api/v1/checks"].values()
    (parameter,) = (each for each in get["parameters"] if each["name"] == word)
    assert parameter["schema"]["enum"] == list(CHOICES[word])


@pytest.mark.parametrize("path", ["/api/v1/checks", "/api/v1/labels"])
def test_the_document_knows_the_limits(app: Flask, secret: str, path: str) -> None:
    """The largest and smallest limit that it names are answered, and none beyond."""
    (get,) = document()["paths"][path].values()
    (limit,) = (each["schema"] for each in get["parameters"] if each["name"] == "limit")
    client, headers = app.test_client(), {"Authorization": f"Bearer {secret}"}
    for value, status in (
        (limit["minimum"], 200),
        (limit["maximum"], 200),
        (limit["minimum"] - 1, 400),
        (limit["maximum"] + 1, 400),
    ):
        assert client.get(f"{path}?limit={value}", headers=headers).status_code == status


def test_the_guide_names_every_address() -> None:
    """docs/api.md tells of each address and of no other."""
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    told = {
        each.replace("<id>", "{check_id}")
        for each in re.findall(r"^\| `(/api/v1/\S+)` \|", text, re.M)
    }
    assert told == set(document()["paths"])
