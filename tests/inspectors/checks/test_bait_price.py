"""PRIC-005: prices shown in lists or as a headline at which the goods cannot be bought."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from evidence.exhibit import Exhibit, SightedCard
from evidence.listing import Card, Offer, OfferKind, Price
from evidence.snapshot import Artefact, Role
from tests.inspectors.conftest import NOW, make_listing_exhibit
from tests.inspectors.registers import ask, ask_status, make_authority

LIST = Artefact(
    sha256="f" * 64, role=Role.PAGE, url="http://m.example/list", media_type="text/html", size_bytes=1
)


def make_price(text: str, raw: str | None = None) -> Price:
    return Price(amount=Decimal(text), currency="CNY", raw=raw or f"¥{text}")


def make_offer(name: str, amount: str, kind: OfferKind = OfferKind.PRICE, unit: str | None = None) -> Offer:
    return Offer(name=name, amount=Decimal(amount), currency="CNY", kind=kind, unit=unit)


def make_card(amount: str, raw: str | None = None, hours: float = 0.1) -> SightedCard:
    card = Card(url="http://m.example/p", title="保温杯", price=make_price(amount, raw))
    return SightedCard(card=card, captured_at=NOW - timedelta(hours=hours), page=LIST)


def make_sold(
    price: str, *offers: Offer, cards: Sequence[SightedCard] = (), title: str = "青禾 保温杯"
) -> Exhibit:
    exhibit = make_listing_exhibit(title=title, price=make_price(price), offers=offers)
    return exhibit.model_copy(update={"cards": tuple(cards)})


DEPOSIT = make_offer("定金", "1", OfferKind.DEPOSIT)
LID = make_offer("替换杯盖配件", "5", OfferKind.ACCESSORY)
COUPON = make_offer("券后", "79", OfferKind.AFTER_COUPON)
CUP, TWO = make_offer("500ml", "89"), make_offer("500ml 两件", "169")


@pytest.mark.parametrize(
    ("exhibit", "said"),
    [
        (make_sold("89", CUP, cards=[make_card("29")]), "fail"),
        (make_sold("89", cards=[make_card("29")]), "fail"),
        (make_sold("89", CUP, cards=[make_card("89")]), "pass"),
        (make_sold("89", CUP, cards=[make_card("99")]), "pass"),
        (make_sold("89", CUP, cards=[make_card("88.99")]), "pass"),
        (make_sold("89", CUP, TWO, cards=[make_card("89", "¥89起")]), "pass"),
        (
            make_sold("89", CUP, make_offer("券后", "79", OfferKind.AFTER_COUPON), cards=[make_card("79")]),
            "pass",
        ),
        (make_sold("89", CUP, cards=[make_card("59", "券后¥59")]), "unsure"),
        (make_sold("89", CUP, cards=[make_card("29", hours=5)]), "unsure"),
        (make_sold("5", LID, CUP, TWO), "fail"),
        (make_sold("89", LID, CUP, TWO), "pass"),
        (make_sold("89", LID, CUP, TWO, cards=[make_card("5")]), "fail"),
        (make_sold("1", DEPOSIT, CUP), "fail"),
        (make_sold("1", make_offer("¥1", "1"), DEPOSIT, CUP), "fail"),
        (make_sold("1", DEPOSIT, CUP, title="【预售】保温杯 定金1元"), "unsure"),
        (make_sold("89", DEPOSIT, CUP), "pass"),
        (make_sold("9", make_offer("体验装", "9"), CUP, TWO), "unsure"),
        (make_sold("39", make_offer("迷你款", "39"), CUP, TWO), "pass"),
        (make_sold("5", LID), "skip"),
        (make_sold("89"), "pass"),
        (make_listing_exhibit(title="保温杯"), "skip"),
    ],
)
def test_only_a_price_that_no_goods_have_is_bait(tmp_path: Path, exhibit: Exhibit, said: str) -> None:
    assert ask_status("bait_price", exhibit, make_authority(tmp_path)) == [said]


def test_both_pages_are_shown(tmp_path: Path) -> None:
    (judged,) = ask("bait_price", make_sold("89", CUP, cards=[make_card("29")]), make_authority(tmp_path))
    assert {locator.sha256 for locator in judged.verdict.locators} == {LIST.sha256, "b" * 64}
    assert judged.verdict.claimed == "¥29"


@pytest.mark.parametrize(("words", "said"), [("保温杯 ¥29 已售300", "fail"), ("保温杯 ¥29 券后价", "unsure")])
def test_a_condition_anywhere_on_the_card_makes_a_doubt(tmp_path: Path, words: str, said: str) -> None:
    shown = make_card("29")
    card = shown.card.model_copy(update={"words": words})
    exhibit = make_sold("89", CUP, cards=[shown.model_copy(update={"card": card})])
    assert ask_status("bait_price", exhibit, make_authority(tmp_path)) == [said]
