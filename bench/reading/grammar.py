"""The random grammar of layouts: how a document may be arranged, and which choices are kept for reporting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from bench.reading.content import authority, draw
from demo.chance import make_chance
from ocr.dates import find_dates
from ocr.pieces import fold_text

# The last entries of each list are held out: tuning never draws them, reporting draws at least one.
ARRANGEMENTS = ("beside", "beside", "table", "columns", "columns", "above")
SEPARATORS = ("：", "", ":", "  ", " : ")
BORDERS = ("none", "single", "double", "rows", "dotted")
BACKGROUNDS = ("plain", "tint", "frame", "guilloche")
FONTS = {
    "song": ("NotoSerifCJK-Regular.ttc", 2),
    "song medium": ("NotoSerifCJK-Medium.ttc", 2),
    "song bold": ("NotoSerifCJK-Bold.ttc", 2),
    "hei": ("NotoSansCJK-Regular.ttc", 2),
    "hei medium": ("NotoSansCJK-Medium.ttc", 2),
    "zenhei": ("wqy-zenhei.ttc", 0),
    "ukai": ("ukai.ttc", 0),
    "uming": ("uming.ttc", 0),
    "sungti": ("gbsn00lp.ttf", 0),
    "wenkai": ("LXGWWenKai-Regular.ttf", 0),
    "microhei": ("wqy-microhei.ttc", 0),
    "kaiti": ("gkai00mp.ttf", 0),
}
HELD_OUT = {
    "arrangement": ("above",),
    "separator": (" : ",),
    "border": ("dotted",),
    "background": ("guilloche",),
    "font": ("microhei", "kaiti"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A label with its value; `field` is None for what the reader does not return."""

    field: str | None
    label: str
    english: str
    value: str
    is_long: bool
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One derivation of the grammar."""

    arrangement: str
    separator: str
    border: str
    background: str
    title_font: str
    label_font: str
    value_font: str
    width_px: int
    aspect: float
    print_px: int
    spread: bool
    bilingual: bool
    has_emblem: bool
    has_code: bool
    seal_over_foot: bool
    shuffle: bool
    bold_values: bool
    centred_head: bool

    @property
    def is_held_out(self) -> bool:
        """Whether a branch kept for reporting was taken."""
        return (
            self.arrangement in HELD_OUT["arrangement"]
            or self.separator in HELD_OUT["separator"]
            or self.border in HELD_OUT["border"]
            or self.background in HELD_OUT["background"]
            or bool({self.title_font, self.label_font, self.value_font} & set(HELD_OUT["font"]))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What is printed and how."""

    kind: str
    title: str
    subtitle: str
    rows: tuple[Row, ...]
    small: tuple[str, ...]
    authority: str
    has_seal: bool
    style: Style


@cache
def load_kinds() -> dict[str, Any]:
    """The kinds of `kinds.yaml`."""
    kinds: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("kinds.yaml").read_text(encoding="utf-8"))
    return kinds


def make_spec(kind: str, seed: int, *, held_out: bool) -> Spec:
    """A document of a kind: the same seed gives the same."""
    chance = make_chance(kind, f"{seed}/{held_out}")
    style = _draw_style(chance, kind)
    while style.is_held_out != held_out:
        style = _draw_style(chance, kind)
    about = load_kinds()[kind]
    rows = [
        _make_row(chance, name, entry, part, style)
        for part in ("head", "fields", "foot")
        for name, entry in about.get(part, {}).items()
    ]
    rows = _put_in_order(rows)
    if style.shuffle:
        middle = [row for row in rows if row.part == "fields"]
        chance.shuffle(middle)
        rows = (
            [row for row in rows if row.part == "head"] + middle + [row for row in rows if row.part == "foot"]
        )
    return Spec(
        kind=kind,
        title=chance.choice(about["titles"]),
        subtitle=chance.choice(about["subtitle"]),
        rows=tuple(rows),
        small=tuple(about.get("small", ())),
        authority=authority(chance),
        has_seal=bool(about["seal"]) and chance.random() < 0.85,
        style=style,
    )


def _put_in_order(rows: list[Row]) -> list[Row]:
    """The rows of a report, its two dates exchanged where it would be issued before the sample came."""
    dated = {row.field: row for row in rows if row.field in ("received_on", "issued_on")}
    if len(dated) < 2 or _read_day(dated["received_on"]) <= _read_day(dated["issued_on"]):
        return rows
    other = {"received_on": dated["issued_on"].value, "issued_on": dated["received_on"].value}
    return [replace(row, value=other[row.field]) if row.field in other else row for row in rows]


def _read_day(row: Row) -> str:
    return find_dates(fold_text(row.value))[0].iso or ""


def _make_row(chance: Random, name: str, entry: dict[str, Any], part: str, style: Style) -> Row:
    value = draw(entry["value"], chance)
    return Row(
        field=None if name.startswith("+") else name,
        label=chance.choice(entry["labels"]),
        english=entry.get("en", "") if style.bilingual else "",
        value=value,
        is_long=bool(entry.get("long")),
        part=part,
    )


def _draw_style(chance: Random, kind: str) -> Style:
    label_font = chance.choice(list(FONTS))
    width_px = chance.randint(900, 1700)
    aspect = (
        chance.choice((0.71, 0.71, 1.41)) if kind != "business_licence" else chance.choice((0.71, 1.41, 1.41))
    )
    arrangement = _pick(chance, ARRANGEMENTS)
    return Style(
        arrangement=arrangement if aspect > 1 or arrangement != "columns" else "beside",
        separator=_pick(chance, SEPARATORS),
        border=_pick(chance, BORDERS),
        background=_pick(chance, BACKGROUNDS),
        title_font=chance.choice(list(FONTS)),
        label_font=label_font,
        value_font=label_font if chance.random() < 0.5 else chance.choice(list(FONTS)),
        width_px=width_px,
        aspect=aspect,
        print_px=round(width_px / chance.uniform(*((32, 46) if aspect < 1 else (42, 60)))),
        spread=chance.random() < 0.45,
        bilingual=chance.random() < 0.3,
        has_emblem=chance.random() < 0.6,
        has_code=chance.random() < 0.5,
        seal_over_foot=chance.random() < 0.7,
        shuffle=chance.random() < 0.2,
        bold_values=chance.random() < 0.2,
        centred_head=chance.random() < 0.4,
    )


def _pick(chance: Random, choices: Sequence[str]) -> str:
    return chance.choice(choices)
