"""The licence pictures that shops post: the printed form as someone scanned, marked or photographed it."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from demo.chance import make_chance
from demo.fonts import load_sans
from demo.licence_form import HEIGHT_PX, WIDTH_PX, draw_form
from demo.model import Licence, Look

_WATERMARK = "仅供即市平台使用"
_POOR_WIDTH_PX = 168


def draw_licence(licence: Licence) -> bytes:
    """The posted picture as JPEG bytes; the same licence always gives the same bytes."""
    chance = make_chance(licence.seed, "licence picture")
    grain = np.random.default_rng(chance.getrandbits(32))
    form = draw_form(licence)
    if licence.look is Look.POOR:
        return _encode(_shrink(form), quality=30)
    if licence.look is Look.WATERMARK:
        form = _mark(form)
    if licence.look is Look.DESK:
        form = _photograph(form, tilt_px=chance.randrange(14, 30))
    else:
        form = form.rotate(
            chance.choice((-0.7, 0.5, 0.8)), resample=Image.Resampling.BICUBIC, fillcolor=(236, 235, 230)
        )
    return _encode(_add_grain(form, grain), quality=85)


def _encode(picture: Image.Image, *, quality: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def _shrink(form: Image.Image) -> Image.Image:
    """Too small and too soft for anyone to read."""
    small = form.resize((_POOR_WIDTH_PX, _POOR_WIDTH_PX * HEIGHT_PX // WIDTH_PX))
    return small.filter(ImageFilter.GaussianBlur(1.1))


def _mark(form: Image.Image) -> Image.Image:
    """Covers the form with a pale slanted watermark."""
    sheet = Image.new("RGBA", (WIDTH_PX * 2, HEIGHT_PX * 2), (0, 0, 0, 0))
    draw = ImageDraw.Draw(sheet)
    for row, y in enumerate(range(0, sheet.height, 210)):
        for x in range(-200 * (row % 2), sheet.width, 620):
            draw.text((x, y), _WATERMARK, font=load_sans(44), fill=(70, 90, 130, 58))
    sheet = sheet.rotate(24, resample=Image.Resampling.BICUBIC)
    left, top = (sheet.width - WIDTH_PX) // 2, (sheet.height - HEIGHT_PX) // 2
    middle = sheet.crop((left, top, left + WIDTH_PX, top + HEIGHT_PX))
    form.paste(middle, (0, 0), middle)
    return form


def _photograph(form: Image.Image, *, tilt_px: int) -> Image.Image:
    """Lays the form on a wooden desk and takes it slightly from the side, with light from one corner."""
    desk = _make_desk()
    # A fixed quadrilateral on the desk: the far edge is shorter than the near one.
    quad = (
        (70 + tilt_px, 62),
        (WIDTH_PX - 66, 50 + tilt_px),
        (WIDTH_PX - 40, HEIGHT_PX - 44),
        (44, HEIGHT_PX - 62),
    )
    coefficients = _solve_perspective(quad)
    size = (WIDTH_PX, HEIGHT_PX)
    sheet = form.transform(size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon(quad, fill=255)
    shadow = mask.filter(ImageFilter.GaussianBlur(16)).point(lambda level: level * 0.55)
    desk.paste((38, 26, 18), (10, 14), shadow)
    desk.paste(sheet, (0, 0), mask.filter(ImageFilter.GaussianBlur(0.8)))
    rows, columns = np.mgrid[0:HEIGHT_PX, 0:WIDTH_PX]
    light = 1.04 - 0.20 * (columns / WIDTH_PX * 0.6 + rows / HEIGHT_PX * 0.4)
    pixels = np.asarray(desk, dtype=np.float32) * light[..., None]
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.6))


def _make_desk() -> Image.Image:
    rows, columns = np.mgrid[0:HEIGHT_PX, 0:WIDTH_PX].astype(np.float32)
    veins = np.sin(rows / 9 + 2.2 * np.sin(columns / 310) + np.sin(rows / 37)) * 0.5 + 0.5
    planks = 0.05 * ((rows // 170) % 2)
    tone = 0.82 + 0.10 * veins + planks
    pixels = np.stack([tone * 150, tone * 108, tone * 72], axis=-1)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _solve_perspective(quad: tuple[tuple[int, int], ...]) -> tuple[float, ...]:
    """The eight numbers with which Pillow maps `quad` (clockwise from top left) to the whole form."""
    corners = ((0, 0), (WIDTH_PX, 0), (WIDTH_PX, HEIGHT_PX), (0, HEIGHT_PX))
    rows, values = [], []
    for (x, y), (u, v) in zip(quad, corners, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    solution = np.linalg.solve(np.array(rows, dtype=float), np.array(values, dtype=float))
    return tuple(float(number) for number in solution)


def _add_grain(picture: Image.Image, grain: np.random.Generator) -> Image.Image:
    pixels = np.asarray(picture, dtype=np.float32)
    grainy = pixels + grain.normal(0, 2.5, pixels.shape[:2])[..., None]
    return Image.fromarray(grainy.clip(0, 255).astype(np.uint8))
