"""ENER-003 and ENER-004: grades on a page against label and register, and against one another."""

from pathlib import Path

import pytest

from evidence.document import Box, Code, TextBlock
from evidence.exhibit import Exhibit, SightedDocument, SightedText
from evidence.finding import Severity, Status
from evidence.listing import Offer
from tests.inspectors.conftest import make_document, make_reading
from tests.inspectors.goods_on_sale import (
    PICTURE,
    get_verdict,
    list_statuses,
    make_authority,
    make_offer,
    run_check,
)

FIRM = "青川市安和电器有限公司"
HEADER = "备案号,生产者,规格型号,依据标准,等级,公告日期\n"
FILED = HEADER + f"20240101-1001-111111111111,{FIRM},KFR-35GW,GB 21455-2019,3,2024-01-10\n"
REFILED = FILED + f"20250101-1001-222222222222,{FIRM},KFR-35GW,GB 21455-2019,1,2025-01-10\n"
TWO_EDITIONS = FILED + f"20180101-1001-333333333333,{FIRM},KFR-35GW,GB 12021.3-2010,1,2018-01-10\n"
PRODUCT = {"model": "KFR-35GW", "attributes": {"生产企业": FIRM}}


def make_label(
    grade: str | None = "3", status: str = "read", model: str = "KFR-35GW", url: str = ""
) -> SightedDocument:
    sighted = make_document(
        "energy_label",
        grade=make_reading(grade, status),
        producer=make_reading(FIRM),
        model=make_reading(model),
    )
    codes = (Code(symbology="QRCode", text=url, box=(0, 0, 9, 9)),) if url else ()
    return sighted.model_copy(update={"document": sighted.document.model_copy(update={"codes": codes})})


