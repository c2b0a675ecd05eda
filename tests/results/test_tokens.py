"""Keys of other programs: made once, kept as a hash, found, noted, revoked."""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kiosk.commands.token import token
from kiosk.errors import ConfigError, StoreError
from kiosk.moment import Clock
from kiosk.results import ResultReader, ResultStore, TokenGate
from kiosk.results.identity import APPLICATION_ID
from kiosk.results.schema import apply_missing, known_migrations
from kiosk.results.tokens import LONGEST_NAME, SECRET_BYTES, new_secret

DAY_S = 86_400.0


def test_only_a_living_key_is_found(store: ResultStore, at: Any) -> None:
    """A key opens from when it is made until it is revoked, and nothing like it ever does."""
    secret = store.add_token("prometheus", at(0))
    found = store.token_of(secret)
    assert found is not None
    assert (found.name, found.used_day, found.revoked_utc) == ("prometheus", None, None)
    for wrong in ("", secret[:-1], secret + "a", secret.swapcase(), "\ud800", "'; --"):
        assert store.token_of(wrong) is None
    store.revoke_token("prometheus", at(5))
    assert store.token_of(secret) is None


def test_keys_cannot_be_guessed() -> None:
    """Every key is new and holds 256 random bits, in characters that need no quoting."""
    secrets = {new_secret() for _ in range(200)}
    assert len(secrets) == 200
    assert SECRET_BYTES == 32
    assert all(
        len(each) == 43 and each.replace("-", "").replace("_", "").isalnum() for each in secrets
    )


def test_the_key_itself_is_nowhere_on_the_disk(store: ResultStore, path: Path, at: Any) -> None:
    """Neither the database nor its log holds a key, whole or in part."""
    secret = store.add_token("prometheus", at(0))
    assert {b"prometheus" in file.read_bytes() for file in path.parent.iterdir()} != {False}
    for file in path.parent.iterdir():
        assert secret[:12].encode() not in file.read_bytes()


def test_each_name_has_one_living_key(store: ResultStore, at: Any) -> None:
    """A name in use is refused and changes nothing; after a revocation it is free again."""
    first = store.add_token("gräph", at(0))
    for same in ("gräph", "gra\u0308ph"):
        with pytest.raises(ConfigError, match="revoke it first"):
            store.add_token(same, at(1))
    assert store.token_of(first) is not None
    store.revoke_token("gra\u0308ph", at(2))
    second = store.add_token("gräph", at(3))
    assert store.token_of(first) is None
    assert store.token_of(second) is not None
    assert [each.revoked_utc for each in store.tokens()] == [at(2).utc, None]


@pytest.mark.parametrize("name", ["", " a", "a ", "a\nb", "a\x1b[31m", "a" * (LONGEST_NAME + 1)])
def test_a_name_must_fit_on_a_line(store: ResultStore, at: Any, name: str) -> None:
    """Names that nobody could type again, or that could play with a terminal, are refused."""
    with pytest.raises(ConfigError, match="1 to 40 printable"):
        store.add_token(name, at(0))
    assert store.tokens() == ()


def test_a_key_that_is_not_there_cannot_be_revoked(store: ResultStore, at: Any) -> None:
    """Revoking an unknown name, or one twice, says so in one sentence."""
    store.add_token("prometheus", at(0))
    store.revoke_token("prometheus", at(1))
    for name in ("prometheus", "grafana"):
        with pytest.raises(ConfigError, match=r"no token .* to revoke"):
            store.revoke_token(name, at(2))


def test_the_day_of_the_last_use_is_noted_and_no_more(store: ResultStore, at: Any) -> None:
    """Thousands of calls write once a day, and of when it was nothing but the day is kept."""
    secret = store.add_token("prometheus", at(0))
    now_s = [0.0]
    gate = TokenGate(store, lambda: at(now_s[0]))
    seen: list[tuple[str | None, int]] = []
    for now_s[0] in (0.0, 60.0, DAY_S, DAY_S + 60.0):
        assert gate.name_of(secret) == "prometheus"
        seen.append((store.tokens()[0].used_day, _changes(store)))
    (first, before), (_, same), (second, after), (_, last) = seen
    assert (first, second) == ("2026-01-02", "2026-01-03")
    assert (same, last) == (before, after)
    assert gate.name_of("wrong") is None


def _changes(store: ResultStore) -> int:
    """How often the store was written since it was opened."""
    with store._writer.writing() as connection:
        return connection.total_changes


def test_a_card_that_fails_does_not_lock_the_watcher_out(
    store: ResultStore, at: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the day of use cannot be written the key still opens, and the log says why."""
    secret = store.add_token("prometheus", at(0))

    def full(_number: int, _day: str) -> None:
        raise StoreError("The disk is full: free some space.")

    monkeypatch.setattr(store, "note_token_use", full)
    with caplog.at_level(logging.WARNING, "kiosk.results"):
        assert TokenGate(store, lambda: at(1)).name_of(secret) == "prometheus"
    assert "The disk is full" in caplog.text


def store_of_a_release_before(path: Path, migrations: int, at: Any) -> None:
    """A store as a program that knew so many migrations made it."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA journal_mode = WAL")
    apply_missing(connection, known_migrations()[:migrations])
    connection.execute("INSERT INTO store VALUES (1, 'kiosk', ?, 1)", (at(0).utc_text,))
    connection.close()


