"""CODE-001: a bar code that cannot be, or that the register holds for other goods."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import RegisterState, Severity, Status, Verdict
from evidence.listing import Listing
from inspectors.authority.lookup import Authority, Match
from inspectors.checks.codes.gtins import find_gtins, has_check_digit, is_in_store, iter_spellings
from inspectors.matching.names import fold_name, share_name
from inspectors.pages.check_terms import find_claimed, get_terms
from inspectors.pages.page_numbers import PageNumber, find_fact, iter_words
from inspectors.registry import inspector


@inspector(code="CODE-001", severity=Severity.LOW, needs=("listing.title",), version="2")
def barcode_belongs(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A bar code's check digit fails, or the register holds the code for another brand or owner."""
    gtins = [gtin for gtin in find_gtins(exhibit) if not is_in_store(gtin.value)]
    if not gtins:
        yield Verdict(status=Status.SKIP, missing=("listing.gtin",))
    for gtin in gtins:
        if not has_check_digit(gtin.value):
            summary = f"条码 {gtin.value} 的校验位不符，请先核对原图"
            yield _make_verdict(gtin, Status.FAIL if gtin.certain else Status.UNSURE, summary)
        else:
            yield _compare(exhibit, gtin, authority)
            yield from _doubt_origin(exhibit, gtin)


def _compare(exhibit: Exhibit, gtin: PageNumber, authority: Authority) -> Verdict:
    matches = [authority.find("codes", spelling) for spelling in iter_spellings(gtin.value)]
    match = next((one for one in matches if one.record is not None), matches[0])
    if match.state is RegisterState.UNAVAILABLE:
        return Verdict(status=Status.SKIP, missing=("register.codes",))
    listing = exhibit.listing
    if match.record is None or listing is None:  # the register holds not every code: nothing to compare with
        return Verdict(status=Status.SKIP, missing=("register.codes.row",))
    differing = _find_difference(listing, match)
    if differing is None:
        return Verdict(status=Status.PASS, fact=gtin.value)
    held, stated, certain = differing
    summary = f"条码 {gtin.value} 登记为“{held}”（截至 {match.as_of}），页面为“{stated}”"
    status = Status.FAIL if certain and gtin.certain else Status.UNSURE
    return _make_verdict(gtin, status, summary, claimed=stated, held=held, match=match)


def _find_difference(listing: Listing, match: Match) -> tuple[str, str, bool] | None:
    """(held, stated, whether it is plain) of brand, else owner: goods are often made by order of another."""
    record = match.record or {}
    brand = listing.brand or find_fact(listing, "brand")
    if brand and record.get("brand"):
        if not share_name(brand, str(record["brand"])):
            return str(record["brand"]), brand, match.state is RegisterState.FOUND
    else:
        owner, producer = str(record.get("owner") or ""), find_fact(listing, "producer") or ""
        if owner and producer and fold_name(owner) != fold_name(producer):
            return owner, producer, False
    if match.state is RegisterState.INACTIVE:
        return f"{record.get('product_name', '')}（{record.get('status')}）", listing.title or "", False
    return None


def _doubt_origin(exhibit: Exhibit, gtin: PageNumber) -> Iterator[Verdict]:
    """690-699 says that the number was given out in China, not where goods were made: a person must look."""
    whole = gtin.value.zfill(14)
    claims = [claim for text in iter_words(exhibit) for claim in find_claimed(text, get_terms("imported"))]
    if whole[1:3] == "69" and len(gtin.value) > 12 and claims:
        summary = f"页面称“{claims[0]}”，条码 {gtin.value} 却为中国物品编码中心分配的号段，请人工核对"
        yield _make_verdict(gtin, Status.UNSURE, summary, claimed=claims[0])


def _make_verdict(
    gtin: PageNumber,
    status: Status,
    summary: str,
    *,
    claimed: str | None = None,
    held: str | None = None,
    match: Match | None = None,
) -> Verdict:
    return Verdict(
        status=status,
        fact=f"{gtin.value} {held or claimed or 'check digit'}",
        summary=f"疑似：{summary}" if status is Status.FAIL else summary,
        claimed=claimed or gtin.raw,
        authority=match.quote(held) if match else None,
        locators=gtin.locators,
        severity=Severity.LOW,
        confidence=0.7 if status is Status.FAIL else 0.4,
    )
