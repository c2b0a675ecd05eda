"""What is stored, deleting it, backups and bringing one back: who may, and what is left."""

from __future__ import annotations

import http.client
import io
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.errors import StoreError
from kiosk.live import Live
from kiosk.results import ResultStore
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.sessions import COOKIE
from kiosk.web.upload import LARGEST_UPLOAD_BYTES, PATH
from tests.results.spoiling import spoil
from tests.web.conftest import FakeClock, moment

HOSTILE = '<script>alert("x")</script>'
STORED = "/staff/stored"
Post = Callable[..., Any]


def text_of(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


@pytest.fixture
def folder(store: ResultStore) -> Path:
    return store.path.parent


def beside(folder: Path) -> set[str]:
    """What lies beside the store that is not a part of it."""
    own = ("results.db", "results.db-wal", "results.db-shm", "results.db.gate", "results.db.lock")
    return {file.name for file in folder.iterdir()} - set(own)


def backup_of(admin: FlaskClient, post: Post) -> bytes:
    answer = post(admin, f"{STORED}/backup", STORED)
    assert answer.status_code == 200
    return bytes(answer.get_data())


def send(client: FlaskClient, content: bytes) -> Any:
    page = text_of(client.get(f"{STORED}/restore"))
    token = page.partition('name="token" value="')[2].partition('"')[0]
    data = {"token": token, "file": (io.BytesIO(content), "b.zip")}
    return client.post(PATH, data=data, content_type="multipart/form-data")


def looked_at_in(page: str) -> str:
    """Which backup the page shows."""
    return page.partition('name="sha256" value="')[2].partition('"')[0]


def test_the_page_says_what_is_stored(
    staff: FlaskClient, store: ResultStore, add_check: Callable[..., str]
) -> None:
    """Counts, labels, sizes and how long, in words; staff who are no admin are offered nothing."""
    empty = text_of(staff.get(STORED))
    assert "No check" in empty
    check_id = add_check(0)
    add_check(100, state="abandoned", clock_sure=False)
    store.finding.set_label(check_id, HOSTILE)
    page = text_of(staff.get(STORED))
    assert "2 checks" in page
    assert "1 complete, 1 abandoned" in page
    assert "1 check with a label, 1 label in all." in page
    assert "1 check began while the kiosk did not know the time." in page
    assert "Checks older than 12 months are deleted by themselves" in page
    assert "Never stored: pictures, video" in page
    assert HOSTILE not in page
    assert "Delete everything" not in page


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("POST", "/staff/checks/{id}/delete"),
        ("GET", f"{STORED}/delete-label?label=Ana"),
        ("POST", f"{STORED}/delete-label"),
        ("GET", f"{STORED}/delete-all"),
        ("POST", f"{STORED}/delete-all"),
        ("POST", f"{STORED}/backup"),
        ("GET", f"{STORED}/restore"),
        ("POST", f"{STORED}/restore"),
        ("POST", f"{STORED}/restore/confirm"),
        ("POST", f"{STORED}/restore/cancel"),
        ("POST", f"{STORED}/kept"),
    ],
)
def test_only_an_admin_deletes_and_takes_away(
    staff: FlaskClient, add_check: Callable[..., str], store: ResultStore, method: str, url: str
) -> None:
    """Every one of these is refused to staff, and nothing is gone."""
    check_id = add_check(0)
    store.finding.set_label(check_id, "Ana")
    page = text_of(staff.get(STORED))
    token = page.partition('name="token" value="')[2].partition('"')[0]
    typed = {"token": token, "sure": "on", "label": "Ana", "typed": "delete everything"}
    answer = staff.open(url.format(id=check_id), method=method, data=typed)
    assert answer.status_code == 403
    assert "You may not open this." in text_of(answer)
    assert store.counts().checks == 1


@pytest.mark.parametrize("url", [f"{STORED}/delete-all", f"{STORED}/backup", PATH])
def test_a_change_without_the_page_s_token_is_refused(
    admin: FlaskClient, store: ResultStore, add_check: Callable[..., str], url: str
) -> None:
    """Another site's form deletes nothing and takes nothing away, also where it sends a file."""
    add_check(0)
    data = {"typed": "delete everything", "file": (io.BytesIO(b"PK" * 99), "b.zip")}
    answer = admin.post(url, data=data, content_type="multipart/form-data")
    assert answer.status_code == 403
    assert store.counts().checks == 1
    assert beside(store.path.parent) == set()


