"""Serves a market on loopback."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from demo.answers import Answer
from demo.fronts import Front
from demo.gallery import Gallery
from demo.mall import Mall
from demo.model import Market
from demo.platforms.laohe.site import Laohe
from demo.platforms.yunxuan.site import Yunxuan

LOOPBACK = "127.0.0.1"
_IDLE_S = 20.0
_FRONTS: dict[str, Callable[[Market, Gallery], Front]] = {
    "jishi": Mall,
    "yunxuan": Yunxuan,
    "laohe": Laohe,
}


class Site:
    """A running market: where it is and what it was asked for."""

    def __init__(self, port: int, hosts: tuple[str, ...]) -> None:
        self.port = port
        self._hosts = hosts
        self._lock = Lock()
        self._requests: list[str] = []

    @property
    def url(self) -> str:
        """The home page by number, which needs no name resolution."""
        return f"http://{LOOPBACK}:{self.port}/"

    @property
    def named_url(self) -> str:
        """The home page of the first platform under its own host name."""
        return self.named_urls[0]

    @property
    def named_urls(self) -> tuple[str, ...]:
        """The home pages of all platforms under their own host names."""
        return tuple(f"http://{host}:{self.port}/" for host in self._hosts)

    @property
    def requests(self) -> list[str]:
        """The paths asked for so far, with their queries, in order."""
        with self._lock:
            return list(self._requests)

    def note(self, target: str) -> None:
        """Adds a path to the log."""
        with self._lock:
            self._requests.append(target)


@contextmanager
def serve(*markets: Market, port: int = 0) -> Iterator[Site]:
    """Serves the markets until the block ends, each under its host name; port 0 takes a free one."""
    server = _Server(markets, port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a client that keeps its connection open must not hold us up

    def __init__(self, markets: tuple[Market, ...], port: int) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        gallery = Gallery(markets)
        self._fronts = {market.host: _FRONTS[market.platform](market, gallery) for market in markets}
        self.site = Site(self.server_address[1], tuple(self._fronts))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Reports what went wrong; a client that went away did no wrong."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def answer(self, target: str, host: str) -> Answer:
        """The answer of the platform that is called by this host name; the first for any other name."""
        name, _, _ = host.partition(":")
        front = self._fronts.get(name) or next(iter(self._fronts.values()))
        return front.answer(target, f"http://{front.market.host}:{self.site.port}")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "jishi"
    sys_version = ""
    timeout = _IDLE_S
    server: _Server

    def do_GET(self) -> None:
        """Answers with headers and body."""
        self._send(has_body=True)

    def do_HEAD(self) -> None:
        """Answers with headers alone."""
        self._send(has_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Stays silent: the site keeps its own log."""

    def _send(self, *, has_body: bool) -> None:
        self.server.site.note(self.path)
        answer = self.server.answer(self.path, self.headers.get("Host", ""))
        self._put(answer, has_body=has_body)

    def _put(self, answer: Answer, *, has_body: bool) -> None:
        if answer.is_nonsense:
            self.close_connection = True
            self.wfile.write(answer.body)
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if has_body:
            self.wfile.write(answer.body)
