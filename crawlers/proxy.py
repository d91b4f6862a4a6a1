"""The filtering proxy on loopback through which our browser, and nobody else, reaches the network."""

import asyncio
import base64
import contextlib
import hmac
import secrets
from dataclasses import dataclass, field

from crawlers.guard import Guard, RefusedAddressError, UnresolvableError
from sites.address import HostPort, InvalidUrlError, make_place, parse_place

_HEAD_BYTES = 65_536
_CONNECT_S = 10.0
_IDLE_S = 30.0
_CHUNK = 65_536
_HOP = {b"connection", b"proxy-connection", b"proxy-authorization", b"keep-alive", b"te", b"upgrade"}


class _TooMuchError(Exception):
    """The page has used up its bytes."""


@dataclass(slots=True, kw_only=True)
class FilteringProxy:
    """CONNECT and absolute-form HTTP behind the guard.

    A refused or failed connection is closed without an answer, so that no page can mistake it for one;
    `failures` says why. `peers` holds the checked address that each place was reached at.
    """

    guard: Guard
    page_bytes: int
    user: str = "netpatrol"
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    port: int = 0
    failures: dict[HostPort, str] = field(default_factory=dict)
    peers: dict[HostPort, str] = field(default_factory=dict)
    is_full: bool = False
    _used: int = 0
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen on a free port of 127.0.0.1."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_HEAD_BYTES)
        self.port = self._server.sockets[0].getsockname()[1]

    def begin_page(self) -> None:
        """Forget what the page before used."""
        self._used, self.is_full = 0, False
        self.failures.clear()
        self.peers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(
            OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, _TooMuchError
        ):
            await self._answer(reader, writer)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _IDLE_S)
            first, *lines = head[:-4].split(b"\r\n")
            if self._is_ours(lines):
                break
            # Chromium asks without its name first and again on the same connection when told to.
            writer.write(
                b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                b'Proxy-Authenticate: Basic realm="netpatrol"\r\nContent-Length: 0\r\n\r\n'
            )
            await writer.drain()
        words = first.split(b" ")
        if len(words) != 3:
            return
        method, target, _ = words
        place = _find_place(method, target)
        if place is None:
            return
        upstream = await self._connect(place)
        if upstream is None:
            return
        far_reader, far_writer = upstream
        if method != b"CONNECT":
            far_writer.write(_make_request(method, target, lines))
        # What the browser has to say goes on meanwhile: a posted body comes before any answer.
        out = asyncio.create_task(self._pump(reader, far_writer))
        try:
            if method == b"CONNECT":
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                await far_writer.drain()
                writer.write(_close_after(await asyncio.wait_for(far_reader.readuntil(b"\r\n\r\n"), _IDLE_S)))
            await writer.drain()
            await self._pump(far_reader, writer)  # the far side decides when it is over
        finally:
            out.cancel()
            await asyncio.gather(out, return_exceptions=True)
            far_writer.close()

    def _is_ours(self, lines: list[bytes]) -> bool:
        expected = b"Basic " + base64.b64encode(f"{self.user}:{self.password}".encode())
        given = next(
            (
                v.strip()
                for n, _, v in (line.partition(b":") for line in lines)
                if n.strip().lower() == b"proxy-authorization"
            ),
            b"",
        )
        return hmac.compare_digest(given, expected)

    async def _connect(self, place: HostPort) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        try:
            addresses = await asyncio.wait_for(asyncio.to_thread(self.guard.resolve, place), _CONNECT_S)
        except RefusedAddressError:
            self.failures[place] = "refused_address"
            return None
        except (UnresolvableError, TimeoutError):
            self.failures[place] = "unresolvable"
            return None
        for address in addresses:
            try:
                opened = await asyncio.wait_for(asyncio.open_connection(address, place.port), _CONNECT_S)
            except ConnectionRefusedError:
                self.failures[place] = "connection_refused"
            except (OSError, TimeoutError):
                self.failures[place] = "timeout"
            else:
                self.failures.pop(place, None)
                self.peers[place] = address
                return opened
        return None

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while chunk := await asyncio.wait_for(source.read(_CHUNK), _IDLE_S):
            self._used += len(chunk)
            if self._used > self.page_bytes:
                self.is_full = True
                raise _TooMuchError
            sink.write(chunk)
            await sink.drain()


def _find_place(method: bytes, target: bytes) -> HostPort | None:
    text = target.decode("latin-1")
    try:
        if method != b"CONNECT":
            return parse_place(text) if text.lower().startswith("http://") else None
        host, _, port = text.rpartition(":")
        return make_place(host, int(port))
    except (InvalidUrlError, ValueError):
        return None


def _make_request(method: bytes, target: bytes, lines: list[bytes]) -> bytes:
    rest = target.split(b"://", 1)[1]
    slash = rest.find(b"/")
    path = rest[slash:] if slash >= 0 else b"/"
    kept = [line for line in lines if line.partition(b":")[0].strip().lower() not in _HOP]
    return b"\r\n".join([method + b" " + path + b" HTTP/1.1", *kept, b"Connection: close", b"", b""])


def _close_after(head: bytes) -> bytes:
    first, *lines = head[:-4].split(b"\r\n")
    kept = [line for line in lines if line.partition(b":")[0].strip().lower() not in _HOP]
    return b"\r\n".join([first, *kept, b"Connection: close", b"", b""])