def test_one_check_is_deleted_once_it_is_meant(
    admin: FlaskClient, post: Post, store: ResultStore, add_check: Callable[..., str]
) -> None:
    """Its page offers it to an admin; without the tick nothing happens; then no byte is left."""
    check_id, other = add_check(0), add_check(100)
    page = f"/staff/checks/{check_id}"
    assert "Delete check 1" in text_of(admin.get(page))
    assert post(admin, f"{page}/delete", page).status_code == 400
    assert store.check(check_id) is not None
    answer = post(admin, f"{page}/delete", page, sure="on")
    assert answer.status_code == 303
    told = text_of(admin.get(answer.location))
    assert "Check 1 is deleted." in told
    assert "Nothing of it is left in the file." in told
    assert [row.check_id for row in store.list_checks(5)] == [other]
    files = b"".join(file.read_bytes() for file in store.path.parent.glob("results.db*"))
    assert check_id.partition("-")[2].encode() not in files
    assert [(e.action, dict(e.detail)) for e in store.audit.newest(1)] == [
        ("check.deleted", {"check": 1})
    ]
    assert post(admin, f"{page}/delete", STORED, sure="on").status_code == 404


def test_staff_see_no_way_to_delete_a_check(
    staff: FlaskClient, add_check: Callable[..., str]
) -> None:
    """The form is an admin's."""
    assert "Delete check" not in text_of(staff.get(f"/staff/checks/{add_check(0)}"))


def test_a_label_is_deleted_after_its_count_was_shown(
    admin: FlaskClient, post: Post, store: ResultStore, add_check: Callable[..., str]
) -> None:
    """A hostile label is shown as text; its checks go, the others stay; the log names none."""
    for t_s, label in ((0, HOSTILE), (100, HOSTILE), (200, "Bea")):
        store.finding.set_label(add_check(t_s), label)
    asked = text_of(admin.get(f"{STORED}/delete-label", query_string={"label": HOSTILE.upper()}))
    assert "Delete 2 checks" in asked
    assert "<script>alert" not in asked.lower()
    page = f"{STORED}/delete-label?label=Bea"
    assert post(admin, f"{STORED}/delete-label", page, label=HOSTILE).status_code == 400
    answer = post(admin, f"{STORED}/delete-label", page, label=HOSTILE, sure="on")
    assert "2 checks with that label deleted" in text_of(admin.get(answer.location))
    assert store.counts().checks == 1
    assert [(e.action, dict(e.detail)) for e in store.audit.newest(1)] == [
        ("label.deleted", {"count": 2})
    ]
    none = admin.get(f"{STORED}/delete-label", query_string={"label": "Nobody"})
    assert none.status_code == 404
    assert "No check has that label" in text_of(none)


def test_everything_is_deleted_only_when_typed(
    admin: FlaskClient,
    post: Post,
    store: ResultStore,
    add_check: Callable[..., str],
    admin_pin: str,
) -> None:
    """The words have to be typed; then checks are gone, and who did it stands in the log."""
    add_check(0)
    page = f"{STORED}/delete-all"
    assert post(admin, page, page, typed="delete all").status_code == 400
    assert store.counts().checks == 1
    answer = post(admin, page, page, typed=" Delete everything ")
    assert "Everything is deleted: 1 check." in text_of(admin.get(answer.location))
    assert store.counts().checks == 0
    assert store.role_of_pin(admin_pin) == "admin"
    assert store.audit.newest(1)[0].action == "all.deleted"


def test_a_check_under_way_holds_deleting_everything_up(
    admin: FlaskClient, post: Post, store: ResultStore, add_check: Callable[..., str]
) -> None:
    """The page says why in one sentence, and what to do."""
    add_check(0, state="open")
    page = f"{STORED}/delete-all"
    answer = post(admin, page, page, typed="delete everything")
    assert answer.status_code == 503
    assert "A check is under way: try again when it is over." in text_of(answer)
    assert store.counts().checks == 1


