"""Stacked bars as plain geometry, for a template to draw as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from console.desk.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Tick

_WIDEST = 48.0
_LEAST_GAP = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A part of a bar; `row` numbers what it counts, `label` is what a pointer over it says."""

    x: float
    y: float
    width: float
    height: float
    row: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Stacked bars and axis marks, in units of the view box."""

    bars: tuple[Bar, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    width: float = WIDTH
    height: float = HEIGHT


def draw_bars(columns: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> Bars | None:
    """One bar a column, in it one part a row, from zero up; None where nothing is counted.

    Args:
        columns: the label of each column.
        rows: the name of each row with its number in each column.
    """
    tallest = max((sum(row[1][column] for row in rows) for column in range(len(columns))), default=0)
    if not tallest:
        return None
    step = (WIDTH - LEFT - RIGHT) / len(columns)
    wide = min(_WIDEST, step * 0.7)
    up = (HEIGHT - BOTTOM - TOP) / tallest
    bars: list[Bar] = []
    for column, label in enumerate(columns):
        floor = HEIGHT - BOTTOM
        for row, (name, numbers) in enumerate(rows):
            height = numbers[column] * up
            floor -= height
            if height:
                bars.append(
                    Bar(
                        x=round(LEFT + step * (column + 0.5) - wide / 2, 1),
                        y=round(floor, 1),
                        width=round(wide, 1),
                        height=round(height, 1),
                        row=row,
                        label=f"{label} · {name} · {numbers[column]}",
                    )
                )
    every = max(1, round(_LEAST_GAP / step + 0.49))
    marks = sorted({round(tallest * share / 4) for share in range(5)})
    return Bars(
        bars=tuple(bars),
        x_ticks=tuple(
            Tick(at=round(LEFT + step * (column + 0.5), 1), label=label)
            for column, label in enumerate(columns)
            if (len(columns) - 1 - column) % every == 0
        ),
        y_ticks=tuple(Tick(at=round(HEIGHT - BOTTOM - mark * up, 1), label=str(mark)) for mark in marks),
    )
