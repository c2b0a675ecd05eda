"""The API for other programs: who may read it, what it answers, how it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.live import Live
from kiosk.results import ResultStore, TokenGate
from kiosk.web.api.budget import BURST, PER_SECOND, Budget
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.sessions import COOKIE
from tests.web.conftest import IN_THE_CLEAR, FakeClock, moment
from tests.web.fake_health import FakeHealth

ADDRESSES = ("openapi.json", "status", "checks", "labels", "checks/none", "checks/none/trail")
AddCheck = Callable[..., str]


@pytest.fixture
def app(live: Live, store: ResultStore, health: FakeHealth, clock: FakeClock) -> Flask:
    gate = TokenGate(store, lambda: moment(0))
    return create_app(live, store, Given(clock=clock, health=health, tokens=gate))


@pytest.fixture
def program(app: Flask, store: ResultStore) -> FlaskClient:
    """A program with a key for results."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key(store, 'members-app', 'results')}"
    return client


def key(store: ResultStore, name: str, opens: str) -> str:
    return store.add_token(name, moment(0), opens)


def get(client: FlaskClient, address: str) -> Any:
    """What an address answers, which must be well."""
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.text
    return answer.json


def problem(client: FlaskClient, address: str, **asked: Any) -> dict[str, Any]:
    """The problem document that an address answers."""
    answer = client.open(f"/api/v1/{address}", **asked)
    assert answer.mimetype == "application/problem+json", answer.text
    told: dict[str, Any] = json.loads(answer.text)
    assert (told["status"], told["type"]) == (answer.status_code, "about:blank")
    assert told["detail"].endswith(".")
    return told


def test_a_program_reads_what_is_stored(program: FlaskClient, add_check: AddCheck) -> None:
    """The list, one check in full and the labels hold what the store holds."""
    check_id = add_check()
    (line,) = get(program, "checks")["checks"]
    assert (line["id"], line["state"], line["counted"]) == (
        check_id,
        "complete",
        {"left": 5, "right": 5},
    )
    assert line["verdicts"]["left"]["knee_valgus"] == "fault"
    check = get(program, f"checks/{check_id}")["check"]
    assert [rep["practice"] for rep in check["reps"]].count(True) == 1
    assert check["reps"][1]["knee_fppa_deg"] == 24.0
    assert check["report"]["legs"]["left"]["checks"]["knee_valgus"]["verdict"] == "fault"
    assert check["made_by"]["second_model_name"] == "thunder-portrait"
    assert get(program, f"checks/{check_id}/trail")["trail"] is None
    assert get(program, "labels")["labels"] == []


def test_labels_stand_in_the_answers(
    program: FlaskClient, store: ResultStore, add_check: AddCheck
) -> None:
    """A label selects its checks, whatever its case, and is listed with how often it is used."""
    check_id = add_check()
    add_check(60)
    store.finding.set_label(check_id, "Zoë <b>")
    (line,) = get(program, "checks?label=ZOË%20<B>")["checks"]
    assert (line["id"], line["label"]) == (check_id, "Zoë <b>")
    (use,) = get(program, "labels?q=zo")["labels"]
    assert (use["label"], use["checks"], use["newest_id"]) == ("Zoë <b>", 1, check_id)


def test_pages_neither_repeat_nor_skip(program: FlaskClient, add_check: AddCheck) -> None:
    """From page to page by `next`, also while checks are added: each older one exactly once."""
    ids = [add_check(60 * turn) for turn in range(5)]
    found, cursor = [], ""
    while cursor is not None:
        page = get(program, f"checks?limit=2{cursor and '&before=' + cursor}")
        found += [line["id"] for line in page["checks"]]
        cursor = page["next"]
        add_check(1000)
    assert found == ids[::-1]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("state=abandoned", 1),
        ("leg=left&check=knee_valgus&verdict=fault", 2),
        ("from=2026-01-03", 1),
        ("leg=right&verdict=fault&check=knee_valgus", 0),
        ("to=2026-01-01", 0),
        ("q=2", 1),
    ],
)
def test_the_list_selects_as_the_staff_page(
    program: FlaskClient, add_check: AddCheck, query: str, count: int
) -> None:
    """Each parameter narrows the list to the checks that it means."""
    add_check()
    add_check(86_400)
    add_check(60, state="abandoned")
    assert len(get(program, f"checks?{query}")["checks"]) == count


def test_status_says_how_the_box_is(
    program: FlaskClient, add_check: AddCheck, health: FakeHealth
) -> None:
    """Readiness and its words come from the health watch, the counts from the store."""
    add_check()
    add_check(60, state="open")
    told = get(program, "status")
    assert (told["ready"], told["busy"]) == (health.ready()["ready"], health.ready()["busy"])
    assert (told["checks"]["stored"], told["checks"]["open"]) == (2, 1)
    assert told["checks"]["newest_id"].startswith("2-")


