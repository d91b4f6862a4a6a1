"""What a test report prints outside its table: numbers of report and lab, date, laboratory, statements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from config.numbers import is_format
from ocr.cell import Cell, make_loose_cell
from ocr.dates import find_dates
from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.lists import fold_dashes, make_listed
from ocr.pieces import Piece
from ocr.values import make_candidate, make_date, read_cell, read_date, read_text

_ENGLISH_LABEL = re.compile(r"^[/(]?(?:TEST)?REPORTN(?:O|UMBER)[.:/)]*")
_REPORT_NO = re.compile(
    r"(?=[^\u4e00-\u9fff]*\d{3})(?:[(\[]\d{4}[)\]][\u4e00-\u9fff]{0,4}字?第?[0-9A-Z]|[0-9A-Z](?=[0-9A-Z/().-]{4}))"
    r"[0-9A-Z/().-]{0,40}号?"
)
_OFFICE_NO = re.compile(r"[(\[]\d{4}[)\]][\u4e00-\u9fff]{1,12}[A-Z]{0,4}\d[0-9A-Z-]{0,11}号")
"""A number as offices give it to a paper, of year, office and serial number: (2024)委检字机械类1849号."""
_PREFIX = re.compile(r"(?!.*(?:编号|号码|报告|第))[\u4e00-\u9fff]{1,4}")
"""Signs before the figures of a number: its own (地2017-745), or of other print (页次WT2024-00123)."""
_POINTER = re.compile(
    r"[(【]?(?:请?(?:参见|详见|参看|见)|(?:please)?see)(?:the)?(?:本报告|检[验测](?:检测)?报告)?"
    r"(?:第?\d*[下附续后次]?页|附[件表录]|[上下]表|following|next|attached|page)[^,。;]{0,12}[)】]?[.。]*",
    re.IGNORECASE,
)
"""What sends the reader to another page instead of a conclusion."""
_EARLIER_CMA = re.compile(r"(?<![0-9A-Za-z])(?:199\d|200\d|201[0-6])\d{6}[A-Z](?![0-9A-Za-z])")
"""A number of the qualification as issued until 2015: year, figures, a letter."""
_TWELVE = re.compile(r"(?:(?<![0-9A-Za-z])|(?<=MA))\d{12}(?![0-9A-Za-z])")
_DOUBT = 0.5
_WIDE = 2.0  # heights of a gap that parts what stands beside a number
_CNAS = re.compile(r"(?:CNAS)?(?:L|IB)\d{4,5}(?!\d)")
_LAB = re.compile(
    r"[\u4e00-\u9fff()]{2,30}(?:检测|检验|监测|质检|计量|测试|质量|认证|标准|技术)[\u4e00-\u9fff()]{0,16}(?:中心|公司|院|所|站|实验室)"
)
_TITLE = re.compile(r"(?:检验检测|检验|检测|测试|试验)报告(?:书)?$")
_STATEMENT = re.compile(
    r"(?:本(?:检验|检测|检验检测)?报告)?(?:检[验测](?:检测)?)?(?:结果|数据|结论)?(?:、结果)?仅[对与](?:来样|样品|送检样品|受检样品|所检样品|委托样品|被检样品|本次[^,。;]{0,8}样品"
    r"|所测样品|送样|所?收到的样品|该样品|此样品)(?:负责|有效|有关)?"
    r"|委托(?:检验|检测)?(?:结果)?(?:仅|只)对来样负责|对来样负责|复[制印](?:本报告|报告)?[^,。;]{0,24}无效|涂改[^,。;]{0,8}无效"
    r"|未?[^,。;]{0,12}不得(?:部分|全部)?(?:复制|复印|用于[^,。;]{0,14}宣传|作为?[^,。;]{0,14}(?:广告|宣传))[^,。;]{0,12}"
    r"|仅供(?:科研|内部|参考|委托方|教学)[^,。;]{0,16}|不具有(?:对社会的)?证明作用"
)


def read_report_no(form: Form) -> Candidate | None:
    """The number of the report beside its label; printed on every page, so that all prints must agree.

    Chinese signs before its figures are kept and doubted: nothing tells whether they belong to it. Those
    between the year and the serial number of an office (字号) do.
    """
    cell = form.cells.get("report_no")
    if cell is None:
        return None
    cell = _lead(cell)
    text = fold_dashes(cell.text).upper()
    if _OFFICE_NO.fullmatch(text):
        return make_candidate(cell, text)
    label = _ENGLISH_LABEL.match(text)
    found = _REPORT_NO.search(text, label.end() if label else 0)
    if found is None:
        return make_candidate(cell, None)
    start, end = found.start(), found.start() + len(found[0].rstrip(".-/("))
    if _PREFIX.fullmatch(text[:start]):
        whole = cell.select(0, end)
        return make_candidate(whole, text[:end], confidence=min(whole.confidence, _DOUBT))
    return make_candidate(cell.select(start, end), text[start:end])


def _lead(cell: Cell) -> Cell:
    """The first row of a value up to its first wide gap, where figures stand in it: a number has none."""
    row = cell.rows[0]
    ends = [place for place, (a, b) in enumerate(pairwise(row), 1) if b.x0 - a.x1 > _WIDE * a.height]
    led = row[: ends[0]] if ends else row
    return replace(cell, rows=(led,)) if any(sign.isdigit() for piece in led for sign in piece.text) else cell


def read_cma_no(form: Form) -> Candidate | None:
    """The number of the qualification (资质认定) of twelve figures, below the mark CMA or behind a label."""
    cell = form.cells.get("_cma")
    if cell is not None:
        return _judge_cma(cell)
    top = _find_label_top(form)
    heads = [piece for piece in form.pieces if piece.middle < top and len(piece.text) <= 20]
    spots = [piece for piece in heads if _find_cma(piece.text)]
    if len({_find_cma(piece.text) for piece in spots}) != 1:
        return None
    return _judge_cma(make_loose_cell(spots[0]))


def _judge_cma(cell: Cell) -> Candidate | None:
    found = _find_cma(cell.text)
    if found is None:
        return make_candidate(cell, None)
    start = cell.text.index(found)
    number = cell.select(start, start + len(found))
    # An earlier number has no form that could be checked.
    return make_candidate(
        number, found, checked=is_format("cma_certificate", found) if found.isdigit() else None
    )


def _find_cma(text: str) -> str | None:
    """The number of a qualification in a text, of today or as issued until 2015."""
    found = _TWELVE.search(text) or _EARLIER_CMA.search(text)
    return found[0] if found else None


def _find_label_top(form: Form) -> float:
    """The row of the first label of the table; the marks stand above it."""
    fields = ("product_name", "client", "manufacturer", "model")
    return min((form.labels[field].middle for field in fields if field in form.labels), default=float("inf"))


def read_cnas_no(form: Form) -> Candidate | None:
    """The number of the accreditation, "CNAS L1234".

    Its letters are given by its format; the space before L, which some prints have, makes the recogniser
    doubt that letter, so only the figures speak for how certain the number is.
    """
    for piece in form.pieces:
        text = piece.text.upper()
        found = _CNAS.search(text) if "CNAS" in text or _CNAS.fullmatch(text) else None
        if found is not None:
            number = f"CNAS{found[0].removeprefix('CNAS')}"
            return make_candidate(
                make_loose_cell(piece),
                number,
                checked=is_format("cnas_number", number),
                confidence=_find_weakest_figure(piece),
            )
    return None


def _find_weakest_figure(piece: Piece) -> float:
    figures = [score for sign, score in zip(piece.text, piece.scores, strict=False) if sign.isdigit()]
    return min(figures, default=piece.confidence)


def read_model(form: Form) -> Candidate | None:
    """The model; in a cell of its own, else with the label "型号" inside that of the product."""
    candidate = read_cell(form, "model", read_text)
    return (
        replace(candidate, value=fold_dashes(candidate.value)) if candidate and candidate.value else candidate
    )


def read_conclusion(form: Form) -> Candidate | None:
    """The conclusion without the seal's date and its label; none where it is said to stand elsewhere."""
    cell = form.cells.get("conclusion")
    if cell is None:
        return None
    rows = tuple(
        row for row in cell.rows if not re.match(r"签发日期|\(?盖?章|检验检测专用章|\d{4}年", row[0].text)
    )
    if not rows or _POINTER.fullmatch("".join(piece.text for row in rows for piece in row)):
        return None
    return read_text(replace(cell, rows=rows))


