"""Numbers of permits, devices, cosmetics and codes that a page shows, against their registers."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit
from tests.inspectors.registers import ask_status, make_authority
from tests.inspectors.shown import make_shown

SC, OTHER_SC = "SC10633010200016", "SC10633010200024"
MAKER, STRANGER = "青川市禾田食品有限公司", "云岭麦香食品有限公司"
DEVICE = "国械注准20213140001"
FILED = "京G妆网备字2022000123"
REGISTERS = {
    "permits": (
        "permit_no,kind,holder,product_name,valid_to,status\n"
        f"{SC},food_production,{MAKER},饼干,2029-01-01,有效\n"
        f"{DEVICE},device_registration,{MAKER},冷敷贴,2029-01-01,有效\n"
        "国械注准20203140002,device_registration,,冷敷贴,2025-01-01,过期\n"
        f"{FILED},cosmetic_filing,,面霜,,有效\n"
        "京G妆网备字2022000124,cosmetic_filing,,面霜,,注销\n"
        "XK13-001-00012,industrial,,复合肥,2029-01-01,有效\n"
    ),
    "market_entities": (
        f"uscc,name,status\n91330108MA000TE563,{MAKER},存续\n92440300MA111TE11E,{STRANGER},存续\n"
    ),
    "codes": (
        "code,kind,brand,status\n8888000011112222,quality_code,青禾,有效\n"
        "8888000011113333,quality_code,青禾,停用\n"
    ),
}


def make_page(label: str, number: str, **fields: object) -> Exhibit:
    return make_shown(**({"title": "青禾 饼干 500g", "attributes": {label: number}} | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("check", "exhibit", "said"),
    [
        ("producer_permit", make_page("食品生产许可证编号", SC), "pass"),
        ("producer_permit", make_page("食品生产许可证编号", f"{SC[:5]} {SC[5:]}"), "pass"),
        ("producer_permit", make_page("食品生产许可证编号", OTHER_SC), "fail"),
        ("producer_permit", make_page("食品生产许可证编号", SC[:-1] + "7"), "fail"),
        ("producer_permit", make_shown(title="饼干", lines=(f"生产许可证编号 {OTHER_SC}",)), "unsure"),
        (
            "producer_permit",
            make_shown(title="饼干", attributes={"生产许可证编号": SC, "生产企业": STRANGER}),
            "fail",
        ),
        (
            "producer_permit",
            make_shown(title="饼干", attributes={"生产许可证编号": SC, "生产企业": MAKER}),
            "pass",
        ),
        ("producer_permit", make_shown(title="饼干"), "skip"),
        ("device_registered", make_page("注册证编号", DEVICE), "pass"),
        ("device_registered", make_page("注册证编号", "国械注准20203140002"), "fail"),
        ("device_registered", make_page("注册证编号", "国械注准20223140009"), "fail"),
        ("device_registered", make_shown(title="纱布"), "skip"),
        ("cosmetic_filed", make_page("化妆品备案编号", FILED), "pass"),
        ("cosmetic_filed", make_page("化妆品备案编号", "京G妆网备字2022000124"), "fail"),
        ("cosmetic_filed", make_page("化妆品备案编号", "京G妆网备字2022000999"), "fail"),
        ("production_licence", make_page("工业产品生产许可证编号", "XK13-001-00012"), "pass"),
        ("production_licence", make_page("工业产品生产许可证编号", "XK13-001-00099"), "fail"),
        ("production_licence", make_shown(title="复合肥 40公斤"), "unsure"),
        ("production_licence", make_shown(title="复合肥 40公斤", unread=True), "skip"),
        ("production_licence", make_shown(title="保温杯"), "pass"),
        ("trace_code", make_page("追溯码", "8888000011112222", brand="青禾"), "pass"),
        ("trace_code", make_page("追溯码", "8888000011112222", brand="远望"), "fail"),
        ("trace_code", make_page("防伪码", "8888000011113333"), "fail"),
        ("trace_code", make_page("防伪码", "8888000011119999"), "unsure"),
        ("trace_code", make_shown(title="饼干"), "skip"),
    ],
)
def test_a_number_is_held_against_its_register(
    tmp_path: Path, check: str, exhibit: Exhibit, said: str
) -> None:
    assert ask_status(check, exhibit, make_authority(tmp_path, **REGISTERS)) == [said]


@pytest.mark.parametrize(
    ("check", "exhibit"),
    [
        ("producer_permit", make_page("食品生产许可证编号", SC)),
        ("device_registered", make_page("注册证编号", DEVICE)),
        ("cosmetic_filed", make_page("化妆品备案编号", FILED)),
        ("production_licence", make_page("工业产品生产许可证编号", "XK13-001-00012")),
        ("trace_code", make_page("追溯码", "8888000011112222")),
    ],
)
def test_with_nothing_to_compare_nothing_passes(tmp_path: Path, check: str, exhibit: Exhibit) -> None:
    assert ask_status(check, exhibit, make_authority(tmp_path)) == ["skip"]
