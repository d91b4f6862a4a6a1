"""PRIC-005: a headline price that is not the price of the goods."""

from decimal import Decimal
from pathlib import Path

import pytest

from evidence.exhibit import Exhibit
from evidence.listing import Offer, OfferKind, Price
from tests.inspectors.conftest import make_listing_exhibit
from tests.inspectors.registers import ask, ask_status, make_authority

KINDS = {"配件包": OfferKind.ACCESSORY, "预定定金": OfferKind.DEPOSIT}


def make_goods(
    shown: str = "¥9.90", words: str = "", title: str = "养生壶 1.8升", **variants: str
) -> Exhibit:
    digits = "".join(sign for sign in shown if sign.isdigit() or sign in ".-")
    amount = None if "-" in digits else Decimal(digits)
    offers = (Offer(name=shown, amount=amount, currency="CNY"),) if amount else ()
    offers += tuple(
        Offer(name=name, amount=Decimal(price), currency="CNY", kind=KINDS.get(name, OfferKind.PRICE))
        for name, price in variants.items()
    )
    price = Price(amount=amount, currency="CNY", raw=shown)
    return make_listing_exhibit(title=title, price=price, offers=offers, description=words)


@pytest.mark.parametrize(
    "exhibit",
    [
        make_goods(配件包="9.9", 主机="199"),
        make_goods(预定定金="9.9", 整套="199"),
        make_goods(补差价专拍="9.9", 主机="199"),
        make_goods(杯盖单拍="9.9", 主机="199"),
        make_goods(拍下不发货="9.9", 主机="199"),
        make_goods(请勿下单="9.9", 主机="199"),
        make_goods(联系客服改价="9.9", 主机="199"),
        make_goods("¥9.90起", 配件包="9.9", 主机="199"),
        make_goods(title="养生壶 送杯刷", 杯刷="9.9", 主机="199"),
    ],
)
def test_a_price_that_is_not_that_of_the_goods_is_accused(tmp_path: Path, exhibit: Exhibit) -> None:
    assert ask_status("bait_price", exhibit, make_authority(tmp_path)) == ["fail"]


@pytest.mark.parametrize(
    "exhibit",
    [
        make_goods("¥9.90-¥199", 配件包="9.9", 主机="199"),
        make_goods("券后¥9.90", 配件包="9.9", 主机="199"),
        make_goods(试用装="9.9", 正装="199"),
        make_goods(配件包="9.9", 主机="12"),
        make_goods(预定定金="9.9"),
        make_goods(请勿下单="9.9"),
        make_goods(words="拍前请联系客服改价。"),
        make_goods(words="本链接标价仅为定金，详询客服"),
        make_goods("¥50", words="现在付定金50元，尾款1949元"),
    ],
)
def test_what_may_have_been_told_the_buyer_is_for_people(tmp_path: Path, exhibit: Exhibit) -> None:
    assert ask_status("bait_price", exhibit, make_authority(tmp_path)) == ["unsure"]


@pytest.mark.parametrize(
    "exhibit",
    [
        make_goods(),
        make_goods("¥199", 配件包="9.9", 主机="199"),
        make_goods("¥9.90起", 单只="9.9", 四只装="35"),
        make_goods("¥9.90-¥35", 单只="9.9", 四只装="35"),
        make_goods("定金¥50", 预定定金="50", 整套="1999"),
        make_goods(title="养生壶 预售定金", 预定定金="9.9", 整套="199"),
        make_goods(title="养生壶滤网 通用", 滤网单片="9.9", 五片装="39"),
        make_goods(title="运费补差价专用链接", 补差价="9.9", 十元="10"),
        make_goods(送杯刷套餐="9.9", 豪华套餐="199"),
        make_goods("¥199", words="运费差价请联系客服，介意勿拍"),
        make_goods(瑕疵款介意勿拍="9.9", 全新="199"),
        make_goods("¥50", words="可付定金50元"),
    ],
)
def test_a_price_at_which_the_goods_can_be_had_is_not_accused(tmp_path: Path, exhibit: Exhibit) -> None:
    assert ask_status("bait_price", exhibit, make_authority(tmp_path)) == ["pass"]


def test_both_prices_and_both_variants_are_shown(tmp_path: Path) -> None:
    (judged,) = ask("bait_price", make_goods(配件包="9.9", 主机="199"), make_authority(tmp_path))
    assert "9.90 元是配件“配件包”的价格，“主机”为 199.00 元" in judged.verdict.summary
    assert [place.quote for place in judged.verdict.locators] == ["¥9.90", "配件包", "主机"]


def test_a_listing_without_a_price_is_a_blind_spot(tmp_path: Path) -> None:
    exhibit = make_listing_exhibit(title="养生壶", price=Price(amount=None, currency=None, raw="面议"))
    assert ask_status("bait_price", exhibit, make_authority(tmp_path)) == ["skip"]
