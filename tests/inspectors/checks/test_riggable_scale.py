"""METR-002: scales that can be made to weigh wrongly, and the words that only warn of them."""

from pathlib import Path

import pytest

from evidence.finding import Severity, Status
from tests.inspectors.goods_on_sale import list_statuses, make_authority, make_offer, run_check


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"title": "电子计价秤 可调斤两 市场卖菜"}, Status.FAIL),
        ({"title": "八两秤 电子秤"}, Status.FAIL),
        ({"title": "电子秤 不锈钢", "description": "支持遥控加重，一键恢复"}, Status.FAIL),
        ({"title": "电子秤 带遥控 可加重"}, Status.FAIL),
        ({"title": "电子秤", "description": "附遥控器，口袋里一按就能加重，每斤多出一两"}, Status.FAIL),
        ({"title": "电子秤 遥控去皮 加重底座"}, Status.UNSURE),
        ({"title": "电子秤", "description": "拒绝每斤少给二两"}, Status.PASS),
        ({"title": "电子吊秤 无线遥控"}, Status.UNSURE),  # cranes have honest remotes
        ({"title": "电子秤", "attributes": {"功能": "芯片秤"}}, Status.UNSURE),
        ({"title": "防作弊电子秤 防水"}, Status.PASS),
        ({"title": "电子秤", "description": "诚信经营，杜绝八两秤"}, Status.PASS),
        ({"title": "电子秤", "description": "谨防作弊秤，识别鬼秤"}, Status.PASS),
        ({"title": "体重秤 蓝牙密码配对"}, Status.PASS),
        ({"title": "遥控汽车 改装"}, Status.PASS),  # no scale
        ({"title": "收纳箱", "description": "可调斤两"}, Status.PASS),
    ],
)
def test_words_of_cheating_are_told_from_warnings(
    tmp_path: Path, fields: dict[str, object], status: Status
) -> None:
    assert list_statuses("riggable_scale", make_offer(**fields), make_authority(tmp_path)) == [status]  # type: ignore[arg-type]


def test_a_page_without_a_title_is_skipped(tmp_path: Path) -> None:
    exhibit = make_offer(description="八两秤")
    assert list_statuses("riggable_scale", exhibit, make_authority(tmp_path)) == [Status.SKIP]


def test_a_weak_word_is_a_small_lead(tmp_path: Path) -> None:
    (judged,) = run_check("riggable_scale", make_offer(title="电子吊秤 遥控"), make_authority(tmp_path))
    assert judged.finding is not None
    assert judged.finding.severity is Severity.LOW
