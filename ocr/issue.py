"""Date and authority of issue: printed near the foot of a form, the date most often under the seal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ocr.dates import find_dates, make_iso_date
from ocr.fuse import Candidate
from ocr.labels import Label
from ocr.layout import Form
from ocr.pieces import Piece

_DATE_SIGNS = re.compile(r"[\d年月日〇○零一二三四五六七八九十./-]+")
_PADDED = re.compile(r"年0\d月|月0\d日")
_LONE = re.compile(r"\d{4}年(?:[1-9]月\d{1,2}|\d{1,2}月[1-9])日")
"""A date that prints 6 for June: the page does not fill up its figures everywhere."""
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_YEAR_AND_REST = re.compile(r"\d{4}年? 年?\d{1,2}月\d{1,2}日")
_FIGURE = 0.55  # width of a figure, in Chinese signs
_SAME_PITCH = 0.03
_EIGHT = 8
_DOUBT = 0.5
FOOT_REACH = 9.0
"""How far below its label the date stands at most, in heights of the label."""
_AUTHORITY = re.compile(r"[\u4e00-\u9fff]{4,36}(?:局|委员会)(?:[\u4e00-\u9fff]{2,8}分局)?")


def read_issue_date(form: Form, label_field: str) -> Candidate | None:
    """The date below the label of the authority, in one piece or several; else a lone last date."""
    label = form.labels.get(label_field)
    pieces = [
        piece for piece in form.pieces if _DATE_SIGNS.fullmatch(piece.text) and not _is_in_cell(piece, form)
    ]
    if label is not None:
        pieces = [p for p in pieces if 0 < p.middle - label.middle < FOOT_REACH * label.height]
    else:
        lowest = max((piece.middle for piece in form.pieces), default=0.0)
        pieces = [p for p in pieces if p.middle > lowest / 2 and len(find_dates(p.text)) == 1]
    if not pieces:
        return None
    others = [piece.text for piece in form.pieces if piece not in pieces]
    is_mixed = any(_LONE.search(text) for text in others)
    is_padded = not is_mixed and any(_PADDED.search(piece.text) for piece in form.pieces)
    return _join_date(pieces, form, is_padded=is_padded)


def _join_date(pieces: Sequence[Piece], form: Form, *, is_padded: bool) -> Candidate:
    """A date of one whole piece, else of its figures from left to right, their signs read or not.

    The seal hides figures. A lone one for a month or a day counts only in a whole piece, and on a page that
    prints 06 for June only where the date leaves no gap for a second figure; else it is in doubt.
    """
    whole = [piece for piece in pieces if len(find_dates(piece.text)) == 1]
    chosen = whole if len(whole) == 1 else sorted(pieces, key=lambda piece: piece.x0)
    figures = re.findall(r"\d+", " ".join(piece.text for piece in chosen))
    if len(figures) == 1 and len(figures[0]) == _EIGHT and any("年" in piece.text for piece in chosen):
        # 20190624 in a row above 年 月 日: the gaps between the figures were not seen.
        figures = [figures[0][:4], figures[0][4:6], figures[0][6:]]
    widths = [len(figure) for figure in figures]
    if widths == [4, 2, 2]:
        return _make_candidate(chosen, make_iso_date(*map(int, figures)))
    if len(whole) != 1 and not _is_year_and_rest(chosen):
        return _make_candidate(chosen, None)
    found = _make_candidate(chosen, find_dates("".join(piece.text for piece in chosen))[0].iso)
    is_complete = 1 not in widths or not is_padded or (len(whole) == 1 and _is_as_wide(whole[0], form))
    return found if is_complete else replace(found, confidence=min(found.confidence, _DOUBT))


def _is_year_and_rest(pieces: Sequence[Piece]) -> bool:
    """Whether a date is seen as two pieces: its year, and one with month and day and their signs."""
    return len(pieces) == 2 and _YEAR_AND_REST.fullmatch(" ".join(piece.text for piece in pieces)) is not None


def _is_as_wide(date: Piece, form: Form) -> bool:
    """Whether a date with a lone figure has the width that its signs have in the form's other dates.

    A figure hidden by the seal leaves a gap: the date is a twelfth wider than its signs.
    """
    others = [p for p in form.pieces if p is not date and _DATE.fullmatch(p.text)]
    return any(abs(_measure_pitch(date) / _measure_pitch(other) - 1) < _SAME_PITCH for other in others)


def _measure_pitch(piece: Piece) -> float:
    """Width of a sign; two figures are about as wide as one Chinese sign."""
    return (piece.x1 - piece.x0) / sum(_FIGURE if sign.isdigit() else 1.0 for sign in piece.text)


def _make_candidate(pieces: Sequence[Piece], value: str | None) -> Candidate:
    return Candidate(
        value=value,
        raw="".join(piece.raw for piece in pieces),
        confidence=min(piece.confidence for piece in pieces),
        points=tuple(point for piece in pieces for point in piece.polygon),
        print_px=min(piece.height for piece in pieces),
    )


def read_authority(form: Form, label_field: str) -> Candidate | None:
    """The authority printed beside or below its label; most forms have it only in the round of the seal."""
    label = form.labels.get(label_field)
    if label is None:
        return None
    rows = [piece for piece in form.pieces if _is_near(piece, label) and not _is_in_cell(piece, form)]
    if label.rest is not None:
        # In one line with its label, as on electronic licences: its second row stands below the first.
        rows = [label.rest, *(piece for piece in rows if _goes_on(label.rest, piece))]
    text = "".join(piece.text for piece in rows)
    if _AUTHORITY.fullmatch(text) is None:
        return None
    return _make_candidate(rows, text)


def _goes_on(first: Piece, piece: Piece) -> bool:
    """Whether a piece is a second row below the first one of a name."""
    is_below = 0.4 * first.height < piece.middle - first.middle < 2.0 * first.height
    return is_below and piece.x0 < first.x1 and piece.x1 > first.x0 and not piece.text.isascii()


def _is_near(piece: Piece, label: Label) -> bool:
    below = piece.middle - label.middle
    return (
        -label.height < below < 4 * label.height
        and piece.x0 > label.x0 - label.height
        and piece not in label.pieces
        and not _DATE_SIGNS.fullmatch(piece.text)
    )


def _is_in_cell(piece: Piece, form: Form) -> bool:
    return any(
        piece is other for field, cell in form.cells.items() if field[0] != "_" for other in cell.pieces
    )
