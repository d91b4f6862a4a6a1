"""Pictures that show more than one document, or one in a long picture of goods: read whole."""

from __future__ import annotations

from argparse import Namespace

import pytest
from PIL import Image, ImageDraw

from bench.reading.compare import match_documents
from bench.reading.grammar import load_kinds
from bench.reading.several import iter_pictures
from demo.fonts import load_sans
from evidence.document import Document, ReadingStatus
from ocr.engine import OcrEngine
from ocr.read import read_picture
from tests.ocr.forms import HOUSEHOLD, OLD_COMPANY, REG_NO, USCC, draw_portrait, encode

FIRST = draw_portrait(HOUSEHOLD, ("统一社会信用代码", USCC))
SECOND = draw_portrait(OLD_COMPANY, ("注册号", REG_NO))


def join(*, beside: bool) -> Image.Image:
    width, height = FIRST.size
    size = (2 * width + 60, height) if beside else (width, 2 * height + 60)
    page = Image.new("RGB", size, (120, 104, 90))
    page.paste(FIRST, (0, 0))
    page.paste(SECOND, (width + 60, 0) if beside else (0, height + 60))
    return page


def values(document: Document) -> dict[str, str]:
    fields = document.fields.items()
    return {name: str(r.value) for name, r in fields if r.status is ReadingStatus.READ}


@pytest.mark.parametrize("beside", [True, False])
def test_each_licence_keeps_its_own_values_and_box(engine: OcrEngine, *, beside: bool) -> None:
    documents = read_picture(encode(join(beside=beside)), engine=engine).documents
    found = {values(d).get("uscc") or values(d).get("reg_no"): d for d in documents}
    assert set(found) == {USCC, REG_NO}
    assert values(found[USCC])["name"] == HOUSEHOLD[0][1]
    assert values(found[REG_NO])["name"] == OLD_COMPANY[0][1]
    axis = 0 if beside else 1
    assert found[USCC].document_box[axis] < found[REG_NO].document_box[axis]
    assert all(d.document_box[2 + axis] < join(beside=beside).size[axis] * 0.6 for d in documents)


def test_a_licence_in_a_long_picture_is_found(engine: OcrEngine) -> None:
    page = Image.new("RGB", (800, 9000), (236, 214, 200))
    pen = ImageDraw.Draw(page)
    for y in range(200, 9000, 700):
        pen.text((80, y), "源头好货 放心选购", font=load_sans(52), fill=(150, 70, 60))
    sheet = FIRST.resize((760, 1064), Image.Resampling.LANCZOS)
    page.paste(sheet, (20, 5120))
    (document,) = read_picture(encode(page), engine=engine).documents
    assert document.kind == "business_licence"
    assert values(document)["uscc"] == USCC
    x, y, width, height = document.document_box
    assert 5000 < y < 5300
    assert 6000 < y + height < 6400
    assert (x < 200, width > 500) == (True, True)


def test_documents_of_a_long_picture_end_above_the_title_of_the_next(engine: OcrEngine) -> None:
    kinds = [kind for kind in load_kinds() if kind not in ("product_label", "parameter_panel")]
    ((_, drawn),) = iter_pictures(Namespace(pages=(201, 201), long=(1, 0), held_out=False), kinds)
    found = read_picture(encode(drawn.picture), engine=engine).documents
    pairs = match_documents(drawn.documents, found)
    assert [document.kind if document else None for _, document in pairs] == [
        truth.kind for truth, _ in pairs
    ]
    assert len(found) == len(pairs) == 3
