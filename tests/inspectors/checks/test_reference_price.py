"""PRIC-003: discounts and struck prices against the page itself and the listing's own past."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from evidence.exhibit import Exhibit, PricePoint
from evidence.listing import Offer, OfferKind, Price
from evidence.snapshot import Artefact, Role
from tests.inspectors.conftest import NOW, make_listing_exhibit
from tests.inspectors.registers import ask, ask_status, make_authority

PAGE = Artefact(
    sha256="e" * 64, role=Role.PAGE, url="http://m.example/p", media_type="text/html", size_bytes=1
)


def make_price(text: str) -> Price:
    return Price(amount=Decimal(text), currency="CNY", raw=f"¥{text}")


def make_point(days_ago: float, amount: str, **fields: str) -> PricePoint:
    return PricePoint(
        moment=NOW - timedelta(days=days_ago),
        amount=Decimal(amount),
        currency=fields.get("currency", "CNY"),
        sku=fields.get("sku", ""),
        kind=OfferKind.PRICE,
        source="seen",
        snapshot_id="snap-0",
        page=PAGE,
    )


def make_priced(
    price: str,
    struck: str | None = None,
    *,
    past: Sequence[PricePoint] = (),
    offers: Sequence[Offer] = (),
    **fields: object,
) -> Exhibit:
    listed = make_price(struck) if struck else None
    exhibit = make_listing_exhibit(price=make_price(price), list_price=listed, offers=offers, **fields)
    return exhibit.model_copy(update={"past": tuple(past)})


def make_days(amount: str, first: int = 30, last: int = 1) -> list[PricePoint]:
    return [make_point(day, amount) for day in range(first, last - 1, -1)]


def make_struck(past: Sequence[PricePoint], **fields: object) -> Exhibit:
    return make_priced("50", "90", past=past, **{"title": "保温杯", **fields})


@pytest.mark.parametrize(
    ("exhibit", "said"),
    [
        (make_priced("80", "100", title="保温杯", description="限时5折"), "fail"),
        (make_priced("50", "100", title="保温杯", description="限时5折", past=make_days("100")), "pass"),
        (make_priced("49.9", "99", title="保温杯", description="限时5折", past=make_days("99")), "pass"),
        (make_priced("80", title="保温杯 限时5折", description="原价100元限时5折"), "fail"),
        (make_priced("80", title="保温杯", description="原价100元，限时5折"), "fail"),
        (make_priced("80", title="保温杯", description="原价100元，全场5折"), "fail"),
        (make_priced("80", title="保温杯", description="原价100元，会员5折", past=make_days("100")), "pass"),
        (make_priced("80", "100", title="保温杯", description="限时八八折", past=make_days("100")), "pass"),
        (make_priced("90", "100", title="保温杯", description="全场5折优惠", past=make_days("100")), "pass"),
        (make_priced("90", "100", title="保温杯 直降30元"), "fail"),
        (make_priced("70", "100", title="保温杯 直降30元", past=make_days("100")), "pass"),
        (make_priced("80", "100", title="保温杯", description="低至5折"), "unsure"),
        (make_priced("80", "100", title="保温杯", description="第二件5折", past=make_days("100")), "pass"),
        (make_priced("80", "100", title="保温杯", description="会员5折", past=make_days("100")), "pass"),
        (make_priced("80", "100", title="五折伞 晴雨两用", past=make_days("100")), "pass"),
        (make_priced("80", "100", title="空调 一年省电费200元", past=make_days("100")), "pass"),
        (make_priced("120", title="保温杯 原价100元"), "fail"),
        (
            make_priced(
                "80",
                "100",
                title="保温杯 限时5折",
                past=make_days("100"),
                offers=(Offer(name="小号", amount=Decimal(50), currency="CNY"),),
            ),
            "pass",
        ),
        (make_listing_exhibit(title="保温杯"), "skip"),
    ],
)
def test_a_discount_must_follow_from_the_prices(tmp_path: Path, exhibit: Exhibit, said: str) -> None:
    assert ask_status("reference_price", exhibit, make_authority(tmp_path)) == [said]


@pytest.mark.parametrize(
    ("exhibit", "said"),
    [
        (make_struck(make_days("50")), "unsure"),  # never asked more
        (make_struck(make_days("90", last=3)), "pass"),
        (make_struck([*make_days("90", last=3), make_point(0.1, "50")]), "pass"),
        (make_struck([*make_days("60", 20, 4), *make_days("50", 3)]), "unsure"),
        (make_struck([*make_days("90", 20, 5), *make_days("70", 4, 3)]), "unsure"),  # a cheaper day too
        (make_struck([make_point(20, "90")]), "pass"),
        (make_struck([]), "skip"),
        (make_struck([make_point(2, "50")]), "skip"),  # one day tells nothing
        (make_struck(make_days("50"), title="保温杯 建议零售价90元"), "pass"),
        (make_struck(make_days("50"), description="划线价为参考价，并非原价"), "pass"),
        (make_priced("50", title="保温杯", past=make_days("50")), "pass"),
        (make_struck([make_point(day, "50", sku="小号") for day in (3, 2)]), "skip"),
        (make_struck([make_point(day, "50", currency="USD") for day in (3, 2)]), "skip"),
    ],
)
def test_a_struck_price_must_have_been_asked_in_the_week_before(
    tmp_path: Path, exhibit: Exhibit, said: str
) -> None:
    assert ask_status("reference_price", exhibit, make_authority(tmp_path)) == [said]


def test_the_days_and_their_pages_are_shown(tmp_path: Path) -> None:
    exhibit = make_priced("50", "90", title="保温杯", past=make_days("50", 9))
    (judged,) = ask("reference_price", exhibit, make_authority(tmp_path))
    assert "9天，2026-02-20至2026-02-28" in judged.verdict.summary
    assert PAGE.sha256 in {locator.sha256 for locator in judged.verdict.locators}
