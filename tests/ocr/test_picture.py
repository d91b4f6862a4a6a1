"""Bytes to pixels, and the bytes that are refused."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from config.errors import ItemError
from ocr.picture import read_pixels
from tests.ocr.forms import encode


def _make_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


# A few bytes that announce 30,000 x 30,000 pixels.
HUGE = b"\x89PNG\r\n\x1a\n" + _make_chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
HUGE += _make_chunk(b"IDAT", b"")


def test_channels_are_blue_green_red() -> None:
    picture = read_pixels(encode(Image.new("RGB", (4, 3), (250, 10, 20)), "PNG"))
    assert picture.pixels[0, 0].tolist() == [20, 10, 250]
    assert (picture.width_px, picture.height_px) == (4, 3)


def test_see_through_parts_become_white() -> None:
    picture = read_pixels(encode(Image.new("RGBA", (4, 4), (0, 0, 0, 0)), "PNG"))
    assert picture.pixels.min() == 255


def test_a_deep_scan_keeps_its_contrast() -> None:
    deep = Image.fromarray(np.array([[0, 2000], [1000, 4000]], dtype=np.uint16))
    assert read_pixels(encode(deep, "TIFF")).pixels[:, :, 0].tolist() == [[0, 127], [63, 255]]


def test_the_exif_turn_is_told_and_not_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = read_pixels(encode(Image.new("RGB", (30, 20)), exif=exif))
    assert (picture.width_px, picture.exif_orientation) == (30, 6)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<html>not a picture</html>", "no picture"),
        (encode(Image.effect_noise((300, 300), 60).convert("RGB"))[:9000], "damaged"),
        (encode(Image.new("1", (11_000, 11_000)), "PNG"), "limit"),
        (HUGE, "limit"),
    ],
    ids=["empty", "svg", "html", "cut short", "too large", "bomb"],
)
def test_what_cannot_be_used_is_refused_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(ItemError, match=message) as refused:
        read_pixels(data)
    assert "\n" not in str(refused.value)
