"""What may be the title of a page: its short lines, alone and joined with their neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from ocr.lines import Line, Point
from ocr.pieces import Piece, make_pieces

_LONGEST = 14  # signs: "个体工商户营业执照(副本)" has 13, a sentence about licences more
_BESIDE = 4  # signs beside a title that is itself that long
_LONGEST_LINE = 70
_SPREAD = 5.0  # widest gap between two signs of a spread title, in heights
_OVERLAP = 0.6  # of their height by which the outlines of two neighbours may cover each other
_NEXT_ROW = 2.2
_NUMBERED = re.compile(r"(?:NO|NUMBER|号|号码)[.:]*$")  # a column of numbers, not the paper itself
_ALIKE = 0.25  # two parts of one title differ no more in height


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """How a kind of document is called.

    Args:
        words: one of them stands in the title of every such document.
        without: words that make a title that of another kind ("强制性产品认证证书" is no "产品认证证书").
        mark: what stands on every such document besides, for pages whose title is not seen; where it is
            empty, the labels alone tell the kind; None means that they never do.
        needs: fields of which two must have a label on a page without a title, where not empty.
    """

    words: tuple[str, ...]
    without: tuple[str, ...] = ()
    mark: str | None = ""
    needs: tuple[str, ...] = ()

    def match(self, titles: Sequence[Title]) -> bool:
        """Whether one of the possible titles of a page is one of this kind."""
        return any(
            word in title.text and len(title.text) <= max(_LONGEST, len(word) + _BESIDE)
            for title in titles
            if _NUMBERED.search(title.text) is None
            if not any(other in title.context for other in self.without)
            for word in self.words
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A text that may be a title, folded and in upper case, and the same with what it may be a part of.

    `place` is its middle on the page as read; `height` that of its print.
    """

    text: str
    context: str
    place: Point = (0.0, 0.0)
    height: float = 0.0


def list_titles(lines: Sequence[Line]) -> list[Title]:
    """The texts on a page that may be its title: short lines, and neighbours of like height joined."""
    pieces = [piece for piece in make_pieces(lines) if len(piece.text) <= _LONGEST_LINE]
    rows = {id(piece): _join_row(piece, pieces) for piece in pieces}
    joined = [row for row in rows.values() if len(row) > 1]
    joined += [
        (*rows[id(piece)], *rows[id(other)])
        for piece in pieces
        for other in pieces
        if _is_below(other, piece)
    ]
    contexts: dict[int, str] = {}
    for parts in joined:
        for piece in parts:
            contexts[id(piece)] = contexts.get(id(piece), "") + _spell(parts)
    singles = [_make([p], _spell([p]) + contexts.get(id(p), "")) for p in pieces]
    return singles + [_make(parts, _spell(parts)) for parts in joined]


def _make(parts: Sequence[Piece], context: str) -> Title:
    points = [point for piece in parts for point in piece.polygon]
    place = (fmean(x for x, _ in points), fmean(y for _, y in points))
    return Title(text=_spell(parts), context=context, place=place, height=max(p.height for p in parts))


def _spell(parts: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in parts).upper()


def _join_row(piece: Piece, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The piece with what goes on from it to the right: "检 验 报 告" is often seen as four."""
    parts = [piece]
    for other in sorted(pieces, key=lambda other: other.x0):
        gap = (other.x0 - parts[-1].x1) / piece.height
        if (
            -_OVERLAP <= gap < _SPREAD
            and other.x0 > parts[-1].x0
            and _is_alike(other, piece)
            and _is_level(other, piece)
        ):
            parts.append(other)
    return tuple(parts)


def _is_below(other: Piece, piece: Piece) -> bool:
    """Whether `other` may be the second row of a title, as of "中国国家强制性" and "产品认证证书"."""
    is_centred = abs(other.x0 + other.x1 - piece.x0 - piece.x1) < 3 * piece.height
    is_next = 0.7 < (other.middle - piece.middle) / piece.height < _NEXT_ROW
    return is_next and is_centred and _is_alike(other, piece)


def _is_alike(one: Piece, other: Piece) -> bool:
    return abs(one.height - other.height) < _ALIKE * max(one.height, other.height)


def _is_level(one: Piece, other: Piece) -> bool:
    return abs(one.middle - other.middle) < 0.3 * other.height
