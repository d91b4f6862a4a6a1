"""Serves a market on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from demo.answers import Answer
from demo.mall import Mall
from demo.model import HOST, Market

LOOPBACK = "127.0.0.1"
_IDLE_S = 20.0


class Site:
    """A running market: where it is and what it was asked for."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._lock = Lock()
        self._requests: list[str] = []

    @property
    def url(self) -> str:
        """The home page by number, which needs no name resolution."""
        return f"http://{LOOPBACK}:{self.port}/"

    @property
    def named_url(self) -> str:
        """The home page under the platform's own host name."""
        return f"http://{HOST}:{self.port}/"

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
def serve(market: Market, port: int = 0) -> Iterator[Site]:
    """Serves the market until the block ends; port 0 takes a free one."""
    server = _Server(market, port)
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

    def __init__(self, market: Market, port: int) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.mall = Mall(market)
        self.site = Site(self.server_address[1])


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
        answer = self.server.mall.answer(self.path)
        try:
            self._put(answer, has_body=has_body)
        except ConnectionError:  # the client has left: browsers drop pictures when they move on
            self.close_connection = True

    def _put(self, answer: Answer, *, has_body: bool) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if has_body:
            self.wfile.write(answer.body)
