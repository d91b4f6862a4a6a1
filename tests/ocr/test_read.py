"""Whole pictures: what is read on drawn licences, and what is said of other pictures."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from demo.licence_form import draw_form
from demo.licence_picture import draw_licence
from demo.model import Licence, Market
from demo.product_picture import draw_product
from evidence.document import Document, PictureReading, ReadingStatus
from ocr.engine import OcrEngine, pick_engine
from ocr.read import read_picture
from tests.ocr.forms import HOUSEHOLD, OLD_COMPANY, REG_NO, USCC, draw_portrait, encode

TURNED_BY_CAMERA = 6  # EXIF: the stored picture must be turned a quarter clockwise


@pytest.fixture(scope="module")
def seen(engine: OcrEngine, licence: Licence) -> PictureReading:
    return read_picture(draw_licence(licence), engine=engine, file="licence.jpg")


def _read(data: bytes, engine: OcrEngine) -> Document:
    (document,) = read_picture(data, engine=engine).documents
    return document


def _accepted(document: Document) -> dict[str, str]:
    fields = document.fields.items()
    return {name: reading.value for name, reading in fields if reading.status is ReadingStatus.READ}


def test_a_photographed_licence_is_read(seen: PictureReading, licence: Licence) -> None:
    document, entity = seen.documents[0], licence.entity
    assert (document.kind, document.file, seen.error) == ("business_licence", "licence.jpg", None)
    read = _accepted(document)
    assert read["uscc"] == entity.uscc
    assert read["legal_representative"] == entity.legal_representative
    assert read["established_on"] == entity.established_on.isoformat()
    assert read["address"] == entity.address


def test_boxes_lie_where_the_value_is_printed(seen: PictureReading) -> None:
    x, y, width, height = seen.documents[0].fields["uscc"].box or (0, 0, 0, 0)
    # The demo prints the number at (110, 152), 32 px high, and photographs the form with a margin.
    assert 100 < x < 220
    assert 130 < y < 220
    assert 250 < width < 420
    assert 20 < height < 60


def test_its_code_and_lines_are_kept(seen: PictureReading, licence: Licence) -> None:
    assert licence.entity.uscc in seen.documents[0].codes[0].text
    assert any("营业执照" in block.text for block in seen.blocks)


def test_a_reading_says_what_read_it(seen: PictureReading) -> None:
    engine = seen.documents[0].engine
    assert engine.version == seen.reader_version
    assert (engine.passes[0], len(engine.model_sha256 or "")) == ("A", 64)


def test_nothing_is_wrong_under_a_watermark(engine: OcrEngine, market: Market) -> None:
    licence = market.shop("former_name").licence
    assert licence is not None
    document = _read(draw_licence(licence), engine)
    assert "B" in document.engine.passes
    read = _accepted(document)
    expected = {"uscc": licence.entity.uscc, "name": licence.name, "address": licence.entity.address}
    assert read["uscc"] == expected["uscc"]
    assert {name: read[name] for name in expected if name in read}.items() <= expected.items()


def test_an_old_licence_turned_by_the_camera_keeps_its_boxes(engine: OcrEngine) -> None:
    page = draw_portrait(OLD_COMPANY, ("注册号", REG_NO))
    exif = Image.Exif()
    exif[0x0112] = TURNED_BY_CAMERA
    document = _read(encode(page.transpose(Image.Transpose.ROTATE_90), exif=exif, quality=90), engine)
    read = _accepted(document)
    assert (read["reg_no"], read["name"]) == (REG_NO, "青川市安和电器有限公司")
    # The number stands at (500, 390) of the upright page of 1000 x 1400, so at (390, 500) as stored.
    x, y, width, height = document.fields["reg_no"].box or (0, 0, 0, 0)
    assert x < 390 < x + width
    assert y < 500 < y + height
    assert height > width


def test_a_licence_scanned_on_its_side_keeps_its_boxes(engine: OcrEngine) -> None:
    page = draw_portrait(HOUSEHOLD, ("统一社会信用代码", USCC))
    document = _read(encode(page.transpose(Image.Transpose.ROTATE_270), quality=90), engine)
    read = _accepted(document)
    assert (read["uscc"], read["name"]) == (USCC, "青川市云溪区小满日用品店")
    # The number stands at (500, 390) of the upright page of 1000 x 1400, so at (1010, 500) as stored.
    x, y, width, height = document.fields["uscc"].box or (0, 0, 0, 0)
    assert x < 1010 < x + width
    assert y < 500 < y + height


def test_a_household_on_a_pdf_page_is_read(engine: OcrEngine) -> None:
    page = draw_portrait(HOUSEHOLD, ("统一社会信用代码", USCC))
    document = _read(encode(page, "PDF", resolution=150.0), engine)
    assert (document.page, document.quality.width_px) == (1, 1334)
    read = _accepted(document)
    assert (read["uscc"], read["legal_representative"]) == (USCC, "柳青禾")
    assert (read["name"], read["established_on"]) == ("青川市云溪区小满日用品店", "2018-03-09")


def test_a_number_whose_check_fails_is_invalid(engine: OcrEngine) -> None:
    page = draw_portrait(HOUSEHOLD[:3], ("统一社会信用代码", f"{USCC[:-1]}7"), seal=False)
    reading = _read(encode(page, "PNG"), engine).fields["uscc"]
    assert (reading.status, reading.value) == (ReadingStatus.INVALID, f"{USCC[:-1]}7")


@pytest.mark.parametrize("how", ["shrunk", "blurred"])
def test_a_licence_nobody_can_read_is_unreadable(engine: OcrEngine, licence: Licence, how: str) -> None:
    form = draw_form(licence)
    poor = form.resize((168, 120)) if how == "shrunk" else form.filter(ImageFilter.GaussianBlur(5))
    document = _read(encode(poor, quality=40), engine)
    assert (document.kind, document.fields, document.quality.readable) == ("unreadable", {}, False)


def test_goods_are_no_document_and_cost_one_glance(engine: OcrEngine, market: Market) -> None:
    document = _read(draw_product(market.listings[0]), engine)
    assert (document.kind, document.engine.passes) == ("other", ("look",))


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"", "empty"), (encode(Image.effect_noise((300, 300), 60))[:5000], "damaged"), (b"%PDF-1.4", "PDF")],
    ids=["empty", "cut short", "broken PDF"],
)
def test_bytes_that_cannot_be_decoded_give_an_error_and_no_document(data: bytes, message: str) -> None:
    reading = read_picture(data, engine=pick_engine("null"))
    assert reading.documents == ()
    assert message in (reading.error or "")


def test_without_an_engine_codes_are_read_all_the_same(licence: Licence) -> None:
    reading = read_picture(draw_licence(licence), engine=pick_engine("null"))
    assert [code.symbology for code in reading.documents[0].codes] == ["qrcode"]
    assert (reading.blocks, reading.documents[0].fields) == ((), {})


def test_the_largest_page_comes_first() -> None:
    pages = [Image.new("RGB", size, "white") for size in ((100, 80), (300, 400), (200, 90))]
    data = encode(pages[0], "PDF", save_all=True, append_images=pages[1:], resolution=200.0)
    reading = read_picture(data, engine=pick_engine("null"))
    assert [document.page for document in reading.documents] == [2, 3, 1]


def test_the_same_bytes_give_the_same_reading(engine: OcrEngine) -> None:
    buffer = io.BytesIO()
    symbol = zxingcpp.create_barcode("http://www.gsxt.gov.cn/", zxingcpp.BarcodeFormat.QRCode)
    Image.fromarray(symbol.to_image(scale=4)).save(buffer, "PNG")
    first, second = (read_picture(buffer.getvalue(), engine=engine) for _ in range(2))
    assert first.as_json() == second.as_json()


def test_a_broken_page_of_a_pdf_is_unreadable_and_says_why(engine: OcrEngine) -> None:
    pages = [draw_portrait(HOUSEHOLD, ("统一社会信用代码", USCC)), Image.new("RGB", (11000, 11000), "white")]
    data = encode(pages[0], "PDF", save_all=True, append_images=pages[1:], resolution=150.0)
    licence, broken = read_picture(data, engine=engine).documents
    assert (licence.page, licence.kind) == (1, "business_licence")
    assert (broken.page, broken.kind, broken.quality.readable) == (2, "unreadable", False)
    assert "limit" in broken.quality.notes[0]


def test_a_pdf_of_broken_pages_only_has_an_error(engine: OcrEngine) -> None:
    data = encode(Image.new("RGB", (11000, 11000), "white"), "PDF", resolution=150.0)
    reading = read_picture(data, engine=engine)
    assert not reading.documents
    assert "limit" in (reading.error or "")
