"""Product pictures: a simple drawing of the goods, and a card of their parameters."""

from __future__ import annotations

import colorsys
import io
from collections.abc import Callable

from PIL import Image, ImageDraw

from demo.fonts import load_sans
from demo.model import Listing

SIZE_PX = 640
_Colour = tuple[int, int, int]
_Shape = Callable[[ImageDraw.ImageDraw, _Colour, _Colour], None]


def draw_product(listing: Listing) -> bytes:
    """The main picture of a listing as JPEG bytes."""
    return draw_goods(listing.shape, listing.hue, listing.brand)


def draw_parameters(listing: Listing) -> bytes:
    """The second picture: a listing's attributes in large letters, as JPEG bytes."""
    return draw_rows(listing.hue, listing.attrs)


def draw_goods(shape: str, hue: int, heading: str) -> bytes:
    """A simple drawing of goods as JPEG bytes."""
    picture = Image.new("RGB", (SIZE_PX, SIZE_PX), shade(hue, 0.12, 0.97))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((120, 480, 520, 560), fill=shade(hue, 0.18, 0.88))
    _SHAPES[shape](draw, shade(hue, 0.55, 0.72), shade(hue, 0.62, 0.50))
    draw.text((36, 30), heading, font=load_sans(30), fill=shade(hue, 0.5, 0.42))
    return _encode(picture)


def draw_rows(hue: int, rows: tuple[tuple[str, str], ...]) -> bytes:
    """A card of parameters in large letters, as JPEG bytes."""
    picture = Image.new("RGB", (SIZE_PX, SIZE_PX), shade(hue, 0.06, 0.99))
    draw = ImageDraw.Draw(picture)
    ink = shade(hue, 0.5, 0.32)
    draw.rectangle((0, 0, SIZE_PX, 110), fill=shade(hue, 0.50, 0.60))
    draw.text((40, 55), "商品参数", font=load_sans(42), fill=(255, 255, 255), anchor="lm")
    for row, (name, value) in enumerate(rows):
        y = 178 + 88 * row
        draw.text((40, y), name, font=load_sans(30), fill=ink, anchor="lm")
        draw.text((230, y), value, font=load_sans(30), fill=(40, 40, 40), anchor="lm")
        draw.line((40, y + 44, SIZE_PX - 40, y + 44), fill=shade(hue, 0.1, 0.88), width=2)
    return _encode(picture)


