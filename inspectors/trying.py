"""Listings that were typed or exported, not captured: what the checks would say of them, keeping nothing.

A row is no evidence: it is only as whole as whoever wrote it, so no check may call anything absent from it.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from config.errors import ItemError
from evidence.exhibit import Exhibit
from evidence.listing import Listing, PageKind, Price
from evidence.noun import make_digest
from evidence.snapshot import Artefact, Outcome, Role, Snapshot
from inspectors.authority.lookup import Authority
from inspectors.goods.placing import place
from inspectors.judge import Judged, Moment, judge
from inspectors.registry import CheckSpec, Scope, load_checks
from inspectors.words.rules import UNKNOWN

_TEXTS = ("title", "category", "description", "brand", "model")
_AMOUNT = re.compile(r"\d+(?:\.\d+)?")
_PLACE = "row"


def parse_row(line: str) -> dict[str, Any]:
    """The fields of one line.

    Raises:
        ItemError: it is no JSON object, has no title, or a field of another type than text.
    """
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as exc:
        raise ItemError('this line is no JSON; write one object a line, such as {"title": "…"}') from exc
    if not isinstance(row, dict):
        raise ItemError('this line is no JSON object; write one object a line, such as {"title": "…"}')
    for name in _TEXTS:
        if not isinstance(row.get(name) or "", str):
            raise ItemError(f"{name!r} is no text; put it in quotes")
    if not isinstance(row.get("attributes") or {}, dict):
        raise ItemError('\'attributes\' is no object; write it as {"name": "value"}')
    if not (row.get("title") or "").strip():
        raise ItemError("this line has no 'title'; give the listing's title")
    return row


def make_exhibit(row: dict[str, Any], moment: datetime) -> Exhibit:
    """A listing as its row tells it, seen at a moment; partial, for nobody saw its page."""
    body = json.dumps(row, ensure_ascii=False, sort_keys=True).encode()
    digest = make_digest(body)
    url = f"{_PLACE}:{digest[:16]}"
    listing = Listing(
        url=url,
        kind=PageKind.LISTING,
        platform=_PLACE,
        listing_id=digest[:16],
        attributes={str(name): str(value) for name, value in (row.get("attributes") or {}).items()},
        price=_read_price(row.get("price")),
        list_price=_read_price(row.get("list_price")),
        **{name: row.get(name) for name in _TEXTS},
    )
    page = Artefact(
        sha256=digest, role=Role.PAGE, url=url, media_type="application/json", size_bytes=len(body)
    )
    snapshot = Snapshot(
        snapshot_id=url,
        run_id=_PLACE,
        platform=_PLACE,
        kind=PageKind.LISTING,
        listing_id=listing.listing_id,
        url=url,
        final_url=url,
        captured_at=moment,
        outcome=Outcome.FOUND,
        partial=True,
        listing=listing,
        artefacts=(page,),
        warc_sha256=digest,
    )
    return Exhibit(snapshot=snapshot)


def choose_checks(codes: tuple[str, ...]) -> tuple[CheckSpec, ...]:
    """The checks of listings, or those of some codes.

    Raises:
        ItemError: no check has one of the codes.
    """
    specs = tuple(spec for spec in load_checks() if spec.scope is Scope.LISTING)
    known = sorted({spec.code for spec in specs})
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise ItemError(f"no check of listings has code {unknown[0]!r}; there are: {', '.join(known)}")
    return tuple(spec for spec in specs if not codes or spec.code in codes)


def try_row(
    exhibit: Exhibit, specs: tuple[CheckSpec, ...], authority: Authority, moment: datetime
) -> Iterator[Judged]:
    """The verdicts on one row that make a finding."""
    when = Moment(found_at=moment, run_id=_PLACE)
    for spec in specs:
        yield from (one for one in judge(spec, exhibit, authority, when) if one.finding is not None)


def describe_try(judged: Judged, listing: Listing) -> dict[str, Any]:
    """A finding as `check try` prints it: the words it is about, and where in which field they stand."""
    finding = judged.finding
    assert finding is not None  # noqa: S101 -- try_row yields no other
    term, place, span = _find_place(judged, listing)
    return {
        "code": finding.code,
        "status": finding.status.value,
        "term": term,
        "place": place,
        "span": span,
        "summary": finding.summary,
        "check": finding.check.name,
    }


def describe_goods(listing: Listing) -> dict[str, Any]:
    """What a listing sells, as `check try` prints it; the class is null where it cannot be told."""
    placement = place(listing)
    known = placement.name != UNKNOWN
    return {
        "class": placement.name if known else None,
        "sure": known and placement.sure,
        "kind": placement.kind,
        "perhaps": list(placement.others),
    }


def _find_place(judged: Judged, listing: Listing) -> tuple[str | None, str | None, list[int] | None]:
    for words in judged.verdict.words:
        return words.term, words.place, [words.start, words.end]
    quotes = [locator.quote for locator in judged.verdict.locators if locator.quote]
    quotes += [judged.verdict.claimed] if judged.verdict.claimed else []
    for quote in quotes:
        for name, text in _iter_places(listing):
            at = text.find(quote)
            if at >= 0:
                return quote, name, [at, at + len(quote)]
    return (quotes[0] if quotes else None), None, None


def _iter_places(listing: Listing) -> Iterator[tuple[str, str]]:
    yield "title", listing.title or ""
    yield "description", listing.description or ""
    yield from ((f"attributes.{name}", value) for name, value in listing.attributes.items())


def _read_price(value: object) -> Price | None:
    """An amount as exports write it: a number, `"12.5"`, `"¥12.5"` or `{"amount": …, "currency": …}`."""
    if isinstance(value, dict):
        return _make_price(str(value.get("amount")), value.get("currency"), value.get("raw"))
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        found = _AMOUNT.search(str(value))
        return _make_price(found[0], "CNY", str(value)) if found else None
    return None


def _make_price(amount: str, currency: object, raw: object) -> Price | None:
    try:
        number = Decimal(amount)
    except InvalidOperation:
        return None
    return Price(amount=number, currency=str(currency or "CNY"), raw=str(raw or amount))
