"""AD-001: absolute terms, and the lawful look-alikes of 广告绝对化用语执法指南."""

import pytest

from evidence.finding import Status
from inspectors.authority.lookup import Authority
from inspectors.judge import judge
from inspectors.registry import load_checks
from tests.inspectors.conftest import MOMENT, make_listing_exhibit

SPEC = next(spec for spec in load_checks() if spec.name == "absolute_terms")


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("国家级品质充电宝", Status.FAIL),
        ("全国最好的保温杯", Status.FAIL),
        ("蕞*好用的拖把", Status.FAIL),
        ("全网最低价 手机壳", Status.FAIL),
        ("销量第一的电饭煲", Status.FAIL),
        ("史上最强吸尘器", Status.FAIL),
        ("顶级享受 四件套", Status.UNSURE),
        ("最耐看的裙子", Status.UNSURE),
        ("2025年全国销量第一，数据来源：某协会", Status.UNSURE),
        ("最新款 连衣裙", Status.PASS),
        ("折叠梯 最大承重150kg", Status.PASS),
        ("电钻 最高转速 3000", Status.PASS),
        ("第一步：打开盖子", Status.PASS),
        ("月饼 最佳食用时间 冷藏后", Status.PASS),
        ("本店服务争做最好", Status.PASS),
        ("最近上新 帆布包", Status.PASS),
        ("极致®系列 键盘", Status.PASS),
        ("国家级非物质文化遗产 剪纸", Status.PASS),
        ("不是最好的，但是实在", Status.PASS),
        ("安全第一 头盔", Status.PASS),
        ("尺码表：最大码适合腰围100厘米，最小码80厘米", Status.PASS),
        ("最大牌的尺码表", Status.PASS),
        ("最好的保温杯", Status.UNSURE),
        ("手工皂 最好每天使用", Status.PASS),
        ("收纳盒 首选项菜单可调", Status.PASS),
        ("冠军同款 跑步鞋", Status.PASS),
        ("行业首选 收纳盒", Status.FAIL),
        ("红茶 第一泡洗茶", Status.PASS),
        ("T恤 唯一码防伪", Status.PASS),
        ("国家级规划教材 语文", Status.PASS),
        ("100%纯棉 毛巾", Status.PASS),
        ("普通保温杯 500ml", Status.PASS),
    ],
)
def test_words_are_judged_in_their_context(authority: Authority, title: str, status: Status) -> None:
    verdicts = [
        judged.verdict for judged in judge(SPEC, make_listing_exhibit(title=title), authority, MOMENT)
    ]
    assert [verdict.status for verdict in verdicts] == [status]


def test_a_brand_that_contains_the_word_is_a_name(authority: Authority) -> None:
    exhibit = make_listing_exhibit(title="最佳拍档 手机支架", brand="最佳拍档")
    assert [judged.verdict.status for judged in judge(SPEC, exhibit, authority, MOMENT)] == [Status.PASS]


def test_a_page_without_a_title_is_skipped(authority: Authority) -> None:
    (judged,) = judge(SPEC, make_listing_exhibit(description="国家级"), authority, MOMENT)
    assert judged.verdict.missing == ("listing.title",)


def test_the_quote_is_the_text_as_printed(authority: Authority) -> None:
    (judged,) = judge(SPEC, make_listing_exhibit(title="蕞*好用的拖把"), authority, MOMENT)
    assert judged.finding is not None
    assert judged.finding.locators[0].quote == "蕞*好用的拖把"
