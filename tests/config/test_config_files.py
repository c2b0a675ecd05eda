"""Reading `kiosk.toml` from the disk, good and bad."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import paths
from kiosk.config import FILE, file_layer, resolve
from kiosk.errors import ConfigError


def sentence_of(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        file_layer(path)
    text = str(caught.value)
    assert "\n" not in text
    assert str(path) in text
    return text


def test_sections_become_dotted_keys(tmp_path: Path) -> None:
    """A file with sections, comments and dotted keys resolves, with its path as the origin."""
    path = tmp_path / "kiosk.toml"
    path.write_text("check.reps = 6\n[camera]\nfps = 15 # slow board\n[web]\n[gpio]\n")
    layer = file_layer(path)
    assert layer is not None
    assert layer.values == {"check.reps": 6, "camera.fps": 15}
    resolved = resolve([layer])
    assert resolved.config.camera.fps == 15
    assert str(resolved.origins["camera.fps"]) == f"{FILE} {path}"


def test_a_file_saved_by_windows_is_read(tmp_path: Path) -> None:
    """A byte order mark and CRLF ends of line are no mistakes."""
    path = tmp_path / "kiosk.toml"
    path.write_bytes(b"\xef\xbb\xbf[camera]\r\nfps = 15\r\n")
    layer = file_layer(path)
    assert layer is not None
    assert layer.values == {"camera.fps": 15}


def test_without_the_default_file_there_is_no_layer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kiosk without /etc/kiosk/kiosk.toml runs on the defaults."""
    monkeypatch.setattr(paths, "CONFIG_FILE", tmp_path / "none.toml")
    assert file_layer() is None


def test_the_default_file_is_read_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --config the default path counts."""
    path = tmp_path / "kiosk.toml"
    path.write_text("[check]\nreps = 4\n")
    monkeypatch.setattr(paths, "CONFIG_FILE", path)
    layer = file_layer()
    assert layer is not None
    assert layer.values == {"check.reps": 4}


def test_a_file_that_was_asked_for_must_exist(tmp_path: Path) -> None:
    """A mistyped --config must not fall back to the defaults."""
    assert "no configuration file" in sentence_of(tmp_path / "none.toml")


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    """A folder gets a sentence."""
    assert "cannot be read" in sentence_of(tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[camera\nfps = 15\n", "line 1"),
        (b"[camera]\nfps = 15\nfps = 16\n", "line 3"),
        (b"[camera]\nfps = \xff\n", "byte 15"),
        (b"fps = " + b"9" * 5000, "not valid TOML"),
        (b"a = " + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_broken_file_is_told_where(tmp_path: Path, content: bytes, words: str) -> None:
    """What TOML cannot read is one sentence with the place."""
    path = tmp_path / "kiosk.toml"
    path.write_bytes(content)
    assert words in sentence_of(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[camra]\n", "did you mean [camera]?"),
        ("[[camera]]\nfps = 1\n", "write [camera] and its keys under it"),
        ("[camera.lens]\nfps = 1\n", "camera.lens"),
        ('"a\\nb" = 1\n', '"a\\nb"'),
        ("[check]\nreps = 2020-01-01\n", "datetime.date(2020, 1, 1)"),
    ],
)
def test_odd_but_valid_toml_gets_one_line_of_complaint(
    tmp_path: Path, content: str, words: str
) -> None:
    """Empty wrong sections, lists of sections, strange keys and dates are complained of."""
    path = tmp_path / "kiosk.toml"
    path.write_text(content)
    layer = file_layer(path)
    assert layer is not None
    with pytest.raises(ConfigError) as caught:
        resolve([layer])
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
