"""Names, analysers, mappings and documents of the Elasticsearch side.

The envelope is ECS 9.4, so that Kibana and others know the fields; what is ours stands under `netpatrol`.
"""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from index.projection import LAYOUT, WORD_FIELDS, Indexed, SearchDocument
from index.signs import make_sign_table
from index.words import FRAGMENT

ECS_VERSION = "9.4.0"
_KEYWORD = {"type": "keyword", "ignore_above": 1024}
_SEVERITIES = {"critical": 90, "high": 70, "medium": 50, "low": 30, "info": 10}
_FILTERS = (
    "code",
    "status",
    "severity",
    "platform",
    "run_id",
    "kind",
    "outcome",
    "lead_id",
    "check",
    "regions",
)


def make_alias(noun: Indexed, region: str) -> str:
    """The name under which a region's findings or snapshots are written and searched."""
    return f"netpatrol-{noun}s-{region}"


def make_index_name(noun: Indexed, region: str, version: int) -> str:
    """The name of one version of a region's index."""
    return f"{make_alias(noun, region)}-v{version}"


def make_index_body() -> dict[str, Any]:
    """Settings and mappings of an index; an unknown field is refused."""
    return {
        "settings": {
            "number_of_shards": 1,
            "analysis": {
                "char_filter": {"signs": {"type": "mapping", "mappings": _make_mapping_rules()}},
                "tokenizer": {"parts": {"type": "ngram", "min_gram": FRAGMENT, "max_gram": FRAGMENT}},
                "analyzer": {
                    "words": _make_analyzer("lowercase", "cjk_bigram"),
                    "singles": _make_analyzer("lowercase"),
                    "parts": {"type": "custom", "tokenizer": "parts"},
                },
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"layout": LAYOUT},
            "properties": {**_make_envelope(), "netpatrol": {"properties": _make_own_fields()}},
        },
    }


def _make_analyzer(*filters: str) -> dict[str, Any]:
    return {"type": "custom", "char_filter": ["signs"], "tokenizer": "standard", "filter": list(filters)}


def _make_mapping_rules() -> list[str]:
    return [f"{_escape(sign)}=>{_escape(folded)}" for sign, folded in make_sign_table().items()]


def _escape(text: str) -> str:
    return "".join(f"\\u{ord(character):04X}" for character in text)


def _make_envelope() -> dict[str, Any]:
    address = {"type": "keyword", "ignore_above": 8191}
    return {
        "@timestamp": {"type": "date"},
        "ecs": _object(version=_KEYWORD),
        "event": _object(
            kind=_KEYWORD,
            category=_KEYWORD,
            type=_KEYWORD,
            id=_KEYWORD,
            dataset=_KEYWORD,
            severity={"type": "long"},
            created={"type": "date"},
        ),
        "rule": _object(id=_KEYWORD, name=_KEYWORD, version=_KEYWORD),
        "url": _object(full=address, domain=_KEYWORD),
        "observer": _object(product=_KEYWORD, type=_KEYWORD, name=_KEYWORD),
        "organization": _object(name=_KEYWORD),
        "file": _object(hash=_object(sha256=_KEYWORD)),
        "related": _object(hash=_KEYWORD),
    }


def _object(**fields: Any) -> dict[str, Any]:
    return {"properties": fields}


def _make_own_fields() -> dict[str, Any]:
    text = {"type": "text", "analyzer": "words", "norms": False, "copy_to": "netpatrol.singles"}
    return {
        "id": _KEYWORD,
        "noun": _KEYWORD,
        "hash": _KEYWORD,
        "order": {"type": "long"},
        "cut": {"type": "boolean"},
        **dict.fromkeys(_FILTERS, _KEYWORD),
        "captured_at": {"type": "date"},
        "found_at": {"type": "date"},
        "words": {"properties": dict.fromkeys(WORD_FIELDS, text)},
        "singles": {"type": "text", "analyzer": "singles", "norms": False, "index_options": "docs"},
        "numbers": {
            "type": "keyword",
            "fields": {"part": {"type": "text", "analyzer": "parts", "norms": False}},
        },
        "ids": _KEYWORD,
        "source": {"type": "object", "enabled": False},
    }


def make_body(document: SearchDocument, region: str) -> dict[str, Any]:
    """The document as it is sent."""
    filters = document.filters
    own = {name: getattr(filters, name) for name in (*_FILTERS, "captured_at", "found_at")}
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
