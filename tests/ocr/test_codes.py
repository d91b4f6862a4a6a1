"""QR and bar codes."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from ocr.codes import read_codes

ADDRESS = "http://www.gsxt.gov.cn/index.html?uniscid=91330108MA000TE563"


def _draw(text: str, symbology: zxingcpp.BarcodeFormat, *, scale: int = 4, turn_deg: float = 0) -> np.ndarray:
    symbol = Image.fromarray(np.array(zxingcpp.create_barcode(text, symbology).to_image(scale=scale)))
    page = Image.new("L", (700, 500), 255)
    page.paste(symbol, (300, 120))
    page = page.rotate(turn_deg, fillcolor=255, resample=Image.Resampling.BICUBIC)
    return np.repeat(np.asarray(page)[:, :, None], 3, axis=2)


@pytest.mark.parametrize("turn_deg", [0, 30, 90])
def test_a_qr_code_is_read_however_it_is_turned(turn_deg: int) -> None:
    codes = read_codes(_draw(ADDRESS, zxingcpp.BarcodeFormat.QRCode, turn_deg=turn_deg))
    assert [(code.symbology, code.text) for code in codes] == [("qrcode", ADDRESS)]


def test_the_box_lies_on_the_code() -> None:
    (code,) = read_codes(_draw(ADDRESS, zxingcpp.BarcodeFormat.QRCode))
    x, y, width, height = code.box
    assert 300 <= x <= 325
    assert 120 <= y <= 145
    assert 100 <= width == pytest.approx(height, abs=3)


def test_a_code_too_small_for_the_first_look_is_read_on_twice_the_size() -> None:
    small = _draw(ADDRESS, zxingcpp.BarcodeFormat.QRCode, scale=1)
    codes = read_codes(small)
    assert [code.text for code in codes] == [ADDRESS]
    assert codes[0].box[2] < 60


@pytest.mark.parametrize(
    ("symbology", "text", "name"),
    [
        (zxingcpp.BarcodeFormat.EAN13, "6901234567892", "ean13"),
        (zxingcpp.BarcodeFormat.EAN8, "96385074", "ean8"),
        (zxingcpp.BarcodeFormat.Code128, "SC1063301", "code128"),
        (zxingcpp.BarcodeFormat.DataMatrix, "0106901234567892", "datamatrix"),
    ],
    ids=lambda value: str(value) if isinstance(value, str) and value.isalpha() else "",
)
def test_a_symbol_is_read_and_named(symbology: zxingcpp.BarcodeFormat, text: str, name: str) -> None:
    (code,) = read_codes(_draw(text, symbology, scale=3))
    assert (code.symbology, code.text) == (name, text)


@pytest.mark.parametrize("turn_deg", [45, 60, 130])
def test_a_bar_code_is_read_aslant(turn_deg: int) -> None:
    codes = read_codes(_draw("6901234567892", zxingcpp.BarcodeFormat.EAN13, scale=3, turn_deg=turn_deg))
    assert [(code.symbology, code.text) for code in codes] == [("ean13", "6901234567892")]


def test_a_blurred_code_is_sharpened() -> None:
    page = Image.fromarray(_draw(ADDRESS, zxingcpp.BarcodeFormat.QRCode))
    blurred = np.asarray(page.filter(ImageFilter.GaussianBlur(2.2)))
    assert zxingcpp.read_barcodes(blurred) == []
    assert [code.text for code in read_codes(blurred)] == [ADDRESS]


def test_a_second_code_is_found_beside_one_that_is_easy() -> None:
    page = _draw("6901234567892", zxingcpp.BarcodeFormat.EAN13, scale=2, turn_deg=45)
    square = np.array(zxingcpp.create_barcode(ADDRESS, zxingcpp.BarcodeFormat.QRCode).to_image(scale=2))
    page[10 : 10 + square.shape[0], 10 : 10 + square.shape[1]] = square[:, :, None]
    assert {code.symbology for code in read_codes(page)} == {"qrcode", "ean13"}


def test_a_blank_page_has_no_code() -> None:
    assert read_codes(np.full((400, 400, 3), 255, dtype=np.uint8)) == ()
