"""Documents as the Elasticsearch side keeps them.

The envelope is ECS 9.4, so that Kibana and others know the fields; what is ours stands under `netpatrol`.
"""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from index.elastic_mapping import FILTERS
from index.projection import Indexed, SearchDocument
from index.tables import TableDocument

ECS_VERSION = "9.4.0"
_SEVERITIES = {"critical": 90, "high": 70, "medium": 50, "low": 30, "info": 10}


def make_body(document: SearchDocument | TableDocument, region: str) -> dict[str, Any]:
    """The document as it is sent."""
    if isinstance(document, TableDocument):
        return _make_table_body(document, region)
    filters = document.filters
    own = {name: getattr(filters, name) for name in (*FILTERS, "captured_at", "found_at")}
    return {
        "@timestamp": filters.captured_at,
        "ecs": {"version": ECS_VERSION},
        "event": _make_event(document),
        "rule": _make_rule(document),
        "url": _make_url(document),
        "observer": {"product": "netpatrol", "type": "crawler", "name": region},
        "organization": {"name": _get_shop_name(document)},
        "file": {"hash": {"sha256": list(document.digests)}},
        "related": {"hash": list(document.digests)},
        "netpatrol": {
            "id": document.id,
            "noun": document.noun,
            "hash": document.hash,
            "order": document.order,
            "cut": document.cut,
            **own,
            "words": document.words,
            "numbers": document.numbers,
            "ids": document.ids,
            "source": document.source,
        },
    }


def _make_table_body(document: TableDocument, region: str) -> dict[str, Any]:
    return {
        "@timestamp": document.at,
        "ecs": {"version": ECS_VERSION},
        "event": {
            "kind": "alert" if document.noun == Indexed.LEAD else "event",
            "category": ["web"],
            "type": ["info"],
            "id": document.id,
            "dataset": f"netpatrol.{document.noun}",
            "severity": _SEVERITIES.get(document.fields.get("severity") or ""),
        },
        "observer": {"product": "netpatrol", "type": "crawler", "name": region},
        "organization": {"name": document.fields.get("shop")},
        **document.envelope,
        "netpatrol": {
            "id": document.id,
            "noun": document.noun,
            "hash": document.hash,
            **document.fields,
        },
    }


def _make_event(document: SearchDocument) -> dict[str, Any]:
    filters = document.filters
    return {
        "kind": "alert" if document.noun is Indexed.FINDING else "event",
        "category": ["web"],
        "type": ["info"],
        "id": document.id,
        "dataset": f"netpatrol.{document.noun}",
        "severity": _SEVERITIES.get(filters.severity or ""),
        "created": filters.found_at or filters.captured_at,
    }


def _make_rule(document: SearchDocument) -> dict[str, Any]:
    check = document.source.get("check") or {}
    return {"id": document.filters.code, "name": check.get("name"), "version": check.get("version")}


def _make_url(document: SearchDocument) -> dict[str, Any]:
    listing = document.source.get("listing") or {}
    full = document.source.get("url") or listing.get("url")
    return {"full": full, "domain": _get_host(full)}


def _get_shop_name(document: SearchDocument) -> str | None:
    shop = document.words.get("shop", ())
    return shop[0] if shop else None


def _get_host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
