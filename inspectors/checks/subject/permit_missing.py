"""SUBJ-006: goods whose sale needs a permit, in a shop that neither shows nor holds one."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority, Match
from inspectors.checks.subject.permits import (
    TRADE_KINDS,
    find_held,
    find_permit_numbers,
    shows_permit_picture,
)
from inspectors.goods.categories import Goods, find_categories, is_from_abroad
from inspectors.pages.absence import find_blind_spots, show_all_searched
from inspectors.registry import inspector

# Food is left to FOOD-001, permits of products to the checks of their numbers.


@inspector(code="SUBJ-006", severity=Severity.HIGH, needs=("listing.title",), version="1")
def permit_missing(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing sells goods whose trade needs a permit, and its shop neither shows nor holds one."""
    categories = find_categories(exhibit, authority, "permit")
    if categories is None:
        yield Verdict(status=Status.SKIP, missing=("register.catalogues",))
        return
    for goods in categories[:1]:
        kinds = tuple(kind for kind in goods.permit_kinds if kind in TRADE_KINDS)
        if kinds and not find_permit_numbers(exhibit, kinds) and not shows_permit_picture(exhibit, kinds):
            yield _judge(exhibit, authority, goods, kinds)


def _judge(exhibit: Exhibit, authority: Authority, goods: Goods, kinds: tuple[str, ...]) -> Verdict:
    spots = find_blind_spots(exhibit)
    held = find_held(exhibit, authority, kinds)
    if spots or not held:
        return Verdict(status=Status.SKIP, missing=spots or ("shop.uscc",))
    if held[0].state is RegisterState.UNAVAILABLE:
        return Verdict(status=Status.SKIP, missing=("register.permits",))
    if held[0].state is RegisterState.FOUND:
        return Verdict(status=Status.PASS, fact=goods.category)
    return _accuse(exhibit, goods, held[0])


def _accuse(exhibit: Exhibit, goods: Goods, match: Match) -> Verdict:
    abroad = is_from_abroad(exhibit)
    certain = goods.certain and not abroad
    summary = (
        f"“{goods.keyword}”属需许可经营的“{goods.category}”，店铺页面未见许可证，登记簿中亦无该经营者的有效许可"
        f"（截至 {match.as_of}）"
    )
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=f"permit:{goods.category}",
        summary=f"疑似：{summary}" if certain else f"{summary}，请人工核对",
        claimed="未见许可证",
        authority=match.quote(None),
        locators=show_all_searched(exhibit),
        confidence=0.7 if certain else 0.4,
    )
