"""Certificates, labels and reports drawn on paper and photographed: what is read is what was printed."""

from __future__ import annotations

import pytest

from bench.forms.sheet import encode, mark, photograph
from bench.read_forms import NUMBERS, draw_form, fold
from evidence.document import ReadingStatus
from ocr.engine import OcrEngine
from ocr.read import read_picture

KINDS = ("ccc_certificate", "voluntary_certificate", "management_certificate", "organic_certificate")
KINDS += ("energy_label", "water_label", "test_report")


@pytest.mark.parametrize("kind", KINDS)
def test_a_photographed_form_is_named_and_its_numbers_are_read(kind: str, engine: OcrEngine) -> None:
    drawn = draw_form(kind, 1)
    (document,) = read_picture(encode(photograph(drawn.picture)), engine=engine).documents
    assert document.kind == kind
    read = {name: r for name, r in document.fields.items() if r.status is ReadingStatus.READ}
    for field, expected in drawn.truth.items():
        if field in NUMBERS:
            assert field in read, f"{field}: {document.fields.get(field)}"
        if field in read:
            assert fold(read[field].value) == fold(expected)


@pytest.mark.parametrize(
    ("kind", "passes"), [("ccc_certificate", ("A", "B")), ("test_report", ("A", "B", "lines", "C"))]
)
def test_a_watermark_never_becomes_part_of_a_value(
    kind: str, passes: tuple[str, ...], engine: OcrEngine
) -> None:
    drawn = draw_form(kind, 2)
    (document,) = read_picture(encode(mark(drawn.picture), quality=60), engine=engine).documents
    read = {name: r.value for name, r in document.fields.items() if r.status is ReadingStatus.READ}
    assert {name: fold(read[name]) for name in read if name in drawn.truth} == {
        name: fold(drawn.truth[name]) for name in read if name in drawn.truth
    }
    assert read.keys() & set(NUMBERS)
    # What two passes leave in doubt is read again line by line before a third.
    assert document.engine.passes == passes
