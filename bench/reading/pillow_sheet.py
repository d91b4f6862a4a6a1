"""Renders a spec with Pillow: absolute places, own line breaking, seal, emblem, code, ornaments."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench.reading.drawn import Drawn, Truth, make_fields
from bench.reading.grammar import FONTS, Row, Spec
from demo.chance import make_chance
from demo.seal import draw_seal

_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
_SIGNS_OF_ROW = "，。；：、）)"
INK = (24, 24, 28)


@cache
def load_font(name: str, size_px: int) -> ImageFont.FreeTypeFont:
    """A font of the grammar; falls back to another of them where this machine has it not."""
    for wanted in (name, "hei", "zenhei"):
        file, face = FONTS[wanted]
        path = next((path for folder in _FOLDERS for path in sorted(folder.rglob(file))), None)
        if path is not None:
            return ImageFont.truetype(str(path), size_px, index=face)
    raise FileNotFoundError(f"no font for {name!r}; install fonts-noto-cjk")


class Pen:
    """Writes on a tall sheet that is cut to what was written."""

    def __init__(self, spec: Spec, chance: Random) -> None:
        """Take the sheet."""
        self.spec, self.style, self.chance = spec, spec.style, chance
        self.px = self.style.print_px
        self.width = self.style.width_px
        self.margin = round(self.width * chance.uniform(0.06, 0.11))
        paper = {"plain": (255, 255, 255), "frame": (254, 253, 249)}.get(
            self.style.background, (251, 248, 238)
        )
        self.picture = Image.new("RGB", (self.width, 6000), paper)
        self.draw = ImageDraw.Draw(self.picture)
        self.y = self.margin

    def write(
        self, text: str, x: float, y: float, font: ImageFont.FreeTypeFont, ink: tuple[int, int, int] = INK
    ) -> float:
        """Writes one line, its upper edge at y; returns where it ends."""
        self.draw.text((x, y), text, font=font, fill=ink)
        return x + font.getlength(text)

    def wrap(self, text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
        """The text in rows no wider than `width`; no row begins with a closing sign."""
        rows, row = [], ""
        for sign in text:
            if row and font.getlength(row + sign) > width and sign not in _SIGNS_OF_ROW:
                rows.append(row)
                row = ""
            row += sign
        return [*rows, row] if row else rows


def draw_sheet(spec: Spec, seed: int) -> Drawn:
    """The document as a picture of its own."""
    chance = make_chance("sheet", f"{seed}/{spec.kind}")
    pen = Pen(spec, chance)
    _draw_head(pen)
    _ARRANGE[pen.style.arrangement](pen, [row for row in spec.rows if row.part == "fields"])
    _draw_foot(pen)
    height = max(round(pen.y + pen.margin), round(pen.width / pen.style.aspect))
    picture = pen.picture.crop((0, 0, pen.width, min(height, 6000)))
    picture = _draw_background(picture, pen)
    truth = Truth(kind=spec.kind, box=(0, 0, *picture.size), fields=make_fields(spec))
    return Drawn(picture=picture, documents=(truth,))


def _draw_head(pen: Pen) -> None:
    spec, style = pen.spec, pen.style
    if style.has_emblem:
        side = round(pen.px * 2.6)
        x = (pen.width - side) // 2
        pen.draw.ellipse(
            (x, pen.y, x + side, pen.y + side), fill=(200, 30, 36), outline=(214, 170, 60), width=4
        )
        pen.y += side + pen.px // 2
    head = [row for row in spec.rows if row.part == "head"]
    first = pen.chance.random() < 0.5
    if head and first:
        _draw_head_rows(pen, head)
    if spec.title:
        size = round(pen.px * pen.chance.uniform(1.7, 2.6))
        font = load_font(style.title_font, size)
        while font.getlength(spec.title) > pen.width - 2 * pen.margin:
            size -= 2
            font = load_font(style.title_font, size)
        pen.write(spec.title, (pen.width - font.getlength(spec.title)) / 2, pen.y, font)
        pen.y += size * 1.35
    if spec.subtitle:
        font = load_font(style.label_font, round(pen.px * 0.9))
        pen.write(spec.subtitle, (pen.width - font.getlength(spec.subtitle)) / 2, pen.y, font)
        pen.y += pen.px * 1.5
    if head and not first:
        _draw_head_rows(pen, head)
    if style.has_code:
        _draw_code(pen)
    pen.y += pen.px


def _draw_head_rows(pen: Pen, rows: list[Row]) -> None:
    font = load_font(pen.style.label_font, pen.px)
    for row in rows:
        text = f"{row.label}{pen.style.separator}{row.value}"
        wide = font.getlength(text)
        x = (pen.width - wide) / 2 if pen.style.centred_head else pen.margin
        if (
            row.label != "编号"
            and not pen.style.centred_head
            and pen.style.separator.strip() == ""
            and pen.style.arrangement != "table"
        ):
            pen.write(row.label, pen.margin, pen.y, font)
            pen.y += pen.px * 1.4
            pen.write(row.value, pen.margin, pen.y, load_font(pen.style.value_font, pen.px))
        else:
            pen.write(text, x, pen.y, font)
        pen.y += pen.px * 1.5


def _draw_code(pen: Pen) -> None:
    coder = cv2.QRCodeEncoder.create()
    modules = coder.encode(f"https://query.example.cn/c?id={pen.chance.randrange(10**9)}")
    side = round(pen.px * 4)
    square = Image.fromarray(cv2.resize(modules, (side, side), interpolation=cv2.INTER_NEAREST)).convert(
        "RGB"
    )
    pen.picture.paste(square, (pen.width - pen.margin - side, pen.margin))
    pen.y = max(pen.y, pen.margin + side)


def _label_text(row: Row, pen: Pen, widest: int) -> str:
    """The label, spread to the width of the widest where the style says so."""
    count = len(row.label)
    if pen.style.spread and 2 <= count < widest <= 6 and count <= 3:
        gap = "　" * max(1, round((widest - count) / (count - 1)))
        return gap.join(row.label)
    return row.label


def _draw_value(pen: Pen, row: Row, x: float, y: float, width: float) -> float:
    """Writes a value and returns the y below it."""
    font = load_font(pen.style.value_font, pen.px)
    line = pen.px * 1.42
    for text in pen.wrap(row.value, font, width):
        pen.write(text, x, y, font)
        if pen.style.bold_values:
            pen.write(text, x + 1, y, font)
        y += line
    return y


def _draw_label(pen: Pen, row: Row, x: float, y: float, widest: int) -> float:
    """Writes a label and, in small print below it, its English; returns where it ends."""
    end = pen.write(
        _label_text(row, pen, widest) + pen.style.separator, x, y, load_font(pen.style.label_font, pen.px)
    )
    if row.english:
        pen.write(row.english, x, y + pen.px * 1.15, load_font("hei", round(pen.px * 0.55)), (60, 60, 60))
    return end


def _measure_labels(pen: Pen, rows: list[Row]) -> tuple[float, int]:
    widest = max(len(row.label) for row in rows)
    font = load_font(pen.style.label_font, pen.px)
    return max(font.getlength(_label_text(row, pen, widest) + pen.style.separator) for row in rows), widest


def _draw_beside(pen: Pen, rows: list[Row], left: float | None = None, width: float | None = None) -> None:
    left = pen.margin if left is None else left
    width = pen.width - 2 * pen.margin if width is None else width
    label_px, widest = _measure_labels(pen, rows)
    is_ragged = not pen.style.spread and pen.chance.random() < 0.3
    step = pen.px * pen.chance.uniform(0.35, 0.9)
    for row in rows:
        end = _draw_label(pen, row, left, pen.y, widest)
        x = end + pen.px * 0.3 if is_ragged else left + label_px + pen.px * 0.6
        below = _draw_value(pen, row, x, pen.y, left + width - x)
        pen.y = max(below, pen.y + pen.px * (2.0 if row.english else 1.42)) + step
        if pen.style.border in ("rows", "dotted"):
            _rule(pen, left, pen.y - step * 0.6, left + width)


def _rule(pen: Pen, x0: float, y: float, x1: float) -> None:
    if pen.style.border == "dotted":
        for x in range(round(x0), round(x1), 8):
            pen.draw.line((x, y, x + 3, y), fill=(90, 90, 90), width=1)
    else:
        pen.draw.line((x0, y, x1, y), fill=(120, 120, 120), width=1)


def _draw_columns(pen: Pen, rows: list[Row]) -> None:
    """Two columns of labels: every second row, or first half and second half."""
    cut = math.ceil(len(rows) / 2)
    halves = (rows[:cut], rows[cut:])
    top, bottoms = pen.y, []
    gutter = pen.px * 1.5
    width = (pen.width - 2 * pen.margin - gutter) / 2
    for place, half in enumerate(halves):
        pen.y = top
        _draw_beside(pen, list(half), pen.margin + place * (width + gutter), width)
        bottoms.append(pen.y)
    pen.y = max(bottoms)


def _draw_above(pen: Pen, rows: list[Row]) -> None:
    for row in rows:
        _draw_label(pen, row, pen.margin, pen.y, 0)
        pen.y += pen.px * (1.95 if row.english else 1.4)
        pen.y = _draw_value(pen, row, pen.margin, pen.y, pen.width - 2 * pen.margin) + pen.px * 0.7


def _draw_table(pen: Pen, rows: list[Row]) -> None:
    """A grid; the label stands in the middle of its cell."""
    label_px, _ = _measure_labels(pen, rows)
    left, right = pen.margin, pen.width - pen.margin
    middle = left + label_px + pen.px
    pad = pen.px * pen.chance.uniform(0.3, 0.7)
    has_lines = pen.style.border != "none"
    for row in rows:
        top = pen.y
        below = _draw_value(pen, row, middle + pad, top + pad, right - middle - 2 * pad)
        bottom = max(below, top + pad + pen.px * (2.0 if row.english else 1.42)) + pad * 0.6
        label_y = (top + bottom) / 2 - pen.px * (1.0 if row.english else 0.62)
        _draw_label(pen, row, left + pad, label_y, 0)
        if has_lines:
            pen.draw.rectangle((left, top, right, bottom), outline=(70, 70, 70), width=1)
            pen.draw.line((middle, top, middle, bottom), fill=(70, 70, 70), width=1)
        pen.y = bottom
    pen.y += pen.px


def _draw_foot(pen: Pen) -> None:
    spec = pen.spec
    rows = [row for row in spec.rows if row.part == "foot"]
    label_font = load_font(pen.style.label_font, pen.px)
    pen.y += pen.px * pen.chance.uniform(1.0, 3.0)
    x = pen.width * pen.chance.uniform(0.4, 0.52)
    top = pen.y
    for row in rows:
        text = f"{row.label}{pen.style.separator}" if row.label else ""
        end = pen.write(text, x, pen.y, label_font) if text else x + pen.px * 2
        pen.y = (
            _draw_value(pen, row, end, pen.y, pen.width - pen.margin - end)
            if row.value
            else pen.y + pen.px * 1.4
        )
        pen.y += pen.px * 0.4
    if spec.has_seal:
        side = round(pen.px * pen.chance.uniform(6.5, 8.5))
        seal = draw_seal(spec.authority, side)
        over = pen.style.seal_over_foot and rows
        y = max(top, pen.y - pen.px * 1.2) - side * 0.55 if over else pen.y
        spot = (round(min(x + pen.px * 3, pen.width - side - 10)), round(max(0, y)))
        pen.picture.paste(seal, spot, seal)
        pen.y = max(pen.y, spot[1] + side)
    small = load_font(pen.style.label_font, max(12, round(pen.px * 0.6)))
    for text in spec.small:
        pen.write(text, (pen.width - small.getlength(text)) / 2, pen.y + pen.px * 0.4, small)
        pen.y += pen.px


def _draw_background(picture: Image.Image, pen: Pen) -> Image.Image:
    draw = ImageDraw.Draw(picture)
    if pen.style.border in ("double", "single") or pen.style.background == "frame":
        gap = round(pen.margin * 0.4)
        inks = pen.chance.choice(((188, 150, 84), (60, 90, 60), (40, 40, 40)))
        draw.rectangle((gap, gap, picture.width - gap, picture.height - gap), outline=inks, width=5)
        if pen.style.border == "double":
            draw.rectangle(
                (gap + 10, gap + 10, picture.width - gap - 10, picture.height - gap - 10),
                outline=inks,
                width=2,
            )
    if pen.style.background == "guilloche":
        return _add_guilloche(picture, pen.chance)
    return picture


def _add_guilloche(picture: Image.Image, chance: Random) -> Image.Image:
    """Fine wavy lines under the print."""
    layer = Image.new("RGB", picture.size, (255, 255, 255))
    draw = ImageDraw.Draw(layer)
    period, height = chance.randint(120, 300), chance.randint(14, 34)
    for base in range(-40, picture.height + 40, chance.randint(22, 40)):
        points = [
            (x, base + height * math.sin(2 * math.pi * x / period + base)) for x in range(0, picture.width, 6)
        ]
        draw.line(points, fill=(216, 224, 210), width=1)
    return Image.fromarray(np.minimum(np.asarray(picture), np.asarray(layer)))


_ARRANGE = {"beside": _draw_beside, "table": _draw_table, "columns": _draw_columns, "above": _draw_above}
