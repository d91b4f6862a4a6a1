"""What a listing sells, and what only bears its name."""

from pathlib import Path

import pytest

from inspectors.goods.categories import find_categories
from tests.inspectors.conftest import make_listing_exhibit
from tests.inspectors.registers import make_authority

CATALOGUES = """catalogue,category,keywords,since,until,permit_kind
ccc,移动电源,移动电源;充电宝,2024-08-01,,
ccc,玩具,电动玩具;毛绒玩具;积木,2007-06-01,,
ccc,手机,手机,2003-05-01,,
ccc,录像机,录像机,2003-05-01,2015-01-01,
ccc,摄影灯,摄影灯,2030-01-01,,
permit,糕点饼干,饼干;糕点;巧克力,,,food_operation;food_prepack
permit,茶,茶,,,food_operation
"""


@pytest.mark.parametrize(
    ("catalogue", "title", "category", "found"),
    [
        ("ccc", "青禾 移动电源 20000毫安 快充", None, "移动电源"),
        ("ccc", "青禾充电宝超薄便携 适用于苹果华为手机", None, "移动电源"),
        ("ccc", "青禾充电宝 送收纳包", None, "移动电源"),
        ("ccc", "20000毫安 快充 自带线", "数码>移动电源", "移动电源"),
        ("ccc", "充电宝 大容量 硅胶套 挂绳", None, "移动电源?"),
        ("ccc", "适用于小米移动电源的数据线", None, None),
        ("ccc", "适用于小米移动电源的数据线", "移动电源", None),
        ("ccc", "充电宝保护套 防摔", None, None),
        ("ccc", "充电宝 收纳包 便携", None, None),
        ("ccc", "充电宝 内胆 通用", None, None),
        ("ccc", "充电宝内胆", None, None),
        ("ccc", "充电宝 不锈钢内胆 便携", None, "移动电源"),
        ("ccc", "适用小米 充电宝 硅胶 保护套", None, None),
        ("ccc", "充电宝模型 展示用", None, None),
        ("ccc", "二手 充电宝 9成新", None, None),
        ("ccc", "充电宝原理与维修", "图书音像", None),
        ("ccc", "手机壳 磨砂", None, None),
        ("ccc", "儿童电动玩具 遥控车", None, "玩具"),
        ("ccc", "毛绒玩具 小熊", "玩具", "玩具"),
        ("ccc", "老式录像机", None, None),  # no longer in the catalogue
        ("ccc", "摄影灯 补光", None, None),  # not yet
        ("ccc", "保温杯 500ml", "厨房水具", None),
        ("permit", "手工饼干 盒装 500g", None, "糕点饼干"),
        ("permit", "饼干盒装 500g", None, "糕点饼干"),
        ("permit", "巧克力味 威化饼干", None, "糕点饼干"),
        ("permit", "巧克力色 连衣裙", None, None),
        ("permit", "饼干模具 不锈钢", None, None),
        ("permit", "宠物饼干 磨牙", None, None),
        ("permit", "仿真饼干 道具", None, None),
        ("permit", "明前 绿茶 茶 250g", None, "茶?"),
        ("permit", "茶几 实木", None, None),
        ("permit", "手工桂花酥 500g", "糕点饼干", "糕点饼干"),
        ("permit", "手工桂花酥 500g", "饼干膨化", "糕点饼干?"),
        ("permit", "食品级硅胶铲", "食品", None),
        ("permit", "250g 明前", "食品/茶", "茶"),
    ],
)
def test_goods_are_told_from_what_bears_their_name(
    tmp_path: Path, catalogue: str, title: str, category: str | None, found: str | None
) -> None:
    authority = make_authority(tmp_path, catalogues=CATALOGUES)
    goods = find_categories(make_listing_exhibit(title=title, category=category), authority, catalogue)
    assert goods is not None
    assert [f"{one.category}{'' if one.certain else '?'}" for one in goods] == ([found] if found else [])


def test_the_shipped_catalogues_are_asked_where_none_were_imported(tmp_path: Path) -> None:
    goods = find_categories(make_listing_exhibit(title="充电宝 20000毫安"), make_authority(tmp_path), "ccc")
    assert goods is not None
    assert [one.category for one in goods] == ["移动电源"]
    assert goods[0].match.record is not None
    assert "公告2023年第10号" in goods[0].match.record["source"]


def test_the_permits_that_a_category_needs_are_named(tmp_path: Path) -> None:
    authority = make_authority(tmp_path, catalogues=CATALOGUES)
    goods = find_categories(make_listing_exhibit(title="苏打饼干"), authority, "permit")
    assert goods is not None
    assert goods[0].permit_kinds == ("food_operation", "food_prepack")