def shade(hue_deg: int, saturation: float, value: float) -> _Colour:
    """A colour of a hue."""
    red, green, blue = colorsys.hsv_to_rgb(hue_deg / 360, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def _encode(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=88)
    return buffer.getvalue()


def _draw_bottle(draw: ImageDraw.ImageDraw, body: _Colour, edge: _Colour) -> None:
    draw.rounded_rectangle((250, 190, 390, 530), 34, fill=body)
    draw.rounded_rectangle((262, 110, 378, 200), 20, fill=edge)
    draw.rounded_rectangle((275, 230, 292, 480), 8, fill=(255, 255, 255))


def _draw_pot(draw: ImageDraw.ImageDraw, body: _Colour, edge: _Colour) -> None:
    draw.rounded_rectangle((110, 330, 530, 380), 24, outline=edge, width=16)
    draw.rounded_rectangle((160, 290, 480, 525), 50, fill=body)
    draw.pieslice((160, 210, 480, 370), 180, 360, fill=edge)
    draw.ellipse((298, 180, 342, 224), fill=body)


def _draw_cup(draw: ImageDraw.ImageDraw, body: _Colour, edge: _Colour) -> None:
    draw.arc((400, 290, 530, 430), -100, 110, fill=edge, width=22)
    draw.pieslice((150, 40, 450, 530), 0, 180, fill=body)
    draw.ellipse((150, 250, 450, 320), fill=edge)
    draw.rectangle((230, 516, 370, 534), fill=edge)


def _draw_box(draw: ImageDraw.ImageDraw, body: _Colour, edge: _Colour) -> None:
    draw.polygon(((130, 300), (430, 230), (540, 290), (240, 372)), fill=body)
    draw.polygon(((130, 300), (240, 372), (240, 520), (130, 440)), fill=edge)
    draw.polygon(((240, 372), (540, 290), (540, 432), (240, 520)), fill=tuple(round(c * 0.86) for c in body))


def _draw_fan(draw: ImageDraw.ImageDraw, body: _Colour, edge: _Colour) -> None:
    draw.rectangle((308, 400, 332, 520), fill=edge)
    draw.rounded_rectangle((220, 505, 420, 535), 14, fill=edge)
    draw.ellipse((180, 140, 460, 420), outline=edge, width=12)
    for start in (0, 120, 240):
        draw.pieslice((200, 160, 440, 400), start, start + 66, fill=body)
    draw.ellipse((294, 254, 346, 306), fill=edge)


def _draw_cable(draw: ImageDraw.ImageDraw, body: _Colour, edge: _Colour) -> None:
    for inset in (0, 34, 68):
        draw.ellipse((170 + inset, 190 + inset, 470 - inset, 490 - inset), outline=body, width=16)
    draw.rounded_rectangle((430, 400, 476, 500), 10, fill=edge)
    draw.rectangle((440, 500, 466, 528), fill=(180, 180, 186))


def _draw_lamp(draw: ImageDraw.ImageDraw, body: _Colour, edge: _Colour) -> None:
    draw.ellipse((190, 150, 450, 410), fill=body)
    draw.ellipse((240, 190, 330, 280), fill=(255, 255, 255))
    draw.rounded_rectangle((240, 400, 400, 530), 20, fill=edge)


def _draw_shirt(draw: ImageDraw.ImageDraw, body: _Colour, edge: _Colour) -> None:
    draw.polygon(
        (
            (230, 170),
            (120, 250),
            (165, 330),
            (215, 300),
            (215, 525),
            (425, 525),
            (425, 300),
            (475, 330),
            (520, 250),
            (410, 170),
        ),
        fill=body,
    )
    draw.pieslice((260, 120, 380, 230), 0, 180, fill=edge)


def _draw_bag(draw: ImageDraw.ImageDraw, body: _Colour, edge: _Colour) -> None:
    draw.arc((230, 120, 410, 380), 180, 360, fill=edge, width=18)
    draw.polygon(((170, 260), (470, 260), (505, 525), (135, 525)), fill=body)
    draw.rectangle((170, 260, 470, 286), fill=edge)


def _draw_stool(draw: ImageDraw.ImageDraw, body: _Colour, edge: _Colour) -> None:
    draw.line((200, 260, 430, 525), fill=edge, width=22)
    draw.line((440, 260, 210, 525), fill=edge, width=22)
    draw.rounded_rectangle((160, 225, 480, 275), 18, fill=body)


def _draw_book(draw: ImageDraw.ImageDraw, body: _Colour, edge: _Colour) -> None:
    draw.rounded_rectangle((200, 150, 470, 520), 14, fill=body)
    draw.rectangle((200, 150, 244, 520), fill=edge)
    draw.rounded_rectangle((280, 210, 430, 290), 8, fill=(255, 255, 255))


def _draw_pen(draw: ImageDraw.ImageDraw, body: _Colour, edge: _Colour) -> None:
    for shift in (-90, 0, 90):
        draw.line((230 + shift, 480, 380 + shift, 190), fill=body, width=28)
        draw.line((230 + shift, 480, 212 + shift, 516), fill=edge, width=14)


def _draw_orange(draw: ImageDraw.ImageDraw, body: _Colour, edge: _Colour) -> None:
    for x, y in ((140, 320), (300, 320), (220, 200)):
        draw.ellipse((x, y, x + 200, y + 200), fill=body, outline=edge, width=5)
        draw.ellipse((x + 40, y + 36, x + 78, y + 70), fill=(255, 250, 235))
    draw.polygon(((320, 200), (370, 150), (420, 170), (360, 206)), fill=(96, 150, 80))


_SHAPES: dict[str, _Shape] = {
    "bottle": _draw_bottle,
    "pot": _draw_pot,
    "cup": _draw_cup,
    "box": _draw_box,
    "fan": _draw_fan,
    "cable": _draw_cable,
    "lamp": _draw_lamp,
    "shirt": _draw_shirt,
    "bag": _draw_bag,
    "stool": _draw_stool,
    "book": _draw_book,
    "pen": _draw_pen,
    "orange": _draw_orange,
}
