"""Pages and reports that contradict themselves, and what is missing beside a claim."""

from pathlib import Path

import pytest

from evidence.document import Code
from evidence.exhibit import Exhibit, SightedCard, SightedDocument
from evidence.listing import Card, Offer, PageKind
from tests.inspectors.conftest import NOW, make_document, make_reading
from tests.inspectors.registers import ask_status, make_authority
from tests.inspectors.shown import make_shown


def make_report(received: str = "2024-05-01", issued: str = "2024-05-09", code: str = "") -> SightedDocument:
    report = make_document(
        "test_report",
        report_no=make_reading("WT202400123"),
        received_on=make_reading(received),
        issued_on=make_reading(issued),
    )
    codes = (Code(symbology="QR", text=code, box=(1, 2, 3, 4)),) if code else ()
    return report.model_copy(update={"document": report.document.model_copy(update={"codes": codes})})


def make_listed(url: str, words: str) -> Exhibit:
    card = SightedCard(
        card=Card(url=url, title="面霜", words=words),
        kind=PageKind.SEARCH,
        snapshot_id="s",
        captured_at=NOW,
        page=None,
    )
    return make_shown(title="面霜").model_copy(update={"cards": (card,)})


@pytest.mark.parametrize(
    ("check", "exhibit", "said"),
    [
        ("report_altered", make_shown(make_report(), title="头盔"), "pass"),
        ("report_altered", make_shown(make_report(issued="2024-04-30"), title="头盔"), "unsure"),
        (
            "report_altered",
            make_shown(make_report(code="https://l.example/q?n=WT202400123"), title="头盔"),
            "pass",
        ),
        (
            "report_altered",
            make_shown(make_report(code="https://l.example/q?n=WT202400999"), title="头盔"),
            "unsure",
        ),
        ("report_altered", make_shown(title="头盔"), "skip"),
        ("capacity_overstated", make_shown(title="充电宝 20000mAh 74Wh"), "pass"),
        ("capacity_overstated", make_shown(title="充电宝 20000mAh", attributes={"能量": "37Wh"}), "unsure"),
        (
            "capacity_overstated",
            make_shown(title="充电宝 20000mAh", attributes={"容量": "10000毫安"}),
            "unsure",
        ),
        (
            "capacity_overstated",
            make_shown(title="充电宝 20000mAh", attributes={"额定容量": "12000mAh"}),
            "pass",
        ),
        (
            "capacity_overstated",
            make_shown(
                title="充电宝 20000mAh 10000mAh", offers=(Offer(name="20000mAh"), Offer(name="10000mAh"))
            ),
            "pass",
        ),
        ("capacity_overstated", make_shown(title="台灯 2000mAh 74Wh"), "pass"),
        ("advert_unmarked", make_listed("https://click.simba.taobao.com/x", "面霜 ¥30"), "unsure"),
        ("advert_unmarked", make_listed("https://click.simba.taobao.com/x", "广告 面霜 ¥30"), "pass"),
        ("advert_unmarked", make_listed("https://m.example/p", "面霜 ¥30"), "skip"),
        ("patent_unnumbered", make_shown(title="保温杯 国家专利"), "unsure"),
        (
            "patent_unnumbered",
            make_shown(title="保温杯 专利技术", attributes={"专利号": "ZL202310000001.2"}),
            "pass",
        ),
        ("patent_unnumbered", make_shown(title="保温杯 专利技术", unread=True), "skip"),
        ("patent_unnumbered", make_shown(title="专利法教程 图书"), "pass"),
        ("advert_unreviewed", make_shown(title="鱼油软胶囊 辅助降血脂"), "unsure"),
        ("advert_unreviewed", make_shown(title="鱼油软胶囊 90粒"), "pass"),
        ("advert_unreviewed", make_shown(title="鱼油软胶囊 辅助降血脂", unread=True), "skip"),
        (
            "advert_unreviewed",
            make_shown(title="鱼油软胶囊 辅助降血脂", description="浙食健广审（文）第281231-00012号"),
            "pass",
        ),
        (
            "advert_unreviewed",
            make_shown(title="鱼油软胶囊 辅助降血脂", description="浙食健广审（文）第241231-00012号"),
            "unsure",
        ),
    ],
)
def test_a_page_is_held_against_itself(tmp_path: Path, check: str, exhibit: Exhibit, said: str) -> None:
    assert ask_status(check, exhibit, make_authority(tmp_path)) == [said]


FUNCTIONS = (
    "permit_no,kind,functions,valid_to,status\n国食健注G20190188,health_food,增强免疫力,2029-01-01,有效\n"
)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("增强免疫力", "pass"),
        ("有助于增强免疫力", "pass"),
        ("改善睡眠", "fail"),
        ("治疗失眠", "fail"),
        ("口感清甜", "pass"),
    ],
)
def test_a_health_food_may_say_what_is_registered(tmp_path: Path, words: str, said: str) -> None:
    exhibit = make_shown(
        title="禾田牌软胶囊", description=words, attributes={"保健食品批准文号": "国食健注G20190188"}
    )
    authority = make_authority(tmp_path, permits=FUNCTIONS)
    assert ask_status("health_food_exceeds", exhibit, authority) == [said]
