"""Prices far from those of the same product elsewhere."""

import pytest

from evidence.listing import Offer, OfferKind
from evidence.pick import PickKind
from inspectors.picks.abnormal_price import iter_abnormal_prices, make_groups
from inspectors.picks.bands import PriceRules
from inspectors.picks.offers import make_offer_table
from tests.inspectors.picks.builders import make_sighting

CALM = ["98", "99", "100", "101", "102", "105", "96", "100", "103"]


def pick(*sightings: object) -> list[tuple[str, PickKind]]:
    table = make_offer_table(sightings)  # type: ignore[arg-type]
    groups = make_groups(table.rows, PriceRules())
    return [(draft.snapshot.listing_id or "", draft.kind) for draft in iter_abnormal_prices(groups)]


def make_calm() -> list[object]:
    return [make_sighting(number, price=price) for number, price in enumerate(CALM)]


@pytest.mark.parametrize(
    ("price", "said"),
    [
        ("100", []),
        ("75", []),  # near miss: a quarter off is a sale
        ("39", [("99", PickKind.PRICE_LOW)]),
        ("399", [("99", PickKind.PRICE_HIGH)]),
    ],
)
def test_both_directions_are_picked_and_sales_are_not(price: str, said: list[object]) -> None:
    assert pick(*make_calm(), make_sighting(99, price=price)) == said


def test_seven_offers_are_insufficient_data() -> None:
    few = [make_sighting(number, price=price) for number, price in enumerate(CALM[:6])]
    assert pick(*few, make_sighting(99, price="9")) == []


@pytest.mark.parametrize("title", ["适用于安和A1保护套", "安和A1 定金", "二手 安和A1", "安和A1补差价"])
def test_what_is_not_the_thing_itself_is_set_apart(title: str) -> None:
    assert pick(*make_calm(), make_sighting(99, price="9", title=title)) == []


def test_another_model_is_another_product() -> None:
    assert pick(*make_calm(), make_sighting(99, price="9", model="A1-mini")) == []


def test_a_larger_pack_is_compared_by_the_unit() -> None:
    packs = [
        make_sighting(number, price=price, title="安和 A1 坚果 500g") for number, price in enumerate(CALM)
    ]
    assert pick(*packs, make_sighting(99, price="200", title="安和 A1 坚果 500g*2袋")) == []


def test_wholesale_ladders_are_not_compared_with_retail() -> None:
    steps = (
        Offer(amount="20", currency="CNY", kind=OfferKind.LADDER, min_quantity=1),  # type: ignore[arg-type]
        Offer(amount="10", currency="CNY", kind=OfferKind.LADDER, min_quantity=100),  # type: ignore[arg-type]
    )
    assert pick(*make_calm(), make_sighting(99, price="20", offers=steps)) == []


def test_a_pick_shows_its_band_and_every_offer_compared() -> None:
    table = make_offer_table([*make_calm(), make_sighting(99, price="39")])  # type: ignore[list-item]
    (draft,) = iter_abnormal_prices(make_groups(table.rows, PriceRules()))
    assert draft.low is not None
    assert draft.low > 39
    assert len(draft.compared) == len(CALM) + 1
    assert "请人工核对" in draft.summary


@pytest.mark.parametrize(
    ("fields", "joined"),
    [
        ({"title": "青禾 弹盖保温杯 500ml 车载"}, True),
        ({"title": "青禾 汤锅 500ml"}, False),  # another thing of the brand
        ({"title": "青禾 弹盖保温杯 350ml"}, False),  # another content
        ({"title": "远望 弹盖保温杯 500ml", "brand": "远望"}, False),
        ({"title": "青禾 弹盖保温杯 500ml 配件"}, False),
    ],
)
def test_a_listing_without_a_model_joins_the_only_thing_it_can_be(
    fields: dict[str, str], joined: bool
) -> None:
    named = [
        make_sighting(number, price="99", title="青禾弹盖保温杯 500ml", brand="青禾", model="QH-1")
        for number in range(3)
    ]
    nameless = make_sighting(9, price="30", **({"brand": "青禾", "model": None} | fields))
    assert len(make_offer_table([*named, nameless]).rows) == 3 + joined


def test_a_listing_without_a_model_joins_nothing_where_two_fit() -> None:
    named = [
        make_sighting(number, price="99", title="青禾弹盖保温杯 500ml", brand="青禾", model=f"QH-{number}")
        for number in range(2)
    ]
    nameless = make_sighting(9, price="30", title="青禾 弹盖保温杯 500ml", brand="青禾", model=None)
    table = make_offer_table([*named, nameless])
    assert (len(table.rows), table.apart) == (2, {"no_identity": 1})
    assert len(table.alone) == 3  # its own past it can still be compared with