def test_a_store_of_the_release_before_gets_the_table(path: Path, at: Any) -> None:
    """A store without tokens takes them after its update."""
    store_of_a_release_before(path, 3, at)
    with ResultStore.open(path, "kiosk", at(2)) as updated:
        assert updated.token_of(updated.add_token("prometheus", at(3))) is not None


def test_a_key_of_the_release_before_opens_no_results(path: Path, at: Any) -> None:
    """A key made when there was nothing but metrics goes on opening those, and only those."""
    store_of_a_release_before(path, 4, at)
    secret = new_secret()
    connection = sqlite3.connect(path)
    connection.execute(
        "INSERT INTO tokens (name, hash, created_utc, created_clock_sure) VALUES (?, ?, ?, 1)",
        ("prometheus", hashlib.sha256(secret.encode()).digest(), at(1).utc_text),
    )
    connection.commit()
    connection.close()
    with ResultStore.open(path, "kiosk", at(2)) as updated:
        gate = TokenGate(updated, lambda: at(3))
        assert gate.name_of(secret) == "prometheus"
        assert not gate.opens_results(secret)


@pytest.mark.parametrize(("opens", "results"), [("metrics", False), ("results", True)])
def test_a_key_opens_what_it_was_made_for(
    store: ResultStore, at: Any, opens: str, results: bool
) -> None:
    """Results only to a key that is for them, and to none once it is revoked."""
    secret = store.add_token("app", at(0), opens)
    gate = TokenGate(store, lambda: at(1))
    assert gate.opens_results(secret) is results
    assert not gate.opens_results("wrong")
    store.revoke_token("app", at(2))
    assert not gate.opens_results(secret)


def test_a_key_for_a_word_of_a_newer_version_opens_no_results(store: ResultStore, at: Any) -> None:
    """What this version does not know is taken for the least."""
    with pytest.raises(ConfigError, match="metrics or results"):
        store.add_token("app", at(0), "everything")
    secret = store.add_token("app", at(0), "results")
    with store._writer.writing() as connection:
        connection.execute("UPDATE tokens SET opens = 'labels'")
    assert not TokenGate(store, lambda: at(1)).opens_results(secret)


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, path: Path) -> Run:
    """`kiosk token …` on a store of its own."""
    config = tmp_path / "kiosk.toml"
    config.write_text(f'[store]\npath = "{path}"\n', encoding="utf-8")
    return lambda *words: CliRunner().invoke(token, words, obj=config)


def test_the_command_makes_lists_and_revokes(run: Run, store: ResultStore) -> None:
    """On a store in use: the key alone goes to standard output, its life into the list."""
    made = run("add", "prometheus")
    assert made.exit_code == 0, made.stderr
    secret = made.stdout.strip()
    assert made.stdout == f"{secret}\n"
    assert "cannot be shown again" in made.stderr
    found = store.token_of(secret)
    assert found is not None
    store.note_token_use(found.number, "2026-11-22")
    listed = run("list").stdout
    assert secret not in listed
    assert [line.split()[-3:] for line in listed.splitlines()[1:]] == [["2026-11-22", "in", "use"]]
    assert run("revoke", "prometheus").stdout == "The token 'prometheus' is revoked.\n"
    assert store.token_of(secret) is None
    assert "revoked 20" in run("list").stdout


def test_the_command_makes_a_key_for_results(run: Run, store: ResultStore) -> None:
    """`--for results` makes one for the API, which the list tells from one for metrics."""
    secrets = [run("add", "prometheus"), run("add", "--for", "results", "members-app")]
    gate = TokenGate(store, Clock().now)
    assert [gate.opens_results(made.stdout.strip()) for made in secrets] == [False, True]
    listed = run("list").stdout.splitlines()
    assert [line.split()[:2] for line in listed] == [
        ["NAME", "OPENS"],
        ["prometheus", "metrics"],
        ["members-app", "results"],
    ]
    assert run("add", "--for", "everything", "other").exit_code != 0


def test_the_command_says_when_there_is_none(run: Run, store: ResultStore) -> None:
    """An empty list tells how to make a token."""
    assert store.tokens() == ()
    assert run("list").stdout == "No token yet: make one with kiosk token add NAME.\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "a\tb"), 4, "printable characters"),
        (("add", "taken"), 4, "revoke it first"),
        (("revoke", "nobody"), 4, "no token 'nobody' to revoke"),
    ],
)
def test_mistakes_are_one_sentence(
    run: Run, store: ResultStore, at: Any, words: tuple[str, ...], code: int, said: str
) -> None:
    """A wrong name ends with its sentence and code, and prints no key."""
    store.add_token("taken", at(0))
    done = run(*words)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", [("add", "prometheus"), ("list",), ("revoke", "prometheus")])
def test_no_store_is_made_by_the_way(run: Run, path: Path, words: tuple[str, ...]) -> None:
    """Before the kiosk's first start each command says so; a store made here would be root's."""
    done = run(*words)
    assert (done.exit_code, done.stdout) == (7, "")
    assert "start the kiosk once" in done.stderr
    assert not os.path.lexists(path)


def test_a_reader_sees_the_tokens_too(store: ResultStore, path: Path, at: Any) -> None:
    """The list is read without writing to the store."""
    store.add_token("prometheus", at(0))
    names = [each.name for each in ResultReader.open_to_read(path, "kiosk").tokens()]
    assert names == ["prometheus"]
