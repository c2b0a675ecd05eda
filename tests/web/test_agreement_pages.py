"""The pages of agreement mode: rating on a phone, and no way to see the kiosk's answer before."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.live import Live
from kiosk.pose.keypoints import Leg
from kiosk.results import ResultStore
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.sessions import COOKIE
from kiosk.web.staff.hips_note import IN_THE_LAB
from tests.web.conftest import FakeClock, Post
from tests.web.study_rig import TELLTALE_DEG, StudyRig

PAGE = "/staff/agreement"
TELLTALES = (str(TELLTALE_DEG), f"{TELLTALE_DEG:.0f}°")


class NoShares:
    """Every link opens the check in hand."""

    def __init__(self, study: StudyRig) -> None:
        self._study = study

    def check_id(self, token: str) -> str | None:
        del token
        return self._study.check_id

    def left_s(self, token: str) -> float:
        del token
        return 600.0


@pytest.fixture
def study(store: ResultStore, clock: FakeClock) -> StudyRig:
    return StudyRig.made(store, clock)


@pytest.fixture
def app(live: Live, store: ResultStore, clock: FakeClock, study: StudyRig) -> Flask:
    given = Given(clock=clock, rating=study.desk, shares=NoShares(study))
    return create_app(live, store, given)


def words(client: FlaskClient, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))).split())


def test_rating_a_check_from_beginning_to_end(
    staff: FlaskClient, study: StudyRig, post: Post
) -> None:
    """Begin, two taps a squat, show: the page leads from one to the next by itself."""
    assert "Nobody has rated a check here yet" in words(staff)
    assert post(staff, f"{PAGE}/begin", PAGE, rater="AB", consent="yes").status_code == 303
    assert "Waiting for the member" in words(staff)
    study.step_on()
    assert "Watch the member" in words(staff)
    study.squat(Leg.LEFT, 1)
    study.squat(Leg.LEFT, 2)
    assert "Left leg, squat 1" in words(staff)
    post(staff, f"{PAGE}/rate", PAGE, leg="left", number="1", knee="fault")
    assert "Left leg, squat 1 Knee" in words(staff)
    post(staff, f"{PAGE}/rate", PAGE, leg="left", number="1", pelvis="good")
    assert "Left leg, squat 2 Knee" in words(staff)
    post(staff, f"{PAGE}/skip", PAGE, leg="left", number="2")
    study.finish()
    assert "Your ratings are final once you have seen" in words(staff)
    assert post(staff, f"{PAGE}/release", PAGE).status_code == 303
    shown = words(staff)
    assert "You and the kiosk" in shown
    assert "Knee: 1 of 1 as you" in shown
    (rated,) = study.store.agreement.rated()
    assert (rated.rating.knee, rated.rating.pelvis, rated.rater) == ("fault", "good", "AB")
    assert study.store.agreement.recorded_checks() == (1,)


@pytest.mark.parametrize("moment", ["running", "over", "rated"])
def test_no_address_shows_the_kiosks_answer_before(
    app: Flask, study: StudyRig, moment: str
) -> None:
    """No page, list, export, link or API of the app, asked as admin while a check is rated, knows
    the check or one of its values; afterwards they do."""
    study.desk.begin(True, None)
    study.step_on()
    study.squat(Leg.LEFT, 1)
    if moment != "running":
        study.finish()
    if moment == "rated":
        study.rate_all()
    found, asked = everything(app, study.check_id)
    assert found == {}
    assert asked > 20
    if moment == "running":
        study.finish()
    study.desk.release()
    found, _ = everything(app, study.check_id)
    places = "".join(found)
    for place in ("/staff/checks/", "/staff/export.csv", "/api/v1/checks", "/r/"):
        assert place in places


def everything(app: Flask, check_id: str) -> tuple[dict[str, str], int]:
    """Addresses whose answer gives the check away, with what did; and how many were asked."""
    client = app.test_client()
    client.set_cookie(COOKIE, app.extensions["kiosk_sessions"].open("admin"))
    found, asked = {}, 0
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in ("static", "stream.events"):
            continue
        address = re.sub(r"<any\(\W*(\w+).*?\):\w+>", r"\1", str(rule))
        address = re.sub(r"<(int:)?(number|seq)>", "1", address)
        address = re.sub(r"<(\w+:)?name>", "knee.svg", address)
        address = re.sub(r"<(\w+:)?\w+>", check_id, address)
        answer = client.get(address)
        asked += 1
        text = text_of(answer.data)
        answer.close()
        told = [tale for tale in TELLTALES if tale in text]
        known = answer.status_code == 200 and check_id in address and "<" in str(rule)
        if told or (known and text) or (check_id in text and check_id not in address):
            found[address] = f"{answer.status_code} {told}"
    return found, asked


def text_of(data: bytes) -> str:
    """An answer as text, a zip by all that is in it."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def test_the_page_itself_tells_nothing_before(staff: FlaskClient, study: StudyRig) -> None:
    """Neither the page nor its state has an answer of the kiosk; unsure is a word of the kiosk."""
    study.whole()
    html = staff.get(PAGE).get_data(as_text=True)
    assert not any(tale in html for tale in TELLTALES)
    assert "unsure" not in html.lower().partition('id="agreement"')[2]
    assert study.check_id not in html


