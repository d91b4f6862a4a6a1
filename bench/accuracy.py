"""How many fields of listings and key numbers of documents a job got right, by the market's truth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from console.scoring.documents import score_documents
from evidence.records import Records
from evidence.snapshot import Snapshot

_FIELDS = ("title", "price", "brand", "model")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """Counts of what is right, of how much."""

    fields: int
    fields_total: int
    numbers: int
    numbers_total: int

    def show_fields(self) -> str:
        """The fields of listings in words."""
        return f"{self.fields} of {self.fields_total}"

    def show_numbers(self) -> str:
        """The numbers of documents in words."""
        return f"{self.numbers} of {self.numbers_total}"


def score_ours(truth: dict[str, Any], snapshots: Iterable[Snapshot], records: Records) -> Accuracy:
    """The listings as captured, and the key numbers that were read and are believed."""
    kept = list(snapshots)
    got: dict[tuple[str, str], dict[str, Any]] = {}
    for one in kept:
        if one.listing is not None and one.listing_id is not None:
            price = one.listing.price.amount if one.listing.price else None
            got[one.platform, one.listing_id] = {
                "title": one.listing.title,
                "price": price,
                "brand": one.listing.brand,
                "model": one.listing.model,
            }
    documents = score_documents(truth, kept, records)
    fields, total = _score_fields(truth, got)
    return Accuracy(
        fields=fields, fields_total=total, numbers=documents.sure, numbers_total=_count_numbers(truth)
    )


def score_naive(truth: dict[str, Any], items: Iterable[dict[str, Any]]) -> Accuracy:
    """The items as written; a number counts when it is among those that an expression found for its name."""
    got: dict[tuple[str, str], dict[str, Any]] = {}
    found: dict[str, dict[str, list[str]]] = {}
    for item in items:
        url = urlsplit(item["url"])
        got[(url.hostname or "").partition(".")[0], url.path] = item
        found.update(item["pictures"])
    rows = {(one["platform"], one["listing_id"]): one["path"] for one in truth["listings"]}
    by_id = {key: _find_item(got, key, path) for key, path in rows.items()}
    fields, total = _score_fields(truth, {key: item for key, item in by_id.items() if item})
    return Accuracy(
        fields=fields,
        fields_total=total,
        numbers=sum(_is_found(found, one, name) for one, name in _iter_numbers(truth)),
        numbers_total=_count_numbers(truth),
    )


def _find_item(
    got: dict[tuple[str, str], dict[str, Any]], key: tuple[str, str], path: str
) -> dict[str, Any] | None:
    platform, listing_id = key
    return got.get((platform, path)) or got.get((platform, f"/goods/{listing_id}"))


def _score_fields(truth: dict[str, Any], got: dict[tuple[str, str], dict[str, Any]]) -> tuple[int, int]:
    right = total = 0
    for one in truth["listings"]:
        if one["outcome"] != "found":
            continue
        item = got.get((one["platform"], one["listing_id"]), {})
        for name in _FIELDS:
            if one[name] is not None:
                total += 1
                right += _fold(item.get(name)) == _fold(one[name])
    return right, total


def _iter_numbers(truth: dict[str, Any]) -> Iterable[tuple[dict[str, Any], str]]:
    for one in truth["documents"]:
        if one["legible"]:
            yield from ((one, name) for name in one["key_numbers"])


def _count_numbers(truth: dict[str, Any]) -> int:
    return sum(1 for _ in _iter_numbers(truth))


def _is_found(found: dict[str, dict[str, list[str]]], document: dict[str, Any], name: str) -> bool:
    values = found.get(document["file"].rpartition("/")[2], {}).get(name, ())
    return "".join(document["key_numbers"][name].split()) in {"".join(value.split()) for value in values}


def _fold(value: object) -> object:
    try:
        return Decimal(str(value)).normalize()
    except InvalidOperation:
        return "".join(str(value).split())
