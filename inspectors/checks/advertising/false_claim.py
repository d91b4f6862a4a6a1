"""AD-002: claims that the law's history, a register or the page's own report contradicts."""

import re
from collections.abc import Iterator

from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit
from evidence.finding import RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority, Match
from inspectors.checks.certificates.certificates import iter_certificates
from inspectors.goods.categories import find_categories, get_named
from inspectors.pages.check_terms import (
    drop_parts,
    find_claimed,
    find_words,
    fold_text,
    get_clause,
    get_terms,
)
from inspectors.pages.page_numbers import iter_words
from inspectors.pages.showing import show_reading, show_words
from inspectors.pages.shown import Shown
from inspectors.registry import inspector


@inspector(code="AD-002", severity=Severity.HIGH, needs=("listing.title",), version="1")
def false_claim(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing boasts of an abolished honour, of another product's certificate, or of a test it failed."""
    yield from _judge_honours(exhibit)
    yield from _judge_certificates(exhibit, authority)
    yield from _judge_reports(exhibit)


def _judge_honours(exhibit: Exhibit) -> Iterator[Verdict]:
    named = get_named(exhibit)
    if find_words(named, get_terms("honours", "spared")):
        return
    for name, why in (("abolished", "该评价早已取消"), ("invented", "国家机关不推荐商品")):
        terms, quotes = _find_honours(exhibit, get_terms("honours", name))
        if not quotes:
            continue
        certain = any(not find_words(quote, get_terms("honours", "past")) for quote in quotes)
        tail = "" if certain else "；可能只是介绍历史，请人工核对"
        yield Verdict(
            status=Status.FAIL if certain else Status.UNSURE,
            fact="|".join(terms),
            summary=f"疑似虚构荣誉：“{quotes[0]}”，{why}{tail}",
            claimed=quotes[0],
            locators=tuple(place for quote in quotes for place in show_words(exhibit, quote)),
            confidence=0.85 if certain else 0.4,
        )


def _find_honours(exhibit: Exhibit, known: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The honours that a page claims, the longer for the shorter, and the clauses in which they stand."""
    words = list(iter_words(exhibit))
    terms = sorted(drop_parts({term for text in words for term in find_claimed(text, known)}))
    quotes = (get_clause(text, term) for term in terms for text in words)
    return terms, list(dict.fromkeys(quote for quote in quotes if quote))


def _judge_certificates(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A compulsory certificate claimed for goods that need none, and which was given to other goods."""
    for shown, match in iter_certificates(exhibit, authority, ("ccc",)):
        product = str((match.record or {}).get("product_name") or "")
        if match.state is RegisterState.UNAVAILABLE or not product or _is_like(exhibit, product):
            continue
        categories = find_categories(exhibit, authority, "ccc")
        if not categories:
            yield _accuse(exhibit, shown, match, certain=categories is not None)


def _accuse(exhibit: Exhibit, shown: Shown, match: Match, *, certain: bool) -> Verdict:
    certain = certain and shown.certain
    record = match.record or {}
    held = f"{record.get('holder', '')} {record.get('product_name', '')}".strip()
    summary = (
        f"疑似虚假宣传：页面称已通过认证（{shown.value}），登记簿中该证书属于“{held}”（截至 {match.as_of}）"
    )
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=shown.value,
        summary=summary if certain else f"{summary}，请人工核对",
        claimed=exhibit.listing.title if exhibit.listing else None,
        authority=match.quote(held),
        locators=shown.locators,
        rests_on=shown.rests_on,
        confidence=0.8 if certain else 0.4,
    )


def _judge_reports(exhibit: Exhibit) -> Iterator[Verdict]:
    words = list(iter_words(exhibit))
    quotes = [get_clause(text, term) for text in words for term in find_claimed(text, get_terms("tested"))]
    for sighted in exhibit.find_documents("test_report") if quotes else ():
        conclusion = sighted.document.fields.get("conclusion", Reading())
        if not conclusion.value or not find_words(str(conclusion.value), get_terms("failed")):
            continue
        yield Verdict(
            status=Status.FAIL if conclusion.status is ReadingStatus.READ else Status.UNSURE,
            fact=f"report {conclusion.value}",
            summary=f"疑似虚假宣传：页面称“{quotes[0]}”，所附检测报告结论为“{conclusion.value}”",
            claimed=quotes[0],
            locators=(*show_words(exhibit, quotes[0]), show_reading(sighted, conclusion)),
            rests_on=(conclusion,),
            confidence=0.8,
        )


def _is_like(exhibit: Exhibit, product: str) -> bool:
    """Whether a page speaks of a product at all: two neighbouring characters of its name are enough."""
    listing = exhibit.listing
    texts = (listing.title, listing.category, *listing.attributes.values()) if listing else ()
    words = fold_text(" ".join(filter(None, texts)))
    name = fold_text(re.sub(r"[（(].*?[）)]", "", product))
    return any(name[at : at + 2] in words for at in range(max(1, len(name) - 1)))
