"""The food production permit (食品生产许可证, numbers SC...) of makers of food and food additives."""

from __future__ import annotations

import re

from config.numbers import is_format, make_mod11_10_digit
from ocr.fuse import Candidate
from ocr.issue import read_authority, read_issue_date
from ocr.layout import Cell, Form
from ocr.readers import reader
from ocr.titles import Titles
from ocr.values import make_candidate, read_cell, read_date, read_text, read_uscc

WORDS = {
    "permit_no": ("许可证编号",),
    "name": ("生产者名称", "企业名称"),
    "uscc": ("统一社会信用代码", "社会信用代码"),
    "address": ("住所",),
    "categories": ("食品类别", "食品、食品添加剂类别", "食品添加剂类别"),
    "valid_to": ("有效期至",),
    "issuing_authority": ("发证机关",),
    "_person": ("法定代表人(负责人)", "法定代表人", "负责人"),
    "_premises": ("生产地址",),
    "_signer": ("签发人",),
    "_supervisor": ("日常监督管理机构",),
    "_supervising": ("日常监督管理人员",),
    "_hotline": ("投诉举报电话",),
    "_identity": ("(身份证号码)",),
}
_NUMBER = re.compile(r"SC[0-9]{14}")


@reader(
    kind="production_permit",
    titles=Titles(words=("食品生产许可证",), without=("编号",), mark=r"SC[12]\d{13}"),
    words=WORDS,
    fields=(
        *("permit_no", "name", "uscc", "address", "categories", "issued_on", "valid_to"),
        "issuing_authority",
    ),
    key_fields=(("permit_no",), ("name",), ("uscc",), ("valid_to",)),
    rows={"name": 2, "address": 3, "categories": 4},
    foot="_signer",
)
def read_production_permit(form: Form) -> dict[str, Candidate]:
    """What one pass read on a food production permit."""
    readings = {
        "permit_no": read_cell(form, "permit_no", _read_number),
        "name": read_cell(form, "name", read_text),
        "uscc": read_uscc(form, "uscc"),
        "address": read_cell(form, "address", read_text),
        "categories": read_cell(form, "categories", read_text),
        "issued_on": read_issue_date(form, "_signer"),
        "valid_to": read_cell(form, "valid_to", read_date),
        "issuing_authority": read_cell(form, "issuing_authority", read_text)
        or read_authority(form, "issuing_authority"),
    }
    return {field: candidate for field, candidate in readings.items() if candidate is not None}


def _read_number(cell: Cell) -> Candidate | None:
    """SC and 14 digits of which the last is a check digit (GB/T 17710)."""
    match = _NUMBER.search(cell.text.upper())
    if match is None:
        return make_candidate(cell, None)
    number = match[0]
    holds = is_format("food_production_sc", number) and make_mod11_10_digit(number[2:-1]) == number[-1]
    return make_candidate(cell, number, checked=holds)
