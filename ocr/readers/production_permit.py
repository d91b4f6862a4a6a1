"""The food production permit (食品生产许可证, numbers SC...) of makers of food and food additives."""

from __future__ import annotations

from ocr.fuse import Candidate
from ocr.issue import read_authority, read_issue_date
from ocr.layout import Form
from ocr.permit import LABELS, PERSON, make_number_reader
from ocr.readers import reader
from ocr.titles import Titles
from ocr.values import read_cell, read_date, read_text, read_uscc

WORDS = LABELS | {
    "name": ("生产者名称", "企业名称"),
    "categories": ("食品类别", "食品、食品添加剂类别", "食品添加剂类别"),
    "_person": PERSON,
    "_premises": ("生产地址",),
}
_read_number = make_number_reader("SC", "food_production_sc")


@reader(
    kind="production_permit",
    titles=Titles(words=("食品生产许可证",), without=("编号",), mark=r"SC[12]\d{13}"),
    words=WORDS,
    fields=(
        *("permit_no", "name", "uscc", "address", "categories", "issued_on", "valid_to"),
        "issuing_authority",
    ),
    key_fields=(("permit_no",), ("name",), ("uscc",), ("valid_to",)),
    rows={"name": 2, "address": 4, "categories": 4, "issuing_authority": 2},
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
