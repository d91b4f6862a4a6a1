"""LAB-006: offers to sell test reports."""

import re
from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.pages.check_terms import drop_parts, find_claimed, find_words, get_terms, iter_clauses
from inspectors.pages.page_numbers import iter_words
from inspectors.pages.showing import show_words
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words

_PLAIN = 2  # weak words that together leave no doubt
_SENTENCE_END = re.compile(r"[。！!？?\n\r]")


@inspector(code="LAB-006", severity=Severity.CRITICAL, needs=("listing.title",), version="3")
def report_for_sale(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing offers test reports without testing, such as 代办质检报告, 包过 or 无需送样."""
    title = exhibit.listing.title if exhibit.listing else None
    service = bool(find_words(title or "", _get("things")))
    found = {
        term: strong for text in iter_words(exhibit) for term, strong in _find_offers(text, service=service)
    }
    terms = drop_parts(found)
    if not any(found.values()) and len(terms) < _PLAIN:
        heard = list(judge_words(exhibit, "LAB-006"))
        if heard or not terms:
            yield from heard
            return
    quotes = _find_quotes(exhibit, terms)
    # One weak word alone may stand in a laboratory's honest offer.
    certain = len(terms) >= _PLAIN or any(found.values())
    tail = "" if certain else "，是否正规检测服务请人工核对"
    yield Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact="|".join(sorted(terms)),
        summary=f"疑似买卖检验检测报告：{'、'.join(terms)}（“{quotes[0]}”）{tail}",
        claimed=quotes[0],
        locators=tuple(place for quote in quotes for place in show_words(exhibit, quote)),
        severity=Severity.CRITICAL if certain else Severity.MEDIUM,
        confidence=0.85 if certain else 0.4,
    )


def _find_offers(text: str, *, service: bool) -> Iterator[tuple[str, bool]]:
    """(term, whether it alone makes a sale of reports plain) of the offers that a text makes."""
    yield from ((term, True) for term in find_claimed(text, _get("strong")))
    for sentence in _SENTENCE_END.split(text):
        if find_words(sentence, _get("things")):
            yield from ((term, True) for term in find_claimed(sentence, _get("promises")))
    if service:
        yield from ((term, False) for term in find_claimed(text, _get("weak")))


def _find_quotes(exhibit: Exhibit, terms: list[str]) -> list[str]:
    clauses = (clause.strip() for text in iter_words(exhibit) for clause in iter_clauses(text))
    return list(dict.fromkeys(clause for clause in clauses if find_claimed(clause, terms)))


def _get(name: str) -> tuple[str, ...]:
    return get_terms("report_sale", name)
