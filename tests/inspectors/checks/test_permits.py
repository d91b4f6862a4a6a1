"""FOOD-001 and SUBJ-006: permits that a trade needs."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit
from inspectors.authority.lookup import Authority
from tests.inspectors.conftest import GOOD, OTHER, make_document, make_reading, make_shop_exhibit
from tests.inspectors.registers import ask, ask_status, make_authority
from tests.inspectors.shown import PICTURE, make_shown

HOLDER = "青川市安和电器有限公司"
CATALOGUES = (
    "catalogue,category,keywords,since,permit_kind\n"
    "permit,食品销售,饼干;苹果;茶,,food_operation;food_prepack\n"
    "permit,第二类医疗器械经营,雾化器,,device_operation\n"
    "permit,型式批准,计价秤,,type_approval\n"
)
VALID, EXPIRED, FOREIGN, FILING, UNKNOWN = (
    "JY13301080012348",
    "JY13301080012356",
    "JY13301080012364",
    "YB13301080012372",
    "JY13301080012389",
)
PERMITS = (
    "permit_no,kind,holder,holder_uscc,valid_to,status\n"
    f"{VALID},food_operation,{HOLDER},{GOOD},2028-01-01,有效\n"
    f"{EXPIRED},food_operation,{HOLDER},{GOOD},2025-06-01,过期\n"
    f"{FOREIGN},food_operation,云岭日用品店,{OTHER},2028-01-01,有效\n"
    f"{FILING},food_prepack,{HOLDER},{GOOD},,有效\n"
)
FIRMS = f"uscc,name,former_names,status\n{GOOD},{HOLDER},青川安和厂商行,存续\n{OTHER},云岭日用品店,,存续\n"
LICENCE = make_document(uscc=make_reading(GOOD), name=make_reading(HOLDER))
STRANGER = make_document(uscc=make_reading("91330108MA000TF01X"))


def make_permit(number: str | None, status: str = "read") -> object:
    return make_document("food_permit", sha256="e" * 64, permit_no=make_reading(number, status))


def make_food(*documents: object, title: str = "手工饼干 500g", attributes: object = None) -> Exhibit:
    """A listing of food in a shop with these documents."""
    shop = make_shop_exhibit(LICENCE, *documents, attributes=attributes or {})  # type: ignore[arg-type]
    return make_shown(title=title, shop=shop)


@pytest.fixture
def registers(tmp_path: Path) -> Authority:
    return make_authority(tmp_path, catalogues=CATALOGUES, permits=PERMITS, market_entities=FIRMS)


@pytest.mark.parametrize(
    ("exhibit", "said"),
    [
        (make_food(make_permit(VALID)), ["pass"]),
        (make_food(make_permit(EXPIRED), make_permit(VALID)), ["pass"]),  # the old one hangs beside the new
        (make_food(attributes={"食品经营许可证编号": VALID}), ["pass"]),
        (make_food(attributes={"预包装食品备案编号": FILING}), ["pass"]),
        (make_food(make_permit(EXPIRED)), ["fail"]),
        (make_food(make_permit(FOREIGN)), ["fail"]),
        (make_food(make_permit(UNKNOWN)), ["fail"]),
        (make_food(make_permit(UNKNOWN, "unsure")), ["unsure"]),
        (make_food(make_permit("JY13301080012340")), ["unsure"]),  # its check digit does not hold
        (make_food(make_permit(None, "missing")), ["skip"]),
        (make_food(make_document("unreadable")), ["skip"]),
        (make_food(), ["unsure"]),  # not shown, but the register holds one of the operator
        (make_food(title="饼干 海外直邮"), ["pass"]),
        (make_food(title="饼干模具"), ["pass"]),
        (make_food(title="不锈钢杯"), ["pass"]),
        (make_shown(title="手工饼干"), ["skip"]),  # the shop was not captured
        (make_shown(title="手工饼干", shop=make_shop_exhibit()), ["fail"]),
        (make_shown(title="新鲜水果 苹果", shop=make_shop_exhibit()), ["unsure"]),
        (make_shown(title="手工饼干", shop=make_shop_exhibit(unread=(PICTURE,))), ["skip"]),
        (make_shown(title="手工饼干", shop=make_shop_exhibit(STRANGER)), ["fail"]),
        (
            make_shown(
                title="手工饼干",
                shop=make_shop_exhibit(STRANGER, attributes={"食品经营许可证编号": "JY13301080012340"}),
            ),
            ["fail"],  # no number can end so, and the operator holds none
        ),
        (make_shown(title="手工饼干", shop=make_shop_exhibit(STRANGER, make_permit(VALID))), ["fail"]),  # type: ignore[arg-type]
        (
            make_shown(
                title="手工饼干",
                shop=make_shop_exhibit(attributes={"经营者": "青川安和厂商行", "食品经营许可证": VALID}),
            ),
            ["pass"],  # its former name
        ),
        (
            make_shown(
                title="手工饼干",
                shop=make_shop_exhibit(
                    attributes={"经营者": "白石市远望商贸有限公司", "食品经营许可证": VALID}
                ),
            ),
            ["fail"],
        ),
    ],
)
def test_food_needs_a_permit_in_force_of_its_seller(
    registers: Authority, exhibit: Exhibit, said: list[str]
) -> None:
    assert ask_status("food_permit_held", exhibit, registers) == said


def test_a_shop_that_shows_nothing_is_accused_at_most_at_medium(registers: Authority) -> None:
    (judged,) = ask("food_permit_held", make_shown(title="饼干", shop=make_shop_exhibit()), registers)
    assert judged.finding is not None
    assert judged.finding.severity == "medium"


@pytest.mark.parametrize(
    ("shop", "said"),
    [
        (make_shop_exhibit(STRANGER), "fail"),
        (make_shop_exhibit(STRANGER, attributes={"医疗器械经营备案编号": "青械备20240001"}), "pass"),
        (make_shop_exhibit(STRANGER, make_document("device_permit")), "pass"),
        (make_shop_exhibit(LICENCE), "pass"),  # not shown, but held
        (make_shop_exhibit(), "skip"),  # nobody knows whose shop it is
        (make_shop_exhibit(STRANGER, unread=(PICTURE,)), "skip"),
        (None, "skip"),
    ],
)
def test_other_trades_need_theirs(tmp_path: Path, shop: Exhibit | None, said: str) -> None:
    row = f"青械备20240009,device_operation,{HOLDER},{GOOD},,有效\n"
    authority = make_authority(tmp_path, catalogues=CATALOGUES, permits=PERMITS + row)
    assert ask_status("permit_missing", make_shown(title="家用雾化器", shop=shop), authority) == [said]


@pytest.mark.parametrize("title", ["饼干", "电子计价秤", "雾化器配件", "雾化器模型"])
def test_food_products_permits_and_accessories_are_left_to_others(registers: Authority, title: str) -> None:
    exhibit = make_shown(title=title, shop=make_shop_exhibit(STRANGER))
    assert ask_status("permit_missing", exhibit, registers) == ["pass"]


def test_without_registers_no_number_is_judged(tmp_path: Path) -> None:
    exhibit = make_shown(title="手工饼干 500g", shop=make_shop_exhibit(STRANGER, make_permit(VALID)))  # type: ignore[arg-type]
    assert ask_status("food_permit_held", exhibit, make_authority(tmp_path)) == ["skip"]
