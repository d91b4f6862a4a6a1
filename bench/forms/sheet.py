"""A sheet of paper on which forms are drawn, and what happens to it before it is posted."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from demo.fonts import load_sans, load_serif, load_serif_bold
from demo.seal import draw_seal

INK = (26, 26, 26)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A drawn document, its kind, and what stands on it."""

    kind: str
    layout: str
    picture: Image.Image
    truth: Mapping[str, Any]


class Sheet:
    """Paper with a pen: text is placed by its left middle, row by row."""

    def __init__(
        self, width_px: int, height_px: int, *, paper: tuple[int, int, int] = (252, 252, 249)
    ) -> None:
        """Take a blank sheet."""
        self.picture = Image.new("RGB", (width_px, height_px), paper)
        self.draw = ImageDraw.Draw(self.picture)

    def write(
        self,
        text: str,
        at: tuple[float, float],
        *,
        px: int = 28,
        face: str = "serif",
        anchor: str = "lm",
        ink: tuple[int, int, int] = INK,
    ) -> float:
        """Writes a line and returns where it ends."""
        font = {"serif": load_serif, "bold": load_serif_bold, "sans": load_sans}[face](px)
        self.draw.text(at, text, font=font, fill=ink, anchor=anchor)
        return at[0] + font.getlength(text)

    def stamp(self, words: str, at: tuple[int, int], *, size_px: int = 220) -> None:
        """Presses a red seal with its middle at a place."""
        seal = draw_seal(words, size_px)
        self.picture.paste(seal, (at[0] - size_px // 2, at[1] - size_px // 2), seal)


Change = Callable[[Image.Image], Image.Image]


def mark(picture: Image.Image) -> Image.Image:
    """Covers the sheet with a pale slanted watermark."""
    side = max(picture.size) * 2
    sheet = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(sheet)
    for row, y in enumerate(range(0, side, 220)):
        for x in range(-200 * (row % 2), side, 560):
            draw.text((x, y), "仅供本店展示使用", font=load_sans(40), fill=(90, 100, 130, 62))
    sheet = sheet.rotate(28, resample=Image.Resampling.BICUBIC)
    left, top = (side - picture.width) // 2, (side - picture.height) // 2
    middle = sheet.crop((left, top, left + picture.width, top + picture.height))
    marked = picture.copy()
    marked.paste(middle, (0, 0), middle)
    return marked


def photograph(picture: Image.Image) -> Image.Image:
    """The sheet on a dark desk, taken a little from the side under uneven light."""
    width, height = picture.width + 160, picture.height + 160
    quad = ((110, 84), (width - 96, 66), (width - 60, height - 70), (64, height - 96))
    corners = ((0, 0), (picture.width, 0), picture.size, (0, picture.height))
    rows, values = [], []
    for (x, y), (u, v) in zip(quad, corners, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    how = np.linalg.solve(np.array(rows, dtype=float), np.array(values, dtype=float))
    sheet = picture.transform(
        (width, height), Image.Transform.PERSPECTIVE, tuple(how), Image.Resampling.BICUBIC
    )
    mask = Image.new("L", (width, height), 0)
    ImageDraw.Draw(mask).polygon(quad, fill=255)
    desk = Image.new("RGB", (width, height), (96, 74, 56))
    desk.paste(sheet, (0, 0), mask)
    ys, xs = np.mgrid[0:height, 0:width]
    light = 1.03 - 0.22 * (xs / width * 0.5 + ys / height * 0.5)
    grain = np.random.default_rng(7).normal(0, 3, (height, width))
    pixels = np.asarray(desk, dtype=np.float32) * light[..., None] + grain[..., None]
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.7))


def _narrow(picture: Image.Image, width_px: int) -> Image.Image:
    return picture.resize(
        (width_px, round(picture.height * width_px / picture.width)), Image.Resampling.LANCZOS
    )


CHANGES: dict[str, Change] = {
    "as drawn": lambda picture: picture,
    "turned 90": lambda picture: picture.transpose(Image.Transpose.ROTATE_90),
    "turned 180": lambda picture: picture.transpose(Image.Transpose.ROTATE_180),
    "700 px wide, JPEG 60": lambda picture: _narrow(picture, 700),
    "watermark": mark,
    "photographed": photograph,
    "askew 3 deg": lambda picture: picture.rotate(3, resample=Image.Resampling.BICUBIC, fillcolor="grey"),
    "pale": lambda picture: ImageEnhance.Contrast(picture).enhance(0.4),
    "blurred 1.5": lambda picture: picture.filter(ImageFilter.GaussianBlur(1.5)),
}


def encode(picture: Image.Image, *, quality: int = 88) -> bytes:
    """JPEG bytes."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()
