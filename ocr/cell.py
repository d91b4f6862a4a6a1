"""The value of a label on a form: its rows of print."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ocr.labels import Fit, Label
from ocr.lines import Point
from ocr.pieces import Piece

LAYOUT_DOUBT = 0.5
"""What a value is believed at most where the layout leaves doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The value of a label: its rows from top to bottom, each from left to right."""

    label: Label
    rows: tuple[tuple[Piece, ...], ...]
    is_doubtful: bool = False
    """Whether print of the value may be missing, or belong to another one."""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All pieces in reading order."""
        return tuple(piece for row in self.rows for piece in row)

    @property
    def raw(self) -> str:
        """The value as printed."""
        return "".join(piece.raw for piece in self.pieces)

    @property
    def text(self) -> str:
        """The value folded for comparison."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def confidence(self) -> float:
        """That of the least certain piece; low where the layout leaves doubt."""
        least = min(piece.confidence for piece in self.pieces)
        return min(least, LAYOUT_DOUBT) if self.is_doubtful else least

    @property
    def points(self) -> tuple[Point, ...]:
        """Corners of all pieces on the upright page."""
        return tuple(point for piece in self.pieces for point in piece.polygon)

    @property
    def print_px(self) -> float:
        """Height of the smallest print in it."""
        return min(piece.height for piece in self.pieces)

    def cut(self, length: int) -> tuple[Cell | None, Cell | None]:
        """The first `length` signs of the value and the rest; None for a part without signs."""
        first: list[tuple[Piece, ...]] = []
        second: list[tuple[Piece, ...]] = []
        for row in self.rows:
            before: list[Piece] = []
            behind: list[Piece] = []
            for piece in row:
                parts = piece.split(length) if 0 < length < len(piece.text) else (piece,)
                before += parts[:1] if length > 0 else ()
                behind += parts[1:] if length > 0 else parts
                length -= len(piece.text)
            first += [tuple(before)] if before else []
            second += [tuple(behind)] if behind else []
        return (
            replace(self, rows=tuple(first)) if first else None,
            replace(self, rows=tuple(second)) if second else None,
        )

    def select(self, start: int, end: int) -> Cell:
        """The signs of the value from `start` to before `end`: the rest says nothing of how sure they are."""
        before, _ = self.cut(end)
        part = before.cut(start)[1] if before is not None and start > 0 else before
        return part or self


def make_loose_cell(*pieces: Piece) -> Cell:
    """A value that stands on the page without a label; each piece is a row."""
    label = Label(field="", word="", fit=Fit.WHOLE, pieces=pieces[:1], rest=None)
    return Cell(label=label, rows=tuple((piece,) for piece in pieces))
