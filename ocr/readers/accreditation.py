"""The qualification of a laboratory: CMA (资质认定证书) and CNAS (认可证书)."""

from __future__ import annotations

import re

from config.numbers import is_format
from ocr.cell import Cell
from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.readers import reader
from ocr.titles import Titles
from ocr.values import make_candidate, read_cell, read_date, read_text

WORDS = {
    "number": ("证书编号", "注册号", "认可编号", "编号", "RegistrationNo"),
    "name": ("机构名称", "实验室名称", "检验检测机构名称", "兹证明", "名称"),
    "address": ("地址", "注册地址", "检测地址", "住所"),
    "issued_on": ("发证日期", "颁发日期", "生效日期", "签发日期"),
    "valid_to": ("有效期至", "截止日期", "有效期", "有效期限"),
    "issuing_authority": ("发证机关", "发证机构", "签发机构"),
    "_scope": ("许可使用标志", "能力范围", "认可范围"),
    "_en_issued_on": ("DateofIssue", "EffectiveDate"),
    "_en_valid_to": ("DateofExpiry", "ExpiryDate", "ValidUntil"),
}
_NUMBER = re.compile(r"CNAS(?:L|IB|C)\d{4,5}|(?<!\d)\d{12}(?!\d)")


@reader(
    kind="accreditation",
    titles=Titles(
        words=(
            *("检验检测机构资质认定证书", "资质认定证书", "计量认证证书", "实验室认可证书", "认可证书"),
            *("LABORATORYACCREDITATIONCERTIFICATE", "ACCREDITATIONCERTIFICATE"),
        ),
        without=("编号", "查询"),
        mark=None,
    ),
    words=WORDS,
    fields=("number", "name", "address", "issued_on", "valid_to", "issuing_authority"),
    key_fields=(("number",), ("name",), ("valid_to",)),
    rows={"name": 2, "address": 4, "issuing_authority": 2},
)
def read_accreditation(form: Form) -> dict[str, Candidate]:
    """What one pass read on a laboratory's qualification."""
    readings = {
        "number": read_cell(form, "number", _read_number),
        "name": read_cell(form, "name", read_text),
        "address": read_cell(form, "address", read_text),
        "issued_on": read_cell(form, "issued_on", read_date),
        "valid_to": read_cell(form, "valid_to", read_date),
        "issuing_authority": read_cell(form, "issuing_authority", read_text),
    }
    return {field: candidate for field, candidate in readings.items() if candidate is not None}


def _read_number(cell: Cell) -> Candidate | None:
    found = _NUMBER.search("".join(cell.text.upper().split()))
    if found is None:
        return make_candidate(cell, None)
    form = "cnas_number" if found[0].startswith("CNAS") else "cma_certificate"
    return make_candidate(cell, found[0], checked=is_format(form, found[0]))