def make_grade_offer(*labels: SightedDocument, **fields: object) -> Exhibit:
    return make_offer(*labels, **(PRODUCT | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("exhibit", "register", "statuses"),
    [
        (make_grade_offer(title="一级能效空调"), FILED, [Status.FAIL]),
        (make_grade_offer(make_label("1"), title="空调"), FILED, [Status.FAIL]),  # the label itself
        (make_grade_offer(make_label("3"), title="1级能效空调"), None, [Status.FAIL]),  # against its label
        (make_grade_offer(title="空调", words=("新一级能效",)), FILED, [Status.FAIL]),
        (make_grade_offer(title="空调", words=("新一级能效",), confidence=0.7), FILED, [Status.UNSURE]),
        (make_grade_offer(make_label("3", "unsure"), title="一级能效空调"), None, [Status.UNSURE]),
        (make_grade_offer(title="一级能效空调"), TWO_EDITIONS, [Status.UNSURE]),
        (make_grade_offer(title="一级能效空调", model="KFR-35GW（白色）"), FILED, [Status.UNSURE]),
        (make_grade_offer(title="超一级能效空调"), FILED, [Status.UNSURE]),  # no standard knows it
        (
            make_grade_offer(title="空调", offers=(Offer(name="一级能效"), Offer(name="三级能效"))),
            FILED,
            [Status.UNSURE],  # two products on one page
        ),
        (make_grade_offer(title="一级能效空调"), REFILED, [Status.PASS]),  # the newest filing counts
        (make_grade_offer(make_label("3"), title="三级能效空调"), FILED, [Status.PASS]),
        (make_grade_offer(make_label("3"), title="五级能效空调"), FILED, [Status.PASS]),  # worse, not better
        (make_grade_offer(title="三级能效空调，比一级能效便宜"), FILED, [Status.PASS]),  # a comparison
        (make_grade_offer(title="一级水效马桶"), FILED, [Status.SKIP]),  # water is another label
        (make_grade_offer(title="一级能效空调"), None, [Status.SKIP]),
        (make_grade_offer(title="空调"), FILED, [Status.SKIP]),
    ],
)
def test_a_grade_is_compared_with_label_and_newest_filing(
    tmp_path: Path, exhibit: Exhibit, register: str | None, statuses: list[Status]
) -> None:
    registers = {"energy_labels": register} if register else {}
    assert list_statuses("grade_overstated", exhibit, make_authority(tmp_path, **registers)) == statuses


@pytest.mark.parametrize(
    ("url", "statuses"),
    [
        ("https://www.energylabel.com.cn/signDetails?productId=1", [Status.PASS]),
        ("https://qr.energylabel.com.cn/signDetails?productId=1", [Status.PASS]),
        ("https://www.energylabel.com.cn.evil.example/signDetails?productId=1", [Status.FAIL]),
        ("https://www.energylabel-cn.example/1", [Status.FAIL]),
        ("https://qr.maker.example/1", [Status.UNSURE]),  # a producer's own
        ("bare digits 123", [Status.PASS]),
    ],
)
def test_the_host_behind_a_label_s_code_is_compared_exactly(
    tmp_path: Path, url: str, statuses: list[Status]
) -> None:
    exhibit = make_grade_offer(make_label("3", url=url), title="空调")
    assert list_statuses("grade_overstated", exhibit, make_authority(tmp_path)) == statuses


def test_a_label_of_another_model_is_a_person_s_matter(tmp_path: Path) -> None:
    exhibit = make_grade_offer(make_label("1", model="BCD-501W"), title="一级能效空调")
    assert list_statuses("grade_overstated", exhibit, make_authority(tmp_path)) == [Status.UNSURE]


def test_an_overstated_grade_names_filing_and_severity(tmp_path: Path) -> None:
    authority = make_authority(tmp_path, energy_labels=FILED)
    (judged,) = run_check("grade_overstated", make_grade_offer(title="一级能效空调"), authority)
    assert judged.finding is not None
    assert judged.finding.authority is not None
    assert judged.finding.severity is Severity.HIGH
    assert judged.finding.authority.key == "20240101-1001-111111111111"


@pytest.mark.parametrize(
    ("exhibit", "register", "status"),
    [
        (
            make_grade_offer(title="一级能效空调", attributes={"能效等级": "三级"}),
            None,
            Status.FAIL,
        ),
        (make_grade_offer(make_label("1"), title="三级能效空调"), None, Status.FAIL),
        (make_grade_offer(make_label("1", "unsure"), title="三级能效空调"), None, Status.UNSURE),
        (
            make_grade_offer(title="三级能效空调", words=("一级能效",), confidence=0.6),
            None,
            Status.UNSURE,
        ),
        (
            make_grade_offer(title="空调", offers=(Offer(name="一级能效"), Offer(name="三级能效"))),
            None,
            Status.UNSURE,
        ),
        (make_grade_offer(make_label("3"), title="一级能效空调"), None, Status.PASS),  # ENER-003's matter
        (
            make_grade_offer(title="一级能效空调", description="能效等级：3级"),
            FILED,
            Status.FAIL,  # the page contradicts itself, whatever the register holds
        ),
        (make_grade_offer(title="一级能效空调", description="一级能效"), FILED, Status.PASS),
        (make_grade_offer(make_label("3"), title="三级能效空调"), FILED, Status.PASS),
        (make_grade_offer(title="一级能效空调", description="比三级能效省电"), None, Status.SKIP),
        (make_grade_offer(title="一级能效空调"), None, Status.SKIP),
    ],
)
def test_the_grades_of_one_page_agree(
    tmp_path: Path, exhibit: Exhibit, register: str | None, status: Status
) -> None:
    registers = {"energy_labels": register} if register else {}
    assert get_verdict("grades_differ", exhibit, make_authority(tmp_path, **registers)).status is status


@pytest.mark.parametrize(
    ("label", "value", "status"),
    [
        ((40, 100, 160, 30), (300, 102, 60, 30), Status.FAIL),
        ((40, 100, 160, 30), (300, 180, 60, 30), Status.SKIP),  # another row
        ((40, 100, 160, 30), (10, 102, 20, 30), Status.SKIP),  # on the other side
    ],
)
def test_a_table_in_a_picture_states_a_grade(tmp_path: Path, label: Box, value: Box, status: Status) -> None:
    exhibit = make_grade_offer(title="三级能效空调")
    blocks = (
        TextBlock(text=text, box=box, confidence=0.99) for text, box in (("能效等级", label), ("2级", value))
    )
    texts = tuple(SightedText(block=block, artefact=PICTURE) for block in blocks)
    seen = exhibit.model_copy(update={"texts": texts})
    assert get_verdict("grades_differ", seen, make_authority(tmp_path)).status is status
