"""Parties of a document, such as applicant and factory: name and address, in one cell or apart."""

from __future__ import annotations

import re
from dataclasses import replace

from ocr.cell import Cell
from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.pieces import Piece
from ocr.values import read_cell, read_text

_FIRM = (
    r"(?:公司|集团|厂|商行|经营部|合作社|研究院|研究所|中心|商店|工作室|Ltd\.?|LTD\.?|Inc\.?|Corp\.?|GmbH)"
)
_BRANCH = r"(?:[\u4e00-\u9fff]{1,12}(?:分公司|分厂|工厂|事业部))?(?:\([^)]*\))?"
_ENDS = re.compile(rf"{_FIRM}{_BRANCH}$")
_PLACE = r"[\u4e00-\u9fff]{2,12}?(?:省|自治区|市|区|县|州|镇|路)"
_THEN_PLACE = re.compile(rf"^.{{2,40}}?{_FIRM}(?:[\u4e00-\u9fff]{{2,8}}分公司)?(?=(?:地址[::]?|{_PLACE}))")
_ADDRESS = re.compile(r"(?:注册|联系|通讯)?(?:地址|住所)[::]?|address[::.]?", re.IGNORECASE)
_ADDRESS_BEHIND = re.compile(r"[:;,。](?:注册|联系|通讯|单位)?地址[::]")
AT_PLACE = re.compile(_PLACE)
STREET = re.compile(r"[路街道巷村].*\d|\d+(?:号|楼|栋|室)")
_LIKE_ADDRESS = re.compile(r"省|市|区|县|镇|路|街|号|楼|栋|村")


def read_party(form: Form, field: str, address_field: str) -> dict[str, Candidate]:
    """Name and address of the party whose label is `field`; keys are the two field names."""
    cell = form.cells.get(field)
    if cell is None:
        return {}
    cell = drop_english_rows(cell)
    length = len(cell.text) if _holds_name_only(form, cell, address_field) else _measure_name(cell)
    name_cell, rest = cell.cut(length)
    if name_cell is not None and rest is not None and not _is_parted(name_cell, rest):
        name_cell, rest = replace(name_cell, is_doubtful=True), replace(rest, is_doubtful=True)
    name = read_text(name_cell) if name_cell else None
    address = read_cell(form, address_field, read_text) or _read_rest(rest) or _read_below(form, cell)
    found = {field: name, address_field: address}
    return {key: candidate for key, candidate in found.items() if candidate is not None}


def _holds_name_only(form: Form, cell: Cell, address_field: str) -> bool:
    """Whether the address has a label of its own and nothing in the cell of the name tells of one."""
    has_own = address_field in form.cells
    return has_own and _ADDRESS.search(cell.text) is None and _THEN_PLACE.match(cell.text) is None


def _is_parted(name: Cell, rest: Cell) -> bool:
    """Whether what parts a name from what stands behind it is more than the end of a row."""
    is_told = _ENDS.search(name.text) is not None or _ADDRESS.match(rest.text) is not None
    return is_told or (AT_PLACE.match(rest.text) is not None and STREET.search(rest.text) is not None)


def drop_english_rows(cell: Cell) -> Cell:
    """Without the rows that say a Chinese name again in English."""
    if cell.rows[0][0].text.isascii():
        return cell
    rows = tuple(row for row in cell.rows if not "".join(piece.text for piece in row).isascii())
    return replace(cell, rows=rows or cell.rows[:1])


def read_firm(cell: Cell) -> Candidate | None:
    """A firm's name, without an address behind it in the same cell and without its rows in English."""
    own = drop_english_rows(cell)
    place = _ADDRESS_BEHIND.search(own.text)
    return read_text(own.select(0, place.start()) if place else own)


def _measure_name(cell: Cell) -> int:
    """How many signs of the cell are the name."""
    rows = ["".join(piece.text for piece in row) for row in cell.rows]
    inside = _THEN_PLACE.match(cell.text)
    length = 0
    for place, row in enumerate(rows):
        length += len(row)
        if inside is not None and inside.end() < length:
            return inside.end()
        behind = rows[place + 1] if place + 1 < len(rows) else ""
        if _ENDS.search(cell.text[:length]) and not _is_branch(behind):
            return length
        if _ADDRESS.match(behind):
            return length
    return len(rows[0]) if len(rows) > 1 and _LIKE_ADDRESS.search(rows[1]) else len(cell.text)


def _is_branch(row: str) -> bool:
    return len(row) <= 14 and row.endswith(("分公司", "分厂"))


def _read_rest(rest: Cell | None) -> Candidate | None:
    """The address behind or below a name in the same cell."""
    if rest is None:
        return None
    label = _ADDRESS.match(rest.text)
    value = rest.cut(label.end())[1] if label else rest
    return read_text(value) if value else None


def _read_below(form: Form, cell: Cell) -> Candidate | None:
    """The address behind a label "地址" of its own between this party and the next."""
    top = max(piece.middle for piece in cell.pieces)
    left, height = cell.label.x0 - 2 * cell.label.height, cell.label.height
    for piece in form.pieces:
        label = _ADDRESS.match(piece.text)
        if (
            label is None
            or not 0 < piece.middle - top < 2.5 * height
            or not left < piece.x0 < cell.pieces[-1].x1
        ):
            continue
        value = piece.cut(label.end()) or _find_right(form, piece)
        return read_text(replace(cell, rows=((value,),))) if value else None
    return None


def _find_right(form: Form, label: Piece) -> Piece | None:
    beside = [p for p in form.pieces if p.x0 > label.x1 and abs(p.middle - label.middle) < 0.6 * label.height]
    return min(beside, key=lambda piece: piece.x0, default=None)
