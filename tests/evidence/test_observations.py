"""Which prices of a captured page go into the history."""

from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest

from evidence.listing import Listing, Offer, OfferKind, PageKind, Price
from evidence.prices import Observation, iter_observations, take_main
from evidence.snapshot import Outcome, Snapshot
from evidence.workspace import Workspace
from tests.evidence.conftest import RUN, make_capture

_minutes = count(1)


def seal(
    workspace: Workspace, *offers: Offer, price: str | None = None, outcome: Outcome = Outcome.FOUND
) -> Snapshot:
    shown = None if price is None else Price(amount=Decimal(price), currency="CNY")
    url = "http://shop.example/item/1"
    listing = Listing(url=url, kind=PageKind.LISTING, platform="jishi", price=shown, offers=offers)
    capture = make_capture(next(_minutes) % 59)
    return workspace.seal(RUN, replace(capture, listing=listing, outcome=outcome))


def observe(snapshot: Snapshot) -> list[tuple[str, str, str]]:
    return [(one.sku, one.kind, str(one.amount)) for one in iter_observations([snapshot])]


def offer(amount: str | None, kind: OfferKind = OfferKind.PRICE, **more: object) -> Offer:
    return Offer(amount=None if amount is None else Decimal(amount), currency="CNY", kind=kind, **more)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_only_a_page_that_was_found_says_a_price(workspace: Workspace, outcome: Outcome) -> None:
    seen = observe(seal(workspace, price="9.90", outcome=outcome))
    assert seen == ([("", "price", "9.90")] if outcome is Outcome.FOUND else [])


def test_a_page_without_a_listing_says_none(workspace: Workspace) -> None:
    assert observe(workspace.seal(RUN, make_capture(next(_minutes)))) == []


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_nothing_costs_nothing(workspace: Workspace, amount: str) -> None:
    assert observe(seal(workspace, price=amount)) == []


def test_each_named_variant_is_kept_beside_the_pages_own_price(workspace: Workspace) -> None:
    seen = observe(seal(workspace, offer("8", name="红"), offer(None, name="蓝"), price="7"))
    assert seen == [("", "price", "7"), ("红", "price", "8")]


def test_of_a_ladder_the_first_step_is_the_price(workspace: Workspace) -> None:
    steps = (offer("5", OfferKind.LADDER, min_quantity=100), offer("9", OfferKind.LADDER, min_quantity=2))
    assert observe(seal(workspace, *steps)) == [("", "ladder", "9")]


@pytest.mark.parametrize(
    ("offers", "seen"),
    [
        ((offer("5"),), [("", "price", "5")]),
        ((offer("5"), offer("6")), []),
        ((offer("1", OfferKind.DEPOSIT), offer("6")), [("", "price", "6")]),
        ((offer("1", OfferKind.DEPOSIT),), []),
    ],
)
def test_without_a_price_of_its_own_a_single_plain_offer_is_it(
    workspace: Workspace, offers: tuple[Offer, ...], seen: list[tuple[str, str, str]]
) -> None:
    assert observe(seal(workspace, *offers)) == seen


def test_the_main_series_is_the_pages_own_or_the_variant_seen_most(workspace: Workspace) -> None:
    own = list(iter_observations([seal(workspace, offer("8", name="红"), price="7")]))
    assert [str(one.amount) for one in take_main(own)] == ["7"]
    reds, blue = [offer("8", name="红"), offer("9", name="红")], offer("5", name="蓝")
    variants: list[Observation] = list(iter_observations([seal(workspace, blue, *reds)]))
    assert [str(one.amount) for one in take_main(variants)] == ["8", "9"]
    assert take_main([]) == []