def test_a_run_without_health_says_that_it_is_not_known(live: Live, store: ResultStore) -> None:
    """Where nothing watches the box, readiness is null and not false."""
    app = create_app(live, store, Given(tokens=TokenGate(store, lambda: moment(0))))
    secret = key(store, "app", "results")
    told = (
        app.test_client().get("/api/v1/status", headers={"Authorization": f"Bearer {secret}"}).json
    )
    assert told is not None
    assert (told["ready"], told["busy"]) == (None, None)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_asks_for_a_key(app: Flask, store: ResultStore, address: str) -> None:
    """No key 401, a wrong or revoked one 401, one for metrics 403, signed-in staff as programs."""
    client = app.test_client()
    revoked = key(store, "gone", "results")
    store.revoke_token("gone", moment(1))
    for secret in (None, "wrong", revoked):
        headers = {} if secret is None else {"Authorization": f"Bearer {secret}"}
        told = problem(client, address, headers=headers)
        assert told["status"] == 401
        asked_for = client.get(f"/api/v1/{address}", headers=headers).headers["WWW-Authenticate"]
        assert asked_for.startswith("Bearer ")
    for_metrics = {"Authorization": f"Bearer {key(store, 'prometheus', 'metrics')}"}
    assert problem(client, address, headers=for_metrics)["status"] == 403
    client.set_cookie("kiosk_session", app.extensions["kiosk_sessions"].open("staff"))
    assert client.get(f"/api/v1/{address}").status_code == (404 if "none" in address else 200)


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_answered_in_the_clear(program: FlaskClient, address: str) -> None:
    """Over plain HTTP from the network even a right key is refused, in one sentence."""
    assert problem(program, address, environ_overrides=IN_THE_CLEAR)["status"] == 403


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("checks?form=2026-01-01", "form"),
        ("checks?leg=both", "leg"),
        ("checks?leg=left&leg=right", "leg"),
        ("checks?leg=", "leg"),
        ("checks?from=20260101", "from"),
        ("checks?from=2026-02-30", "from"),
        ("checks?from=2026-01-02&to=2026-01-01", "from"),
        ("checks?limit=0", "limit"),
        ("checks?limit=201", "limit"),
        ("checks?limit=٣", "limit"),
        ("checks?before=7", "before"),
        ("checks?label=" + "a" * 61, "label"),
        ("labels?limit=-1", "limit"),
        ("status?verbose", "verbose"),
    ],
)
def test_a_wrong_parameter_is_named(program: FlaskClient, address: str, named: str) -> None:
    """What is unknown, twice, empty or out of range is refused by its name, never guessed."""
    told = problem(program, address)
    assert (told["status"], told["parameter"]) == (400, named)
    assert named in told["detail"] or named == "from"


@pytest.mark.parametrize("check_id", ["none", "7", "7-" + "0" * 24, "../../etc", "%2e%2e%2fx", "'"])
def test_there_is_no_such_check(program: FlaskClient, check_id: str) -> None:
    """An id that is none, or of a check that is gone, is a problem of 404."""
    for address in (f"checks/{check_id}", f"checks/{check_id}/trail"):
        assert problem(program, address)["status"] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_changed(program: FlaskClient, method: str) -> None:
    """Every other method is refused, with the methods that there are."""
    assert problem(program, "checks", method=method)["status"] == 405
    assert program.open("/api/v1/checks", method=method).headers["Allow"] == "GET, HEAD"


def test_an_unknown_address_is_a_problem_too(program: FlaskClient) -> None:
    """A program that mistypes an address gets a document, not a page."""
    assert problem(program, "check")["status"] == 404
    assert problem(program, "check", headers={"Host": "evil.example"})["status"] == 400


def test_a_store_in_trouble_is_said(
    program: FlaskClient, store: ResultStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the store cannot be read the answer is 503 and the store's own sentence."""
    from kiosk.errors import StoreError

    def fails(*_: object) -> None:
        raise StoreError("The results database is damaged: put a backup in its place.")

    monkeypatch.setattr(store, "check", fails)
    told = problem(program, "checks/7-" + "0" * 24)
    assert (told["status"], told["detail"]) == (
        503,
        "The results database is damaged: put a backup in its place.",
    )


def test_a_program_that_asks_too_often_waits(
    app: Flask, program: FlaskClient, store: ResultStore, clock: FakeClock
) -> None:
    """After its burst a program gets 429 and when to come back; another one reads on."""
    for _ in range(int(BURST)):
        get(program, "labels")
    told = problem(program, "labels")
    assert told["status"] == 429
    assert program.get("/api/v1/labels").headers["Retry-After"] == "1"
    other = {"Authorization": f"Bearer {key(store, 'other', 'results')}"}
    assert app.test_client().get("/api/v1/labels", headers=other).status_code == 200
    clock.advance(1 / PER_SECOND)
    get(program, "labels")
    assert problem(program, "labels")["status"] == 429


def test_one_token_has_one_budget_however_it_is_written(program: FlaskClient) -> None:
    """Other capitals, more spaces or another address of the program begin no new burst."""
    token = str(program.environ_base["HTTP_AUTHORIZATION"]).partition(" ")[2]
    for _ in range(int(BURST)):
        get(program, "labels")
    for written in (f"bearer {token}", f"Bearer   {token}", f"BEARER {token} "):
        for address in ("127.0.0.1", "127.0.0.2"):
            program.environ_base["REMOTE_ADDR"] = address
            told = problem(program, "labels", headers={"Authorization": written})
            assert told["status"] == 429


def test_a_session_has_one_budget_whatever_it_sends_besides(app: Flask) -> None:
    """Signed-in staff begin no new burst with a header that opens nothing."""
    staff = app.test_client()
    staff.set_cookie(COOKIE, app.extensions["kiosk_sessions"].open("staff"))
    for turn in range(int(BURST)):
        asked = staff.get("/api/v1/labels", headers={"Authorization": f"Bearer none-{turn}"})
        assert asked.status_code == 200
    assert problem(staff, "labels", headers={"Authorization": "Bearer other"})["status"] == 429


def test_a_budget_is_filled_up_to_its_burst_and_no_further(clock: FakeClock) -> None:
    """A program that rested for a day has one burst, not a day's worth."""
    budget = Budget(clock)
    for _ in range(2):
        clock.advance(86_400)
        allowed = sum(budget.wait_s("app") == 0 for _ in range(int(2 * BURST)))
        assert allowed == int(BURST)


def test_answers_are_kept_nowhere(program: FlaskClient) -> None:
    """No cache keeps an answer, and none is taken for a page."""
    answer = program.get("/api/v1/checks")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "application/json"
