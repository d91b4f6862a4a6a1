"""Reads drawn codes made worse, with the product and with zxing-cpp alone: python -m bench.read_codes."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from demo.chance import make_chance
from ocr.codes import read_codes

Degrade = Callable[[Image.Image, Random], Image.Image]
_FORMATS = (
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.DataMatrix,
    zxingcpp.BarcodeFormat.EAN13,
    zxingcpp.BarcodeFormat.Code128,
)
_WIDE_PX = 3  # from here on a module is large enough for the target


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A page with one or two symbols; `module_px` is the size of the smallest module."""

    picture: Image.Image
    texts: tuple[str, ...]
    module_px: int


def main() -> int:
    """Prints for each degradation the symbols there, read by zxing-cpp alone and read by the product."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs=2, default=(1, 40), metavar=("FIRST", "LAST"))
    parser.add_argument("--degradation", action="append", choices=list(DEGRADATIONS), help="only this one")
    args = parser.parse_args()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    seconds: Counter[str] = Counter()
    for name, drawn in _iter_cases(args.seeds[0], args.seeds[1], args.degradation or list(DEGRADATIONS)):
        pixels = np.ascontiguousarray(np.asarray(drawn.picture)[:, :, ::-1])
        alone, took = _time(lambda pixels=pixels: {one.text for one in zxingcpp.read_barcodes(pixels)})
        seconds["zxing"] += took
        ours, took = _time(lambda pixels=pixels: {code.text for code in read_codes(pixels)})
        seconds["ours"] += took
        wide = drawn.module_px >= _WIDE_PX
        for row in (name, "all", *((f"{name}, module >= {_WIDE_PX} px",) if wide else ())):
            counts[row]["n"] += len(drawn.texts)
            counts[row]["zxing"] += sum(text in alone for text in drawn.texts)
            counts[row]["ours"] += sum(text in ours for text in drawn.texts)
            counts[row]["lost"] += sum(text in alone and text not in ours for text in drawn.texts)
            counts[row]["invented"] += len(ours - set(drawn.texts))
    print("| degradation | n | zxing-cpp alone | product | ratio | lost | read but not printed |")
    print("|---|---|---|---|---|---|---|")
    for row, count in counts.items():
        print(
            f"| {row} | {count['n']} | {count['zxing'] / count['n']:.3f} | {count['ours'] / count['n']:.3f}"
            f" | {count['ours'] / max(1, count['zxing']):.2f} | {count['lost']} | {count['invented']} |"
        )
    print(f"processor time, ours to zxing-cpp alone: {seconds['ours'] / seconds['zxing']:.1f}")
    return 0


def _time(work: Callable[[], set[str]]) -> tuple[set[str], float]:
    begun = time.process_time()
    found = work()
    return found, time.process_time() - begun


def _iter_cases(first: int, last: int, names: list[str]) -> Iterator[tuple[str, Drawn]]:
    for seed in range(first, last + 1):
        for name in names:
            chance = make_chance("codes", f"{seed}/{name}")
            drawn = _draw_page(chance)
            picture = DEGRADATIONS[name](drawn.picture, chance)
            yield name, Drawn(picture=picture, texts=drawn.texts, module_px=drawn.module_px)


def _draw_page(chance: Random) -> Drawn:
    """A page of print with one symbol, or two side by side."""
    page = Image.new("RGB", (1100, 800), chance.choice(("white", (251, 248, 238), (232, 240, 248))))
    draw = ImageDraw.Draw(page)
    for y in range(20, 780, 34):
        draw.line((30, y, chance.randint(200, 1000), y), fill=(70, 70, 70), width=chance.randint(1, 9))
    texts, modules = [], []
    for place in range(chance.choice((1, 1, 2))):
        text, symbology = _draw_text(chance)
        module_px = chance.choice((2, 3, 3, 4, 5))
        symbol = zxingcpp.create_barcode(text, symbology).to_image(scale=module_px)
        square = Image.fromarray(np.array(symbol)).convert("RGB")
        if square.width > 500 or square.height > 460:
            square = Image.fromarray(
                np.array(zxingcpp.create_barcode(text, symbology).to_image(scale=2))
            ).convert("RGB")
            module_px = 2
        page.paste(square, (40 + place * 530 + chance.randint(0, 20), 100 + chance.randint(0, 200)))
        texts.append(text)
        modules.append(module_px)
    return Drawn(picture=page, texts=tuple(texts), module_px=min(modules))


def _draw_text(chance: Random) -> tuple[str, zxingcpp.BarcodeFormat]:
    symbology = chance.choice(_FORMATS)
    if symbology == zxingcpp.BarcodeFormat.EAN13:
        digits = "69" + "".join(chance.choice("0123456789") for _ in range(10))
        total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
        return digits + str(-total % 10), symbology
    if symbology == zxingcpp.BarcodeFormat.Code128:
        return f"SC{chance.randrange(10**8, 10**9)}", symbology
    length = chance.choice((10, 40, 90))
    letters = "".join(chance.choice("ABCDEFGHJKMNPQRSTUVWXYZ0123456789") for _ in range(length))
    return f"https://query.example.cn/c?id={letters}", symbology


def _warp(picture: Image.Image, chance: Random) -> Image.Image:
    """Taken from the side; nothing leaves the picture."""
    pixels = np.asarray(picture)
    height, width = pixels.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    inwards = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], dtype=np.float32)
    moved = corners + inwards * np.array(
        [[chance.uniform(0, 0.2) * width, chance.uniform(0, 0.2) * height] for _ in corners],
        dtype=np.float32,
    )
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    warped = cv2.warpPerspective(pixels, matrix, (width, height), borderValue=(110, 92, 74))
    return Image.fromarray(warped.astype(np.uint8))


def _curl(picture: Image.Image, chance: Random) -> Image.Image:
    """On a bottle or a page that is not flat."""
    pixels = np.asarray(picture)
    height, width = pixels.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    depth, waves = chance.uniform(6, 16), chance.uniform(1, 2.2)
    moved_y = ys + np.float32(depth) * np.sin(np.pi * waves * xs / width, dtype=np.float32)
    return Image.fromarray(cv2.remap(pixels, xs, moved_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def _add_noise(picture: Image.Image, chance: Random) -> Image.Image:
    noise = np.random.default_rng(chance.randrange(2**32)).normal(0, 38, (picture.height, picture.width, 3))
    return Image.fromarray((np.asarray(picture) + noise).clip(0, 255).astype(np.uint8))


def _glare(picture: Image.Image, chance: Random) -> Image.Image:
    pixels = np.asarray(picture, dtype=np.float32)
    ys, xs = np.mgrid[0 : pixels.shape[0], 0 : pixels.shape[1]]
    x, y, r = chance.random() * picture.width, chance.random() * picture.height, 0.2 * max(picture.size)
    spot = 160 * np.exp(-(((xs - x) ** 2 + (ys - y) ** 2) / (2 * r * r)))
    return Image.fromarray((pixels * 0.6 + spot[..., None]).clip(0, 255).astype(np.uint8))


def _stain(picture: Image.Image, chance: Random) -> Image.Image:
    """Marks and smears over the page."""
    marked = picture.copy()
    draw = ImageDraw.Draw(marked, "RGBA")
    for _ in range(14):
        x, y, r = chance.randrange(picture.width), chance.randrange(picture.height), chance.randint(8, 20)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(*chance.choice(((200, 30, 36), (60, 60, 160))), 190))
    return marked


def _jpeg_small(picture: Image.Image, _: Random) -> Image.Image:
    half = picture.resize((picture.width * 2 // 3, picture.height * 2 // 3), Image.Resampling.LANCZOS)
    pixels = np.ascontiguousarray(np.asarray(half)[:, :, ::-1])
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 25])
    return Image.fromarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[:, :, ::-1])


DEGRADATIONS: dict[str, Degrade] = {
    "clean": lambda picture, _: picture,
    "jpeg 25, two thirds of the size": _jpeg_small,
    "turned": lambda picture, chance: picture.rotate(
        chance.uniform(0, 360), expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC
    ),
    "perspective": _warp,
    "curled": _curl,
    "low contrast": lambda picture, _: ImageEnhance.Contrast(picture).enhance(0.2),
    "dark": lambda picture, _: ImageEnhance.Brightness(picture).enhance(0.25),
    "noise": _add_noise,
    "glare": _glare,
    "stained": _stain,
    "blur": lambda picture, chance: picture.filter(ImageFilter.GaussianBlur(chance.uniform(1.2, 2.6))),
    "perspective, noise": lambda picture, chance: _add_noise(_warp(picture, chance), chance),
}


if __name__ == "__main__":
    sys.exit(main())
