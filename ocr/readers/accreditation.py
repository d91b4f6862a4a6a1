"""The qualification of a laboratory: CMA (资质认定证书) and CNAS (认可证书)."""

from __future__ import annotations

import re
from dataclasses import replace

from config.numbers import is_format
from ocr.cell import Cell, make_loose_cell
from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.readers import reader
from ocr.titles import Titles
from ocr.unlabelled import find_address_below, is_note, list_free
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
        "number": read_cell(form, "number", _read_number) or _find_number(form),
        "name": read_cell(form, "name", _read_name),
        "address": read_cell(form, "address", read_text) or _find_address(form),
        "issued_on": read_cell(form, "issued_on", read_date),
        "valid_to": read_cell(form, "valid_to", read_date),
        "issuing_authority": read_cell(form, "issuing_authority", read_text),
    }
    return {field: candidate for field, candidate in readings.items() if candidate is not None}


def _read_name(cell: Cell) -> Candidate | None:
    """The name without a row in brackets below it, which says whose laboratory it is."""
    rows = tuple(row for row in cell.rows if not is_note("".join(piece.text for piece in row)))
    return read_text(replace(cell, rows=rows or cell.rows))


def _find_address(form: Form) -> Candidate | None:
    """The address right below the name, where it has no label."""
    name = form.cells.get("name")
    return None if name is None else find_address_below(list_free(form), name.pieces[-1])


def _find_number(form: Form) -> Candidate | None:
    """The only number of the page, where its label stands in brackets with it or was not seen."""
    found = {
        candidate.value: candidate
        for piece in form.pieces
        if (candidate := _read_number(make_loose_cell(piece))) is not None and candidate.checked
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _read_number(cell: Cell) -> Candidate | None:
    found = _NUMBER.search("".join(cell.text.upper().split()))
    if found is None:
        return make_candidate(cell, None)
    form = "cnas_number" if found[0].startswith("CNAS") else "cma_certificate"
    return make_candidate(cell, found[0], checked=is_format(form, found[0]))
