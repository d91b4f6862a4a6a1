"""Values that are lists: models, standards, statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from config.numbers import find_formats
from ocr.cell import Cell
from ocr.fuse import Candidate
from ocr.pieces import fold_text
from ocr.values import make_candidate

_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"))
_SEPARATORS = re.compile(r"[、,;\n]|(?<=[\u4e00-\u9fff])[.](?=[A-Za-z])")
_SIGN_BETWEEN = re.compile(r"[、,;]")
_DOUBT = 0.5
# "型YWW-038": the end of a label that the detector took for the beginning of the value.
_LEFT_OF_LABEL = re.compile(r"^(?:[规格型号系列称、]{1,4})(?=[A-Za-z0-9])")
_LABELLED = re.compile(
    r"^(?:(?:系列|规格|型号|主型号|产品型号|model)(?:名称|规格|型号)?[::])+", re.IGNORECASE
)
_MODEL = re.compile(r"(?=.*[0-9A-Za-z])[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff()\[\]/.+_*#&°×Φφ:~-]*")
_FIGURED = re.compile(r"[!-~]*\d[!-~]*")
# No other standard begins so: the O of ISO is read as a nought beside figures.
_ISO = re.compile(r"(?:(?<![A-Za-z])|(?<=idt))IS0(?=\d{4,5}|/(?:IEC|TS|TR))")
_NUMBER = re.compile(r"\d{3,}(?:[.-]\d{1,3}(?!\d))*")
_UNIT = r"(?:k?VA?|[mk]?W|Wh|V(?:AC|DC)|k?Hz|[mμ]?Ah?|mL|L|k?g|[mck]?m|°C|%|M?Pa|min|级|型|类|dB)"
_RATING = re.compile(
    rf"(?:AC|DC)?[~≤≥<>±]?\d+(?:\.\d+)?(?:[-~/×*]\d+(?:\.\d+)?)*{_UNIT}[~.,]?(?:/?\d*{_UNIT})?|IP[X\d]\d?|[IⅠⅡ]+类"
)
_RATINGS = re.compile(r"(?:输入|输出|额定|电压|功率|频率|适用|执行|制冷量|容量)")


def fold_dashes(text: str) -> str:
    """Folded text in which every dash is a hyphen."""
    return fold_text(text).translate(_DASHES)


def make_listed(cell: Cell, items: Iterable[str]) -> Candidate | None:
    """A candidate for a list; None where it is empty."""
    listed = tuple(dict.fromkeys(items))
    return make_candidate(cell, ";".join(listed), listed=listed) if listed else None


def read_models(cell: Cell) -> Candidate | None:
    """The models in a cell: parted by 、 , ; or a new row, without the ratings printed beside them."""
    found = make_listed(cell, _iter_models(cell))
    if found is None or found.listed is None:
        return None
    rows = list(pairwise(_list_rows(cell)))
    # A row that ends with letters only ends inside a model where all models are of letters and figures.
    is_alike = len(found.listed) > 2 and all(_FIGURED.fullmatch(model) for model in found.listed)
    if any(_may_be_broken(*pair) or (_is_broken(*pair) and not is_alike) for pair in rows):
        # Whether a row ends inside a model or behind one, nothing tells.
        return replace(found, confidence=min(found.confidence, _DOUBT))
    return found


def _iter_models(cell: Cell) -> Iterator[str]:
    for part in _SEPARATORS.split(_join_rows(cell)):
        text = _LEFT_OF_LABEL.sub("", _LABELLED.sub("", part.strip()))
        rating = _RATINGS.search(text)
        words = (text[: rating.start()] if rating else text).split()
        # A space inside a model is kept out; one between two models parts them.
        is_several = len(words) > 1 and all(_is_model(word) or _RATING.fullmatch(word) for word in words)
        for word in words if is_several else ["".join(words)]:
            if _is_model(word) and not _RATING.fullmatch(word):
                yield word.rstrip(".:~-")


def _is_model(word: str) -> bool:
    return len(word) >= 2 and _MODEL.fullmatch(word) is not None


def _join_rows(cell: Cell) -> str:
    """The value with its spaces and rows; a row that ends or begins with a joint goes on."""
    rows = _list_rows(cell)
    text = rows[0]
    for before, row in pairwise(rows):
        is_joint = text.endswith(("-", "/", "(")) or row.startswith(("-", "/", ")"))
        text = f"{text}{row}" if is_joint or _is_broken(before, row) else f"{text}\n{row}"
    return text


def _list_rows(cell: Cell) -> list[str]:
    return ["".join(_fold_spaced(piece.raw) + " " for piece in row).strip() for row in cell.rows]


def _is_broken(row: str, below: str) -> bool:
    """Whether a list with separators broke inside a model: what it ends with has no figure yet."""
    is_joint = row.endswith(("-", "/", "(")) or below.startswith(("-", "/", ")"))
    is_list = _SIGN_BETWEEN.search(row) is not None
    last = _SIGN_BETWEEN.split(row)[-1]
    return is_list and not is_joint and last.isalpha() and _SIGN_BETWEEN.match(below) is None


def _may_be_broken(row: str, below: str) -> bool:
    """Whether no separator stands where a row of a list ends and the next begins with a figure."""
    is_list = _SIGN_BETWEEN.search(row) is not None
    return is_list and row[-1:].isalnum() and below[:1].isdigit()


def _fold_spaced(raw: str) -> str:
    return " ".join(fold_dashes(word) for word in raw.split())


def find_standards(text: str) -> list[str]:
    """The numbers of standards in folded text, in their order."""
    return find_formats("std_number", fold_standards(text))


def fold_standards(text: str) -> str:
    """Folded text in which the strokes and letters of standards are as their form has them."""
    return _ISO.sub("ISO", re.sub(r"(?<=\d)[_=~](?=\d{4})", "-", fold_dashes(text)))


def read_standards(cell: Cell) -> Candidate | None:
    """The standards in a cell; where it holds none, the cell is there but not understood."""
    found = find_standards(cell.text)
    listed = make_listed(cell, found) if found else None
    if listed is None:
        return make_candidate(cell, None)
    # Rows that name one standard twice, such as of IEC and EN, mostly have boxes of which one is ticked.
    numbers = [_NUMBER.search(item) for item in listed.listed or ()]
    is_twice = len({number[0] for number in numbers if number}) < len(numbers)
    is_choice = len(cell.rows) > 1 and (is_twice or any(row[0].raw[:1].isspace() for row in cell.rows))
    least = find_weakest_figure(cell)
    return replace(listed, confidence=min(least, _DOUBT) if is_choice else least)


def find_weakest_figure(cell: Cell) -> float:
    """The least certain figure of a cell.

    Where the form of a number gives its letters and strokes, only its figures can be misread into another
    number; a space beside a letter makes the recogniser doubt that letter.
    """
    scores = [
        score
        for piece in cell.pieces
        for sign, score in zip(piece.text, piece.scores, strict=False)
        if sign.isdigit()
    ]
    least = min(scores, default=cell.confidence)
    return min(least, cell.confidence) if cell.is_doubtful else least
