"""How the page recorder's process talks to the crawl: a JSON line, then the bytes it announces."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from crawlers.ways import FoundWay
from evidence.capture import Exchange, Generated
from evidence.snapshot import Role

EXCHANGE, GENERATED, NOTE, WAY, PAGE = "exchange", "generated", "note", "way", "page"


def pack(kind: str, head: dict[str, Any], body: bytes = b"") -> bytes:
    """One frame."""
    line = json.dumps({"kind": kind, "size": len(body), **head}, ensure_ascii=False)
    return line.encode() + b"\n" + body


async def iter_frames(reader: asyncio.StreamReader) -> AsyncIterator[tuple[dict[str, Any], bytes]]:
    """The frames of one page; the last is of kind `page`.

    Raises:
        asyncio.IncompleteReadError: the other process ended.
    """
    while True:
        head: dict[str, Any] = json.loads(await reader.readuntil(b"\n"))
        yield head, await reader.readexactly(head["size"])
        if head["kind"] == PAGE:
            return


def pack_exchange(exchange: Exchange) -> bytes:
    """An exchange as a frame."""
    head = {
        "url": exchange.url,
        "role": exchange.role,
        "request_headers": exchange.request_headers,
        "status": exchange.status,
        "response_headers": exchange.response_headers,
        "media_type": exchange.media_type,
        "fetched_at": exchange.fetched_at.isoformat(),
        "method": exchange.method,
        "peer_address": exchange.peer_address,
        "protocol": exchange.protocol,
        "request_body": base64.b64encode(exchange.request_body).decode(),
        "truncated": exchange.truncated,
        "tls_version": exchange.tls_version,
        "tls_problem": exchange.tls_problem,
        "certificate_sha256": exchange.certificate_sha256,
    }
    return pack(EXCHANGE, head, exchange.body)


def make_exchange(head: dict[str, Any], body: bytes) -> Exchange:
    """The exchange of a frame."""
    return Exchange(
        url=head["url"],
        role=Role(head["role"]),
        request_headers=tuple((name, value) for name, value in head["request_headers"]),
        status=head["status"],
        response_headers=tuple((name, value) for name, value in head["response_headers"]),
        body=body,
        media_type=head["media_type"],
        fetched_at=datetime.fromisoformat(head["fetched_at"]),
        method=head["method"],
        peer_address=head["peer_address"],
        protocol=head["protocol"],
        request_body=base64.b64decode(head["request_body"]),
        truncated=head["truncated"],
        tls_version=head["tls_version"],
        tls_problem=head["tls_problem"],
        certificate_sha256=head["certificate_sha256"],
    )


def pack_way(way: FoundWay) -> bytes:
    """A way that a click found as a frame."""
    return pack(WAY, asdict(way))


def make_way(head: dict[str, Any]) -> FoundWay:
    """The way of a frame."""
    return FoundWay(
        found_on=head["found_on"],
        texts=tuple(head["texts"]),
        led_to=head["led_to"],
        requested=tuple(head["requested"]),
    )


def make_generated(head: dict[str, Any], body: bytes) -> Generated:
    """The generated artefact of a frame."""
    return Generated(role=Role(head["role"]), url=head["url"], media_type=head["media_type"], body=body)
