"""Bodies as they came: Chromium hands text out decoded, so they are read before the page gets them."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Error as BrowserError
from w3lib.encoding import http_content_type_encoding, resolve_encoding

_READ_S = 10.0
_KINDS = ("Document", "Script", "Stylesheet", "XHR", "Fetch")
_BINARY = ("image/", "audio/", "video/", "font/")
_ENDLESS = ("text/event-stream", "multipart/x-mixed-replace")
_UTF8_BY_NATURE = ("application/json", "application/wasm")


@dataclass(kw_only=True)  # no slots: Playwright keeps its wrapper of a listener on the listener's object
class RawBodies:
    """Holds up answers that may be text in another charset than UTF-8, and documents, until they were read.

    `held` are the bytes by the request's id in Chromium's network events, as long as nobody took them.
    """

    send: Callable[..., Awaitable[Any]]
    held: dict[str, bytes] = field(default_factory=dict)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    async def begin(self) -> None:
        """Hold up answers from now on."""
        patterns = [{"requestStage": "Response", "resourceType": kind} for kind in _KINDS]
        await self.send("Fetch.enable", {"patterns": patterns})

    def on_paused(self, event: dict[str, Any]) -> None:
        """Chromium waits with an answer."""
        task = asyncio.ensure_future(self._read(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _read(self, event: dict[str, Any]) -> None:
        asked = {"requestId": event["requestId"]}
        try:
            if needs_raw_body(event):
                answer = await asyncio.wait_for(self.send("Fetch.getResponseBody", asked), _READ_S)
                text = answer["body"]
                body = base64.b64decode(text) if answer["base64Encoded"] else text.encode()
                self.held[event.get("networkId", "")] = body
        except (BrowserError, TimeoutError, KeyError, ValueError):
            pass  # what the network events give must do
        try:
            await self.send("Fetch.continueRequest", asked)
        except BrowserError:
            return  # the page was left meanwhile


def needs_raw_body(event: dict[str, Any]) -> bool:
    """Whether an answer has to be read before the page gets it.

    A document always, as it is lost when the page leaves it; any other text unless it is surely UTF-8.
    """
    status = event.get("responseStatusCode")
    if status is None or 300 <= status < 400 or event.get("responseErrorReason"):
        return False
    headers = {one["name"].lower(): one["value"] for one in event.get("responseHeaders", ())}
    content_type = headers.get("content-type", "")
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type.startswith(_BINARY) or media_type in _ENDLESS:
        return False
    if event.get("resourceType") == "Document":
        return True
    charset = http_content_type_encoding(content_type)
    if charset is None:
        return media_type not in _UTF8_BY_NATURE
    return resolve_encoding(charset) != "utf-8"
