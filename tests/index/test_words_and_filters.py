"""What is found by words, numbers and filters: the same on both backends."""

from datetime import UTC, datetime

import pytest

from evidence.finding import Status
from index.backend import SearchBackend
from index.query import Label, make_query
from tests.index.evidence import make_finding, make_snapshot, project

TITLE = "呼出气体酒精含量检测仪"
WORDS = [
    (TITLE, "酒精含量", True),
    (TITLE, "呼出气体酒精含量检测仪", True),
    (TITLE, "酒精 检测仪", True),
    (TITLE, "仪", True),
    (TITLE, "酒", True),
    (TITLE, "酒含", False),
    (TITLE, "血", False),
    (TITLE, "酒精 血压", False),
    (TITLE, '"酒精检测"', False),
    ("安和 酒精", "和酒", False),
    ("净含量５００ｍｌ", "500ML", True),
    ("净重5㎏装", "5kg", True),
    ("净重5kg装", "5㎏", True),
    ("①级能效", "1 级能效", True),
    ("能效 1 级", "①", True),
    ("ﾊﾟﾅｿﾆｯｸ", "パナソニック", True),
    ("额定功率12.5kW", "12.5kw", True),
    ("国家级\u200b最佳", "国家级最佳", True),
    ("SUPER Pro", "super pro", True),
    ("古籍𠮷野家", "𠮷野", True),
    ("SUPER Pro", "pro super", True),
    ("SUPER Pro", '"pro super"', False),
]
ATTRIBUTES = {"证书编号": "2019010714123456", "信用代码": "91330108MA000TE563"}
FIRST = make_snapshot(1, "水壶", platform="one", region="浙江 青川", at=datetime(2026, 5, 1, 2, tzinfo=UTC))
SECOND = make_snapshot(2, "酒精", platform="two", at=datetime(2026, 5, 2, 2, tzinfo=UTC))
DOCUMENTS = project(
    *(make_snapshot(10 + i, title, platform="words") for i, title in enumerate({row[0]: 1 for row in WORDS})),
    make_snapshot(3, "电水壶", platform="numbers", attributes=ATTRIBUTES, listing_id="77"),
    FIRST,
    SECOND,
    make_finding(FIRST),
    make_finding(SECOND, code="ADV-002", status=Status.UNSURE, summary="见页面"),
)


def search(backend: SearchBackend, text: str = "", **options: str) -> list[str | None]:
    """The titles found."""
    hits = backend.search(make_query(text, limit=1000, **options)).hits  # type: ignore[arg-type]
    return [hit.source["listing"]["title"] for hit in hits]


@pytest.mark.parametrize(
    ("title", "text", "found"),
    WORDS,
)
def test_words_are_found_as_people_write_them(
    filled: SearchBackend, title: str, text: str, *, found: bool
) -> None:
    assert (title in search(filled, text, platform="words")) is found


LABELS = {
    "ADV002": (Label("code", "ADV-002"),),
    "绝对化用语": (Label("code", "NONE-1"), Label("check", "check_adv-002")),
    "水壶": (Label("code", "ADV-002"),),
}


@pytest.mark.parametrize(
    ("text", "options", "found"),
    [
        ("ADV-002", {}, ["酒精"]),
        ("ａｄｖ００２", {}, ["酒精"]),
        ("绝对化用语", {}, ["酒精"]),
        ("ADV-002 绝对化用语", {}, ["酒精"]),
        ("ADV-002 酒精", {}, ["酒精"]),
        ("酒精 绝对化用语", {"platform": "two"}, ["酒精"]),
        ("ADV-002 水壶酒精", {}, []),
        ("ADV-002", {"platform": "one"}, []),
        ("ADV-002", {"noun": "snapshot"}, []),
        ("ADV-00", {}, []),
        ("水壶", {"noun": "finding"}, ["酒精", "水壶"]),
    ],
)
def test_a_code_or_a_checks_name_finds_its_findings(
    filled: SearchBackend, text: str, options: dict[str, str], found: list[str]
) -> None:
    page = filled.search(make_query(text, labels=LABELS, **options))  # type: ignore[arg-type]
    assert [hit.source["listing"]["title"] for hit in page.hits] == found
    assert page.total == len(found)


def test_pages_of_a_label_follow_one_another(filled: SearchBackend) -> None:
    first = filled.search(make_query("水壶", labels=LABELS, noun="finding", limit=1))
    second = filled.search(make_query("水壶", labels=LABELS, noun="finding", limit=1, after=first.next))
    assert first.total == 2
    assert second.next is None
    assert [hit.source["listing"]["title"] for hit in (*first.hits, *second.hits)] == ["酒精", "水壶"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2019010714123456", True),
        ("10714", True),
        ("２０１９０１", True),
        ("2019-0107", True),
        ("714124", False),
        ("3C认证", False),
        ("ma000te5", True),
        ("77", True),
        ("7", False),
    ],
)
def test_numbers_are_found_by_their_fragments(filled: SearchBackend, text: str, *, found: bool) -> None:
    assert bool(search(filled, text, platform="numbers")) is found


@pytest.mark.parametrize(
    ("options", "hits"),
    [
        ({"code": "CCC-001"}, 1),
        ({"code": "CCC-0"}, 0),
        ({"status": "unsure"}, 1),
        ({"noun": "snapshot", "since": "2026-05-01"}, 2),
        ({"noun": "finding"}, 2),
        ({"platform": "two"}, 2),
        ({"region": "青川"}, 1),
        ({"region": "浙江"}, 1),
        ({"region": "杭"}, 0),
        ({"text": "证书编号", "status": "fail"}, 1),
        ({"since": "2026-05-01", "until": "2026-05-02"}, 4),
        ({"since": "2026-05-03"}, 0),
        ({"until": "2026-02-28"}, 0),
        ({"since": "2026-05-02T10:00:00+08:00"}, 2),
        ({"since": "2026-05-02T10:00:00.001+08:00"}, 0),
        ({"since": "2026-05-01", "until": "2026-05-02T09:59:59+08:00"}, 2),
    ],
)
def test_filters_narrow(filled: SearchBackend, options: dict[str, str], hits: int) -> None:
    assert len(search(filled, **options)) == hits
