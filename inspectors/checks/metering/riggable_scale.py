"""METR-002: scales offered as ones that can be made to weigh wrongly."""

import re
from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.goods.categories import get_named
from inspectors.pages.check_terms import (
    drop_parts,
    find_claimed,
    find_words,
    fold_text,
    get_terms,
    iter_clauses,
)
from inspectors.pages.page_numbers import iter_words
from inspectors.pages.showing import show_words
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="METR-002", severity=Severity.CRITICAL, needs=("listing.title",), version="4")
def riggable_scale(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing offers a scale that can be made to weigh wrongly, such as 可调斤两 or 八两秤."""
    words = list(iter_words(exhibit))
    named = get_named(exhibit)
    if not find_words(named, _get("goods")):
        yield from judge_words(exhibit, "METR-002")
        return
    strong = _find(words, "strong") or _find_together(words)
    weak = [] if find_words(named, _get("private")) else _find(words, "weak")
    terms = strong or weak
    if not strong:
        heard = list(judge_words(exhibit, "METR-002"))
        if heard or not terms:
            yield from heard
            return
    clauses = (clause.strip() for text in words for clause in iter_clauses(text))
    quotes = list(dict.fromkeys(clause for clause in clauses if find_claimed(clause, terms)))
    tail = "" if strong else "，遥控等功能也可能正当，请人工核对"
    yield Verdict(
        status=Status.FAIL if strong else Status.UNSURE,
        fact="|".join(sorted(terms)),
        summary=f"疑似可作弊的秤：{'、'.join(terms)}（“{quotes[0]}”）{tail}",
        claimed=quotes[0],
        locators=tuple(place for quote in quotes for place in show_words(exhibit, quote)),
        severity=Severity.CRITICAL if strong else Severity.LOW,
        confidence=0.85 if strong else 0.3,
    )


def _find(words: list[str], name: str) -> list[str]:
    """The longest words of a list that the page claims and does not deny, as 防作弊 and 杜绝八两秤 do."""
    return drop_parts(dict.fromkeys(term for text in words for term in find_claimed(text, _get(name))))


def _find_together(words: list[str]) -> list[str]:
    """Weak words that together leave no doubt, such as 遥控器一按就能加重, and are not denied."""
    found: dict[str, None] = {}
    for text in words:
        for clause in iter_clauses(text):
            folded = fold_text(clause)
            for pattern in _get("together"):
                match = re.search(pattern, folded)
                if match and find_claimed(clause, (match[0],)):
                    found[match[0]] = None
    return list(found)


def _get(name: str) -> tuple[str, ...]:
    return get_terms("scales", name)
