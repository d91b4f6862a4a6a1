"""From what a visit left behind to the capture that is sealed."""

import json
from datetime import datetime

from crawlers.answer import Answer
from crawlers.trail import Trail
from evidence.capture import Capture, Generated
from evidence.listing import PageKind
from evidence.snapshot import Role
from evidence.writer import Target
from sites.address import normalise
from sites.purpose import Purpose
from sites.shelf import Site

_UNFINISHED = {None, "empty_shell", "empty_answer", "connection_lost"}
_KINDS = {Purpose.LISTING: PageKind.LISTING, Purpose.LIST: PageKind.SEARCH, Purpose.SHOP: PageKind.SHOP}


def make_capture(
    target: Target, facts: Site, purpose: Purpose, captured_at: datetime, read: Answer, trail: Trail
) -> Capture:
    listing = read.reading.listing if read.reading else None
    kind = listing.kind if listing else _KINDS.get(purpose, PageKind.OTHER)
    listing_id = listing.listing_id if listing else None
    if kind is PageKind.LISTING and listing_id is None:
        listing_id = facts.find_id(target.url, Purpose.LISTING)
    outcome, reason = read.verdict[0], _name_reason(read, trail)
    return Capture(
        platform=facts.name,
        kind=kind,
        listing_id=listing_id,
        url=normalise(target.url),
        final_url=normalise(read.final_url),
        captured_at=captured_at,
        outcome=outcome,
        reason=reason,
        partial=trail.partial,
        method=trail.method,
        listing=listing,
        exchanges=tuple(trail.exchanges),
        generated=(*trail.generated, _make_pageinfo(target, read, reason, trail)),
    )


def _name_reason(read: Answer, trail: Trail) -> str | None:
    """The reason of the verdict; where that is only how an unfinished page looks, what ended the page."""
    reason = read.verdict[1]
    return trail.ended if trail.ended is not None and reason in _UNFINISHED else reason


def _make_pageinfo(target: Target, read: Answer, reason: str | None, trail: Trail) -> Generated:
    """The list of what was asked for and what came of it (docs/crawling.md)."""
    info = {
        "url": target.url,
        "final_url": read.final_url,
        "found_on": target.found_on,
        "outcome": read.verdict[0],
        "reason": reason,
        "method": trail.method,
        "browser_reason": trail.browser_reason,
        "partial": trail.partial,
        "resources": [
            {
                "url": exchange.url,
                "status": exchange.status,
                "media_type": exchange.media_type,
                "bytes": len(exchange.body),
                "truncated": exchange.truncated,
                "peer_address": exchange.peer_address,
                "protocol": exchange.protocol,
                "tls_version": exchange.tls_version,
                "tls_problem": exchange.tls_problem,
                "certificate_sha256": exchange.certificate_sha256,
            }
            for exchange in trail.exchanges
        ],
        "problems": trail.notes,
    }
    body = json.dumps(info, ensure_ascii=False, sort_keys=True).encode()
    return Generated(role=Role.PAGEINFO, url=target.url, media_type="application/json", body=body)