def test_a_backup_goes_out_and_comes_back(
    admin: FlaskClient, post: Post, store: ResultStore, add_check: Callable[..., str], folder: Path
) -> None:
    """One file; it is shown before it takes the place of what is stored, which is kept."""
    check_id = add_check(0)
    store.finding.set_label(check_id, "Ana")
    packed = backup_of(admin, post)
    assert zipfile.ZipFile(io.BytesIO(packed)).namelist() == ["backup.json", "results.db"]
    assert beside(folder) == set()
    store.delete_check(check_id)
    later = add_check(500)
    answer = send(admin, packed)
    assert answer.status_code == 303, text_of(answer)
    look = text_of(admin.get(answer.location))
    assert "1 check, 1 label" in look
    assert store.check(later) is not None
    answer = post(admin, f"{PATH}/confirm", PATH, sha256=looked_at_in(look))
    told = text_of(admin.get(answer.location))
    assert "The backup is back: 1 check." in told
    assert store.check(check_id) is not None
    assert store.check(later) is None
    (kept,) = store.care.backups.kept()
    assert kept.name in told
    actions = [entry.action for entry in store.audit.newest(2)]
    assert actions == ["store.restored", "backup.made"]
    answer = post(admin, f"{STORED}/kept", STORED, name=kept.name, what="delete")
    assert answer.status_code == 303
    assert not kept.exists()


def test_a_backup_that_lies_ready_can_be_thrown_away(
    admin: FlaskClient, post: Post, store: ResultStore, add_check: Callable[..., str], folder: Path
) -> None:
    """Calling it off changes nothing and leaves no file."""
    add_check(0)
    send(admin, backup_of(admin, post))
    assert post(admin, f"{PATH}/cancel", PATH).status_code == 303
    assert beside(folder) - {"results.db.unswept"} == set()
    assert post(admin, f"{PATH}/confirm", PATH).status_code == 404
    assert store.counts().checks == 1


