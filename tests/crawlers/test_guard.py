"""Only plainly public addresses, in every spelling, and only what was checked."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from config.errors import ConfigError
from crawlers.guard import Guard, RefusedAddressError, UnresolvableError, is_public, parse_allowed
from sites.address import HostPort, InvalidUrlError, parse_place
from tests.crawlers.conftest import Crawled
from tests.crawlers.stage import Stage, goods

PRIVATE = [
    "127.0.0.1",
    "10.0.0.8",
    "192.168.1.1",
    "172.16.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "192.0.2.1",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "2002:0a00:0001::",
    "2001:db8::1",
    "::127.0.0.1",
    "fec0::1",
    "nonsense",
]
LOOPBACK = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://localhost/",
    "http://localhost./",
    "http://LOCALHOST/",
    "http://x.localhost/",
    "http://１２７.０.０.１/",
    "http://127。0。0。1/",
    "http://good@127.0.0.1/",
    "http://good:pw@127.0.0.1/",
    "http://[::ffff:7f00:1]/",
    "http://①②⑦.⓪.⓪.①/",
    "http://0/",
    "http://[64:ff9b::7f00:1]/",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_plainly_public_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", LOOPBACK)
def test_every_spelling_of_loopback_is_refused(url: str) -> None:
    with pytest.raises((RefusedAddressError, UnresolvableError, InvalidUrlError)):
        Guard().resolve(parse_place(url))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x/",
        "file:///etc/passwd",
        "javascript:1",
        "http://",
        "http://a b/",
        "//x",
        "http://x:99999/",
        "",
    ],
)
def test_what_is_no_web_address_is_invalid(url: str) -> None:
    with pytest.raises(InvalidUrlError):
        parse_place(url)


def test_an_allowed_host_is_allowed_on_its_port_alone() -> None:
    guard = Guard(allowed=frozenset({parse_allowed("shop.localhost:8000")}))
    assert guard.resolve(HostPort(host="shop.localhost", port=8000)) == ("127.0.0.1",)
    with pytest.raises(RefusedAddressError):
        guard.resolve(HostPort(host="shop.localhost", port=8001))


@pytest.mark.parametrize("text", ["shop.localhost", "shop:0", "shop:x", ":80", "shop:65536", "shop:70000"])
def test_an_allowed_host_needs_host_and_port(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_allowed(text)


@pytest.mark.parametrize("port", [1, 65535])
def test_any_port_that_there_is_can_be_allowed(port: int) -> None:
    assert parse_allowed(f"shop.localhost:{port}") == HostPort(host="shop.localhost", port=port)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """A name server of our own: each look-up of a name takes its next answer."""
    held: dict[str, list[list[str]]] = {}

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        found = held[host].pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr("crawlers.guard.socket.getaddrinfo", look_up)
    return held


def test_one_private_address_among_public_ones_is_enough(answers: dict[str, list[list[str]]]) -> None:
    answers["mixed.example"] = [["8.8.8.8", "10.0.0.1"]]
    with pytest.raises(RefusedAddressError):
        Guard().resolve(HostPort(host="mixed.example", port=80))


def test_a_name_that_changes_its_answer_is_refused_then(answers: dict[str, list[list[str]]]) -> None:
    answers["rebinding.example"] = [["8.8.8.8"], ["127.0.0.1"]]
    place = HostPort(host="rebinding.example", port=80)
    assert Guard().resolve(place) == ("8.8.8.8",)
    with pytest.raises(RefusedAddressError):
        Guard().resolve(place)


def test_a_crawl_connects_to_no_private_address(stage: Stage, run: Callable[..., Crawled]) -> None:
    hosts = ["127.0.0.1", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "x.localhost", "0"]
    stage.routes["/secret"] = goods("x", "1")
    crawled = run(*(f"http://{host}:{stage.port}/secret" for host in hosts), allow_hosts=())
    ends = [(one.outcome, one.reason) for one in crawled.result.listings]
    assert ends == [("not_attempted", "refused_address")] * len(hosts)
    assert stage.asked == []


def test_a_redirect_to_a_private_address_is_refused(stage: Stage, run: Callable[..., Crawled]) -> None:
    hosts = ["localhost", "127.1", "2130706433", "[::1]"]
    stage.routes = {
        f"/way{n}": (302, {"Location": f"http://{host}:{stage.port}/secret"}, b"")
        for n, host in enumerate(hosts)
    }
    stage.routes["/secret"] = goods("x", "1")
    crawled = run(*(f"/way{n}" for n in range(len(hosts))))
    ends = [(one.outcome, one.reason) for one in crawled.result.listings]
    assert ends == [("not_attempted", "refused_address")] * len(hosts)
    assert stage.count("/secret") == 0


def test_pictures_at_private_addresses_are_not_fetched(stage: Stage, run: Callable[..., Crawled]) -> None:
    stage.routes = {
        "/one": goods("x", "1", f"<div class=gallery><img src=http://localhost:{stage.port}/a.png></div>")
    }
    snapshot = run("/one").snapshot(stage.url("/one"))
    assert snapshot.partial
    assert stage.count("/a.png") == 0
