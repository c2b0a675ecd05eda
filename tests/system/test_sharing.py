from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from kiosk.config import ShareConfig, WebConfig
from kiosk.sharing import MOST_LINKS, SharingLinks, share_address, why_not_shared

ADDRESS = "http://kiosk.local:8080"
OPEN = WebConfig(host="0.0.0.0", host_names=("kiosk.local",))


class Seconds:
    """A clock that is set by hand."""

    now_s = 50.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def links(clock: Seconds) -> SharingLinks:
    return SharingLinks(ADDRESS, 15, clock)


def token_of(link: str) -> str:
    return urlsplit(link).path.removeprefix("/r/")


def test_link_opens_its_check_until_it_ends(links: SharingLinks, clock: Seconds) -> None:
    """A link opens its own check for its fifteen minutes and not a moment longer."""
    token = token_of(links.link_for("a-check"))
    assert links.check_id(token) == "a-check"
    assert links.left_s(token) == 900.0
    clock.now_s += 899.9
    assert links.check_id(token) == "a-check"
    assert links.left_s(token) == pytest.approx(0.1)
    clock.now_s += 0.1
    assert links.check_id(token) is None
    assert links.left_s(token) == 0.0


def test_links_cannot_be_guessed(links: SharingLinks) -> None:
    """Each link has a token of its own of at least 128 bits, and near misses open nothing."""
    made = [links.link_for("a-check") for _ in range(100)]
    tokens = {token_of(link) for link in made}
    assert len(tokens) == 100
    assert all(link.startswith(f"{ADDRESS}/r/") for link in made)
    assert min(len(token) for token in tokens) * 6 >= 128
    token = min(tokens)
    for miss in ("", token[:-1], f"{token}A", token.swapcase(), "ä" * 24, "../a-check", "a-check"):
        assert links.check_id(miss) is None


def test_token_itself_is_not_kept(links: SharingLinks) -> None:
    """What lies in memory does not open a result."""
    token = token_of(links.link_for("a-check"))
    assert token not in repr(vars(links))


def test_oldest_link_is_dropped(links: SharingLinks) -> None:
    """Memory stays small: beyond the most that are kept, the oldest links end."""
    tokens = [token_of(links.link_for(str(number))) for number in range(MOST_LINKS + 2)]
    assert [links.check_id(token) for token in tokens[:3]] == [None, None, "2"]
    assert links.check_id(tokens[-1]) == str(MOST_LINKS + 1)


def test_restart_ends_every_link(links: SharingLinks, clock: Seconds) -> None:
    """Links of an earlier run open nothing."""
    token = token_of(links.link_for("a-check"))
    assert SharingLinks(ADDRESS, 15, clock).check_id(token) is None


def test_links_are_safe_in_threads(links: SharingLinks) -> None:
    """Made and asked for from many threads at once, every link opens its own check."""

    def make_and_ask(number: int) -> bool:
        return links.check_id(token_of(links.link_for(str(number)))) == str(number)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(make_and_ask, range(150)))


@pytest.mark.parametrize(
    ("share", "web", "address"),
    [
        (ShareConfig(), OPEN, None),
        (ShareConfig(enabled=True), OPEN, "http://kiosk.local:8080"),
        (ShareConfig(enabled=True, address="http://192.168.1.5:80"), OPEN, "http://192.168.1.5:80"),
        (ShareConfig(enabled=True, address="http://[fd00::5]"), OPEN, "http://[fd00::5]"),
        (ShareConfig(enabled=True, address="http://Kiosk.Local"), OPEN, "http://Kiosk.Local"),
    ],
)
def test_address_of_links(share: ShareConfig, web: WebConfig, address: str | None) -> None:
    """Links lead where staff said, or else to the box's first name; none where it is off."""
    assert share_address(share, web) == address
    assert why_not_shared(share, web) is None


@pytest.mark.parametrize(
    ("address", "web", "mend"),
    [
        ("", WebConfig(host_names=("kiosk.local",)), "set web.host to 0.0.0.0"),
        ("", WebConfig(host="::1"), "set web.host"),
        ("", WebConfig(host="localhost"), "set web.host"),
        ("", WebConfig(host="0.0.0.0"), "set share.address"),
        ("", WebConfig(host="0.0.0.0", port=0, host_names=("kiosk.local",)), "set share.address"),
        ("http://localhost:8080", OPEN, "set share.address"),
        ("http://127.0.0.1:8080", OPEN, "set share.address"),
        ("http://[x", OPEN, "set share.address"),
        ("http://:8080", OPEN, "set share.address"),
        ("http://box.example", OPEN, "add box.example to web.host_names"),
    ],
)
def test_no_code_that_leads_nowhere(address: str, web: WebConfig, mend: str) -> None:
    """Where no phone could open the link there is no QR code, and one sentence says what to do."""
    share = ShareConfig(enabled=True, address=address)
    assert share_address(share, web) is None
    said = why_not_shared(share, web)
    assert said is not None
    assert mend in said
    assert said.endswith(".")
    assert said.count(". ") == 0
