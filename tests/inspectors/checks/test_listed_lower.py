"""PRIC-005: prices on lists against the page of the listing."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from evidence.exhibit import Exhibit, SightedCard
from evidence.listing import Card, Offer, OfferKind, PageKind, Price
from evidence.snapshot import Artefact, Role
from tests.inspectors.conftest import NOW, make_listing_exhibit
from tests.inspectors.registers import ask, ask_status, make_authority

TITLE = "会员之家 保温杯 500ml"
LIST = Artefact(
    sha256="f" * 64, role=Role.PAGE, url="http://m.example/l", media_type="text/html", size_bytes=1
)


def make_price(shown: str) -> Price:
    amount = "".join(sign for sign in shown if sign.isdigit() or sign == ".")
    return Price(amount=Decimal(amount), currency="CNY", raw=shown)


def make_card(shown: str | None, marks: str = "", minutes: int = 5) -> SightedCard:
    card = Card(
        url="http://m.example/p",
        listing_id="1",
        title=TITLE,
        price=make_price(shown) if shown else None,
        words=f"{TITLE} {shown} {marks} 安和小店",
    )
    moment = NOW - timedelta(minutes=minutes)
    return SightedCard(card=card, kind=PageKind.SEARCH, snapshot_id="snap-l", captured_at=moment, page=LIST)


def make_seen(*cards: SightedCard, price: str = "¥92.00", **fields: object) -> Exhibit:
    exhibit = make_listing_exhibit(title=TITLE, price=make_price(price), **fields)
    return exhibit.model_copy(update={"cards": cards})


def make_offer(name: str, amount: str, kind: OfferKind = OfferKind.PRICE, unit: str | None = None) -> Offer:
    return Offer(name=name, amount=Decimal(amount), currency="CNY", kind=kind, unit=unit)


ACCESSORY = make_offer("配件包", "9.90", OfferKind.ACCESSORY)
COUPON = make_offer("券后¥79", "79", OfferKind.AFTER_COUPON)


@pytest.mark.parametrize(
    ("exhibit", "said"),
    [
        (make_seen(make_card("¥59.00")), "fail"),
        (make_seen(make_card("¥90.00")), "fail"),
        (make_seen(make_card("¥92.00"), make_card("¥59.00", minutes=3)), "fail"),
        (make_seen(make_card("¥9.90起"), offers=(make_offer("主机", "92"), ACCESSORY)), "fail"),
        (make_seen(make_card("券后¥59.00"), make_card("¥59.00")), "fail"),
        (make_seen(make_card("券后¥59.00")), "unsure"),
        (make_seen(make_card("¥59.00", marks="会员价")), "unsure"),
        (make_seen(make_card("¥59.00", marks="限时秒杀")), "unsure"),
        (make_seen(make_card("¥79.00"), offers=(COUPON,)), "unsure"),
        (make_seen(make_card("¥59.00", minutes=90)), "unsure"),
        (make_seen(make_card("¥59.00", minutes=-90)), "unsure"),
        (make_seen(make_card("¥9.20", marks="/个"), offers=(make_offer("≥1箱", "92", unit="箱"),)), "unsure"),
        (make_seen(make_card("¥92.00")), "pass"),
        (make_seen(make_card("¥120.00")), "pass"),
        (make_seen(make_card("¥92"), price="¥92.50"), "pass"),
        (
            make_seen(make_card("¥59.00起"), offers=(make_offer("小号", "59"), make_offer("大号", "92"))),
            "pass",
        ),
        (make_seen(make_card("¥73.60"), offers=(make_offer("≥100件", "73.60", OfferKind.LADDER),)), "pass"),
        (make_seen(make_card("¥9.90"), price="¥9.90", offers=(ACCESSORY, make_offer("主机", "92"))), "pass"),
        (make_seen(), "skip"),
        (make_seen(make_card(None)), "skip"),
    ],
)
def test_a_lower_price_on_a_list_is_told_from_another_kind_of_price(
    tmp_path: Path, exhibit: Exhibit, said: str
) -> None:
    assert ask_status("listed_lower", exhibit, make_authority(tmp_path)) == [said]


def test_a_price_without_a_reader_of_its_own_is_for_people(tmp_path: Path) -> None:
    exhibit = make_seen(make_card("¥59.00"))
    listing = exhibit.listing
    assert listing is not None
    guessed = exhibit.snapshot.model_copy(
        update={"listing": listing.model_copy(update={"platform": "generic"})}
    )
    exhibit = exhibit.model_copy(update={"snapshot": guessed})
    assert ask_status("listed_lower", exhibit, make_authority(tmp_path)) == ["unsure"]


def test_both_pages_are_named(tmp_path: Path) -> None:
    (judged,) = ask("listed_lower", make_seen(make_card("¥59.00")), make_authority(tmp_path))
    assert [(place.sha256[0], place.quote) for place in judged.verdict.locators] == [
        ("f", "¥59.00"),
        ("b", "¥92.00"),
    ]
    assert "59.00 元，低于详情页最低价 92.00 元" in judged.verdict.summary
