"""The business licence (营业执照) of companies, sole proprietors and individual households, old forms too."""

from __future__ import annotations

import re
from dataclasses import replace

from ocr.cell import Cell
from ocr.dates import find_dates
from ocr.fuse import Candidate
from ocr.issue import read_authority, read_issue_date
from ocr.layout import Form
from ocr.readers import reader
from ocr.titles import Titles
from ocr.values import (
    find_reg_no,
    make_candidate,
    make_date,
    read_cell,
    read_date,
    read_person,
    read_text,
    read_uscc,
)

WORDS = {
    "uscc": ("统一社会信用代码", "社会信用代码"),
    "reg_no": ("注册号",),
    "name": ("名称", "企业名称", "字号名称", "单位名称"),
    "entity_type": ("类型", "公司类型", "企业类型", "主体类型", "经济性质"),
    "legal_representative": (
        "法定代表人姓名",
        "法定代表人",
        "执行事务合伙人",
        "负责人姓名",
        "负责人",
        "投资人姓名",
        "投资人",
        "经营者姓名",
        "经营者",
    ),
    "registered_capital": ("注册资本", "成员出资总额", "出资总额", "出资额", "注册资金", "资金数额"),
    "established_on": ("成立日期", "注册日期", "登记日期"),
    "term": ("营业期限", "经营期限", "合伙期限", "执照有效期"),
    "address": ("住所", "主要经营场所", "经营场所", "营业场所"),
    "scope": ("经营范围及方式", "经营范围", "业务范围"),
    "_authority": ("登记机关", "发照机关"),
    "_paid_in": ("实收资本",),
    "_form": ("组成形式",),
    "_serial": ("证照编号",),
}
FIELDS = (
    "uscc",
    "reg_no",
    "name",
    "entity_type",
    "legal_representative",
    "registered_capital",
    "established_on",
    "term_from",
    "term_to",
    "address",
    "scope",
    "issued_on",
    "issuing_authority",
)
_TYPE = re.compile(
    r"(一人)?有限责任公司|股份有限公司|个人独资|个体工商户"
    r"|(普通|有限)?合伙企业|农民专业合作社"
)
_ONE_PERSON = re.compile(r"人有限责任公司")
_ENDLESS = re.compile(r"长期|长久|永久|不约定期限|无固定期限")


@reader(
    kind="business_licence",
    titles=Titles(words=("营业执照",)),
    words=WORDS,
    fields=FIELDS,
    key_fields=(("uscc", "reg_no"), ("name",), ("legal_representative",), ("address",), ("established_on",)),
    rows={"name": 2, "entity_type": 2, "address": 4, "term": 2, "scope": 30},
    foot="_authority",
)
def read_business_licence(form: Form) -> dict[str, Candidate]:
    """What one pass read on a business licence."""
    readings = {
        "uscc": read_uscc(form, "uscc"),
        "reg_no": find_reg_no(form, "reg_no"),
        "name": read_cell(form, "name", _read_name),
        "entity_type": read_cell(form, "entity_type", _read_type) or read_cell(form, "_form", read_text),
        "legal_representative": read_cell(form, "legal_representative", read_person),
        "registered_capital": read_cell(form, "registered_capital", read_text),
        "established_on": read_cell(form, "established_on", read_date),
        "address": read_cell(form, "address", read_text),
        "scope": read_cell(form, "scope", read_text),
        "issued_on": read_issue_date(form, "_authority"),
        "issuing_authority": read_authority(form, "_authority"),
        **_read_term(form.cells.get("term")),
    }
    return {field: candidate for field, candidate in readings.items() if candidate is not None}


def _read_name(cell: Cell) -> Candidate | None:
    """The name; a second row that is a type of firm belongs to a label that was not seen."""
    if len(cell.rows) > 1 and _TYPE.match("".join(piece.text for piece in cell.rows[1])):
        cell = replace(cell, rows=cell.rows[:1])
    return read_text(cell)


def _read_type(cell: Cell) -> Candidate | None:
    """The type of firm; it goes on in a second row only inside brackets."""
    first = "".join(piece.text for piece in cell.rows[0])
    if first.count("(") <= first.count(")"):
        cell = replace(cell, rows=cell.rows[:1])
    found = read_text(cell)
    if found is not None and found.value is not None and _ONE_PERSON.match(found.value):
        # A lone stroke before the first sign is easily lost, and no other type of firm goes on so.
        return replace(found, value=f"一{found.value}")
    return found


def _read_term(cell: Cell | None) -> dict[str, Candidate]:
    """Both ends of the term: "2019年1月1日至长期", "长期", or only one end."""
    if cell is None:
        return {}
    before, until, after = cell.text.partition("至")
    if not until:
        before, after = cell.text, cell.text
    starts, ends = find_dates(before), find_dates(after)
    found: dict[str, Candidate] = {}
    if len(starts) >= 1:
        found["term_from"] = make_date(cell, starts[0])
    if _ENDLESS.search(after):
        found["term_to"] = make_candidate(cell, "long_term")
    elif ends and (until or len(ends) == 2):
        found["term_to"] = make_date(cell, ends[-1])
    return _doubt_backward(found)


def _doubt_backward(found: dict[str, Candidate]) -> dict[str, Candidate]:
    """A term that ends before it begins was misread or is impossible: neither end is believed."""
    start, end = found.get("term_from"), found.get("term_to")
    if start is None or end is None or start.value is None or end.value is None or start.value <= end.value:
        return found
    return {field: replace(candidate, checked=False) for field, candidate in found.items()}
