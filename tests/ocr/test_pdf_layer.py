"""The text layer of a PDF: it helps where it says what is seen, and is nothing where it does not."""

from __future__ import annotations

import pytest

from ocr.engine import OcrEngine
from ocr.lines import Line, make_rectangle
from ocr.pdf_layer import TextLayer, weigh_with_layer
from ocr.read import read_picture

OTHER = "SOMETHING ELSE ENTIRELY 9876"


def make_text_pdf(shown: str, told: str | None = None) -> bytes:
    """One page of Helvetica that shows some text; its layer says the same or, invisibly printed, another."""
    text = f"BT /F1 24 Tf 40 60 Td ({shown}) Tj ET"
    if told is not None:
        strokes = "0 Tr" if told == shown else "3 Tr"
        picture = f"q 0.9 g 0 0 500 120 re f Q {text}"
        text = f"{picture} BT {strokes} /F1 24 Tf 40 60 Td ({told}) Tj ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 120]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(text)}>>stream\n{text}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj{one}endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    end = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF"
    return (body + head + table + end).encode("latin-1")


def _line(text: str, scores: float | tuple[float, ...] = 0.8) -> Line:
    each = scores if isinstance(scores, tuple) else (scores,) * len(text)
    return Line(text=text, polygon=make_rectangle(0, 0, 10 * len(text), 10), confidence=0.8, scores=each)


def _layer(text: str) -> TextLayer:
    return TextLayer(tuple((sign, (10.0 * i, 0.0, 10.0 * i + 10, 10.0)) for i, sign in enumerate(text)))


GOOD, BAD = 0.99, 0.4


@pytest.mark.parametrize(
    ("line", "told", "text", "weakest"),
    [
        (_line("QB/T1874-2013"), "QB/T1874-2013", "QB/T1874-2013", 1.0),
        (_line("QB/T187A-2013", (GOOD,) * 7 + (BAD,) + (GOOD,) * 5), "QB/T1874-2013", "QB/T1874-2013", 0.9),
        (_line("QB/T1874-2013", GOOD), "QB/T1875-2013", "QB/T1874-2013", 0.5),
        (_line("QB/T1874-2013", GOOD), OTHER, "QB/T1874-2013", GOOD),
        (_line("QB/T1874-2013", GOOD), "", "QB/T1874-2013", GOOD),
    ],
    ids=["the same", "a doubtful sign", "a sign read well", "another text", "nothing there"],
)
def test_a_line_is_weighed_against_the_layer(line: Line, told: str, text: str, weakest: float) -> None:
    (weighed,) = weigh_with_layer([line], [line.polygon], _layer(told))
    assert (weighed.text, min(weighed.scores)) == (text, pytest.approx(weakest))


def test_the_layer_of_a_page_makes_its_lines_certain(engine: OcrEngine) -> None:
    (block,) = read_picture(make_text_pdf("REPORT 2024-00717"), engine=engine).blocks
    assert (block.text.replace(" ", ""), block.confidence) == ("REPORT2024-00717", 1.0)


def test_an_invisible_text_is_not_what_the_page_says(engine: OcrEngine) -> None:
    reading = read_picture(make_text_pdf("REPORT 2024-00717", OTHER), engine=engine)
    assert "".join(block.text for block in reading.blocks).replace(" ", "") == "REPORT2024-00717"
