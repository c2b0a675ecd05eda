"""Configuration from afar: under the box's own, never a reason to stop, and never a secret."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk import paths
from kiosk.commands.options import layers_of
from kiosk.config import (
    ADMIN,
    FLEET,
    KEYS,
    Config,
    Layer,
    UpdateConfig,
    config_text,
    file_layer,
    fleet_layer,
    resolve,
)
from kiosk.config.for_updates import results_path, update_config
from kiosk.errors import ConfigError


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the configuration from afar lies on this box."""
    path = tmp_path / "fleet.toml"
    monkeypatch.setattr(paths, "FLEET_FILE", path)
    return path


@pytest.fixture
def local(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text("", encoding="utf-8")
    return path


def test_what_stands_on_the_box_wins(fleet: Path, local: Path) -> None:
    """Defaults, afar, kiosk.toml, admin, command line: the later wins, and origins name it."""
    fleet.write_text(
        "[check]\nreps = 6\nwelcome_s = 6\npractice_reps = 2\n[idle]\nafter_s = 600\n",
        encoding="utf-8",
    )
    local.write_text("[check]\nwelcome_s = 7\npractice_reps = 3\n", encoding="utf-8")
    typed = layers_of(local, {"idle.after_s": 9})
    admin = Layer(ADMIN, {"check.practice_reps": 0}, by_admin=True)
    resolved = resolve([*typed[:-1], admin, typed[-1]])
    check = resolved.config.check
    assert (check.reps, check.welcome_s, check.practice_reps) == (6, 7, 0)
    assert resolved.config.idle.after_s == 9
    assert str(resolved.origins["check.reps"]) == f"{FLEET} {fleet}"
    assert re.search(rf"^reps = 6 +# from afar {fleet}$", config_text(resolved, True), re.MULTILINE)


def test_without_a_file_nothing_comes_from_afar(fleet: Path, local: Path) -> None:
    """A box that never got such a file has the layers it always had."""
    assert fleet_layer() is None
    assert resolve(layers_of(local, {})).config == Config()
    assert not fleet.exists()


@pytest.mark.parametrize(
    "text", ["[check", "[check]\nreps = 4\nreps = 5", "\xff", "a = " + "[" * 9000, '"" = 1']
)
def test_a_damaged_file_from_afar_stops_nothing(fleet: Path, local: Path, text: str) -> None:
    """The kiosk starts with what else it has, and `kiosk config show` says what is wrong."""
    fleet.write_bytes(text.encode("latin-1"))
    resolved = resolve(layers_of(local, {}))
    assert resolved.config == Config()
    assert len(resolved.ignored) == 1
    assert "# left out: " in config_text(resolved)
    with pytest.raises(ConfigError):
        resolve([layer for layer in [fleet_layer(lenient=False)] if layer])


def test_a_folder_in_its_place_stops_nothing(fleet: Path, local: Path) -> None:
    """What cannot be read at all is told like what cannot be understood."""
    fleet.mkdir()
    assert "cannot be read" in resolve(layers_of(local, {})).ignored[0]


def test_what_this_version_cannot_take_is_left_out(fleet: Path, local: Path) -> None:
    """Unknown keys, wrong values and keys of this very box are told; the rest holds."""
    fleet.write_text(
        '[check]\nreps = 99\nwelcome_s = 4\n[newer]\nkey = 1\n[update]\nurl = "http://evil"\n',
        encoding="utf-8",
    )
    resolved = resolve(layers_of(local, {}))
    assert resolved.config.check.reps == Config().check.reps
    assert resolved.config.check.welcome_s == 4
    assert resolved.config.update.url == ""
    told = "\n".join(resolved.ignored)
    assert "check.reps = 99 (from afar" in told
    assert "newer.key" in told
    assert f"update.url (from afar {fleet}) may not be set from afar" in told


BOX_ONLY = (
    *("camera.source", "camera.rotation_deg", "store.path", "web.host", "web.port"),
    *("update.url", "update.group", "gpio.enabled", "gpio.led_red_pin", "model.name_or_path"),
)


@pytest.mark.parametrize("name", BOX_ONLY)
def test_what_a_box_is_made_of_never_comes_from_afar(name: str) -> None:
    """Where results, pictures, pages and updates come from or go to is decided on the box."""
    assert not KEYS[name].declared.from_afar
    value = KEYS[name].default
    layer = Layer(FLEET, {name: value}, "fleet.toml", from_afar=True, lenient=True)
    assert "may not be set from afar" in resolve([layer]).ignored[0]


def test_every_value_from_afar_starts_a_kiosk() -> None:
    """No key that may come from afar names a file, a pin, a device or an address to listen on."""
    free = [key for key in KEYS.values() if key.declared.from_afar]
    assert [key.name for key in free if key.kind is Path] == []
    assert [key.name for key in free if re.search(r"pin|path|source|host$|port$", key.name)] == []
    assert len(free) > 15


SECRET = re.compile(r"passw|secret|token|credential|private|psk|api_?key|(^|_)pin$|login|user")


def test_no_key_is_a_secret() -> None:
    """Configuration travels signed, not hidden: no text of it may be one that has to be hidden."""
    texts = [key for key in KEYS.values() if key.kind is not int]
    assert [key.name for key in texts if SECRET.search(key.name.partition(".")[2])] == []
    assert SECRET.search("wifi_psk")
    assert SECRET.search("staff_pin")


def test_no_address_holds_a_password() -> None:
    """An address of updates with user and password is refused, so none ever lies in a file."""
    for url in ("https://ann:pw@example.org/kiosk", "https://example.org/?key=1", "ftp://a/b", "x"):
        with pytest.raises(ConfigError, match=r"update\.url"):
            resolve([Layer("file", {"update.url": url})])
    for url in ("", "http://10.0.0.2:8000", "https://example.org/kiosk/", "http://[::1]:80/a-b"):
        assert resolve([Layer("file", {"update.url": url})]).config.update.url == url


@pytest.mark.parametrize(
    ("hours", "fits"),
    [
        *(("", True), ("22:00-06:00", True), ("00:00-23:59", True), ("22:00-22:00", False)),
        *(("24:00-06:00", False), ("22-6", False), ("22:00", False), ("22:00-06:00 ", False)),
    ],
)
def test_quiet_hours(hours: str, fits: bool) -> None:
    """Two different times of the day, or nothing."""
    layer = Layer("file", {"update.quiet_hours": hours})
    if fits:
        assert resolve([layer]).config.update.quiet_hours == hours
    else:
        with pytest.raises(ConfigError, match="two different times"):
            resolve([layer])


def test_no_page_sets_updates() -> None:
    """The updater cannot read what an admin has set, so nothing of `update` is set there."""
    keys = [key for name, key in KEYS.items() if name.startswith("update.")]
    assert len(keys) == 5
    assert not any(key.declared.by_admin for key in keys)


def test_the_updater_reads_its_own_section_alone(fleet: Path, local: Path) -> None:
    """Other sections may be another version's; the local file stands above the one from afar."""
    fleet.write_text('[update]\nchannel = "beta"\nquiet_hours = ""\n[new]\na = 1\n', "utf-8")
    local.write_text(
        '[update]\nurl = "https://example.org"\nchannel = "stable"\n[future]\nkey = []\n', "utf-8"
    )
    found, words = update_config(local, fleet)
    assert found == UpdateConfig(url="https://example.org", channel="stable", quiet_hours="")
    assert words == ()


def test_the_updater_goes_on_without_what_it_cannot_take(fleet: Path, local: Path) -> None:
    """A wrong value, an unknown key and what may not come from afar are words, nothing else."""
    fleet.write_text('[update]\nurl = "http://evil.example"\nchannel = "beta"\n', "utf-8")
    local.write_text('[update]\nquiet_hours = "late"\nfuture = 1\n', "utf-8")
    found, words = update_config(local, fleet)
    assert found == UpdateConfig(channel="beta")
    told = "\n".join(words)
    assert len(words) == 3
    assert "update.url" in told
    assert 'update.quiet_hours = "late"' in told
    assert "update.future" in told


@pytest.mark.parametrize("damaged", ["local", "fleet", "both", "gone"])
def test_the_updater_never_fails_over_a_file(fleet: Path, local: Path, damaged: str) -> None:
    """Damaged and missing files leave the other one, or the defaults: without a url, off."""
    fleet.write_text('[update]\nchannel = "beta"\n', "utf-8")
    if damaged in ("local", "both"):
        local.write_text("[update", "utf-8")
    if damaged in ("fleet", "both"):
        fleet.write_bytes(b"\xff\xfe")
    if damaged == "gone":
        fleet.unlink()
        local.unlink()
    found, words = update_config(local, fleet)
    assert found.url == ""
    assert found.channel == ("beta" if damaged == "local" else "stable")
    assert len(words) == {"local": 1, "fleet": 1, "both": 2, "gone": 0}[damaged]


def test_the_updater_finds_the_results(local: Path) -> None:
    """The copy that a new version is tried on is of the results that this box has."""
    assert results_path(local) == paths.STORE_FILE
    local.write_text('[store]\npath = "/data/gym.db"\n[new]\nkey = 1\n', "utf-8")
    assert results_path(local) == Path("/data/gym.db")
    for wrong in ("[store", "[store]\npath = 3\n"):
        local.write_text(wrong, "utf-8")
        assert results_path(local) == paths.STORE_FILE


def test_a_local_file_is_still_strict(local: Path) -> None:
    """What a person wrote on the box stops the kiosk with a sentence, as ever."""
    local.write_text("[check]\nreps = 99\n", encoding="utf-8")
    layer = file_layer(local)
    assert layer is not None
    with pytest.raises(ConfigError):
        resolve([layer])
