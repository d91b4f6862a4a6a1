"""How a printed document came to be a picture: scanned, photographed, stamped, marked, turned, shrunk."""

from __future__ import annotations

import io
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from demo.fonts import load_sans
from demo.papers import Take
from demo.seal import RED, draw_seal

_MARKS = ("仅用于网店资质展示", "仅供平台入驻使用 复印无效", "本店专用 盗用必究")
_STAMPS = ("与原件一致", "复印件与原件相符", "仅供网店公示使用")
_POOR_WIDTH_PX = 150
_SMALL_SHARE = 0.58


def take_picture(sheet: Image.Image, take: Take, chance: Random) -> bytes:
    """The picture as JPEG bytes."""
    grain = np.random.default_rng(chance.getrandbits(32))
    match take:
        case Take.TOO_POOR:
            return _encode(_blur_away(sheet), 30)
        case Take.SMALL:
            size = (round(sheet.width * _SMALL_SHARE), round(sheet.height * _SMALL_SHARE))
            return _encode(sheet.resize(size, Image.Resampling.LANCZOS), 82)
        case Take.PHOTO:
            taken = _photograph(sheet, chance)
        case Take.STAMPED:
            taken = _tilt(_stamp(sheet, chance), chance)
        case Take.WATERMARK:
            taken = _mark(sheet, chance)
        case Take.TURNED_90:
            taken = _tilt(sheet, chance).transpose(Image.Transpose.ROTATE_90)
        case Take.TURNED_180:
            taken = _tilt(sheet, chance).transpose(Image.Transpose.ROTATE_180)
        case Take.SCAN:
            taken = _tilt(sheet, chance)
    return _encode(_add_grain(taken, grain), chance.choice((68, 76, 84)))


def _encode(picture: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def _blur_away(sheet: Image.Image) -> Image.Image:
    size = (_POOR_WIDTH_PX, _POOR_WIDTH_PX * sheet.height // sheet.width)
    return sheet.resize(size).filter(ImageFilter.GaussianBlur(1.2))


def _tilt(sheet: Image.Image, chance: Random) -> Image.Image:
    angle = chance.uniform(-1.2, 1.2)
    return sheet.rotate(angle, resample=Image.Resampling.BILINEAR, expand=True, fillcolor=(228, 228, 226))


def _stamp(sheet: Image.Image, chance: Random) -> Image.Image:
    """A round seal and a boxed line in red, over the print."""
    stamped = sheet.copy()
    seal = draw_seal("网店资质公示专用章", 230).rotate(
        chance.uniform(-25, 25), resample=Image.Resampling.BICUBIC
    )
    at = (round(sheet.width * chance.uniform(0.25, 0.5)), round(sheet.height * chance.uniform(0.3, 0.5)))
    stamped.paste(seal, at, seal)
    line = Image.new("RGBA", (420, 90), (0, 0, 0, 0))
    draw = ImageDraw.Draw(line)
    draw.rectangle((3, 3, 416, 86), outline=(*RED, 190), width=4)
    draw.text((210, 45), chance.choice(_STAMPS), font=load_sans(38), fill=(*RED, 190), anchor="mm")
    line = line.rotate(chance.uniform(-12, 12), resample=Image.Resampling.BICUBIC, expand=True)
    stamped.paste(line, (round(sheet.width * 0.1), round(sheet.height * chance.uniform(0.45, 0.7))), line)
    return stamped


def _mark(sheet: Image.Image, chance: Random) -> Image.Image:
    """A pale slanted watermark all over."""
    side = sheet.width + sheet.height
    layer = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(layer)
    words, tone = chance.choice(_MARKS), chance.choice(((120, 120, 120), (60, 100, 160), (170, 60, 60)))
    step = round(load_sans(40).getlength(words)) + 120
    for row, y in enumerate(range(0, side, 170)):
        for x in range(-(row % 3) * 150, side, step):
            draw.text((x, y), words, font=load_sans(40), fill=66)
    layer = layer.rotate(chance.choice((28, 35, -30)), resample=Image.Resampling.BILINEAR)
    left, top = (side - sheet.width) // 2, (side - sheet.height) // 2
    layer = layer.crop((left, top, left + sheet.width, top + sheet.height))
    marked = sheet.copy()
    marked.paste(tone, (0, 0), layer)
    return marked


def _photograph(sheet: Image.Image, chance: Random) -> Image.Image:
    """The sheet on a table, from the side, unevenly lit and not quite sharp."""
    width, height = sheet.width + 160, sheet.height + 160
    table = Image.new("RGB", (width, height), chance.choice(((118, 92, 70), (92, 98, 104), (170, 164, 150))))
    lean = [chance.uniform(0, 42) for _ in range(8)]
    quad = (
        (60 + lean[0], 56 + lean[1]),
        (width - 60 - lean[2], 60 + lean[3]),
        (width - 56 - lean[4], height - 62 - lean[5]),
        (58 + lean[6], height - 60 - lean[7]),
    )
    numbers = _solve(quad, sheet.size)
    flat = sheet.transform((width, height), Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BICUBIC)
    mask = Image.new("L", (width, height), 0)
    inset = ((2, 2), (-2, 2), (-2, -2), (2, -2))  # the outermost pixels are black where the sheet ends
    inner = [(x + right, y + down) for (x, y), (right, down) in zip(quad, inset, strict=True)]
    ImageDraw.Draw(mask).polygon(inner, fill=255)
    table.paste(flat, (0, 0), mask.filter(ImageFilter.BoxBlur(1)))
    return _light(table, chance).filter(ImageFilter.GaussianBlur(chance.uniform(0.5, 0.9)))


def _light(picture: Image.Image, chance: Random) -> Image.Image:
    """Light that falls off from one corner, with a warm or cold cast and a soft shadow across."""
    rows, columns = np.mgrid[0 : picture.height, 0 : picture.width].astype(np.float32)
    across, down = columns / picture.width, rows / picture.height
    if chance.random() < 0.5:
        across = 1 - across
    light = 1.06 - 0.26 * (0.6 * across + 0.4 * down)
    edge = chance.uniform(0.6, 0.9)
    light -= 0.13 / (1 + np.exp(-(across + 0.5 * down - edge * 1.5) * 22))
    cast = np.array(chance.choice(((1.03, 1.0, 0.94), (0.96, 1.0, 1.04), (1.0, 1.0, 1.0))), dtype=np.float32)
    pixels = np.asarray(picture, dtype=np.float32) * light[..., None] * cast
    return Image.fromarray(pixels.clip(0, 255, out=pixels).astype(np.uint8))


def _solve(quad: tuple[tuple[float, float], ...], size: tuple[int, int]) -> tuple[float, ...]:
    """The eight numbers with which Pillow maps `quad` (clockwise from top left) to the whole sheet."""
    corners = ((0, 0), (size[0], 0), size, (0, size[1]))
    rows, values = list[list[float]](), list[float]()
    for (x, y), (u, v) in zip(quad, corners, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return tuple(float(number) for number in np.linalg.solve(np.array(rows), np.array(values)))


def _add_grain(picture: Image.Image, grain: np.random.Generator) -> Image.Image:
    pixels = np.asarray(picture.convert("RGB")).astype(np.float32)
    pixels += 2.2 * grain.standard_normal(pixels.shape[:2], dtype=np.float32)[..., None]
    return Image.fromarray(pixels.clip(0, 255, out=pixels).astype(np.uint8))
