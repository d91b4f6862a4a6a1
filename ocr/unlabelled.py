"""What certificates print in large type without labels: the firm, its address below it, the standard."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocr.cell import make_loose_cell
from ocr.certificate import is_body
from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.lists import find_standards, find_weakest_figure, fold_standards, make_listed
from ocr.parties import AT_PLACE, STREET
from ocr.pieces import Piece
from ocr.values import make_candidate, read_cell, read_text

_FIRM = re.compile(
    r"[\u4e00-\u9fff()]{2,36}(?:公司|集团|厂|合作社|研究院|研究所|经营部|商行)(?:[\u4e00-\u9fff]{2,10}分公司)?"
    r"|[A-Za-z0-9&.,()'-]{4,70}(?:Co\.?,?Ltd|Limited|Inc|Corp|GmbH)\.?",
    re.IGNORECASE,
)
# What begins the sentence below a firm and its address.
_ENDS = re.compile(
    r"符合|管理体系|经审核|经评[审定]|认可|兹|证明|覆盖|范围|标准(?!化)|准则|依据|代码|编号|日期|证书|[:：]"
)
_NAMING = re.compile(r"[^\u4e00-\u9fff]+(?:标准|要求)?|.*符合.*?(?:标准|要求)?")
_NOTE = re.compile(r"\([^()]*\)")
_CODE = re.compile(r"[,，]?(?<!\d)\d{6}$")
_NEXT_ROW = 2.4  # heights
_FAR = 8.0  # the same: an address stands no farther below the firm
_MOST_ROWS = 3
_DOUBT = 0.5


def find_party(form: Form, field: str, address_field: str) -> dict[str, Candidate]:
    """The only firm in the upper half that has no label and is no certifier, with its address."""
    if field in form.cells:
        return {}
    free = list_free(form)
    lowest = max((piece.middle for piece in form.pieces), default=0.0)
    firms = [p for p in free if p.middle < 0.6 * lowest and _FIRM.fullmatch(p.text) and not is_body(p.text)]
    native = [piece for piece in firms if not piece.text.isascii()] or firms
    if len(native) != 1:
        return {}
    name = read_text(make_loose_cell(native[0]))
    address = read_cell(form, address_field, read_text) or find_address_below(free, native[0])
    found = {field: name, address_field: address}
    return {key: candidate for key, candidate in found.items() if candidate is not None}


def find_address_below(free: Sequence[Piece], firm: Piece) -> Candidate | None:
    """The rows below a firm that are its address; doubted where what ends them was not seen."""
    near = [
        p
        for p in free
        if 0 < p.middle - firm.middle < _FAR * firm.height and p.x0 < firm.x1 and p.x1 > firm.x0
    ]
    rows: list[Piece] = []
    is_ended = False
    for piece in near:
        if rows and piece.middle - rows[-1].middle > _NEXT_ROW * rows[-1].height:
            is_ended = True
            break
        if rows and _ENDS.search(piece.text):
            is_ended = True
            break
        if rows or (AT_PLACE.match(piece.text) and not _ENDS.search(piece.text)):
            rows.append(piece)
    text = _CODE.sub("", "".join(piece.text for piece in rows))
    if not rows or len(rows) > _MOST_ROWS or STREET.search(text) is None:
        return None
    cell = make_loose_cell(*rows)
    return make_candidate(
        cell, text, confidence=cell.confidence if is_ended else min(cell.confidence, _DOUBT)
    )


def is_note(text: str) -> bool:
    """Whether a row is all in brackets, such as (法人:...) below the name of a laboratory."""
    return _NOTE.fullmatch(text) is not None


def find_standards_beside(form: Form) -> dict[str, Candidate]:
    """The standards in a row of nothing else, or of the sentence that names them, without a label."""
    rows = [piece for piece in form.pieces if find_standards(piece.text) and _NAMING.fullmatch(piece.text)]
    lists = {tuple(find_standards(piece.text)) for piece in rows}
    if "standards" in form.cells or len(lists) != 1:
        return {}
    cell = make_loose_cell(rows[0])
    rest = fold_standards(rows[0].text)
    for number in lists.copy().pop():
        rest = rest.replace(number, "")
    found = make_listed(cell, lists.pop())
    if found is None:
        return {}
    # What is left of a number that was misread: the list is not whole.
    least = _DOUBT if re.search(r"\d", rest) else find_weakest_figure(cell)
    return {"standards": make_candidate(cell, found.value, confidence=least, listed=found.listed)}


def list_free(form: Form) -> list[Piece]:
    """The print that belongs to no label and no value."""
    cells = (*form.cells.values(), *form.others)
    taken = {id(piece) for cell in cells for piece in (*cell.pieces, *cell.label.pieces)}
    taken |= {id(piece) for label in form.labels.values() for piece in label.pieces}
    return [piece for piece in form.pieces if id(piece) not in taken]
