"""The red round seal of a registration authority (登记机关)."""

from __future__ import annotations

import math

from PIL import Image, ImageDraw

from demo.fonts import load_serif_bold

RED = (200, 30, 36)


def draw_seal(authority: str, size_px: int = 230) -> Image.Image:
    """A transparent picture of the seal: ring, star and the authority's name around it."""
    seal = Image.new("RGBA", (size_px, size_px), (*RED, 0))
    draw = ImageDraw.Draw(seal)
    middle = size_px / 2
    ink = (*RED, 205)
    draw.ellipse((4, 4, size_px - 5, size_px - 5), outline=ink, width=6)
    draw.polygon(make_star(middle, middle, size_px * 0.15), fill=ink)
    # The name runs clockwise over the upper 240 degrees.
    sweep_deg = min(250.0, 20.0 * (len(authority) - 1))
    step_deg = sweep_deg / (len(authority) - 1)
    for place, sign in enumerate(authority):
        angle_deg = -sweep_deg / 2 + place * step_deg
        _draw_sign(seal, sign, angle_deg, size_px)
    return seal


def make_star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """The ten corners of a five-pointed star that stands upright."""
    corners = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = math.radians(36 * corner - 90)
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return corners


def _draw_sign(seal: Image.Image, sign: str, angle_deg: float, size_px: int) -> None:
    font = load_serif_bold(max(12, size_px // 9))
    box = size_px // 6
    tile = Image.new("RGBA", (box, box), (*RED, 0))
    ImageDraw.Draw(tile).text((box / 2, box / 2), sign, font=font, fill=(*RED, 205), anchor="mm")
    tile = tile.rotate(-angle_deg, resample=Image.Resampling.BICUBIC)
    angle, reach = math.radians(angle_deg - 90), size_px * 0.385
    x = size_px / 2 + reach * math.cos(angle) - box / 2
    y = size_px / 2 + reach * math.sin(angle) - box / 2
    seal.alpha_composite(tile, (round(x), round(y)))
