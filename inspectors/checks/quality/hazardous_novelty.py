"""QUAL-004: dangerous novelties offered to children without any proof of safety."""

from collections.abc import Iterator

from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.goods.categories import get_named
from inspectors.pages.check_terms import find_claimed, find_words, get_clause, get_terms
from inspectors.pages.page_numbers import find_numbers, iter_all_words, iter_words
from inspectors.pages.showing import show_searched, show_words
from inspectors.registry import inspector


@inspector(code="QUAL-004", severity=Severity.HIGH, needs=("listing.title",), version="2")
def hazardous_novelty(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A dangerous novelty (magnet beads, launched toys, laser pens) is offered to children unproven."""
    named = get_named(exhibit)
    toys = find_claimed(named, _get("toys"))
    hazards = toys or find_claimed(named, _get("others"))
    dangers = () if hazards else _find_dangers(exhibit)
    if not (hazards or dangers) or find_words(named, _get("tools")) or _is_proven(exhibit):
        return
    children = _find_children(exhibit)
    if not children and not toys:
        return
    if exhibit.unread or exhibit.snapshot.partial or exhibit.find_documents("unreadable"):
        yield Verdict(status=Status.SKIP, missing=("listing.pictures",))
    else:
        yield _make_verdict(exhibit, hazards or dangers, children, known=bool(hazards))


def _find_dangers(exhibit: Exhibit) -> tuple[str, ...]:
    """Cues of danger in the words of goods that no list names."""
    found = (term for text in iter_words(exhibit) for term in find_claimed(text, _get("dangers")))
    return tuple(dict.fromkeys(found))


def _find_children(exhibit: Exhibit) -> tuple[str, ...]:
    """The words that turn to children; none where the page says that it is not for them."""
    category = exhibit.listing.category if exhibit.listing else None
    words = "\n".join((*iter_words(exhibit), category or ""))
    return () if find_words(words, _get("child_denied")) else find_claimed(words, _get("child"))


def _is_proven(exhibit: Exhibit) -> bool:
    """Whether page or pictures show a standard, a certificate, or a warning with an age."""
    if any(find_numbers(exhibit, kind) for kind in ("standard", "ccc")):
        return True
    if exhibit.find_documents("ccc_certificate"):
        return True
    labels = exhibit.find_documents("product_label")
    fields = (one.document.fields.get(name, Reading()) for one in labels for name in ("standard", "warnings"))
    if any(field.status is not ReadingStatus.MISSING for field in fields):
        return True
    return any(find_words(text, _get("age")) for text in iter_all_words(exhibit))


def _make_verdict(
    exhibit: Exhibit, hazards: tuple[str, ...], children: tuple[str, ...], *, known: bool
) -> Verdict:
    words = list(iter_words(exhibit))
    surely_children = bool(set(children) - set(_get("child_or_grown")))
    certain = known and surely_children and not any(find_words(text, _get("claims")) for text in words)
    quotes = [get_clause(text, term) for term in (*hazards[:1], *children[:1]) for text in words]
    places = [place for quote in dict.fromkeys(filter(None, quotes)) for place in show_words(exhibit, quote)]
    cues = f"面向儿童（{'、'.join(children)}）" if children else "是否面向儿童不明"
    lead_in = "疑似危险“新奇特”产品" if known else "不在词表中的产品有危险线索，请人工核对"
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact="|".join(sorted(hazards)),
        summary=f"{lead_in}：{'、'.join(hazards)}，{cues}，未见执行标准、3C 认证或年龄警示",
        claimed="、".join(hazards),
        locators=(*places, *show_searched(exhibit)),
        severity=Severity.HIGH if certain else Severity.MEDIUM,
        confidence=0.7 if certain else 0.4,
    )


def _get(name: str) -> tuple[str, ...]:
    return get_terms("hazards", name)
