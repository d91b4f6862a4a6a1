"""A sheet of paper to print a document on: texts, labelled fields, codes, seals and borders."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFont, ImageOps

from demo.fonts import load_serif
from demo.seal import draw_seal

Colour = tuple[int, int, int]
Font = ImageFont.FreeTypeFont
INK: Colour = (30, 28, 28)
_PIECES = re.compile(r"[A-Za-z0-9./\-()]+|.")
_NO_START = "，。、；：）》"


class Sheet:
    """A printed page; positions are in pixels from its top left corner."""

    def __init__(self, width: int, height: int, paper: Colour) -> None:
        self.image = Image.new("RGB", (width, height), paper)
        self.draw = ImageDraw.Draw(self.image)
        self.width, self.height = width, height

    def border(self, *rings: tuple[int, int, Colour]) -> None:
        """Frames, each by inset, line width and colour."""
        for inset, width, colour in rings:
            box = (inset, inset, self.width - inset, self.height - inset)
            self.draw.rectangle(box, outline=colour, width=width)

    def middle(self, y: int, text: str, font: Font, fill: Colour = INK) -> None:
        """A line in the middle of the sheet."""
        self.draw.text((self.width / 2, y), text, font=font, fill=fill, anchor="mm")

    def put(self, at: tuple[int, int], text: str, font: Font, fill: Colour = INK) -> None:
        """A line from a point to the right, by the middle of its height."""
        self.draw.text(at, text, font=font, fill=fill, anchor="lm")

    def lines(self, at: tuple[int, int], text: str, font: Font, width: int, fill: Colour = INK) -> int:
        """A text broken into lines of at most `width`; returns where the next line would stand."""
        x, y = at
        step = round(font.size * 1.4)
        for line in wrap(text, font, width):
            self.put((x, y), line, font, fill)
            y += step
        return y

    def field(self, at: tuple[int, int], name: str, value: str, *, room: int, width: int, px: int) -> int:
        """A field: its name in `room` pixels, its value beside it; returns where the next one stands."""
        x, y = at
        self.put((x, y), name, load_serif(px))
        below = self.lines((x + room, y), value, load_serif(px), width - room)
        return max(below, y + round(px * 1.4)) + round(px * 0.55)

    def code(self, at: tuple[int, int], text: str, size: int) -> None:
        """A QR code of about `size` pixels, its corner at a point."""
        barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
        modules = Image.fromarray(np.array(barcode.to_image(scale=1)))
        scale = max(2, size // modules.width)
        big = modules.resize((modules.width * scale, modules.height * scale), Image.Resampling.NEAREST)
        self.image.paste((20, 20, 20), at, ImageOps.invert(big.convert("L")))

    def seal(self, middle: tuple[int, int], name: str, size: int = 220) -> None:
        """A red seal over whatever stands there."""
        mark = draw_seal(name, size)
        self.image.paste(mark, (middle[0] - size // 2, middle[1] - size // 2), mark)

    def rule(self, y: int, left: int, right: int, fill: Colour = INK, width: int = 1) -> None:
        """A line across."""
        self.draw.line((left, y, right, y), fill=fill, width=width)


def wrap(text: str, font: Font, width: int) -> list[str]:
    """Breaks a text into lines that fit and tears no number apart."""
    lines, line = list[str](), ""
    for piece in _PIECES.findall(text):
        if line and font.getlength(line + piece) > width and piece not in _NO_START:
            lines.append(line)
            line = ""
        line += piece
    return [*lines, line]


def spell_date(text: str, *, form: Callable[[date], str] | None = None) -> str:
    """An ISO date as documents print it, 2026年03月01日 unless a form is given; 长期 for no end."""
    if text in {"", "long_term"}:
        return "长期"
    day = date.fromisoformat(text)
    return form(day) if form else f"{day.year}年{day.month:02d}月{day.day:02d}日"
