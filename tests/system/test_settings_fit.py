"""Settings that are right in themselves, held against this very box."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk import paths
from kiosk.config import Config
from kiosk.settings_fit import misfits

NOW = Config()


def with_web(**changes: object) -> Config:
    return replace(NOW, web=replace(NOW.web, **changes))  # type: ignore[arg-type]


def with_model(**changes: object) -> Config:
    return replace(NOW, model=replace(NOW.model, **changes))  # type: ignore[arg-type]


def test_what_does_not_change_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kiosk holds its own port, and loading networks for nothing would cost a second."""
    monkeypatch.setattr("kiosk.settings_fit.try_port", None)
    monkeypatch.setattr("kiosk.settings_fit.probe_model", None)
    assert misfits(NOW, replace(NOW, camera=replace(NOW.camera, fps=20))) == []


def test_an_address_of_another_box_is_refused() -> None:
    """The sentence says what cannot be, and what to write instead."""
    ((words),) = misfits(NOW, with_web(host="192.0.2.1"))
    assert words.startswith("Some port of 192.0.2.1 cannot be listened on")
    assert words.endswith("127.0.0.1 is this box, 0.0.0.0 all its addresses.")


def test_the_box_may_open_itself_to_the_network() -> None:
    """The same port on another address is fine although the kiosk itself listens on it."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        before = with_web(port=held.getsockname()[1])
        after = replace(before, web=replace(before.web, host="0.0.0.0"))
        assert misfits(before, after) == []


def test_a_port_in_use_is_refused() -> None:
    """Whoever else listens there would keep the pages from coming up."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        (words,) = misfits(NOW, with_web(port=port))
        assert f"127.0.0.1:{port} is in use" in words
    assert misfits(NOW, with_web(port=0)) == []


def test_the_port_for_the_network_has_to_be_free() -> None:
    """In use by another program or by the kiosk's own pages, it is refused once it is wanted."""
    with socket.create_server(("0.0.0.0", 0)) as held:
        port = held.getsockname()[1]
        assert misfits(NOW, with_web(lan_port=port)) == []
        (words,) = misfits(NOW, with_web(lan=True, lan_port=port))
        assert words.startswith(f"Port {port} cannot be listened on")
        assert words.endswith("choose another web.lan_port.")
        before = with_web(lan=True, lan_port=port)
        assert misfits(before, replace(before, check=replace(NOW.check, reps=4))) == []
    (words,) = misfits(NOW, with_web(lan=True, lan_port=NOW.web.port))
    assert "web.port too" in words
    assert misfits(NOW, with_web(lan=True, lan_port=0)) == []


def test_a_model_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Neither a missing file nor one that is no model is taken."""
    words = " ".join(misfits(NOW, with_model(name_or_path=str(tmp_path / "none.tflite"))))
    assert "none.tflite is not there: check model.name_or_path" in words
    (tmp_path / "poem.tflite").write_text("no model", encoding="utf-8")
    assert misfits(NOW, with_model(name_or_path=str(tmp_path / "poem.tflite"))) != []
    second = misfits(NOW, with_model(second_name_or_path=str(tmp_path / "none.tflite")))
    assert any("second_name_or_path" in each for each in second)


def test_two_stages_need_the_pelvis_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who switches the closer looks on is told that a file of this version is missing; who switches
    them off is not."""
    monkeypatch.setitem(paths.OWN_MODEL_FILES, "pelvis", "nowhere.tflite")
    one = with_model(second_name_or_path="none")
    (words,) = misfits(one, NOW)
    assert "nowhere.tflite does not exist: copy it again from this version's release." in words
    assert misfits(NOW, one) == []


@pytest.mark.slow
def test_the_shipped_models_fit() -> None:
    """Each network that the kiosk came with runs on this box."""
    assert misfits(NOW, with_model(name_or_path="lightning", second_name_or_path="none")) == []
