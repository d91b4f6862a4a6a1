"""HLTH-006: goods whose advertising needs an approval, praised without its number."""

import re
from collections.abc import Iterator
from datetime import date

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.authority.validity import get_capture_day
from inspectors.goods.functions import find_functions
from inspectors.goods.placing import get_goods
from inspectors.pages.absence import find_blind_spots, show_all_searched
from inspectors.pages.shown import Shown, find_shown, judge_shown
from inspectors.registry import inspector
from inspectors.words.verdicts import find_claims

_CODES = ("FOOD-005", "HLTH-001", "AD-002")
_NUTRIENTS = "补充营养素"  # says what is in it, praises nothing
_UNTIL = re.compile(r"第(\d{2})(\d{2})(\d{2})-")


@inspector(code="HLTH-006", severity=Severity.MEDIUM, needs=("listing.title",), version="2")
def advert_unreviewed(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A drug, device or health food is praised without an advertising approval, or with one that ran out."""
    listing = exhibit.listing
    placement = get_goods(listing).place() if listing else None
    if placement is None or placement.name not in {"drug", "medical_device", "health_food"}:
        return
    numbers = find_shown(exhibit, "ad_approval")
    for shown in numbers:
        yield from _judge_term(exhibit, shown)
    claims = (claim for code in _CODES for claim in find_claims(exhibit, code))
    praised = [claim.hit.term for claim in claims if not claim.hit.rule.is_alike]
    praised += [one.term for one in find_functions(exhibit) if one.name != _NUTRIENTS]
    if numbers or not praised or not placement.sure:
        return
    spots = find_blind_spots(exhibit, with_shop=False)
    if spots:
        yield Verdict(status=Status.SKIP, missing=spots)
        return
    yield Verdict(
        status=Status.UNSURE,  # a page that only informs needs no approval (互联网广告管理办法)
        fact="no-ad-approval",
        summary=f"页面宣传“{praised[0]}”，未见广告批准文号，是否属应经审查的广告请人工核对",
        claimed=praised[0],
        locators=show_all_searched(exhibit.model_copy(update={"shop": None})),
        confidence=0.3,
    )


def _judge_term(exhibit: Exhibit, shown: Shown) -> Iterator[Verdict]:
    """The first six figures of the number are the day until which it holds (三品一械办法 17)."""
    found = _UNTIL.search(shown.value)
    try:
        until = date(2000 + int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        until = None
    if until is not None and until < get_capture_day(exhibit):
        summary = f"广告批准文号 {shown.value} 的有效期至 {until}"
        yield judge_shown(shown, summary, None, certain=False)
    else:
        yield Verdict(status=Status.PASS, fact=shown.value)
