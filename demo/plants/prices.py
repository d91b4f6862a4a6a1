"""Cases of single prices: PRIC-003 and PRIC-005, and what looks like them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from demo.draft import Draft
from demo.goods import make_draft
from demo.model import Offer, OfferKind
from demo.plants.case import case
from demo.price_history import keep_price, note_price
from demo.stalls import find_stall
from demo.workshop import Workshop

_PLAIN = ("flask", "storage", "backpack", "umbrella", "adapter")


def make_plain(shop: Workshop) -> Draft:
    """Lawful goods of any kind, with a price that has cents for arithmetic."""
    draft = make_draft(shop, shop.chance.choice(_PLAIN))
    draft.card_price = None
    return draft


@case(full=3)
def struck_above_history(shop: Workshop, turn: int) -> None:
    """The struck price stands unexplained above every price of the last week."""
    draft = make_plain(shop)
    keep_price(shop, draft, draft.price)
    draft.list_price = _times(draft.price, ("1.80", "2.40", "1.60")[turn % 3])
    draft.list_price_note = None
    shop.expect(
        "PRIC-003", draft, "划线价没有说明，且高于此前七日的最低标价；成交价需向平台调取", status="unsure"
    )


@case(full=3)
def false_discount(shop: Workshop, turn: int) -> None:
    """The discount that the page names does not follow from its two prices."""
    draft = make_plain(shop)
    fold = (3, 5, 2)[turn % 3]
    base = _times(draft.price, ("1.50", "1.30", "1.70")[turn % 3]).quantize(Decimal(1))
    draft.text.insert(0, shop.phrase("discount_text", base=str(base), fold=str(fold)))
    draft.list_price, draft.list_price_note = base, None
    keep_price(shop, draft, draft.price)
    shop.expect("PRIC-003", draft, f"称{fold}折，原价{base}，现价{draft.price}，算不出这个折扣")
    shop.allow("AD-002", draft, "折扣的说法与价格不符")


@case(full=3)
def cheap_card(shop: Workshop, turn: int) -> None:
    """List and search pages show less than the listing itself asks."""
    draft = make_plain(shop)
    draft.card_price = _times(draft.price, ("0.35", "0.60", "0.20")[turn % 3])
    shop.expect("PRIC-005", draft, f"列表页标价{draft.card_price}，详情页标价{draft.price}")
    shop.allow("PRIC-003", draft, "两处价格不一致")


@case(full=3)
def bait_offer(shop: Workshop, turn: int) -> None:
    """The lowest of the listing's offers is no goods at all."""
    draft = make_plain(shop)
    spec = draft.attrs["spec"][1]
    bait, kind = (
        ("邮费补差专拍", OfferKind.ACCESSORY),
        ("定金链接", OfferKind.DEPOSIT),
        ("单独绑带", OfferKind.ACCESSORY),
    )[turn % 3]
    draft.offers = [
        Offer(name=bait, price=Decimal("1.00"), kind=kind),
        Offer(name=spec, price=draft.price),
        Offer(name=f"{spec} 两件", price=_times(draft.price, "1.90")),
    ]
    draft.card_price = Decimal("1.00")
    draft.ladder = []
    shop.expect("PRIC-005", draft, f"列表页以{bait}的1元标价引流，商品实际{draft.price}元")


@case()
def explained_list_price(shop: Workshop, turn: int) -> None:
    """A struck price whose meaning the page explains."""
    # Never on laohe, which prints 原价 (a word with a meaning in law) beside a struck price.
    draft = make_draft(shop, "flask", find_stall(shop, "home", ("jishi", "yunxuan")[turn % 2]))
    keep_price(shop, draft, draft.price)
    draft.list_price = _times(draft.price, "1.25")
    draft.list_price_note = shop.phrases["list_note"][turn % 2]
    shop.spare("PRIC-003", draft, "划线价有说明，属于被比较价格的合法标示")


@case()
def true_cut(shop: Workshop, turn: int) -> None:
    """An unexplained struck price that was the price of the whole week before today's cut."""
    draft = make_plain(shop)
    was = _times(draft.price, "1.30")
    keep_price(shop, draft, was)
    note_price(shop, draft, 0, draft.price)
    draft.list_price, draft.list_price_note = was, None
    shop.spare("PRIC-003", draft, "划线价等于此前七日的最低标价")


@case(in_quick=False)
def presale(shop: Workshop, turn: int) -> None:
    """A presale with a deposit, explained."""
    draft = make_plain(shop)
    draft.deposit = Decimal(("10.00", "20.00")[turn % 2])
    draft.ladder = []
    draft.title = f"【预售】{draft.title}"
    draft.text.append(shop.phrase("presale_text", day=shop.ago(-12).strftime("%m月%d日")))
    shop.spare("PRIC-005", draft, "预售商品的定金另行标示，价格完整")


def _times(price: Decimal, factor: str) -> Decimal:
    return (price * Decimal(factor)).quantize(Decimal("0.01"), ROUND_HALF_UP)
