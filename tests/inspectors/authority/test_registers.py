"""Registers: import, versions, look-up."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from config.errors import ItemError
from config.table_file import load_table_file
from evidence.finding import RegisterState
from inspectors.authority.importer import Imported, import_register
from inspectors.authority.lookup import Authority
from inspectors.authority.versions import Library
from tests.inspectors.conftest import GOOD, NOW, OTHER, REGISTER

Write = Callable[[str, bytes | str], Path]


def load(library: Library, path: Path, as_of: date = date(2026, 2, 28)) -> Imported:
    return import_register(
        library, "market_entities", load_table_file(path), as_of=as_of, source="test", now=NOW.isoformat()
    )


def make_xlsx(text: str) -> bytes:
    book = openpyxl.Workbook()
    for line in text.strip().split("\n"):
        book.worksheets[0].append(line.split(","))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("r.csv", REGISTER.encode()),
        ("r.csv", REGISTER.encode("utf-8-sig")),
        ("r.csv", REGISTER.encode("gb18030")),
        ("r.xlsx", make_xlsx(REGISTER)),
        ("r.csv", REGISTER.replace("统一社会信用代码", "uscc").replace("名称", "name", 1).encode()),
        ("r.jsonl", f'{{"uscc":"{GOOD}","name":"a"}}\n{{"uscc":"{OTHER}","name":"b","x":[1,2]}}\n'),
    ],
)
def test_all_forms_of_file_are_read(
    library: Library, write_file: Write, name: str, content: bytes | str
) -> None:
    assert load(library, write_file(name, content)).rows == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("名称,住所\n甲,乙\n", "lacks the key column uscc (统一社会信用代码)"),
        ("", "no header row"),
        (b"\x00\x01\x02\xff\xfe", "neither UTF-8 nor GB18030"),
        (b"PK\x03\x04broken", "no readable XLSX"),
        ("统一社会信用代码,名称\n,甲\n", "no usable row"),
    ],
)
def test_a_file_that_cannot_be_used_imports_nothing(
    library: Library, write_file: Write, content: bytes | str, words: str
) -> None:
    with pytest.raises(ItemError, match=words.replace("(", r"\(").replace(")", r"\)")):
        load(library, write_file("r.csv", content))
    assert library.load_versions() == []


def test_bad_rows_are_rejected_with_number_and_reason(library: Library, write_file: Write) -> None:
    text = f"uscc,name,established_on\n{GOOD},甲,2020-01-01\n,乙,2020-01-01\n{OTHER},丙,2020-02-30\n"
    report = load(library, write_file("r.csv", text))
    assert [(row.row, row.reason) for row in report.rejected] == [
        (3, "the key uscc is empty"),
        (4, "established_on '2020-02-30' is an impossible date"),
    ]
    assert report.rows == 1


def test_the_same_content_changes_nothing(library: Library, write_file: Write) -> None:
    first = load(library, write_file("a.csv", REGISTER))
    again = load(library, write_file("b.xlsx", make_xlsx(REGISTER)))
    assert (again.version, again.added, again.changed, again.removed) == (first.version, 0, 0, 0)
    assert len(library.load_versions()) == 1


def test_a_new_version_counts_what_changed_and_the_old_one_stays(library: Library, write_file: Write) -> None:
    load(library, write_file("a.csv", REGISTER))
    text = f"uscc,name\n{GOOD},新名有限公司\n91110000600037341L,丁\n"
    report = load(library, write_file("b.csv", text), as_of=date(2026, 3, 5))
    assert (report.added, report.changed, report.removed) == (1, 1, 1)
    assert Authority(library=library, at=date(2026, 3, 1)).find("market_entities", OTHER).record is not None
    assert Authority(library=library, at=date(2026, 3, 6)).find("market_entities", OTHER).record is None


@pytest.mark.parametrize(
    ("key", "state"),
    [
        (GOOD, RegisterState.FOUND),
        (" 91330108 ma000te563 ", RegisterState.FOUND),
        (OTHER, RegisterState.INACTIVE),
        ("91110000600037341L", RegisterState.NOT_FOUND),
    ],
)
def test_a_look_up_by_key_has_a_state(authority: Authority, key: str, state: RegisterState) -> None:
    assert authority.find("market_entities", key).state is state


def test_a_register_that_was_never_imported_is_unavailable(authority: Authority) -> None:
    assert authority.find("permits", "x").state is RegisterState.UNAVAILABLE


def test_two_rows_with_one_key_are_ambiguous(library: Library, write_file: Write) -> None:
    load(library, write_file("a.csv", f"uscc,name\n{GOOD},甲\n{GOOD},乙\n"))
    match = Authority(library=library, at=NOW.date()).find("market_entities", GOOD)
    assert (match.state, match.record, match.matches) == (RegisterState.AMBIGUOUS, None, 2)


def test_columns_can_be_looked_up_folded_and_in_lists(authority: Authority) -> None:
    match = authority.find_by("market_entities", former_names="青川 安和厂", status="存续")
    assert (match.state, match.key) == (RegisterState.FOUND, GOOD)


def test_an_unknown_register_is_named_with_the_known_ones(library: Library, write_file: Write) -> None:
    with pytest.raises(ItemError, match="no register; take one of: market_entities"):
        import_register(
            library, "nope", load_table_file(write_file("a.csv", "")), as_of=NOW.date(), source="", now=""
        )


def make_office_xlsx(rows: list[list[object]], *, cover: bool = False) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    if cover:
        sheet.append(["说明", "本表仅供内部使用"])
        sheet = book.create_sheet("名单")
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


OFFICE_ROWS: list[list[object]] = [
    ["青川市在册企业一览表", None, None],
    ["统计口径：全市", None, None],
    ["序号", "社会信用代码\n（18位）", "企业名称", "注册日期", "企业状态"],
    [1, GOOD, "甲", date(2020, 1, 2), "存续（在营、开业、在册）"],
    ["序号", "社会信用代码\n（18位）", "企业名称", "注册日期", "企业状态"],
    [2, OTHER, "乙", 43164, "吊销，未注销"],
]


@pytest.mark.parametrize("cover", [False, True])
def test_a_table_with_titles_above_its_header_is_read(
    library: Library, write_file: Write, *, cover: bool
) -> None:
    report = load(library, write_file("r.xlsx", make_office_xlsx(OFFICE_ROWS, cover=cover)))
    assert (report.rows, report.rejected) == (2, ())
    found = Authority(library=library, at=NOW.date()).find("market_entities", OTHER)
    assert found.state is RegisterState.INACTIVE
    assert found.record is not None
    assert (found.record["established_on"], found.record["name"]) == ("2018-03-05", "乙")


@pytest.mark.parametrize(
    "printed", ["2018.3.5", "2018/3/5", "2018年3月5日", "20180305", "2018-03-05 00:00:00", "43164"]
)
def test_dates_are_read_as_offices_write_them(library: Library, write_file: Write, printed: str) -> None:
    load(library, write_file("r.csv", f"登记名单\nuscc,成立日期\n{GOOD},{printed}\n".encode("gb18030")))
    record = Authority(library=library, at=NOW.date()).find("market_entities", GOOD).record
    assert record is not None
    assert record["established_on"] == "2018-03-05"


def test_a_number_kept_as_text_is_the_same_key(library: Library, write_file: Write) -> None:
    report = load(library, write_file("r.csv", f'uscc,名称\n{GOOD},甲\n"=""{GOOD}""",乙\n'))
    assert (report.rows, report.repeated) == (1, 1)


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_lists_in_cells_do_not_decide_what_parts_the_columns(
    library: Library, write_file: Write, sign: str
) -> None:
    scope = ("|" if sign == ";" else ";").join(f"项目{number}" for number in range(20))
    lines = (("uscc", "名称", "经营范围"), (GOOD, "甲", scope))
    load(library, write_file("r.csv", "\n".join(sign.join(line) for line in lines)))
    record = Authority(library=library, at=NOW.date()).find("market_entities", GOOD).record
    assert record is not None
    assert record["name"] == "甲"