def test_nothing_is_rated_after_it_was_shown(
    staff: FlaskClient, study: StudyRig, post: Post
) -> None:
    """The page refuses, and says why."""
    study.whole()
    study.desk.release()
    answer = post(staff, f"{PAGE}/rate", PAGE, leg="left", number="1", knee="good")
    assert answer.status_code == 409
    assert "cannot be rated any more" in answer.get_data(as_text=True)


def test_a_running_check_cannot_be_shown(staff: FlaskClient, study: StudyRig, post: Post) -> None:
    """Later squats would not be blind."""
    study.desk.begin(False, None)
    study.step_on()
    study.squat(Leg.LEFT, 1)
    assert post(staff, f"{PAGE}/release", PAGE).status_code == 409
    assert study.store.check(study.check_id) is None


def test_a_rating_can_be_changed_before(staff: FlaskClient, study: StudyRig, post: Post) -> None:
    """The squat stays in view until the trainer is done with it."""
    study.whole()
    study.rate_all()
    page = f"{PAGE}?squat=left-1"
    answer = post(staff, f"{PAGE}/rate", page, leg="left", number="1", knee="fault", changing="yes")
    assert answer.location.endswith("?squat=left-1")
    assert study.desk.view()["squats"][0]["knee"] == "fault"
    assert 'aria-pressed="true"' in staff.get(page).get_data(as_text=True)


def test_angles_by_hand(staff: FlaskClient, study: StudyRig, post: Post) -> None:
    """A comma and a minus sign are understood; empty fields say nothing."""
    study.whole()
    fields = {"left-1-knee": "12,5", "left-2-pelvis": "−3", "right-1-knee": " "}
    assert post(staff, f"{PAGE}/angles", PAGE, **fields).status_code == 303
    squats = study.desk.view()["squats"]
    assert [squat["knee_by_hand_deg"] for squat in squats] == [12.5, None, None, None]
    assert squats[1]["pelvis_by_hand_deg"] == -3.0


@pytest.mark.parametrize("typed", ["ninety", "91", "nan", "inf", "1e9"])
def test_what_is_no_angle(staff: FlaskClient, study: StudyRig, post: Post, typed: str) -> None:
    """One sentence, and none of the form is kept."""
    study.whole()
    fields = {"left-1-knee": "10", "left-2-knee": typed}
    answer = post(staff, f"{PAGE}/angles", PAGE, **fields)
    assert answer.status_code == 400
    assert "number of degrees" in answer.get_data(as_text=True)
    assert study.desk.view()["squats"][0]["knee_by_hand_deg"] is None


@pytest.mark.parametrize(
    "fields",
    [
        {"leg": "middle", "number": "1", "knee": "good"},
        {"leg": "left", "number": "-1", "knee": "good"},
        {"leg": "left", "number": "1"},
        {"leg": "left", "number": "1", "knee": "unsure"},
        {"leg": "left", "number": "1", "knee": "<script>"},
        {"leg": "left", "number": "٣", "knee": "good"},
    ],
)
def test_what_is_no_rating(
    staff: FlaskClient, study: StudyRig, post: Post, fields: dict[str, str]
) -> None:
    """Refused in one sentence; nothing is stored."""
    study.whole()
    assert post(staff, f"{PAGE}/rate", PAGE, **fields).status_code == 400
    assert study.store.agreement.ratings(study.check_id) == ()


