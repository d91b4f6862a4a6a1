"""A loopback proxy in front of the real server that fails bulk requests as told."""

import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PASS, RESET_BEFORE, RESET_AFTER, SHORT, STARTING = "pass", "reset_before", "reset_after", "short", "starting"
_FAILURE = "API key: apikey authentication for id x encountered a failure"
_STARTING = {"error": {"type": "security_exception", "additional_unsuccessful_credentials": _FAILURE}}
Fault = Callable[[bytes], str]
"""From the body of a bulk request to what happens to it: a word above, or a status such as `429`."""


@dataclass(slots=True)
class FaultProxy:
    """What to do with the bulk requests to come, in order; afterwards all pass."""

    url: str = ""
    faults: list[str] = field(default_factory=list)
    rule: Fault | None = None
    bulks: int = 0

    def choose(self, body: bytes) -> str:
        """What happens to one bulk request."""
        self.bulks += 1
        if self.rule is not None:
            return self.rule(body)
        return self.faults.pop(0) if self.faults else PASS


@contextmanager
def run_proxy(server_url: str) -> Iterator[FaultProxy]:
    """A proxy in front of `server_url` until the block ends."""
    proxy = FaultProxy()
    parts = urlsplit(server_url)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fault = proxy.choose(body) if self.path.startswith("/_bulk") else PASS
            if fault.isdigit():
                self._answer(int(fault), b'{"error":{"type":"fault"}}', "application/json")
                return
            if fault == STARTING:
                self._answer(401, json.dumps(_STARTING).encode(), "application/json")
                return
            if fault == RESET_BEFORE:
                self._hang_up()
                return
            status, answer, kind = self._forward(body)
            if fault == RESET_AFTER:
                self._hang_up()
                return
            if fault == SHORT:
                whole = json.loads(answer)
                whole["items"] = whole["items"][:1]
                answer = json.dumps(whole).encode()
            self._answer(status, answer, kind)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any  # noqa: N815 -- http.server's names

        def _forward(self, body: bytes) -> tuple[int, bytes, str]:
            connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
            kept = {name: value for name, value in self.headers.items() if name.lower() != "accept-encoding"}
            connection.request(self.command, self.path, body, kept)
            answer = connection.getresponse()
            data = answer.read()
            connection.close()
            return answer.status, data, answer.headers.get("Content-Type", "application/json")

        def _answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def _hang_up(self) -> None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    proxy.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
