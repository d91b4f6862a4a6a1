"""What the permits of the food law have in common on paper."""

from __future__ import annotations

import re
from collections.abc import Callable

from config.numbers import is_format, make_mod11_10_digit
from ocr.cell import Cell
from ocr.fuse import Candidate
from ocr.values import make_candidate

LABELS = {
    "permit_no": ("许可证编号",),
    "uscc": ("统一社会信用代码", "社会信用代码"),
    "address": ("住所",),
    "valid_to": ("有效期至",),
    "issuing_authority": ("发证机关",),
    "_signer": ("签发人",),
    "_supervisor": ("日常监督管理机构",),
    "_supervising": ("日常监督管理人员",),
    "_hotline": ("投诉举报电话",),
    "_identity": ("(身份证号码)",),
}
PERSON = ("法定代表人(负责人)", "法定代表人", "负责人")


def make_number_reader(letters: str, form_id: str) -> Callable[[Cell], Candidate | None]:
    """Reads a permit's number: its letters and 14 digits of which the last is a check digit (GB/T 17710).

    Args:
        letters: JY or SC.
        form_id: the number's form in `config/catalogues/formats.yaml`.
    """
    pattern = re.compile(rf"{letters}[0-9]{{14}}")

    def read(cell: Cell) -> Candidate | None:
        match = pattern.search(cell.text.upper())
        if match is None:
            return make_candidate(cell, None)
        number = match[0]
        holds = is_format(form_id, number) and make_mod11_10_digit(number[2:-1]) == number[-1]
        return make_candidate(cell, number, checked=holds)

    return read
