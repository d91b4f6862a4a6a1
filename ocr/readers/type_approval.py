"""The type approval of a measuring instrument (计量器具型式批准证书)."""

from __future__ import annotations

import re
from dataclasses import replace

from config.numbers import is_format
from ocr.cell import Cell, make_loose_cell
from ocr.certificate import HOLDERS, NAMED, make_labels
from ocr.fuse import Candidate
from ocr.issue import read_authority
from ocr.layout import Form
from ocr.lists import fold_dashes, read_models
from ocr.readers import reader
from ocr.titles import Titles
from ocr.values import make_candidate, read_cell, read_date, read_text

WORDS = {
    "approval_no": (
        *("型式批准证书编号", "型式批准编号", "型式批准号", "批准证书编号", "批准编号", "证书编号", "证书号"),
        "编号",
    ),
    "holder": (
        *make_labels((*HOLDERS, "生产单位", "制造单位", "生产企业", "制造企业", "制造商", "生产者"), NAMED),
    ),
    "product_name": ("计量器具名称", "产品名称", "器具名称", "仪器名称", "名称"),
    "models": ("型号规格", "规格型号", "型号、规格", "型号/规格", "产品型号", "型号"),
    "accuracy_class": ("准确度等级", "准确度级别", "精度等级", "准确度", "技术指标"),
    "issued_on": ("批准日期", "发证日期", "签发日期", "颁发日期"),
    "issuing_authority": ("批准部门", "批准机关", "发证机关", "发证部门", "批准单位"),
    "_address": ("生产地址", "单位地址", "企业地址", "地址", "住所"),
    "_range": ("测量范围", "称量范围", "最大秤量", "分度值"),
    "_valid": ("有效期至", "有效期"),
}
_NUMBER = re.compile(r"(?:CPA)?\d{4}[A-Z]\d{3,4}-\d{2}|(?:CPA)?\d{2}-[A-Z]\d{3}")


@reader(
    kind="type_approval",
    titles=Titles(
        words=("计量器具型式批准证书", "型式批准证书", "PATTERNAPPROVAL", "TYPEAPPROVALCERTIFICATE"),
        without=("编号", "查询", "标志"),
        mark=r"(?:19|20)\d{2}[A-Z]\d{3,4}-\d{2}",
    ),
    words=WORDS,
    fields=(
        *("approval_no", "holder", "product_name", "models", "accuracy_class", "issued_on"),
        "issuing_authority",
    ),
    key_fields=(("approval_no",), ("holder",), ("models",)),
    rows={"holder": 2, "models": 4, "product_name": 2, "issuing_authority": 2},
)
def read_type_approval(form: Form) -> dict[str, Candidate]:
    """What one pass read on a type approval."""
    readings = {
        "approval_no": _read_number(form),
        "holder": read_cell(form, "holder", read_text),
        "product_name": read_cell(form, "product_name", read_text),
        "models": read_cell(form, "models", read_models),
        "accuracy_class": read_cell(form, "accuracy_class", _read_class),
        "issued_on": read_cell(form, "issued_on", read_date),
        "issuing_authority": read_cell(form, "issuing_authority", read_text)
        or read_authority(form, "issuing_authority"),
    }
    return {field: candidate for field, candidate in readings.items() if candidate is not None}


def _read_class(cell: Cell) -> Candidate | None:
    """The class of accuracy; how many strokes III and IIII have, the recogniser does not count reliably."""
    candidate = read_text(cell)
    is_counted = candidate is None or "III" not in (candidate.value or "")
    return candidate if candidate is None or is_counted else replace(candidate, confidence=0.5)


def _read_number(form: Form) -> Candidate | None:
    """The number beside its label, else the only one of its form on the page."""
    cell = form.cells.get("approval_no")
    spots = [piece for piece in form.pieces if _find_numbers(piece.text)]
    if cell is None and len({number for piece in spots for number in _find_numbers(piece.text)}) == 1:
        cell = make_loose_cell(spots[0])
    if cell is None:
        return None
    numbers = _find_numbers(cell.text)
    if not numbers:
        return make_candidate(cell, None)
    number = numbers[0].removeprefix("CPA")
    forms = ("cpa_type_approval", "cpa_type_approval_legacy")
    return make_candidate(cell, number, checked=any(is_format(form_id, number) for form_id in forms))


def _find_numbers(text: str) -> list[str]:
    return _NUMBER.findall(fold_dashes(text).upper().replace(" ", ""))
