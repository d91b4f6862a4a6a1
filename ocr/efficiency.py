"""What the efficiency labels (能效标识, 水效标识) have in common: the grade, the metrics, the standard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from config.numbers import is_format
from ocr.cell import make_loose_cell
from ocr.certificate import list_runs
from ocr.fuse import SURE, Candidate
from ocr.layout import Form
from ocr.lists import find_standards, fold_dashes
from ocr.pieces import Piece
from ocr.readers import Zone
from ocr.values import make_candidate, read_cell, read_text

Match = tuple[tuple[Piece, ...], dict[str, str]]
"""The print of a metric, its name first, and what it says."""

FIELDS = ("producer", "model", "grade", "metrics", "standard", "filing_no")
KEY_FIELDS = (("grade",), ("model",), ("producer",))
WORDS = {
    "producer": (
        *(
            "生产者名称(简称)",
            "生产者名称或简称",
            "生产者名称",
            "生产者简称",
            "生产企业名称",
            "生产者",
            "生产企业",
            "制造商",
        ),
        "厂商名称",
    ),
    "model": ("产品规格型号", "规格型号", "产品型号", "型号规格", "规格/型号", "型号"),
    "_grade": ("能源效率等级", "水效率等级", "能效等级", "水效等级", "能效级别", "等级"),
    "standard": (
        "依据国家标准编号",
        "依据国家标准",
        "国家标准编号",
        "依据标准",
        "执行标准",
        "标准编号",
        "国家标准",
    ),
    "filing_no": ("能效标识备案号", "水效标识备案号", "标识备案号", "备案编号", "备案号"),
    "_en_producer": ("Manufacturer", "Producer"),
    "_en_model": ("ProductModel", "ModelNo", "Model"),
    "_en_standard": ("NationalStandard", "Standard"),
}
ROWS = {"producer": 2, "model": 2}
_FIGURE = re.compile(r"([1-5])级?")
_GRADE = re.compile(r"(?:等级[::]?)?([1-5一二三四五])级?")
_NUMERALS = dict(zip("一二三四五", "12345", strict=True))
_STANDS_OUT = 1.35  # times the height of the figures in the bars
_VALUE = re.compile(r"(?P<value>[≤≥<>]?\d+(?:\.\d+)?)(?P<unit>[^\d\u4e00-\u9fff][^\u4e00-\u9fff]{0,15})?")
_NUMBER = re.compile(r"[≤≥<>]?\d+(?:\.\d+)?(?:[^\d\u4e00-\u9fff.:/-][^\u4e00-\u9fff]{0,15})?")
_SCALE_ENDS = ("低", "高")
_SCALE_END = re.compile(r"(?:耗能|能耗|耗水)[低高]")
"""The words at the first and at the last bar."""
_REACH = 12.0  # heights of these words to the ends of a label
_BESIDE = 3.0  # the same: how far left of them a metric begins at most
_LEVEL = 0.5  # heights between the middles of two prints of one row
_COLUMN = 2.0  # the same: between where two prints of one column begin
_NEXT = 4.0  # the same: between a row and the next
_FOREIGN = r"[^\u4e00-\u9fff]"
_INNER = rf"(?P<inner>{_FOREIGN}*(?:\({_FOREIGN}*\){_FOREIGN}*)*)"
_NATIVE = (
    r"(?:千瓦时|千瓦|瓦时|瓦|度|毫升|升|千克|公斤|克|分贝|毫米|厘米|小时|分钟|秒|天|年|摄氏度)"
    r"(?:/\d*(?:千瓦时|瓦|小时|分钟|分|秒|升|千克|公斤|次|周期|天|日|年))?"
)
"""A unit spelt out."""
_UNIT = rf"(?:/?\({_INNER}\)|/?\((?P<native>{_NATIVE})\)|/(?P<bare>[A-Za-z%°][^\u4e00-\u9fff:]*))"
_NAME = re.compile(
    rf"(?P<name>(?:[\u4e00-\u9fff、]|\((?!{_NATIVE}\))[\u4e00-\u9fff、]+\)){{2,20}}"
    rf"|APF|SEER|HSPF|EER|COP|IPLV|WEI|EEI){_UNIT}?[::]?"
)
_NO_METRIC = re.compile(
    r"等级|耗能|中等|较高|标识|备案|标准|扫|二维码|高效|低效|耗水|规定|法律|级$|日期|型号"
)


def read_label(form: Form, filing_format: str) -> dict[str, Candidate]:
    """What one pass read on an efficiency label."""
    model = read_cell(form, "model", read_text)
    readings = {
        "producer": read_cell(form, "producer", read_text),
        "model": replace(model, value=fold_dashes(model.value or "")) if model else None,
        "grade": _read_grade(form),
        "metrics": _read_metrics(form),
        "standard": _read_standard(form),
        "filing_no": _read_filing(form, filing_format),
    }
    return {field: candidate for field, candidate in readings.items() if candidate is not None}


def _read_grade(form: Form) -> Candidate | None:
    """The grade printed beside its label and as the large figure at the bars; no value where they differ."""
    figure, printed = _find_figure(form), _find_printed(form)
    if figure is None or printed is None:
        return figure or printed
    if figure.value != printed.value:
        return replace(figure, value=None, raw=f"{figure.raw} {printed.raw}")
    # Two prints of one grade: the better seen of them counts.
    return max((figure, printed), key=lambda candidate: candidate.confidence)


def _find_figure(form: Form) -> Candidate | None:
    """The lone figure that is much taller than those in the bars, in the row of its own bar."""
    figures = [piece for piece in form.pieces if _FIGURE.fullmatch(piece.text)]
    if not figures:
        return None
    tallest = max(figures, key=lambda piece: piece.height)
    others = [piece for piece in figures if piece is not tallest]
    value = tallest.text[0]
    candidate = make_candidate(make_loose_cell(tallest), value, checked=value in "12345")
    if len(others) < 2:
        is_large = tallest.height > 1.5 * median(piece.height for piece in form.pieces)
        return candidate if is_large else replace(candidate, confidence=min(candidate.confidence, 0.5))
    if tallest.height < _STANDS_OUT * median(piece.height for piece in others):
        return None
    bars = [piece for piece in others if piece.text[0] == value]
    is_in_row = not bars or any(abs(bar.middle - tallest.middle) < 0.8 * tallest.height for bar in bars)
    return candidate if is_in_row else replace(candidate, confidence=min(candidate.confidence, 0.5))


def _find_printed(form: Form) -> Candidate | None:
    cell = form.cells.get("_grade")
    found = _GRADE.fullmatch(cell.text) if cell is not None else None
    if cell is None or found is None:
        return None
    return make_candidate(cell, _NUMERALS.get(found[1], found[1]), checked=True)


def find_bars(form: Form) -> Zone | None:
    """Where the bars and the grade stand, to be read from close by; None where the grade was read well.

    The words at the first and at the last bar tell: the bars stand right of them, the grade at the right.
    """
    figure = _find_figure(form)
    words = [_find_outline(piece) for piece in form.pieces if _SCALE_END.fullmatch(piece.text)]
    if len(words) != len(_SCALE_ENDS) or (figure is not None and figure.confidence >= SURE):
        return None
    left, right = max(x1 for _, _, x1, _ in words), max(x1 for _, _, x1, _ in words)
    top, bottom = min(y0 for _, y0, _, _ in words), max(y1 for _, _, _, y1 in words)
    height = min(y1 - y0 for _, y0, _, y1 in words)
    for piece in form.pieces:
        x0, y0, x1, y1 = _find_outline(piece)
        if x0 > left and top - _REACH * height < (y0 + y1) / 2 < bottom + _REACH * height:
            right = max(right, x1)
    return (left, top - 1.2 * height, right + 0.5 * height, bottom + 0.8 * height)


def _find_outline(piece: Piece) -> Zone:
    """The upright box of a piece on the page, not levelled."""
    xs, ys = zip(*piece.polygon, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _read_metrics(form: Form) -> Candidate | None:
    """The rows that give a quantity, its value and its unit; doubted where a row is not whole."""
    labels = {id(piece) for label in form.labels.values() for piece in label.pieces}
    free = [piece for piece in _list_below_bars(form) if id(piece) not in labels]
    rows, ordered = [m for piece in free for m in _match_metric(piece, free)], _match_in_order(free)
    found = ordered if ordered and not _is_any_level(ordered) else rows
    if not found:
        return None
    taken = {id(piece) for pieces, _ in found for piece in pieces}
    rest = [piece for piece in free if id(piece) not in taken]
    is_half = any(_is_half_a_metric(piece) or _is_left_over(piece, found) for piece in rest)
    is_at_odds = bool(rows and ordered) and _list_places(rows) != _list_places(ordered)
    cell = make_loose_cell(*(piece for pieces, _ in found for piece in pieces))
    cell = replace(cell, is_doubtful=is_half or is_at_odds)
    listed = tuple(metric for _, metric in found)
    value = ";".join("{name}={value}{unit}".format(**metric) for metric in listed)
    return make_candidate(cell, value, listed=listed)


def _list_below_bars(form: Form) -> list[Piece]:
    """The print in which metrics stand: below the bars, where their lower end was seen."""
    ends = [_find_outline(piece) for piece in form.pieces if _SCALE_END.fullmatch(piece.text)]
    if not ends:
        return list(form.pieces)
    left, _, _, bottom = max(ends, key=lambda box: box[3])
    height = min(y1 - y0 for _, y0, _, y1 in ends)
    return [
        piece
        for piece in form.pieces
        if _find_outline(piece)[1] > bottom and _find_outline(piece)[0] > left - _BESIDE * height
    ]


def _is_half_a_metric(piece: Piece) -> bool:
    """Whether a piece is a value whose name was not found, or a name with a unit whose value was not."""
    if _NUMBER.fullmatch(piece.text):
        return True
    name = _NAME.fullmatch(piece.text)
    return name is not None and any(name[unit] for unit in ("inner", "native", "bare"))


def _is_left_over(piece: Piece, found: Sequence[Match]) -> bool:
    """Whether a name without a value stands in the column of names, next to those that have one."""
    if not _is_name(piece):
        return False
    names = [pieces[0] for pieces, _ in found if len(pieces) > 1]
    return any(
        abs(piece.x0 - name.x0) < _COLUMN * name.height
        and abs(piece.middle - name.middle) < _NEXT * name.height
        for name in names
    )


def _is_name(piece: Piece) -> bool:
    name = _NAME.fullmatch(piece.text)
    return name is not None and _NO_METRIC.search(name["name"]) is None


def _is_any_level(pairs: Sequence[Match]) -> bool:
    """Whether some value stands in the row of some name, so that rows tell more than the order."""
    names, values = zip(*(pieces for pieces, _ in pairs), strict=True)
    return any(abs(value.middle - name.middle) < _LEVEL * name.height for name in names for value in values)


def _list_places(pairs: Sequence[Match]) -> set[tuple[int, ...]]:
    return {tuple(map(id, pieces)) for pieces, _ in pairs}


def _match_in_order(free: Sequence[Piece]) -> list[Match]:
    """The metrics where a column of names stands beside one of as many values: first to first, last to last.

    Seen from the side the rows of a label run apart, their order does not.
    """
    names = [p for p in free if _is_name(p)]
    values = [p for p in free if _NUMBER.fullmatch(p.text)]
    plain = [p for p in free if re.fullmatch(r"[\u4e00-\u9fff]{2,12}", p.text) and p not in names]
    if len(names) != len(values) or len(names) < 2 or plain:
        return []
    left, height = min(p.x0 for p in names), max(p.height for p in names)
    right = max(p.x1 for p in values)
    is_table = all(p.x0 - left < _COLUMN * height for p in names) and all(
        right - p.x1 < _COLUMN * height and p.x0 > left + 4 * height for p in values
    )
    if not is_table:
        return []
    pairs = zip(*(sorted(side, key=lambda p: _find_outline(p)[1]) for side in (names, values)), strict=True)
    return [((name, value), _make_pair(name, value)) for name, value in pairs]


def _make_pair(name: Piece, value: Piece) -> dict[str, str]:
    named, number = _NAME.fullmatch(name.text), _VALUE.fullmatch(value.text)
    assert named is not None and number is not None  # noqa: S101, PT018 -- both were matched to get here
    return _make_metric(named["name"], number, _get_unit(named))


def _get_unit(name: re.Match[str]) -> str:
    return (name["inner"] or name["bare"] or name["native"] or "").strip()


def _match_metric(piece: Piece, free: Sequence[Piece]) -> Iterator[Match]:
    """The metric whose name begins `piece`: its value in the same piece, else to the right, else below."""
    name = _NAME.match(piece.text)
    if name is None or _NO_METRIC.search(name["name"]):
        return
    behind, unit = piece.text[name.end() :], _get_unit(name)
    if behind:
        value = _VALUE.fullmatch(behind)
        if value is not None:
            yield (piece,), _make_metric(name["name"], value, unit)
        return
    for pieces in (_find_right(piece, free), _find_below(piece, free)):
        value = _VALUE.fullmatch("".join(other.text for other in pieces)) if pieces else None
        if value is not None:
            yield (piece, *pieces), _make_metric(name["name"], value, unit)
            return


def _make_metric(name: str, value: re.Match[str], unit: str) -> dict[str, str]:
    return {"name": name, "value": value["value"], "unit": unit or (value["unit"] or "").strip("()")}


def _find_right(piece: Piece, free: Sequence[Piece]) -> tuple[Piece, ...]:
    """What stands to the right up to the next Chinese text: the value, perhaps with its unit apart."""
    row = sorted(
        (
            p
            for p in free
            if p.x0 > piece.x1 - piece.height and abs(p.middle - piece.middle) < _LEVEL * piece.height
        ),
        key=lambda other: other.x0,
    )
    found: list[Piece] = []
    for other in row:
        # A second figure behind the first is another value; a unit may stand apart.
        if (
            re.search(r"[\u4e00-\u9fff]", other.text)
            or len(found) == 2
            or (found and other.text[0].isdigit())
        ):
            break
        found.append(other)
    return tuple(found)


def _find_below(piece: Piece, free: Sequence[Piece]) -> tuple[Piece, ...]:
    below = [
        other
        for other in free
        if 0.7 * piece.height < other.middle - piece.middle < 2.5 * piece.height
        and other.x0 < piece.x1
        and other.x1 > piece.x0
    ]
    nearest = min(below, key=lambda other: other.middle, default=None)
    return (nearest,) if nearest is not None and _VALUE.fullmatch(nearest.text) else ()


def _read_standard(form: Form) -> Candidate | None:
    """The standard beside its label, else the only one on the label."""
    cell = form.cells.get("standard")
    beside = find_standards(cell.text) if cell is not None else []
    if cell is not None and beside:
        return make_candidate(cell, beside[0], checked=True)
    found = [(piece, number) for piece in form.pieces for number in find_standards(piece.text)]
    if len({number for _, number in found}) != 1:
        return make_candidate(cell, None) if cell is not None else None
    return make_candidate(make_loose_cell(found[0][0]), found[0][1], checked=True)


def _read_filing(form: Form, filing_format: str) -> Candidate | None:
    """The filing number (备案号) of either system."""
    formats = (filing_format, "energy_record_legacy")
    cell = form.cells.get("filing_no")
    pieces = cell.pieces if cell is not None else form.pieces
    for piece in pieces:
        for run in list_runs(piece.text):
            if any(is_format(name, run) for name in formats):
                return make_candidate(make_loose_cell(piece), run, checked=True)
    if cell is None:
        return None
    runs = list_runs(cell.text)
    is_sound = bool(runs) and any(is_format(name, runs[0]) for name in formats)
    return make_candidate(cell, runs[0] if runs else None, checked=is_sound if runs else None)
