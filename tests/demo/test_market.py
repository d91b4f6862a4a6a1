"""The market of a seed: repeatable, complete, and without claims that truth does not know."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from demo.market import make_market
from demo.model import Claim, Fate, Market

SEEDS = (0, 1, 7, 2026)
# Words that would make an absolute claim, written down here and shared with no check.
ABSOLUTE = re.compile(
    "最|第一|唯一|首选|首家|顶级|顶尖|极致|极品|国家级|世界级|全国|全网|独家|史上|冠军|100%|不能代替"
)


def test_the_same_seed_gives_the_same_market(market: Market) -> None:
    assert make_market(7) == market


def test_another_seed_gives_another_market(market: Market) -> None:
    other = make_market(8)
    assert {shop.operator for shop in other.shops}.isdisjoint(shop.operator for shop in market.shops)


@pytest.mark.parametrize("seed", SEEDS)
def test_six_shops_offer_five_listings_each_at_least_four(seed: int) -> None:
    market = make_market(seed)
    per_shop = Counter(listing.shop.shop_id for listing in market.listings)
    assert (len(market.listings), len(market.shops), len(per_shop)) == (30, 6, 6)
    assert min(per_shop.values()) > 3


@pytest.mark.parametrize("seed", SEEDS)
def test_every_special_fate_befalls_one_listing(seed: int) -> None:
    fates = Counter(listing.fate for listing in make_market(seed).listings)
    assert all(fates[fate] == 1 for fate in Fate if fate is not Fate.PLAIN)


@pytest.mark.parametrize("seed", SEEDS)
def test_absolute_words_stand_only_where_truth_knows_them(seed: int) -> None:
    for listing in make_market(seed).listings:
        attrs = [part for pair in listing.attrs for part in pair]
        words = " ".join([listing.title, listing.brand, listing.shop.name, *listing.text, *attrs])
        is_known = listing.claim is not None or listing.look_alike is not None
        assert bool(ABSOLUTE.search(words)) == is_known, listing.key


@pytest.mark.parametrize("seed", SEEDS)
def test_one_claim_and_one_canary_stand_in_lawful_shops(seed: int) -> None:
    claims = [listing for listing in make_market(seed).listings if listing.claim is not None]
    assert sorted(str(listing.claim) for listing in claims) == [Claim.CANARY, Claim.PLANTED]
    assert {listing.shop.licence_state for listing in claims} == {"good"}
    assert {listing.fate for listing in claims} == {Fate.PLAIN}


@pytest.mark.parametrize("seed", SEEDS)
def test_most_but_not_all_pages_have_structured_data(seed: int) -> None:
    with_data = sum(listing.has_json_ld for listing in make_market(seed).listings)
    assert 16 <= with_data < 30


def test_the_reuser_declares_another_operator_in_another_region(market: Market) -> None:
    holder, reuser = market.shop("true_holder"), market.shop("reused")
    assert holder.operator != reuser.operator
    assert holder.region != reuser.region
    assert holder.licence == reuser.licence
