"""CERT-005: certificates of management systems used as proof of a product's quality."""

import re
from collections.abc import Iterator

from config.catalogue import load_catalogue
from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from evidence.listing import Listing
from inspectors.authority.lookup import Authority
from inspectors.pages.showing import show_words
from inspectors.registry import inspector

_SENTENCE_END = re.compile(r"[。！？!?；;\n\r|]")
_CLAUSE_END = re.compile(r"[。！？!?；;，,、\n\r|]")


@inspector(code="CERT-005", severity=Severity.MEDIUM, needs=("listing.title",), version="3")
def system_as_product(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing passes off a certificate of a management system as one of the product."""
    listing = exhibit.listing
    if listing is None:
        return
    claims = {**_find_attributes(listing), **_find_clauses(listing)}
    certain = [text for text, sure in claims.items() if sure]
    quotes = certain or list(claims)
    if not quotes:
        return
    summary = f"管理体系认证不证明产品质量，页面写“{quotes[0]}”"
    yield Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact="|".join(sorted(quotes)),
        summary=f"疑似：{summary}，误导为产品认证" if certain else f"{summary}，是否误导请人工核对",
        claimed=quotes[0],
        locators=tuple(place for quote in quotes for place in show_words(exhibit, quote)),
        confidence=0.8 if certain else 0.4,
    )


def _find_attributes(listing: Listing) -> dict[str, bool]:
    """An attribute that names a system where the product's certificate should stand."""
    words = load_catalogue("certificate_claims")
    return {
        f"{name}：{value}": True
        for name, value in listing.attributes.items()
        if name in words["product_labels"] and _finds("systems", value) and not _finds("firm_subjects", value)
    }


def _find_clauses(listing: Listing) -> dict[str, bool]:
    """Clauses that say of the product that it passed: certain; that name no one who passed: a hint."""
    found: dict[str, bool] = {}
    for text in (listing.title or "", listing.description or "", *listing.attributes.values()):
        for sentence in _SENTENCE_END.split(text):
            clauses = [clause.strip() for clause in _CLAUSE_END.split(sentence)]
            for clause in clauses:
                if _finds("systems", clause) and _finds("certified", clause) and _is_of_product(clause):
                    # The same sentence draws from the system's certificate that the product is good.
                    concludes = any(_finds("concluded", other) for other in clauses if other != clause)
                    found[clause] = concludes or _finds("product_subjects", _take_subject(clause))
    return found


def _is_of_product(clause: str) -> bool:
    if _finds("firm_subjects", clause):
        return False
    named = _finds("product_subjects", _take_subject(clause)) or _finds("product_behind", clause)
    return named or "质量认证" in clause or "产品认证" in clause


def _take_subject(clause: str) -> str:
    return re.split(load_catalogue("certificate_claims")["systems"], clause, maxsplit=1, flags=re.I)[0]


def _finds(name: str, text: str) -> bool:
    return re.search(load_catalogue("certificate_claims")[name], text, re.IGNORECASE) is not None