def test_a_squat_that_is_not_counted(staff: FlaskClient, study: StudyRig, post: Post) -> None:
    """There is nothing to rate of it."""
    study.whole()
    answer = post(staff, f"{PAGE}/rate", PAGE, leg="left", number="9", knee="good")
    assert answer.status_code == 409


@pytest.mark.parametrize("rater", ["<b>x</b>", "=1+1", "@x", "-x", "a" * 21, "x\u202ey"])
def test_a_rater_is_a_short_name(
    staff: FlaskClient, study: StudyRig, post: Post, rater: str
) -> None:
    """Nothing that a page or a spreadsheet could take for something else."""
    answer = post(staff, f"{PAGE}/begin", PAGE, rater=rater)
    assert answer.status_code == 400
    assert "<b>x" not in answer.get_data(as_text=True)
    assert study.desk.view()["phase"] == "idle"


@pytest.mark.parametrize(
    "what", ["begin", "rate", "skip", "angles", "release", "cancel", "withdraw"]
)
def test_changes_need_a_form_of_ours(staff: FlaskClient, study: StudyRig, what: str) -> None:
    """Without the token of a form nothing is begun, rated, shown or thrown away."""
    study.whole()
    study.rate_all()
    before = study.desk.view()
    fields = {"leg": "left", "number": "1", "knee": "fault"}
    assert staff.post(f"{PAGE}/{what}", data=fields).status_code == 403
    assert study.desk.view() == before


@pytest.mark.parametrize("what", ["begin", "rate", "release", "cancel", "withdraw"])
def test_visitors_change_nothing(
    visitor: FlaskClient, study: StudyRig, post: Post, what: str
) -> None:
    """Not without signing in, whatever the form."""
    study.whole()
    assert post(visitor, f"{PAGE}/{what}").status_code == 403
    assert study.desk.view()["phase"] == "rating"


def test_without_consent_no_keypoints(staff: FlaskClient, study: StudyRig, post: Post) -> None:
    """The box starts unticked, also for the next member, and unticked means no."""
    post(staff, f"{PAGE}/begin", PAGE)
    assert "Only your ratings are kept" in words(staff)
    study.step_on()
    study.squat(Leg.LEFT, 1)
    study.finish()
    study.desk.release()
    assert study.store.agreement.recorded_checks() == ()
    assert "checked" not in staff.get(PAGE).get_data(as_text=True)


def test_a_consent_can_be_taken_back(staff: FlaskClient, study: StudyRig, post: Post) -> None:
    """With one button, while the check is rated."""
    study.whole(consent=True)
    assert post(staff, f"{PAGE}/withdraw", PAGE).status_code == 303
    assert "No movement points of this check are kept" in words(staff, f"{PAGE}?done=withdrawn")
    study.desk.release()
    assert study.store.agreement.recorded_checks() == ()


def test_what_is_taken_away(staff: FlaskClient, study: StudyRig) -> None:
    """A zip with the ratings as CSV and JSON and a recording that has no face."""
    study.whole(consent=True, rater="AB")
    study.rate_all("fault", "borderline")
    study.desk.release()
    answer = staff.get(f"{PAGE}/export.zip")
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert packed.testzip() is None
        names = packed.namelist()
        table = packed.read("ratings.csv").decode("utf-8-sig").split("\r\n")
        document = json.loads(packed.read("ratings.json"))
        recording = packed.read("recordings/check-000001.jsonl").decode().splitlines()
    assert names == ["README.txt", "ratings.csv", "ratings.json", "recordings/check-000001.jsonl"]
    assert len(table) == 1 + 4 + 1
    row = dict(zip(table[0].split(","), table[1].split(","), strict=True))
    assert (row["rated_knee"], row["rated_pelvis"], row["rater"]) == ("fault", "borderline", "AB")
    assert (row["knee_fppa_deg"], row["recording"]) == ("23.47", "recordings/check-000001.jsonl")
    assert document["squats"][0]["rated_knee"] == "fault"
    assert document["figures"]["knee"]["rated"] == 4
    poses = [pose for line in recording[1:] if (pose := json.loads(line)["keypoints"])]
    assert len(poses) == 4
    assert all(pose[:5] == [None] * 5 and None not in pose[5:] for pose in poses)


