"""FOOD-001: food sold without a permit or filing, or with one that is not the seller's or not in force."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.checks.food.food_permits import judge_permit_number
from inspectors.checks.subject.permits import (
    FOOD_KINDS,
    FOOD_SELLER_KINDS,
    find_held,
    find_permit_numbers,
    shows_permit_picture,
)
from inspectors.goods.categories import Goods, find_categories, has_words, is_from_abroad
from inspectors.pages.absence import find_blind_spots, show_all_searched
from inspectors.registry import inspector


@inspector(code="FOOD-001", severity=Severity.HIGH, needs=("listing.title",), version="1")
def food_permit_held(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing sells food, and its shop shows no permit or filing in force that is its operator's."""
    categories = find_categories(exhibit, authority, "permit")
    if categories is None:
        yield Verdict(status=Status.SKIP, missing=("register.catalogues",))
        return
    food = [goods for goods in categories if set(goods.permit_kinds) & set(FOOD_KINDS)]
    if not food or is_from_abroad(exhibit):
        return
    verdicts = [
        judge_permit_number(exhibit, shown, authority) for shown in find_permit_numbers(exhibit, FOOD_KINDS)
    ]
    if not verdicts:
        yield _judge_absence(exhibit, food[0], authority)
    elif all(verdict.status is not Status.PASS for verdict in verdicts):
        yield from verdicts


def _judge_absence(exhibit: Exhibit, goods: Goods, authority: Authority) -> Verdict:
    spots = find_blind_spots(exhibit)
    if not spots and shows_permit_picture(exhibit, FOOD_KINDS):
        spots = ("document.food_permit.permit_no",)
    if spots:
        return Verdict(status=Status.SKIP, missing=spots)
    held = find_held(exhibit, authority, FOOD_SELLER_KINDS)
    registered = bool(held) and held[0].state is RegisterState.FOUND
    raw = exhibit.listing is not None and has_words(exhibit.listing, "raw_produce")
    certain = goods.certain and not registered and not raw
    summary = f"销售食品（{goods.keyword}），店铺及商品页面未见食品经营许可或备案编号"
    if registered:
        summary += f"，但登记簿中该经营者持有 {held[0].key}（截至 {held[0].as_of}）"
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact="no-food-permit",
        summary=f"疑似：{summary}" if certain else f"{summary}，请人工核对",
        claimed="未见许可或备案",
        authority=held[0].quote(None) if held and held[0].version else None,
        locators=show_all_searched(exhibit),
        severity=Severity.MEDIUM,
        confidence=0.7 if certain else 0.4,
    )