def read_report_date(form: Form) -> Candidate | None:
    """The date of issue beside its label, else the only date without one in the lower half."""
    labelled = read_cell(form, "issued_on", read_date)
    if labelled is not None:
        return labelled
    in_cells = {
        id(piece)
        for field, cell in form.cells.items()
        if field != "conclusion"
        for piece in cell.pieces
        if not piece.text.startswith("日期")
    }
    lowest = max((piece.middle for piece in form.pieces), default=0.0)
    spots = [
        (piece, dates[0])
        for piece in form.pieces
        if id(piece) not in in_cells
        and piece.middle > lowest / 2
        and len(dates := find_dates(piece.text)) == 1
        and len(piece.text) <= len(dates[0].raw) + 6
    ]
    if len({printed.iso for _, printed in spots}) != 1:
        return None
    return make_date(make_loose_cell(spots[0][0]), spots[0][1])


def doubt_disorder(found: Mapping[str, Candidate], tested: Cell | None) -> dict[str, Candidate]:
    """The candidates, the date of issue in doubt where it is before the sample came or the tests ended."""
    issued, received = found.get("issued_on"), found.get("received_on")
    if issued is None or issued.value is None:
        return dict(found)
    earlier = [printed.iso for printed in find_dates(tested.text)] if tested is not None else []
    earlier.append(received.value if received is not None else None)
    if all(day is None or day <= issued.value for day in earlier):
        return dict(found)
    return {**found, "issued_on": replace(issued, confidence=min(issued.confidence, _DOUBT))}


def find_lab(form: Form) -> Candidate | None:
    """The laboratory that signs or heads the title, where it has no label; None where it may be several."""
    in_cells = {id(piece) for cell in form.cells.values() for piece in cell.pieces}
    free = [_drop_title(piece) for piece in form.pieces if id(piece) not in in_cells]
    spots = [piece for piece in free if _LAB.fullmatch(piece.text)]
    if len({piece.text for piece in spots}) != 1:
        return None
    return read_text(make_loose_cell(max(spots, key=lambda piece: piece.confidence)))


def _drop_title(piece: Piece) -> Piece:
    """The piece without the title of the report behind the name of the laboratory."""
    title = _TITLE.search(piece.text)
    return piece.split(title.start())[0] if title is not None and title.start() else piece


def find_statements(form: Form) -> Candidate | None:
    """What the lab says of the reach of its report, such as 仅对来样负责."""
    found = [(piece, text) for piece in form.pieces for text in _iter_statements(piece)]
    if not found:
        return None
    return make_listed(make_loose_cell(*(piece for piece, _ in found)), (text for _, text in found))


def _iter_statements(piece: Piece) -> Iterator[str]:
    for found in _STATEMENT.finditer(piece.text):
        yield found[0]
