"""Charts as plain geometry, for templates to draw as SVG: prices over time, and offers against their band."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import log10

from console.text import format_time
from evidence.clock import make_shanghai_day
from evidence.pick import Pick
from evidence.prices import SEEN, Observation

WIDTH, HEIGHT = 760.0, 240.0
LEFT, RIGHT, TOP, BOTTOM = 70.0, 20.0, 16.0, 32.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One price in the chart; `label` is what a pointer over it says."""

    x: float
    y: float
    label: str
    look: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Dots, the line through them, a shaded band, and axis marks, in units of the view box."""

    dots: tuple[Dot, ...]
    line: str = ""
    band: tuple[float, float, float, float] | None = None
    x_ticks: tuple[Tick, ...] = ()
    y_ticks: tuple[Tick, ...] = ()
    width: float = WIDTH
    height: float = HEIGHT


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return round(self.start + share * (self.end - self.start), 1)


def draw_prices(
    series: Sequence[Observation], band: tuple[Decimal, Decimal] | None = None, pick: Pick | None = None
) -> Chart | None:
    """The prices of one listing over time, from zero up; None without any price.

    Args:
        series: in order of time.
        band: the calm range to shade.
        pick: the sighting to mark.
    """
    if not series:
        return None
    moments = [one.moment.timestamp() for one in series]
    top = max([one.amount for one in series] + list(band or ()))
    across = _Scale(min(moments), max(moments), LEFT, WIDTH - RIGHT)
    up = _Scale(0.0, float(top) * 1.08 or 1.0, HEIGHT - BOTTOM, TOP)
    dots = tuple(
        Dot(
            x=across.place(one.moment.timestamp()),
            y=up.place(float(one.amount)),
            label=f"{format_time(one.moment)} · {one.amount} {one.currency} · {_name_source(one)}",
            look=_name_look(one, pick),
        )
        for one in series
    )
    return Chart(
        dots=dots,
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        band=_make_flat_band(up, band),
        x_ticks=_make_day_ticks(across, (series[0].moment, series[-1].moment)),
        y_ticks=tuple(
            Tick(at=up.place(float(top) * share / 4), label=f"{float(top) * share / 4:,.2f}")
            for share in range(5)
        ),
    )


def draw_shares(
    points: Sequence[tuple[float, str]], names: Sequence[str], marked: Sequence[bool]
) -> Chart | None:
    """Shares from 0 to 1 in order, evenly spaced; None without any.

    Args:
        points: each with what a pointer over it says.
        names: what stands below each.
        marked: which to draw as below their target.
    """
    if not points:
        return None
    return _draw_line(
        points,
        names,
        top=1.0,
        looks=["picked" if one else "seen" for one in marked],
        write=lambda share: f"{share:.0%}",
    )


def draw_amounts(points: Sequence[tuple[float, str]], names: Sequence[str]) -> Chart | None:
    """Amounts in order from zero up, evenly spaced; None without any.

    Args:
        points: each with what a pointer over it says.
        names: what stands below each.
    """
    if not points:
        return None
    top = max(amount for amount, _ in points) * 1.08 or 1.0
    return _draw_line(
        points, names, top=top, looks=["seen"] * len(points), write=lambda amount: f"{amount:,.2f}"
    )


def _draw_line(
    points: Sequence[tuple[float, str]],
    names: Sequence[str],
    *,
    top: float,
    looks: Sequence[str],
    write: Callable[[float], str],
) -> Chart:
    across = _Scale(0.0, float(len(points) - 1), LEFT + 20, WIDTH - RIGHT - 20)
    up = _Scale(0.0, top, HEIGHT - BOTTOM, TOP)
    dots = tuple(
        Dot(x=across.place(float(number)), y=up.place(value), label=label, look=looks[number])
        for number, (value, label) in enumerate(points)
    )
    return Chart(
        dots=dots,
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        x_ticks=_thin(Tick(at=dot.x, label=name) for dot, name in zip(dots, names, strict=True)),
        y_ticks=tuple(Tick(at=up.place(top * share / 4), label=write(top * share / 4)) for share in range(5)),
    )


def draw_offers(pick: Pick) -> Chart | None:
    """The offers that a pick was compared with, along one logarithmic axis of price."""
    amounts = [one.amount for one in pick.compared if one.amount]
    if not amounts or pick.amount is None or pick.low is None or pick.high is None:
        return None
    edges = [float(value) for value in (*amounts, pick.amount, pick.low, pick.high) if value > 0]
    across = _Scale(log10(min(edges)) - 0.03, log10(max(edges)) + 0.03, LEFT, WIDTH - RIGHT)
    middle = 70.0
    dots = [
        Dot(
            x=across.place(log10(one.amount)),
            y=middle - 10 + 20 * (number % 2),
            label=f"{one.amount} · {one.title or one.listing_id} · {one.shop or ''}",
            look="offer",
        )
        for number, one in enumerate(pick.compared)
        if one.amount
    ]
    dots.append(
        Dot(
            x=across.place(log10(pick.amount)),
            y=middle,
            label=f"{pick.amount} · {pick.summary}",
            look="picked",
        )
    )
    left, right = (across.place(log10(value)) for value in (pick.low, pick.high))
    ticks = (min(edges), float(pick.low), float(pick.high), max(edges))
    return Chart(
        dots=tuple(dots),
        band=(left, 24.0, right - left, 92.0),
        x_ticks=_thin(Tick(at=across.place(log10(value)), label=f"{value:,.2f}") for value in ticks),
        height=150.0,
    )


def _make_flat_band(
    up: _Scale, band: tuple[Decimal, Decimal] | None
) -> tuple[float, float, float, float] | None:
    if band is None:
        return None
    low, high = (up.place(float(value)) for value in band)
    return (LEFT, high, WIDTH - LEFT - RIGHT, low - high)


def _make_day_ticks(across: _Scale, ends: tuple[datetime, datetime]) -> tuple[Tick, ...]:
    first, last = ends
    moments = [first + (last - first) * share / 4 for share in range(5)]
    ticks = (
        Tick(at=across.place(one.timestamp()), label=f"{make_shanghai_day(one):%m-%d}") for one in moments
    )
    return _thin(ticks)


def _thin(ticks: Iterable[Tick]) -> tuple[Tick, ...]:
    kept: list[Tick] = []
    for tick in sorted(ticks, key=lambda tick: tick.at):
        if not kept or tick.at - kept[-1].at > 60:
            kept.append(tick)
    return tuple(kept)


def _name_source(one: Observation) -> str:
    return "netpatrol" if one.source == SEEN else one.source


def _name_look(one: Observation, pick: Pick | None) -> str:
    if pick is not None and one.snapshot_id == pick.snapshot_id:
        return "picked"
    return "seen" if one.source == SEEN else "told"
