"""The food operation permit (食品经营许可证, numbers JY...) of shops, canteens and restaurants."""

from __future__ import annotations

from ocr.fuse import Candidate
from ocr.issue import read_authority, read_issue_date
from ocr.layout import Form
from ocr.permit import LABELS, PERSON, make_number_reader
from ocr.readers import reader
from ocr.titles import Titles
from ocr.values import read_cell, read_date, read_person, read_text, read_uscc

WORDS = LABELS | {
    "name": ("经营者名称",),
    "legal_representative": PERSON,
    "premises": ("经营场所",),
    "business_type": ("主体业态",),
    "items": ("经营项目",),
}
FIELDS = (
    "permit_no",
    "name",
    "uscc",
    "legal_representative",
    "address",
    "premises",
    "business_type",
    "items",
    "issued_on",
    "valid_to",
    "issuing_authority",
)
_read_number = make_number_reader("JY", "food_operation_jy")


@reader(
    kind="food_permit",
    titles=Titles(words=("食品经营许可证",)),
    words=WORDS,
    fields=FIELDS,
    key_fields=(("permit_no",), ("name",), ("uscc",), ("valid_to",)),
    rows={"name": 2, "address": 4, "premises": 4, "business_type": 2, "items": 8, "issuing_authority": 2},
    foot="_signer",
)
def read_food_permit(form: Form) -> dict[str, Candidate]:
    """What one pass read on a food operation permit."""
    readings = {
        "permit_no": read_cell(form, "permit_no", _read_number),
        "name": read_cell(form, "name", read_text),
        "uscc": read_uscc(form, "uscc"),
        "legal_representative": read_cell(form, "legal_representative", read_person),
        "address": read_cell(form, "address", read_text),
        "premises": read_cell(form, "premises", read_text),
        "business_type": read_cell(form, "business_type", read_text),
        "items": read_cell(form, "items", read_text),
        "issued_on": read_issue_date(form, "_signer"),
        "valid_to": read_cell(form, "valid_to", read_date),
        "issuing_authority": read_cell(form, "issuing_authority", read_text)
        or read_authority(form, "issuing_authority"),
    }
    return {field: candidate for field, candidate in readings.items() if candidate is not None}