def test_nothing_of_the_hidden_check_is_taken_away(staff: FlaskClient, study: StudyRig) -> None:
    """Before the release the zip has neither its ratings nor its keypoints."""
    study.whole(consent=True)
    study.rate_all()
    with zipfile.ZipFile(io.BytesIO(staff.get(f"{PAGE}/export.zip").data)) as packed:
        assert packed.namelist() == ["README.txt", "ratings.csv", "ratings.json"]
        assert len(packed.read("ratings.csv").decode().split("\r\n")) == 2


def test_the_sites_figures(staff: FlaskClient, study: StudyRig) -> None:
    """Agreement, kappa, confusion and what the kiosk was unsure of, with their words."""
    study.whole()
    study.rate_all("fault", "good")
    study.desk.release()
    shown = words(staff)
    assert "4 squats of 1 check, rated before" in shown
    assert "Same answer 4 of 4" in shown
    assert "Kappa cannot be told yet" in shown


def test_members_see_the_sites_figures_beside_the_labs(
    app: Flask, store: ResultStore, study: StudyRig, clock: FakeClock, staff: FlaskClient
) -> None:
    """None while nothing is rated; how far it is while it is little; the figures with twenty, and
    then beside the hips of a check too, in place of the lab's word."""
    client = app.test_client()
    assert "In this gym" not in words(client, "/how-sure")
    study.whole()
    study.rate_all()
    study.desk.release()
    assert "on 1 checks so far. From 20 on" in words(client, "/how-sure")
    check = f"/staff/checks/{study.check_id}"
    assert IN_THE_LAB in words(staff, check)
    for turn in range(19):
        study.whole()
        study.rate_all("fault" if turn % 2 else "good")
        study.desk.release()
    clock.advance(60)
    shown = words(client, "/how-sure")
    assert "Trainers rated 80 squats of 20 checks here" in shown
    assert "36 of 80" in shown
    assert "In diesem Studio" in words(client, "/how-sure?lang=de")
    assert store.counts().checks == 20
    note = "the same answer for the hips on 80 of 80 squats (20 checks). Agreement"
    for page, times in ((check, 2), (f"{check}/report?lang=en", 1)):
        shown = words(staff, page)
        assert shown.count(note) == times
        assert IN_THE_LAB not in shown


def test_what_is_deleted_is_in_no_figure(study: StudyRig, clock: FakeClock) -> None:
    """Deleting a check takes its ratings out of the site's figures."""
    study.whole()
    study.rate_all()
    study.desk.release()
    assert study.desk.figures().squats == 4
    study.store.delete_check(study.check_id)
    clock.advance(60)
    assert study.desk.figures().squats == 0


def test_the_log_says_who_and_when_and_no_name(
    staff: FlaskClient, study: StudyRig, post: Post
) -> None:
    """Begun with or without consent, released with its number; the rater is not in it."""
    post(staff, f"{PAGE}/begin", PAGE, rater="Zed", consent="yes")
    study.step_on()
    study.squat(Leg.LEFT, 1)
    study.finish()
    post(staff, f"{PAGE}/release", PAGE)
    entries = study.store.audit.newest(10)
    assert [entry.action for entry in entries] == ["agreement.released", "agreement.begun"]
    assert dict(entries[0].detail) | {"check": 1} == dict(entries[0].detail)
    assert "Zed" not in str(entries)


def test_a_run_without_the_mode_says_so(live: Live, store: ResultStore) -> None:
    """No page, and one sentence."""
    app = create_app(live, store)
    client = app.test_client()
    client.set_cookie(COOKIE, app.extensions["kiosk_sessions"].open("staff"))
    assert client.get(PAGE).status_code == 404


def test_the_next_state_is_asked_for_by_its_mark(staff: FlaskClient, study: StudyRig) -> None:
    """It changes with every squat and rating, and says when to ask again soon."""
    marks = [staff.get(f"{PAGE}/state").get_json()]
    study.desk.begin(False, None)
    marks.append(staff.get(f"{PAGE}/state").get_json())
    study.step_on()
    study.squat(Leg.LEFT, 1)
    marks.append(staff.get(f"{PAGE}/state").get_json())
    assert len({each["mark"] for each in marks}) == 3
    assert [each["busy"] for each in marks] == [False, True, True]
