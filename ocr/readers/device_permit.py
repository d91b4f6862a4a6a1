"""The permit and the filing of dealers in, and makers of, medical devices (医疗器械经营许可证)."""

from __future__ import annotations

import re

from ocr.cell import Cell
from ocr.fuse import Candidate
from ocr.issue import read_authority, read_issue_date
from ocr.layout import Form
from ocr.readers import reader
from ocr.titles import Titles
from ocr.values import make_candidate, read_cell, read_date, read_text, read_uscc

WORDS = {
    "permit_no": ("许可证编号", "许可证号", "备案编号", "备案号", "登记号", "编号"),
    "name": ("企业名称", "经营企业名称", "备案人名称", "单位名称", "名称"),
    "uscc": ("统一社会信用代码", "社会信用代码"),
    "address": ("住所", "注册地址", "企业住所"),
    "items": ("经营范围", "生产范围"),
    "valid_to": ("有效期限至", "有效期至", "有效期限", "有效期"),
    "issued_on": ("发证日期", "备案日期", "批准日期"),
    "issuing_authority": ("发证部门", "发证机关", "备案部门", "备案机关", "批准部门"),
    "_person": ("法定代表人", "法人代表"),
    "_charge": ("企业负责人", "负责人"),
    "_mode": ("经营方式",),
    "_premises": ("经营场所", "生产地址"),
    "_store": ("库房地址", "仓库地址"),
}
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,4}(?:食药监|药监)械(?:经营|生产)(?:许|备)(?:字)?(?:第)?\d{8}(?:号)?")


@reader(
    kind="device_permit",
    titles=Titles(
        words=(
            *("医疗器械经营许可证", "医疗器械生产许可证", "医疗器械经营备案凭证", "医疗器械生产备案凭证"),
            "医疗器械网络销售备案",
        ),
        without=("编号", "查询"),
        mark=r"(?:食药监|药监)械(?:经营|生产)",
    ),
    words=WORDS,
    fields=("permit_no", "name", "uscc", "address", "items", "issued_on", "valid_to", "issuing_authority"),
    key_fields=(("permit_no",), ("name",), ("valid_to",)),
    rows={"permit_no": 2, "name": 2, "address": 4, "items": 12, "issuing_authority": 2},
    foot="issuing_authority",
)
def read_device_permit(form: Form) -> dict[str, Candidate]:
    """What one pass read on a permit for medical devices."""
    readings = {
        "permit_no": read_cell(form, "permit_no", _read_number),
        "name": read_cell(form, "name", read_text),
        "uscc": read_uscc(form, "uscc"),
        "address": read_cell(form, "address", read_text),
        "items": read_cell(form, "items", read_text),
        "issued_on": read_cell(form, "issued_on", read_date) or read_issue_date(form, "issuing_authority"),
        "valid_to": read_cell(form, "valid_to", read_date),
        "issuing_authority": read_cell(form, "issuing_authority", read_text)
        or read_authority(form, "issuing_authority"),
    }
    return {field: candidate for field, candidate in readings.items() if candidate is not None}


def _read_number(cell: Cell) -> Candidate | None:
    found = _NUMBER.search(cell.text)
    if found is None:
        return make_candidate(cell, None)
    is_whole = found.end() == len(cell.text) or found[0].endswith("号")
    part = cell.select(found.start(), found.end())
    return make_candidate(
        part, found[0], checked=True, confidence=part.confidence if is_whole else min(part.confidence, 0.5)
    )
