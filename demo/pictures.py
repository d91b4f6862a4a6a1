"""Draws a picture from what it is said to show."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from demo.documents import draw_document
from demo.fonts import load_sans
from demo.papers import Picture, PictureKind
from demo.product_picture import draw_goods, draw_rows, shade

_GIANT_PX = (14_000, 9_000)
_POSTER_WIDTH_PX = 790


def draw_picture(picture: Picture) -> bytes:  # noqa: PLR0911 - one line for each kind
    """The bytes that a platform serves for a picture."""
    match picture.kind:
        case PictureKind.PRODUCT:
            return draw_goods(picture.shape, picture.hue, picture.heading)
        case PictureKind.PARAMETERS:
            return draw_rows(picture.hue, picture.rows)
        case PictureKind.POSTER:
            return draw_poster(picture)
        case PictureKind.TRUNCATED:
            whole = draw_goods(picture.shape, picture.hue, picture.heading)
            return whole[: len(whole) // 3]
        case PictureKind.GIANT:
            return _encode(Image.new("RGB", _GIANT_PX, shade(picture.hue, 0.2, 0.9)), quality=40)
        case PictureKind.BROKEN_PDF:
            return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Kids [3 0 R"
        case PictureKind.DOCUMENT:
            if picture.document is None:
                raise ValueError(f"picture {picture.key!r} shows a document but names none")
            return draw_document(picture.document)


def draw_poster(picture: Picture) -> bytes:
    """A long detail picture: a heading and lines of selling words over a plain ground."""
    height = 240 + 96 * len(picture.rows)
    sheet = Image.new("RGB", (_POSTER_WIDTH_PX, height), shade(picture.hue, 0.08, 0.98))
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, 0, _POSTER_WIDTH_PX, 150), fill=shade(picture.hue, 0.55, 0.52))
    draw.text(
        (_POSTER_WIDTH_PX / 2, 75), picture.heading, font=load_sans(46), fill=(255, 255, 255), anchor="mm"
    )
    for row, (name, value) in enumerate(picture.rows):
        y = 214 + 96 * row
        draw.text((60, y), name, font=load_sans(32), fill=shade(picture.hue, 0.6, 0.4), anchor="lm")
        draw.text((60, y + 42), value, font=load_sans(28), fill=(60, 60, 60), anchor="lm")
    return _encode(sheet, quality=86)


def _encode(picture: Image.Image, *, quality: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()
