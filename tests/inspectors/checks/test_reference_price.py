"""PRIC-003: compared prices and discounts against the page itself and the recorded prices."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from evidence.clock import SHANGHAI
from evidence.exhibit import Exhibit, PricePoint
from evidence.listing import Offer, OfferKind, Price
from evidence.snapshot import Artefact, Role
from tests.inspectors.conftest import NOW, make_listing_exhibit
from tests.inspectors.registers import ask, ask_status, make_authority

NOTE = "划线价说明：划线价为商品的参考价，可能是品牌方建议零售价，不作为计算优惠的依据。"


def make_price(text: str | None) -> Price | None:
    amount = "".join(sign for sign in text or "" if sign.isdigit() or sign == ".")
    return Price(amount=Decimal(amount), currency="CNY", raw=text) if text else None


def make_sale(price: str = "¥100", struck: str | None = "¥200", words: str = "", **fields: object) -> Exhibit:
    values: dict[str, object] = {"title": "保温杯 500ml", "description": words}
    return make_listing_exhibit(price=make_price(price), list_price=make_price(struck), **(values | fields))


def with_past(exhibit: Exhibit, *prices: tuple[int, str], **more: object) -> Exhibit:
    """The exhibit with prices so many days before its capture."""
    values: dict[str, object] = {"currency": "CNY", "sku": "", "kind": "price", "source": "seen"}
    past = tuple(
        PricePoint(moment=NOW - timedelta(days=days), amount=Decimal(amount), **(values | more))  # type: ignore[arg-type]
        for days, amount in sorted(prices, reverse=True)
    )
    return exhibit.model_copy(update={"past": past})


def make_days(first: int, last: int, amount: str) -> tuple[tuple[int, str], ...]:
    return tuple((day, amount) for day in range(first, last - 1, -1))


def make_offers(**amounts: str) -> tuple[Offer, ...]:
    return tuple(
        Offer(name=name, amount=Decimal(amount), currency="CNY", kind=OfferKind(name))
        for name, amount in amounts.items()
    )


@pytest.mark.parametrize(
    "exhibit",
    [
        make_sale("¥160", words="限时5折，售完即止"),
        make_sale("¥160", title="保温杯 打5折"),
        make_sale("¥160", title="保温杯 限时五折"),
        make_sale("¥160", title="保温杯 85折优惠", struck="¥170"),
        make_sale("¥199", struck="¥399", words="原价399元，直降300元"),
        make_sale("¥380", struck="¥399", words="立省 ¥100 抢完恢复"),
        make_sale("¥160", struck=None, title="保温杯 原价200 限时5折"),
        make_sale("¥120", struck="¥99"),
        make_sale("¥120", struck=None, title="保温杯 原价99"),
        make_sale("¥160", struck="建议零售价¥200", words="限时5折"),
        make_sale("¥160", words="店庆价！原价200元，全场5折！"),
        make_sale("¥160", title="长柄雨伞 迷你五折", words="店庆价！原价200元，全场5折！"),
        make_sale("¥160", title="折叠雨伞 十骨", words="限时5折，原价200，手慢无。"),
    ],
)
def test_a_page_that_contradicts_itself_is_accused(tmp_path: Path, exhibit: Exhibit) -> None:
    assert "fail" in ask_status("reference_price", exhibit, make_authority(tmp_path))


@pytest.mark.parametrize(
    "exhibit",
    [
        make_sale("¥107", words="限时5折"),
        make_sale("¥160", words="全部低至5折"),
        make_sale("¥160", title="晴雨伞 限时特惠 五折"),
        make_sale("¥199", struck="¥399", words="直降300"),
        make_sale("¥160", words=f"限时5折。{NOTE}"),
        make_sale("¥120", struck="¥99", words=NOTE),
        make_sale("¥160", struck="¥120", words="划线价为单件装价格，现价为两件装"),
    ],
)
def test_what_may_be_rounding_or_about_something_else_is_for_people(tmp_path: Path, exhibit: Exhibit) -> None:
    assert ask_status("reference_price", exhibit, make_authority(tmp_path))[-1] == "unsure"


@pytest.mark.parametrize(
    "exhibit",
    [
        make_sale("¥100", words="限时5折"),
        make_sale("¥100.90", words="限时5折"),
        make_sale("¥59", struck="¥119", words="限时5折"),  # 59.50, the odd half left off
        make_sale("¥80", words="限时5折"),  # cheaper than said harms nobody (令56 21(2))
        make_sale("¥199", struck="¥399", words="直降200元"),
        make_sale("¥160", title="五折伞 全自动"),
        make_sale("¥160", title="三折叠 晒衣架"),
        make_sale("¥160", words="会员5折"),
        make_sale("¥160", words="第二件5折优惠"),
        make_sale("¥160", words="全场5折起"),
        make_sale("¥160", words="秒杀价每日10点限时3折，仅限前100名"),
        make_sale("¥160", words="赠品限时1折加购"),
        make_sale("¥160", words="同款皮带原价500元，限时2折加购"),
        make_sale("¥160", words="双11预告：11月11日限时5折"),
        make_sale("¥160", struck=None, words="赠杯套（原价39元），全场5折"),
        make_sale("¥160", words="领券立减100元"),
        make_sale("¥160", words="满300立减100元"),
        make_sale("¥160", words="每年省电费200元"),
        make_sale("¥160", words="直降15度，清凉一夏"),
        make_sale("¥160", words="包邮范围：广东省200元以上"),
        make_sale("¥160", words="限时5折", offers=make_offers(price="160", after_coupon="100")),
        make_sale("¥120", struck="建议零售价¥99"),
        make_sale("¥120", struck="¥99", offers=make_offers(price="89")),
        make_sale("¥120", struck=None, words="赠杯套（原价39元）"),
        make_sale("¥120", struck=None, words="另有杯刷，原价39元"),
        make_sale("¥160", struck=None, words="限时5折"),
    ],
)
def test_what_adds_up_or_has_a_condition_is_not_accused(tmp_path: Path, exhibit: Exhibit) -> None:
    # A skip says that nothing was recorded of its past, or that it compares with nothing.
    assert set(ask_status("reference_price", exhibit, make_authority(tmp_path))) <= {"pass", "skip"}


@pytest.mark.parametrize(
    ("exhibit", "said"),
    [
        # unsure: it was cheaper in the week before
        (with_past(make_sale(), *make_days(20, 1, "100")), "unsure"),
        (with_past(make_sale(), *make_days(20, 1, "150")), "unsure"),
        (with_past(make_sale(struck="原价¥200"), *make_days(20, 1, "150")), "unsure"),
        (with_past(make_sale(struck=None, words="原价200元"), *make_days(20, 1, "150")), "unsure"),
        (with_past(make_sale(), *make_days(20, 6, "100"), *make_days(5, 2, "200")), "unsure"),
        (with_past(make_sale(words="活动时间：2月20日至3月5日"), *make_days(30, 1, "100")), "unsure"),
        # pass: before the promotion it did cost that much
        (with_past(make_sale(), *make_days(20, 4, "200"), *make_days(3, 1, "100")), "pass"),
        (with_past(make_sale(), *make_days(20, 1, "200")), "pass"),
        (with_past(make_sale(), *make_days(20, 1, "199.5")), "pass"),
        (with_past(make_sale(), *make_days(50, 30, "150"), *make_days(29, 1, "200")), "pass"),
        (
            with_past(
                make_sale(words="活动时间：2026年2月20日起"),
                *make_days(30, 10, "200"),
                *make_days(9, 1, "100"),
            ),
            "pass",
        ),
        # skip: nothing recorded in that week, or no price of its own to compare with
        (make_sale(), "skip"),
        (with_past(make_sale(), *make_days(40, 20, "150")), "skip"),
        (with_past(make_sale(), *make_days(4, 1, "100")), "skip"),
        (with_past(make_sale(), *make_days(20, 1, "150"), currency="USD"), "skip"),
        (with_past(make_sale(), *make_days(20, 1, "50"), kind="deposit"), "skip"),
        (with_past(make_sale(), *make_days(20, 1, "50"), sku="杯套"), "skip"),
        # near miss: another kind of reference, or one that is explained
        (with_past(make_sale(struck="建议零售价¥200"), *make_days(20, 1, "100")), "skip"),
        (with_past(make_sale(words="吊牌价200元"), *make_days(20, 1, "100")), "skip"),
        (with_past(make_sale(attributes={"厂商指导价": "200元"}), *make_days(20, 1, "100")), "skip"),
        (with_past(make_sale(words=NOTE), *make_days(20, 1, "100")), "skip"),
    ],
)
def test_a_former_price_is_compared_with_the_week_before(tmp_path: Path, exhibit: Exhibit, said: str) -> None:
    assert ask_status("reference_price", exhibit, make_authority(tmp_path)) == [said]


def test_a_variant_is_compared_with_its_own_past(tmp_path: Path) -> None:
    offers = (
        Offer(name="大号", amount=Decimal(100), currency="CNY"),
        Offer(name="小号", amount=Decimal(60), currency="CNY"),
    )
    exhibit = with_past(make_sale(offers=offers), *make_days(20, 1, "150"), sku="大号")
    assert ask_status("reference_price", exhibit, make_authority(tmp_path)) == ["unsure"]


def test_the_recorded_prices_are_quoted_with_day_source_and_place(tmp_path: Path) -> None:
    page = Artefact(
        sha256="e" * 64, role=Role.PAGE, url="http://m.example/p", media_type="text/html", size_bytes=1
    )
    exhibit = with_past(make_sale(), *make_days(9, 1, "150"), snapshot_id="snap-0", page=page)
    (judged,) = ask("reference_price", exhibit, make_authority(tmp_path))
    day = (NOW - timedelta(days=7)).astimezone(SHANGHAI).date()
    assert f"{day} 150.00 元（快照 snap-0）" in judged.verdict.summary
    assert page.sha256 in {place.sha256 for place in judged.verdict.locators}


def test_a_price_that_is_missing_is_a_blind_spot(tmp_path: Path) -> None:
    exhibit = make_listing_exhibit(title="保温杯", list_price=make_price("¥200"))
    (judged,) = ask("reference_price", exhibit, make_authority(tmp_path))
    assert judged.verdict.missing == ("listing.price",)


def test_history_that_is_missing_is_named(tmp_path: Path) -> None:
    (judged,) = ask("reference_price", make_sale(), make_authority(tmp_path))
    assert judged.verdict.missing == ("history",)
