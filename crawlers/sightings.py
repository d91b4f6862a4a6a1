"""What the browser saw on the network while a page was open, as exchanges."""

import asyncio
import base64
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Error as BrowserError

from crawlers import frames
from crawlers.job import Limits
from crawlers.proxy import FilteringProxy
from crawlers.raw_bodies import RawBodies
from evidence.capture import Exchange, Headers
from evidence.clock import RunClock
from evidence.snapshot import Role
from sites.address import InvalidUrlError, parse_place
from sites.sealed import name_request

_COOKIE_VALUE = re.compile(r"=[^;]*")
_BY_SCRIPT = frozenset({"XHR", "Fetch", "Script"})
_ASKED_BY = frozenset({"GET", "POST"})
_PROTOCOLS = {"http/1.0": "http/1.0", "h2": "h2", "h3": "h3"}


@dataclass(slots=True, kw_only=True)
class _Request:
    url: str
    method: str
    headers: dict[str, str]
    role: Role
    body: bytes = b""
    response: dict[str, Any] | None = None
    size_bytes: int = 0


@dataclass(kw_only=True)  # no slots: Playwright keeps its wrapper of a listener on the listener's object
class Sightings:
    """Listens to Chromium's network events and writes one frame for each finished request.

    `requested` is what scripts asked for, in order, named as `name_request` does; `happened` counts events.
    """

    clock: RunClock
    limits: Limits
    proxy: FilteringProxy
    send: Callable[..., Awaitable[Any]]
    write: Callable[[bytes], None]
    main_frame: str | None = None
    status: int | None = None
    media_type: str = "text/html"
    partial: bool = False
    retry_headers: dict[str, str] = field(default_factory=dict)
    requested: list[str] = field(default_factory=list)
    happened: int = 0
    raw: RawBodies = field(init=False)
    _sent: dict[str, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))
    _got: dict[str, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))
    _requests: dict[str, _Request] = field(default_factory=dict)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    _count: int = 0
    _bytes: int = 0

    def __post_init__(self) -> None:
        self.raw = RawBodies(send=self.send)

    def get_open(self) -> tuple[int, set[str]]:
        """How many events came so far, and the addresses whose answers are still to come."""
        return self.happened, {request.url for request in self._requests.values()}

    @property
    def listeners(self) -> dict[str, Callable[[dict[str, Any]], None]]:
        """The events to listen to."""
        return {
            "Network.requestWillBeSent": self._on_request,
            "Network.responseReceived": self._on_response,
            "Network.dataReceived": self._on_data,
            "Network.loadingFinished": self._on_finished,
            "Network.loadingFailed": self._on_failed,
            "Network.requestWillBeSentExtraInfo": lambda event: self._hear_headers(self._sent, event),
            "Network.responseReceivedExtraInfo": lambda event: self._hear_headers(self._got, event),
            "Fetch.requestPaused": self.raw.on_paused,
        }

    def _hear_headers(self, held: dict[str, list[dict[str, str]]], event: dict[str, Any]) -> None:
        """The headers as they went over the wire, in order for requests that were sent on."""
        held[event["requestId"]].append(event["headers"])

    async def finish(self, timeout_s: float) -> None:
        """Wait for bodies that are on their way; what is still open then is missing."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=timeout_s)
            for task in late:
                task.cancel()
                self.partial = True
        for request in self._requests.values():
            self.partial = True
            self._note(request.url, "not finished")

    def _on_request(self, event: dict[str, Any]) -> None:
        self.happened += 1
        url = event["request"]["url"]
        if not url.startswith(("http://", "https://")):
            return
        posted = _read_posted(event["request"])
        if event.get("type") in _BY_SCRIPT and event["request"]["method"] in _ASKED_BY:
            self.requested.append(name_request(url, posted))
        before = self._requests.pop(event["requestId"], None)
        if before is not None and event.get("redirectResponse"):
            before.response = event["redirectResponse"]
            before.role = Role.RESOURCE
            self._write(event["requestId"], before, b"")
        self._requests[event["requestId"]] = _Request(
            url=url.partition("#")[0],
            method=event["request"]["method"],
            headers=event["request"]["headers"],
            role=self._find_role(event),
            body=posted,
        )

    def _find_role(self, event: dict[str, Any]) -> Role:
        kind = event.get("type")
        if kind == "Document" and event.get("frameId") == self.main_frame:
            return Role.PAGE
        return Role.IMAGE if kind == "Image" else Role.RESOURCE

    def _on_response(self, event: dict[str, Any]) -> None:
        self.happened += 1
        request = self._requests.get(event["requestId"])
        if request is None:
            return
        request.response = event["response"]
        if request.role is Role.PAGE:
            self.status = event["response"]["status"]
            self.media_type = event["response"].get("mimeType") or "application/octet-stream"
            named = {name.lower(): value for name, value in event["response"]["headers"].items()}
            self.retry_headers = {"Retry-After": named["retry-after"]} if "retry-after" in named else {}

    def _on_data(self, event: dict[str, Any]) -> None:
        self.happened += 1
        request = self._requests.get(event["requestId"])
        if request is not None:
            request.size_bytes += event["dataLength"]

    def _on_finished(self, event: dict[str, Any]) -> None:
        self.happened += 1
        request = self._requests.pop(event["requestId"], None)
        if request is None or request.response is None:
            return
        task = asyncio.ensure_future(self._fetch_body(event["requestId"], request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _on_failed(self, event: dict[str, Any]) -> None:
        self.happened += 1
        request = self._requests.pop(event["requestId"], None)
        if request is None:
            return
        failure = None
        try:
            failure = self.proxy.failures.get(parse_place(request.url))
        except InvalidUrlError:
            failure = "invalid_url"
        self._note(request.url, failure or event.get("errorText", "failed"))
        # What the guard refused or the page itself gave up is not our ceiling.
        if failure is None and not event.get("canceled") and request.role is not Role.PAGE:
            self.partial = True

    async def _fetch_body(self, request_id: str, request: _Request) -> None:
        self._count += 1
        self._bytes += request.size_bytes
        too_much = request.size_bytes > self.limits.resource_bytes or self._bytes > self.limits.snapshot_bytes
        if too_much or self._count > self.limits.resources:
            self.partial = True
            self._note(request.url, f"not kept: {request.size_bytes} bytes, number {self._count}")
            self._write(request_id, request, b"", truncated="length")
            return
        held = self.raw.held.pop(request_id, None)
        if held is not None:
            self._write(request_id, request, held)
            return
        try:
            answer = await self.send("Network.getResponseBody", {"requestId": request_id})
        except BrowserError as exc:
            # A page that was left has no body any more; an empty answer never had one.
            if request.size_bytes:
                self.partial = True
                self._note(request.url, f"body lost: {exc}"[:200])
                self._write(request_id, request, b"", truncated="unspecified")
                return
            answer = {"body": "", "base64Encoded": False}
        text = answer["body"]
        body = base64.b64decode(text) if answer["base64Encoded"] else text.encode("utf-8", "surrogatepass")
        self._write(request_id, request, body)

    def _write(self, request_id: str, request: _Request, body: bytes, truncated: str | None = None) -> None:
        response = request.response or {}
        sent, got = self._sent.get(request_id), self._got.get(request_id)
        request_headers = sent.pop(0) if sent else request.headers
        response_headers = got.pop(0) if got else response.get("headers", {})
        media_type = response.get("mimeType") or "application/octet-stream"
        role = request.role
        if role is Role.IMAGE and response.get("status") != 200:
            role = Role.RESOURCE
        try:
            peer = self.proxy.peers.get(parse_place(request.url))
        except InvalidUrlError:
            peer = None
        exchange = Exchange(
            url=request.url,
            role=role,
            request_headers=_mask(_flatten(request_headers)),
            status=int(response.get("status", 0)),
            response_headers=_mask(_flatten(response_headers)),
            body=body,
            media_type=media_type,
            fetched_at=self.clock.now(),
            method=request.method,
            peer_address=peer,
            protocol=_PROTOCOLS.get(str(response.get("protocol", "")).lower(), "http/1.1"),
            request_body=request.body,
            truncated=truncated,
            tls_version=(response.get("securityDetails") or {}).get("protocol"),
            tls_problem=_find_tls_problem(request.url, response),
        )
        self.write(frames.pack_exchange(exchange))

    def _note(self, url: str, error: str) -> None:
        self.write(frames.pack(frames.NOTE, {"url": url, "error": error}))


def _find_tls_problem(url: str, response: dict[str, Any]) -> str | None:
    """What is wrong with the server's certificate, as far as Chromium says that something is."""
    if not url.startswith("https://") or response.get("securityState") in {None, "secure"}:
        return None
    shown = response.get("securityDetails") or {}
    return f"not verified: for {shown.get('subjectName')!r}, issued by {shown.get('issuer')!r}"[:200]


def _read_posted(request: dict[str, Any]) -> bytes:
    """The body that a request carried, as far as Chromium tells it."""
    entries = request.get("postDataEntries") or []
    return b"".join(base64.b64decode(entry["bytes"]) for entry in entries if "bytes" in entry)


def _mask(headers: Headers) -> Headers:
    """Headers with the values of cookies masked: names say what a site keeps, values who we were."""
    return tuple(
        (name, _COOKIE_VALUE.sub("=***", value, count=0 if name.lower() == "cookie" else 1))
        if name.lower() in {"cookie", "set-cookie"}
        else (name, value)
        for name, value in headers
    )


def _flatten(headers: dict[str, str]) -> Headers:
    """Header lines; Chromium joins repeated ones with line breaks."""
    return tuple((name, line) for name, value in headers.items() for line in str(value).split("\n"))
