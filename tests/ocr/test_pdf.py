"""Pages of PDFs, and the PDFs that are refused."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from config.errors import ItemError
from ocr.pdf import MAX_PAGES, BrokenPage, is_pdf, iter_pdf_pages
from tests.ocr.forms import encode

LOCKED = b"""%%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj
4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>endobj
trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>
%%%%EOF""" % (b"ab" * 32, b"cd" * 32)


def _make_pdf(pages: int, size: tuple[int, int] = (200, 100), dpi: float = 100.0) -> bytes:
    pictures = [Image.new("RGB", size, (i * 40 % 256, 0, 200)) for i in range(pages)]
    return encode(pictures[0], "PDF", save_all=True, append_images=pictures[1:], resolution=dpi)


def test_pages_come_in_order_at_200_dpi() -> None:
    pages = list(iter_pdf_pages(_make_pdf(2)))
    assert [page.pixels.shape for page in pages if not isinstance(page, BrokenPage)] == [(200, 400, 3)] * 2
    assert np.asarray(getattr(pages[1], "pixels", None))[100, 200].tolist() == pytest.approx(
        [200, 0, 40], abs=4
    )


def test_a_pdf_is_known_by_its_header() -> None:
    assert is_pdf(b"\n%PDF-1.7 ...")
    assert not is_pdf(encode(Image.new("RGB", (5, 5))))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.4 nothing more", "cannot be opened"),
        (LOCKED, "password"),
        (_make_pdf(MAX_PAGES + 1), f"{MAX_PAGES + 1} pages"),
    ],
    ids=["broken", "locked", "too many pages"],
)
def test_what_cannot_be_used_is_refused_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(ItemError, match=message) as refused:
        list(iter_pdf_pages(data))
    assert "\n" not in str(refused.value)


def test_a_page_that_cannot_be_rendered_does_not_stop_the_others() -> None:
    pictures = [Image.new("RGB", size, "white") for size in ((200, 100), (6000, 6000), (200, 100))]
    data = encode(pictures[0], "PDF", save_all=True, append_images=pictures[1:], resolution=80.0)
    first, second, third = iter_pdf_pages(data)
    assert isinstance(second, BrokenPage)
    assert second.number == 2
    assert "limit" in second.why
    assert not isinstance(first, BrokenPage)
    assert not isinstance(third, BrokenPage)
