"""What the columns of a form tell: labels that no list knows, and lines that the detector ran together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median

from ocr.labels import Fit, Label
from ocr.pieces import Piece

STRANGER = "_stranger"
"""The field of labels that no list of words knows."""
_INTRUDER = "一-—_~·"
"""What the recogniser makes of a line of the background between the signs of a spread label."""

_WIDEST = 7.0  # gap between two signs of a spread label, in heights of a sign
_LONGEST = 12  # signs of a label
_LIKE = (0.7, 1.4)  # its height against that of the known labels
_LABELLED = re.compile(r"[\u4e00-\u9fff()/、]{2,14}:")


def find_strangers(free: Sequence[Piece], labels: Sequence[Label]) -> list[Label]:
    """Labels that no list of words knows: they stand in a column of known ones, left of the values.

    They have no field; like any label they end the value before them.
    """
    found = [label for column in _list_columns(labels) for label in _iter_strangers(free, column)]
    return list({id(label.pieces[0]): label for label in found}.values())


def _list_columns(labels: Sequence[Label]) -> Iterator[list[Label]]:
    """Known labels with one left edge, two or more."""
    sure = sorted((label for label in labels if label.fit >= Fit.NEARLY), key=lambda label: label.x0)
    while sure:
        column = [label for label in sure if label.x0 - sure[0].x0 < sure[0].height]
        sure = [label for label in sure if label not in column]
        if len(column) >= 2:
            yield column


def _iter_strangers(free: Sequence[Piece], column: Sequence[Label]) -> Iterator[Label]:
    left, height = median(label.x0 for label in column), median(label.height for label in column)
    top, bottom = min(label.middle for label in column), max(label.middle for label in column)
    values = _find_values(free, column, height)
    for piece in free:
        is_in_column = abs(piece.x0 - left) < height and _LIKE[0] < piece.height / height < _LIKE[1]
        if not is_in_column or not top - 3 * height < piece.middle < bottom + 3 * height:
            continue
        labelled = _LABELLED.match(piece.text)
        if labelled is not None and labelled.end() <= _LONGEST + 2:
            yield _make(piece, piece.cut(labelled.end()))
        elif (
            values is not None
            and piece.x1 < values
            and len(piece.text) <= _LONGEST
            and not piece.text.isascii()
        ):
            yield _make(piece, None)


def _find_values(free: Sequence[Piece], column: Sequence[Label], height: float) -> float | None:
    """Where the values beside a column of labels begin; None where they stand below their labels."""
    starts = []
    for label in column:
        beside = [p.x0 for p in free if p.x0 > label.x1 and abs(p.middle - label.middle) < 0.6 * height]
        if label.rest is None and beside:
            starts.append(min(beside))
    return min(starts) if len(starts) * 2 >= len(column) else None


def _make(piece: Piece, rest: Piece | None) -> Label:
    return Label(field=STRANGER, word=piece.text, fit=Fit.WHOLE, pieces=(piece,), rest=rest)


def mend_columns(pieces: Sequence[Piece], words: Sequence[str]) -> list[Piece]:
    """The pieces, spread labels without what the background put between their signs, and lines that run
    into the next column of labels cut there."""
    short = [word for word in words if len(word) <= 4 and not word.isascii()]
    mended = [_drop_intruders(piece, short) for piece in pieces]
    edges = [
        piece.x0 for piece in mended if any(piece.text.startswith(word) for word in words if len(word) >= 2)
    ]
    mended = [part for piece in mended for part in _part_at_edges(piece, edges, short)]
    return [part for piece in mended for part in _part_at_end(piece, mended, edges, short)]


def _drop_intruders(piece: Piece, words: Sequence[str]) -> Piece:
    """ "名一称" as 名称: a sign of the background inside a short label."""
    for word in words:
        text, place = piece.text, 0
        if (
            text[:1] != word[0]
            or text.startswith(word)
            or not any(sign in text[: 2 * len(word)] for sign in _INTRUDER)
        ):
            continue
        drops: list[int] = []
        for sign in word:
            while place < len(text) and text[place] != sign and text[place] in _INTRUDER:
                drops.append(place)
                place += 1
            if place >= len(text) or text[place] != sign:
                break
            place += 1
        else:
            for drop in reversed(drops):
                piece = piece.without(drop)
            return piece
    return piece


def _part_at_edges(piece: Piece, edges: Sequence[float], words: Sequence[str]) -> tuple[Piece, ...]:
    """The piece cut where a column of labels begins inside it and a label stands there."""
    near = [x for x in edges if piece.x0 + 2 * piece.height < x < piece.x1 - piece.height]
    for edge in near:
        if sum(abs(x - edge) < piece.height for x in edges) < 2:
            continue
        place = piece.measure_until(edge)
        for start in range(max(1, place - 2), min(len(piece.text) - 1, place + 3)):
            first, second = piece.split(start)
            mended = _drop_intruders(second, words)
            if any(mended.text.startswith(word) for word in words):
                return first, mended
    return (piece,)


def _part_at_end(
    piece: Piece, pieces: Sequence[Piece], edges: Sequence[float], words: Sequence[str]
) -> tuple[Piece, ...]:
    """The piece without the first sign of a spread label of the next column; its other signs stand behind."""
    for word in words:
        if len(piece.text) < len(word) + 2 or not piece.text.endswith(word[0]):
            continue
        first, sign = piece.split(len(piece.text) - 1)
        is_edge = any(abs(edge - sign.x0) < 1.5 * piece.height for edge in edges)
        if is_edge and any(_continues(other, sign, word[1:]) for other in pieces):
            return first, sign
    return (piece,)


def _continues(piece: Piece, sign: Piece, rest: str) -> bool:
    behind = piece.x0 - sign.x1
    return (
        piece.text.startswith(rest)
        and abs(piece.middle - sign.middle) < 0.6 * sign.height
        and -sign.height < behind < _WIDEST * sign.height
    )
