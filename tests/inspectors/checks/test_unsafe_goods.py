"""QUAL-003 and QUAL-004: goods that are said to bear no names, and dangerous ones for children."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit
from evidence.finding import LocatorKind, Status
from tests.inspectors.conftest import make_document, make_reading
from tests.inspectors.goods_on_sale import list_statuses, make_authority, make_offer, run_check


def make_bare(*documents: object, title: str = "保温杯 500ml", **fields: object) -> Exhibit:
    attributes = {"颜色": "白"} | fields.pop("attributes", {})  # type: ignore[operator]
    return make_offer(*documents, title=title, attributes=attributes, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("exhibit", "status"),
    [
        (make_bare(description="尾货处理，没有厂名厂址，介意勿拍"), Status.FAIL),
        (make_bare(description="散装出，无合格证"), Status.FAIL),
        (make_bare(attributes={"说明": "三无产品"}), Status.FAIL),
        (make_bare(description="无合格证", attributes={"生产企业": "青川市安和电器有限公司"}), Status.UNSURE),
        (make_bare(description="无合格证不发货"), Status.SKIP),  # a promise
        (make_bare(description="裸装散货，没有包装也没有合格证，图便宜的来"), Status.FAIL),
        (make_bare(description="拒绝三无产品"), Status.SKIP),
        (make_bare(description="不是没有合格证的三无产品"), Status.SKIP),
        (make_bare(description="零添加三无配方：无色素、无香精、无防腐剂"), Status.SKIP),
        (make_bare(description="裸装，没有标识"), Status.UNSURE),
        (make_bare(description="没有标识", attributes={"生产企业": "安和"}), Status.PASS),
        (make_bare(description="没有厂家直销价更低的"), Status.SKIP),
        (make_bare(description="无合格证", title="二手 保温杯"), Status.PASS),
        (make_bare(), Status.SKIP),  # what the package says is not known
        (make_bare(attributes={"生产企业": "无"}), Status.SKIP),
        (make_bare(attributes={"生产企业": "详见包装"}), Status.SKIP),
        (make_bare(description="厂名厂址见外包装"), Status.SKIP),
        (make_bare(attributes={"生产企业": "安和"}), Status.PASS),
        (make_bare(attributes={"产地": "青川市"}), Status.PASS),
        (make_bare(attributes={"执行标准": "GB/T 29606-2013"}), Status.PASS),
        (make_bare(words=("制造商：青川市安和日用品有限公司",), confidence=0.6), Status.PASS),
        (make_bare(make_document("product_label", producer=make_reading("安", "unsure"))), Status.PASS),
        (make_bare(title="农家自种红薯 5斤"), Status.PASS),
        (make_bare(title="二手 保温杯"), Status.PASS),
        (make_bare(unread=True), Status.SKIP),
        (make_bare(partial=True), Status.SKIP),
        (make_bare(make_document("unreadable")), Status.SKIP),
        (make_offer(title="保温杯"), Status.SKIP),  # no attributes: perhaps unread
    ],
)
def test_an_unlabelled_product_is_one_that_the_page_says_is(
    tmp_path: Path, exhibit: Exhibit, status: Status
) -> None:
    assert list_statuses("product_unlabelled", exhibit, make_authority(tmp_path)) == [status]


@pytest.mark.parametrize(
    ("exhibit", "status"),
    [
        (make_offer(title="巴克球 磁力珠 儿童益智"), Status.FAIL),
        (make_offer(title="激光笔 绿光", description="小学生课间神器"), Status.FAIL),
        (make_offer(title="奶茶杯电子烟 中学生"), Status.FAIL),
        (make_offer(title="奶茶杯电子烟 学生"), Status.UNSURE),
        (make_offer(title="激光笔 PPT", description="学生毕业答辩适用"), Status.UNSURE),
        (
            make_offer(title="星星弹 新款", description="可发射三米，小朋友都在玩"),
            Status.UNSURE,
        ),  # in no list
        (make_offer(title="发光陀螺", description="内有强磁，学生专用"), Status.UNSURE),
        (make_offer(title="发光陀螺", description="内有强磁，工地专用"), Status.PASS),
        (
            make_offer(
                title="星星弹", description="可发射，小朋友", attributes={"执行标准": "GB 6675.1-2014"}
            ),
            Status.PASS,
        ),
        (make_offer(title="水晶泥 一盒12色"), Status.UNSURE),  # a toy, for whom is not said
        (make_offer(title="儿童巴克球", description="已通过3C认证"), Status.UNSURE),
        (make_offer(title="儿童巴克球", attributes={"执行标准": "GB 6675.2-2014"}), Status.PASS),
        (make_offer(title="儿童巴克球", attributes={"3C证书编号": "2024010907654321"}), Status.PASS),
        (make_offer(title="儿童巴克球", words=("警告：含小零件，3岁以下禁用",)), Status.PASS),
        (make_offer(title="激光测距仪 学生测绘"), Status.PASS),
        (make_offer(title="激光笔 户外", description="远离儿童"), Status.PASS),
        (make_offer(title="激光笔 教学"), Status.PASS),
        (make_offer(title="磁力架 儿童自行车配件"), Status.PASS),
        (make_offer(title="儿童巴克球", unread=True), Status.SKIP),
        (make_offer(title="儿童巴克球", partial=True), Status.SKIP),
    ],
)
def test_a_hazard_needs_a_child_and_no_proof(tmp_path: Path, exhibit: Exhibit, status: Status) -> None:
    assert list_statuses("hazardous_novelty", exhibit, make_authority(tmp_path)) == [status]


@pytest.mark.parametrize("check", ["product_unlabelled", "hazardous_novelty"])
def test_an_absence_names_what_was_searched(tmp_path: Path, check: str) -> None:
    exhibit = make_bare(title="巴克球 儿童", description="没有合格证", words=("新款",))
    (judged,) = run_check(check, exhibit, make_authority(tmp_path))
    assert judged.finding is not None
    searched = [one for one in judged.finding.locators if one.kind is LocatorKind.SEARCHED]
    assert len(searched) == 2
