"""A loopback server that answers as a test tells it to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

Answer = tuple[int, dict[str, str], bytes]
Route = Answer | Callable[[int], Answer]


def page(body: str, **headers: str) -> Answer:
    """An HTML page."""
    return 200, {"Content-Type": "text/html; charset=utf-8", **headers}, body.encode()


def goods(name: str, price: str, more: str = "") -> Answer:
    """A page that sells one thing, in structured data."""
    offer = f'{{"@type":"Offer","price":"{price}","priceCurrency":"CNY"}}'
    data = f'{{"@type":"Product","name":"{name}","offers":{offer}}}'
    return page(
        f'<html><title>{name}</title><script type="application/ld+json">{data}</script><h1>{name}</h1>{more}'
    )


class Stage(ThreadingHTTPServer):
    """What is answered: by path, to what is posted by path and body; and what was asked, with its moment."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.port = self.server_address[1]
        self.routes: dict[str, Route] = {}
        self.post_routes: dict[str, Answer] = {}
        self.asked: list[tuple[str, float]] = []
        self.cookies: list[str | None] = []
        self.posted: list[str] = []

    def url(self, path: str = "/") -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def host(self) -> str:
        """What --allow-host takes."""
        return f"127.0.0.1:{self.port}"

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(one == path for one, _ in self.asked)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Stage

    def do_GET(self) -> None:
        self.server.asked.append((self.path, time.monotonic()))
        if self.path != "/robots.txt":
            self.server.cookies.append(self.headers.get("Cookie"))
        route = self.server.routes.get(
            self.path, (404, {"Content-Type": "text/html"}, b"<p>nothing here</p>")
        )
        try:
            status, headers, body = route(self.server.count(self.path)) if callable(route) else route
            self.send_response(status)
            for name, value in headers.items():
                if value:
                    self.send_header(name, value)
            if "Transfer-Encoding" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            self.close_connection = True

    def do_POST(self) -> None:
        self.server.posted.append(self.path)
        said = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        status, headers, body = self.server.post_routes.get(f"{self.path} {said}", (200, {}, b"{}"))
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay silent."""


@contextmanager
def run_stage() -> Iterator[Stage]:
    """A stage that answers until the block ends."""
    stage = Stage()
    thread = Thread(target=stage.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield stage
    finally:
        stage.shutdown()
        stage.server_close()
