"""Pictures of unusual forms and sizes: each gives one reading or one line, within bounded memory."""

from __future__ import annotations

import io

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from evidence.document import PictureReading
from ocr.null import NullEngine
from ocr.read import read_picture
from tests.ocr.forms import encode

NOISE = Image.effect_noise((300, 200), 60)


def make_pdf(pages: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(200, 200)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(data: bytes) -> PictureReading:
    return read_picture(data, engine=NullEngine())


@pytest.mark.parametrize(
    "data",
    [
        encode(NOISE.convert("CMYK")),
        encode(Image.fromarray(np.asarray(NOISE).astype("uint16") * 200), "PNG"),
        encode(NOISE.convert("P"), "GIF", save_all=True, append_images=[NOISE.convert("P")]),
        encode(Image.new("RGB", (990, 30000), "white"), "PNG"),
        encode(Image.new("RGB", (30000, 700), "white"), "PNG"),
        encode(Image.new("RGB", (1, 20000)), "PNG"),
        encode(Image.new("RGB", (1, 1)), "PNG"),
    ],
    ids=["CMYK", "16 bit", "animated", "long", "wide", "thread", "dot"],
)
def test_an_unusual_picture_is_no_document(data: bytes) -> None:
    reading = read(data)
    assert reading.error is None
    assert [document.kind for document in reading.documents] == ["other"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (encode(Image.new("1", (30000, 20000)), "PNG"), "unpacks to far more pixels"),
        (encode(NOISE.convert("RGB"))[:3000], "damaged or cut short"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64), "HEIC"),
        (make_pdf(500), "has 500 pages"),
        (make_pdf(3)[:400], "cannot be opened"),
        (b"", "empty"),
    ],
    ids=["bomb", "cut", "SVG", "HEIC", "long PDF", "cut PDF", "empty"],
)
def test_what_cannot_be_read_gives_one_line(data: bytes, said: str) -> None:
    error = read(data).error or ""
    assert said in error
    assert "\n" not in error
    assert not read(data).given_up