def changed(packed: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same zip with one member changed, its own checksums right."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.namelist():
            new.writestr(each, change(old.read(each)) if each == name else old.read(each))
    return out.getvalue()


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "nothing at all": lambda _packed: b"",
    "a picture": lambda _packed: b"\x89PNG" + bytes(500),
    "cut short": lambda packed: packed[: len(packed) // 2],
    "one bit of the zip": flipped,
    "one bit of the database": lambda packed: changed(packed, "results.db", flipped),
    "another database": lambda packed: changed(packed, "results.db", lambda _db: bytes(9000)),
    "no facts": lambda packed: changed(packed, "backup.json", lambda _json: b"[]"),
    "a newer format": lambda packed: changed(
        packed, "backup.json", lambda json: json.replace(b'"format": 1', b'"format": 9')
    ),
    "a replay's": lambda packed: changed(
        packed, "backup.json", lambda json: json.replace(b'"kiosk"', b'"replay"')
    ),
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_file_that_is_no_sound_backup_is_refused(
    admin: FlaskClient,
    post: Post,
    store: ResultStore,
    add_check: Callable[..., str],
    folder: Path,
    what: str,
) -> None:
    """One sentence, nothing stored is touched, no file is left."""
    check_id = add_check(0)
    answer = send(admin, SPOILT[what](backup_of(admin, post)))
    assert answer.status_code == 400
    assert 'role="alert"' in text_of(answer)
    assert store.check(check_id) is not None
    assert store.care.backups.staged() is None
    assert beside(folder) == set()


def test_a_zip_that_claims_a_small_database_cannot_fill_the_disk(
    admin: FlaskClient, post: Post, add_check: Callable[..., str], folder: Path
) -> None:
    """A bomb is stopped by what it says of itself."""
    add_check(0)
    bomb = changed(backup_of(admin, post), "results.db", lambda db: db + bytes(50_000_000))
    assert send(admin, bomb).status_code == 400
    assert beside(folder) == set()


@pytest.mark.parametrize("name", ["../../etc/passwd", "results.db", "", "results.db.kept-x/../y"])
def test_no_path_of_a_kept_file_leads_elsewhere(
    admin: FlaskClient, post: Post, store: ResultStore, name: str
) -> None:
    """Only names that the page itself shows are files."""
    answer = post(admin, f"{STORED}/kept", STORED, name=name, what="delete")
    assert answer.status_code == 404
    assert store.path.exists()


def test_a_damaged_store_says_so_and_a_backup_mends_it(
    admin: FlaskClient, post: Post, store: ResultStore, add_check: Callable[..., str]
) -> None:
    """One sentence with the way out; the way works; the damaged file is kept."""
    check_id = add_check(0)
    packed = backup_of(admin, post)
    store.care.sweep(moment(1))
    spoil(store.path)
    page = admin.get(f"/staff/checks/{check_id}")
    assert page.status_code == 503
    assert "is damaged" in text_of(page)
    assert f'href="{PATH}"' in text_of(page)
    assert admin.get(PATH).status_code == 200
    assert send(admin, packed).status_code == 303
    looked_at = looked_at_in(text_of(admin.get(PATH)))
    assert post(admin, f"{PATH}/confirm", PATH, sha256=looked_at).status_code == 303
    assert admin.get(f"/staff/checks/{check_id}").status_code == 200
    assert len(store.care.backups.kept()) == 1


@pytest.mark.parametrize(
    ("mend", "offered"),
    [
        ("wait", "Try again"),
        ("room", "See what is stored"),
        ("restore", "Bring a backup back"),
        ("rights", "kiosk check"),
        (None, "Staff pages"),
    ],
)
def test_a_store_in_trouble_offers_its_mend(
    live: Live, store: ResultStore, clock: FakeClock, mend: Any, offered: str
) -> None:
    """Whatever the trouble: one sentence, what helps, and no result lost."""
    app = create_app(live, store, Given(clock=clock))

    def fail() -> str:
        raise StoreError("The store has this trouble.", mend)

    app.view_functions["member.how_sure"] = open_to_all(fail)
    answer = app.test_client().get("/how-sure")
    assert answer.status_code == 503
    assert "The store has this trouble." in text_of(answer)
    assert offered in text_of(answer)


def open_to_all(view: Callable[[], str]) -> Callable[[], str]:
    from kiosk.web.access import open_to

    return open_to("anyone")(view)


@pytest.mark.parametrize(("sure", "shown"), [(False, True), (True, False)])
def test_an_unset_clock_is_said_with_its_mend(
    live: Live, store: ResultStore, clock: FakeClock, sure: bool, shown: bool
) -> None:
    """Every staff page says so while the kiosk does not know the time, and then no more."""
    app = create_app(live, store, Given(clock=clock, now=lambda: moment(0, sure)))
    client = app.test_client()
    client.set_cookie(COOKIE, app.extensions["kiosk_sessions"].open("staff"))
    for url in (STORED, "/staff/"):
        page = text_of(client.get(url))
        assert ("does not know the time: new checks" in page) is shown
        assert ("timedatectl set-time" in page) is shown


def test_a_body_that_is_too_large_is_not_read(admin: FlaskClient) -> None:
    """More than a backup may have is refused by its length alone; elsewhere the form's limit."""
    length = {"CONTENT_LENGTH": str(LARGEST_UPLOAD_BYTES + 1)}
    kind = "multipart/form-data; boundary=x"
    assert admin.post(PATH, content_type=kind, environ_overrides=length).status_code == 413
    elsewhere = admin.post(f"{STORED}/delete-all", data={"typed": "x" * 70_000})
    assert elsewhere.status_code == 413


def test_a_large_upload_goes_through_the_real_server_to_the_disk(
    app: Flask, admin: FlaskClient, serve: Callable[..., Any], folder: Path
) -> None:
    """Twenty megabytes arrive at the one address that takes them, are looked at and gone again;
    another address refuses them unread."""
    address = serve(app)[1].removeprefix("http://")
    page = text_of(admin.get(PATH))
    token = page.partition('name="token" value="')[2].partition('"')[0]
    cookie = admin.get_cookie(COOKIE)
    assert cookie is not None
    head = {"Cookie": f"{COOKIE}={cookie.value}", "Content-Type": "multipart/form-data; boundary=x"}
    field = f'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n{token}\r\n'
    file = '--x\r\nContent-Disposition: form-data; name="file"; filename="b.zip"\r\n\r\n'
    body = (field + file).encode() + bytes(20_000_000) + b"\r\n--x--\r\n"
    answers = {}
    for url in (PATH, f"{STORED}/delete-all"):
        connection = http.client.HTTPConnection(address, timeout=30)
        with closing(connection), suppress(BrokenPipeError, ConnectionResetError):
            connection.putrequest("POST", url)
            for name, value in {**head, "Content-Length": str(len(body))}.items():
                connection.putheader(name, value)
            connection.endheaders()
            if url == PATH:
                connection.send(body)
            answer = connection.getresponse()
            answers[url] = (answer.status, answer.read().decode())
    assert answers[PATH][0] == 400
    assert "no whole backup of a kiosk" in answers[PATH][1]
    assert answers[f"{STORED}/delete-all"][0] == 413
    assert beside(folder) == set()
