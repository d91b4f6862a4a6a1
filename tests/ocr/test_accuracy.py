"""A small fixed part of the bench: drawn pages with known seeds, none read wrong, nearly all of them read."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from bench.read_drawn import encode
from bench.reading.compare import compare, match_documents
from bench.reading.degrade import DEGRADATIONS
from bench.reading.grammar import make_spec
from bench.reading.pillow_sheet import draw_sheet
from ocr.engine import OcrEngine
from ocr.read import read_picture

PAGES = (
    ("business_licence", 21, "tilted", 9),
    ("food_permit", 22, "low contrast", 8),
    ("ccc_certificate", 23, "jpeg 30", 11),
    ("test_report", 24, "turned", 10),
    ("management_certificate", 25, "watermark", 6),
    ("product_label", 26, "clean", 8),
)


@pytest.mark.parametrize(
    ("kind", "seed", "degradation", "least"), PAGES, ids=[f"{kind}, {change}" for kind, _, change, _ in PAGES]
)
def test_a_drawn_page_is_read_and_never_wrong(
    engine: OcrEngine, kind: str, seed: int, degradation: str, least: int
) -> None:
    drawn = draw_sheet(make_spec(kind, seed, held_out=False), seed)
    picture = DEGRADATIONS[degradation](drawn.picture, Random(seed))  # noqa: S311 - drawn sheets, no secrets
    documents = read_picture(encode(picture, quality=90), engine=engine).documents
    truth = drawn.documents[0]
    whole = type(truth)(kind=truth.kind, box=(0, 0, *picture.size), fields=truth.fields)
    ((_, found),) = match_documents([whole], documents)
    assert found is not None
    outcomes = list(compare(whole, found))
    assert [one for one in outcomes if one.status == "read" and not one.right] == []
    counts = Counter(one.status for one in outcomes)
    assert counts["read"] >= least, [one for one in outcomes if one.status != "read"]
