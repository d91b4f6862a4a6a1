"""What happens to a document before it is posted: sixteen ways; the last four are held out for reporting."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from bench.reading.pillow_sheet import load_font

Degrade = Callable[[Image.Image, Random], Image.Image]
_MARKS = ("仅供资质展示", "复印无效", "网店专用", "SAMPLE ONLY")


def _jpeg(picture: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return Image.open(io.BytesIO(buffer.getvalue())).convert("RGB")


def _narrow(picture: Image.Image, width_px: int) -> Image.Image:
    if picture.width <= width_px:
        return picture
    return picture.resize(
        (width_px, round(picture.height * width_px / picture.width)), Image.Resampling.LANCZOS
    )


def _tilt(picture: Image.Image, chance: Random) -> Image.Image:
    return picture.rotate(
        chance.uniform(-6, 6), resample=Image.Resampling.BICUBIC, expand=True, fillcolor=(90, 80, 70)
    )


def _warp(picture: Image.Image, chance: Random) -> Image.Image:
    """On a desk, taken from the side in uneven light."""
    pixels = np.asarray(picture)
    height, width = pixels.shape[:2]
    pad = round(0.06 * max(width, height))
    size = (width + 2 * pad, height + 2 * pad)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    moved = (
        corners
        + pad
        + np.array([[chance.uniform(-pad, pad) * 0.8 for _ in "xy"] for _ in corners], dtype=np.float32)
    )
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    desk = cv2.warpPerspective(
        pixels, matrix, size, borderMode=cv2.BORDER_CONSTANT, borderValue=(110, 92, 74)
    )
    ys, xs = np.mgrid[0 : size[1], 0 : size[0]]
    light = 1.02 - chance.uniform(0.1, 0.3) * (
        xs / size[0] * chance.random() + ys / size[1] * chance.random()
    )
    grain = np.random.default_rng(chance.randrange(2**32)).normal(0, 3, (*desk.shape[:2], 1))
    return Image.fromarray((desk * light[..., None] + grain).clip(0, 255).astype(np.uint8))


def _mark(picture: Image.Image, chance: Random) -> Image.Image:
    side = round(max(picture.size) * 1.6)
    sheet = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(sheet)
    text, size = chance.choice(_MARKS), chance.randint(30, 54)
    ink = (*chance.choice(((80, 90, 120), (120, 120, 120), (150, 60, 60))), chance.randint(40, 75))
    for row, y in enumerate(range(0, side, size * 5)):
        for x in range(-200 * (row % 2), side, size * 12):
            draw.text((x, y), text, font=load_font("hei", size), fill=ink)
    sheet = sheet.rotate(chance.choice((20, 30, 40)), resample=Image.Resampling.BICUBIC)
    left, top = (side - picture.width) // 2, (side - picture.height) // 2
    layer = sheet.crop((left, top, left + picture.width, top + picture.height))
    marked = picture.copy()
    marked.paste(layer, (0, 0), layer)
    return marked


def _moire(picture: Image.Image, chance: Random) -> Image.Image:
    """Photographed from a screen."""
    pixels = np.asarray(picture, dtype=np.float32)
    ys, xs = np.mgrid[0 : pixels.shape[0], 0 : pixels.shape[1]]
    wave = 10 * np.sin(2 * np.pi * (xs * chance.uniform(0.2, 0.33) + ys * 0.05)) + 8 * np.sin(
        2 * np.pi * ys * chance.uniform(0.2, 0.31)
    )
    return Image.fromarray((pixels * 0.93 + wave[..., None]).clip(0, 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(0.6)
    )


def _glare(picture: Image.Image, chance: Random) -> Image.Image:
    pixels = np.asarray(picture, dtype=np.float32)
    ys, xs = np.mgrid[0 : pixels.shape[0], 0 : pixels.shape[1]]
    x, y, r = chance.random() * picture.width, chance.random() * picture.height, 0.25 * max(picture.size)
    spot = 110 * np.exp(-(((xs - x) ** 2 + (ys - y) ** 2) / (2 * r * r)))
    return Image.fromarray((pixels * 0.86 + spot[..., None]).clip(0, 255).astype(np.uint8))


def _fax(picture: Image.Image, chance: Random) -> Image.Image:
    """Black and white only."""
    grey = np.asarray(picture.convert("L"))
    return Image.fromarray(np.where(grey < chance.randint(140, 190), 0, 255).astype(np.uint8)).convert("RGB")


def _crumple(picture: Image.Image, chance: Random) -> Image.Image:
    pixels = np.asarray(picture)
    height, width = pixels.shape[:2]
    noise = np.random.default_rng(chance.randrange(2**32)).normal(0, 1, (2, 9, 9)).astype(np.float32)
    shifts = [cv2.resize(part, (width, height), interpolation=cv2.INTER_CUBIC) * 4 for part in noise]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    moved = cv2.remap(
        pixels, xs + shifts[0], ys + shifts[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    shade = 1 - 0.06 * np.abs(shifts[0] + shifts[1])[..., None] / 4
    return Image.fromarray((moved * shade).clip(0, 255).astype(np.uint8))


def _all(picture: Image.Image, chance: Random) -> Image.Image:
    small = _narrow(_mark(picture, chance), 900).rotate(
        chance.uniform(-2.5, 2.5), resample=Image.Resampling.BICUBIC, expand=True, fillcolor="white"
    )
    return _jpeg(small.filter(ImageFilter.GaussianBlur(0.6)), 50)


DEGRADATIONS: dict[str, Degrade] = {
    "clean": lambda picture, _: picture,
    "jpeg 30": lambda picture, _: _jpeg(picture, 30),
    "turned": lambda picture, chance: picture.rotate(chance.choice((90, 180, 270)), expand=True),
    "low contrast": lambda picture, _: ImageEnhance.Contrast(picture).enhance(0.35),
    "tilted": _tilt,
    "watermark": _mark,
    "600 px": lambda picture, _: _narrow(picture, 600),
    "blur": lambda picture, chance: _narrow(picture, 1100).filter(
        ImageFilter.GaussianBlur(chance.uniform(1.1, 1.6))
    ),
    "desk": _warp,
    "moire": _moire,
    "glare": _glare,
    "dark": lambda picture, _: ImageEnhance.Brightness(picture).enhance(0.45),
    "all at once": _all,
    "fax": _fax,
    "crumpled": _crumple,
    "grey": lambda picture, _: _jpeg(picture.convert("L").convert("RGB"), 45),
}
HELD_OUT = ("all at once", "fax", "crumpled", "grey")
