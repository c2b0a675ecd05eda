"""The one large request there is: nothing of it in memory, and nothing besides it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
import werkzeug.wrappers.request as werkzeug_request
from flask.testing import FlaskClient

from kiosk.web.upload import PATH


@pytest.mark.usefixtures("admin_pin")
def test_a_second_file_is_refused_before_a_byte_of_it_is_kept(
    admin: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be as large as a backup may be, in /tmp, which is memory on an installed box."""
    taken: list[BytesIO] = []

    def take(*_args: object, **_more: object) -> BytesIO:
        taken.append(BytesIO())
        return taken[-1]

    monkeypatch.setattr(werkzeug_request.Request, "_get_file_stream", take)
    page = admin.get(PATH).get_data(as_text=True)
    token = page.partition('name="token" value="')[2].partition('"')[0]
    files = [(BytesIO(b"one"), "a.zip"), (BytesIO(b"two"), "b.zip")]
    answer = admin.post(PATH, data={"token": token, "file": files})
    assert answer.status_code == 413
    assert "One file at a time" in answer.get_data(as_text=True)
    assert taken == []
    assert not [*tmp_path.glob("*upload*")]
