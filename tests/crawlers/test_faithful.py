"""What is sealed of a page in the browser is what came, and what its scripts cannot forge."""

from __future__ import annotations

import socket

import pytest

from crawlers.browser import make_flags
from crawlers.raw_bodies import needs_raw_body
from evidence.capture import Exchange
from evidence.snapshot import Role
from tests.crawlers.stage import Answer, Stage, page
from tests.crawlers.test_browser import record

TEXT = "<html><meta charset=gbk><script src=/a.js></script><script>%s</script><h1>价格 壶</h1>"
LOAD = "fetch('/data').then(r=>r.text());fetch('/post',{method:'POST',body:'q=1&p=2'}).then(r=>r.text())"


def gbk(media_type: str, text: str, *, declared: bool = True) -> Answer:
    head = f"{media_type}; charset=gbk" if declared else media_type
    return 200, {"Content-Type": head, "Set-Cookie": "sid=secret; Path=/"}, text.encode("gbk")


def find(exchanges: tuple[Exchange, ...], stage: Stage, path: str) -> Exchange:
    return next(one for one in exchanges if one.url == stage.url(path))


@pytest.mark.browser
def test_text_in_another_charset_is_sealed_as_it_came(stage: Stage) -> None:
    stage.routes = {
        "/": gbk("text/html", TEXT % LOAD, declared=False),
        "/a.js": gbk("text/javascript", "var 价 = '格';"),
        "/data": gbk("application/json", '{"价": "格"}'),
    }
    (recorded,) = record(stage, "/")
    for path in ("/", "/a.js", "/data"):
        assert find(recorded.exchanges, stage, path).body == stage.routes[path][2], path  # type: ignore[index]
    assert (recorded.status, recorded.partial) == (200, False)
    assert "价格 壶".encode() in recorded.html


@pytest.mark.browser
def test_what_was_posted_and_the_headers_of_the_wire_are_kept_without_cookie_values(stage: Stage) -> None:
    stage.routes = {
        "/": gbk("text/html", TEXT % LOAD),
        "/a.js": gbk("text/javascript", ""),
        "/data": page("x"),
    }
    (recorded,) = record(stage, "/")
    posted = find(recorded.exchanges, stage, "/post")
    assert (posted.method, posted.request_body) == ("POST", b"q=1&p=2")
    sent = {name.lower(): value for name, value in posted.request_headers}
    assert (sent["host"], sent["cookie"]) == (stage.host, "sid=***")
    got = dict(find(recorded.exchanges, stage, "/").response_headers)
    assert got["Set-Cookie"] == "sid=***; Path=/"


@pytest.mark.browser
def test_a_page_cannot_forge_what_is_read_of_it(stage: Stage) -> None:
    forge = (
        "Object.defineProperty(Element.prototype,'outerHTML',{get:()=>'<p>forged'});"
        "Object.defineProperty(Element.prototype,'scrollHeight',{get:()=>1});"
        "String.prototype.slice=()=>'forged';Object.defineProperty(document,'documentElement',{get:()=>null});"
    )
    stage.routes = {"/": page(f"<html><script>{forge}</script><h1>真的页面</h1>")}
    (recorded,) = record(stage, "/")
    (rendered,) = [part.body for part in recorded.generated if part.role is Role.RENDERED]
    assert "真的页面".encode() in rendered
    assert b"forged" not in rendered.replace(forge.encode(), b"")


@pytest.mark.browser
@pytest.mark.parametrize("away", ["location.href='/next'", "setTimeout(()=>location.href='/next',200)"])
def test_a_page_that_leaves_by_itself_keeps_its_body(stage: Stage, away: str) -> None:
    first = f"<html><h1>first</h1><script>{away}</script>"
    stage.routes = {"/": page(first), "/next": page("<html><h1>second</h1>")}
    (recorded,) = record(stage, "/")
    assert find(recorded.exchanges, stage, "/").body == first.encode()
    assert find(recorded.exchanges, stage, "/next").body == b"<html><h1>second</h1>"


@pytest.mark.browser
def test_a_page_that_leaves_for_a_refused_place_is_not_shown_as_chromiums_error(stage: Stage) -> None:
    first = "<html><h1>first</h1><meta http-equiv=refresh content='0;url=http://localhost:9/x'>"
    stage.routes = {"/": page(first)}
    (recorded,) = record(stage, "/")
    assert [part for part in recorded.generated if part.role is Role.RENDERED] == []
    assert (recorded.html, recorded.partial) == (first.encode(), True)


@pytest.mark.browser
def test_webrtc_does_not_go_round_the_guard(stage: Stage) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as canary:
        canary.bind(("127.0.0.1", 0))
        canary.settimeout(0.2)
        port = canary.getsockname()[1]
        script = (
            f"const c=new RTCPeerConnection({{iceServers:[{{urls:'stun:127.0.0.1:{port}'}}]}});"
            "c.createDataChannel('x');c.createOffer().then(o=>c.setLocalDescription(o));"
        )
        stage.routes = {"/": page(f"<html><h1>x</h1><script>{script}</script>")}
        record(stage, "/")
        with pytest.raises(TimeoutError):
            canary.recv(2000)


@pytest.mark.browser
def test_no_service_worker_stands_between_us_and_the_site(stage: Stage) -> None:
    script = "navigator.serviceWorker&&navigator.serviceWorker.register('/sw.js').catch(()=>0)"
    stage.routes = {
        "/": page(f"<html><h1>x</h1><script>{script}</script>"),
        "/sw.js": (200, {"Content-Type": "text/javascript"}, b"self.addEventListener('fetch',e=>0)"),
    }
    record(stage, "/")
    assert stage.count("/sw.js") == 0


def test_the_switches_keep_webrtc_and_service_workers_behind_the_proxy() -> None:
    assert "--force-webrtc-ip-handling-policy=disable_non_proxied_udp" in make_flags()


@pytest.mark.parametrize(
    ("kind", "content_type", "status", "needed"),
    [
        ("Document", "text/html; charset=utf-8", 200, True),
        ("Document", "text/html", 302, False),
        ("Script", "text/javascript; charset=utf-8", 200, False),
        ("Script", "text/javascript", 200, True),
        ("XHR", "application/json", 200, False),
        ("XHR", "application/json; charset=GB2312", 200, True),
        ("Fetch", "text/event-stream", 200, False),
        ("Fetch", "image/png", 200, False),
    ],
)
def test_answers_that_need_their_raw_body(kind: str, content_type: str, status: int, *, needed: bool) -> None:
    headers = [{"name": "content-type", "value": content_type}]
    event = {"resourceType": kind, "responseStatusCode": status, "responseHeaders": headers}
    assert needs_raw_body(event) is needed
