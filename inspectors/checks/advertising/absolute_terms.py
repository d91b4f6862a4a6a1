"""AD-001: absolute terms in a listing's words, with the guideline's exemptions."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Locator, Severity, Status, Verdict
from evidence.listing import Listing
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.showing import is_surely_read, show_text, show_words
from inspectors.wording import Hit, find_context, find_terms, is_measured, load_rules

# Values of these attributes are names, not claims (广告绝对化用语执法指南 6-4).
_NAME_ATTRIBUTES = ("品牌", "型号", "规格型号", "商标", "专利", "货号", "系列")


@inspector(code="AD-001", severity=Severity.MEDIUM, needs=("listing.title",), version="3")
def absolute_terms(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing advertises with absolute terms such as 国家级 or 最佳."""
    listing = exhibit.listing
    if listing is None:
        return
    names = _collect_names(listing)
    found = _find_hits(exhibit, listing)
    hits = {hit: places for hit, places in found.items() if not any(hit.term in name for name in names)}
    contexts = {hit: find_context(hit) for hit in hits}
    standing = [hit for hit in hits if (contexts[hit] is None or contexts[hit].effect != "exempt")]  # type: ignore[union-attr]  # None is handled before
    plain = [hit for hit in standing if contexts[hit] is None and not hit.weak and hit.rule.tier < 3]
    certain = [hit for hit in plain if is_measured(hit)]
    if standing:
        chosen = certain or standing
        yield _make_verdict(chosen, [place for hit in chosen for place in hits[hit]], certain=bool(certain))


def _find_hits(exhibit: Exhibit, listing: Listing) -> dict[Hit, tuple[Locator, ...]]:
    """The terms in words and in what pictures surely say, and where each stands."""
    rules = load_rules("ABS-")
    hits = [hit for text in _iter_texts(listing) for hit in find_terms(text, rules)]
    found = {hit: show_words(exhibit, hit.clause) for hit in hits}
    for seen in exhibit.texts:
        if is_surely_read(seen):
            for hit in find_terms(seen.block.text, rules):
                found.setdefault(hit, (show_text(seen),))
    return found


def _make_verdict(hits: list[Hit], places: list[Locator], *, certain: bool) -> Verdict:
    terms = sorted({hit.term for hit in hits})
    quotes = list(dict.fromkeys(hit.clause for hit in hits))
    strongest = min(hit.rule.tier for hit in hits)
    lead_in = "疑似绝对化用语" if certain else "可能属绝对化用语，需结合语境人工判断"
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact="|".join(terms),
        summary=f"{lead_in}：{'、'.join(terms)}（“{quotes[0]}”）",
        claimed=quotes[0],
        locators=tuple(dict.fromkeys(places)),
        severity=Severity.MEDIUM if strongest == 1 else Severity.LOW,
        confidence={1: 0.9, 2: 0.7}.get(strongest, 0.4) if certain else 0.4,
    )


def _collect_names(listing: Listing) -> set[str]:
    named = [listing.attributes.get(attribute) for attribute in _NAME_ATTRIBUTES]
    return {name for name in (listing.brand, listing.model, *named) if name}


def _iter_texts(listing: Listing) -> Iterator[str]:
    yield listing.title or ""
    yield listing.description or ""
    for name, value in listing.attributes.items():
        if name not in _NAME_ATTRIBUTES:
            yield value
