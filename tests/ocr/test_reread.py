"""Values that stand in one line with their label and are doubted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from demo.fonts import load_serif
from ocr.engine import OcrEngine
from ocr.layout import read_form
from ocr.lines import Image as Pixels
from ocr.lines import Line
from ocr.page import Page, PassText, iter_pages, read_pass
from ocr.reread import reread_foot, reread_glued, reread_lines, reread_zone
from tests.ocr.forms import HOUSEHOLD, USCC, draw_portrait, encode, make_line

NAME = "青川市安和电器有限公司"
WORDS = {"name": ("名称",)}
DOUBTED = (1.0, 1.0, 0.6, *(1.0,) * (len(NAME) - 1))


@pytest.fixture(scope="module")
def page() -> Page:
    sheet = Image.new("RGB", (900, 300), "white")
    ImageDraw.Draw(sheet).text((100, 118), f"名称{NAME}", font=load_serif(36), fill="black", anchor="lm")
    pixels = np.asarray(sheet)
    return Page(
        number=1,
        stored=pixels,
        width_px=900,
        height_px=300,
        upright=pixels,
        back=np.eye(3),
        box=(0, 0, 900, 300),
    )


def _reread(engine: OcrEngine, page: Page, name: str) -> Line:
    line = replace(make_line(f"名称{name}", 100, 100, sign_px=36), scores=DOUBTED)
    form = read_form([line], WORDS)
    (again,) = reread_glued(engine, page, PassText(name="A", lines=(line,)), form, ["name"]).lines
    return again


def test_the_same_signs_read_without_the_label_get_new_scores(engine: OcrEngine, page: Page) -> None:
    line = _reread(engine, page, NAME)
    assert (line.text, len(line.scores)) == (f"名称{NAME}", len(DOUBTED))
    assert line.scores[:2] == (1.0, 1.0)
    assert min(line.scores[2:]) > 0.9


def test_other_signs_leave_the_doubt(engine: OcrEngine, page: Page) -> None:
    assert _reread(engine, page, f"清{NAME[1:]}").scores == DOUBTED


def test_the_foot_is_found_from_close_by(engine: OcrEngine) -> None:
    sheet = Image.new("RGB", (1600, 1100), "white")
    draw = ImageDraw.Draw(sheet)
    draw.text((900, 800), "登记机关", font=load_serif(36), fill="black", anchor="lm")
    for x, sign, y in ((1040, "2019", 880), (1130, "年", 900), (1180, "03", 880), (1225, "月", 900)):
        draw.text((x, y), sign, font=load_serif(30), fill="black", anchor="lm")
    pixels = np.asarray(sheet)
    page = Page(
        number=1,
        stored=pixels,
        width_px=1600,
        height_px=1100,
        upright=pixels,
        back=np.eye(3),
        box=(0, 0, 1600, 1100),
    )
    label, glued, above = (
        make_line("登记机关", 900, 782, sign_px=36),
        make_line("20193", 1040, 870, sign_px=30),
        make_line("住所", 900, 600, sign_px=36),
    )
    text = PassText(name="A", lines=(label, glued, above))
    form = read_form(text.lines, {"_authority": ("登记机关",)})
    again = reread_foot(engine, page, text, form.labels["_authority"])
    assert again.lines[:2] == (label, above)
    assert {line.text for line in again.lines[2:]} == {"2019", "年", "03", "月"}
    first = next(line for line in again.lines if line.text == "2019")
    assert 1020 < min(x for x, _ in first.polygon) < 1060


def test_blank_paper_and_the_edge_of_a_label_before_a_value_are_left_out(engine: OcrEngine) -> None:
    drawn = draw_portrait(HOUSEHOLD[:3], ("统一社会信用代码", USCC), seal=False)
    (page,) = iter_pages(encode(drawn, "PNG"))
    assert isinstance(page, Page)
    text = read_pass(engine, page, "A")
    form = read_form(text.lines, WORDS)
    assert (rest := form.labels["name"].rest) is not None
    assert rest.confidence < 0.9
    again = read_form(reread_glued(engine, page, text, form, ["name"]).lines, WORDS)
    assert (rest := again.labels["name"].rest) is not None
    assert rest.confidence > 0.98


def test_lines_are_read_by_themselves_where_they_stand(engine: OcrEngine, page: Page) -> None:
    (line,) = read_pass(engine, page, "A").lines
    doubted = replace(line, text="名称？", scores=(0.1, 0.1, 0.1))
    blank = make_line("空", 700, 20)
    again = reread_lines(engine, page, "B", [doubted, blank])
    assert [(one.text, one.polygon) for one in again] == [(f"名称{NAME}", line.polygon)]
    assert min(again[0].scores) > 0.8


class _Measure:
    """An engine that sees nothing and keeps how large the pictures were."""

    identity = "measure"

    def __init__(self) -> None:
        self.sizes: list[tuple[int, ...]] = []

    def read_lines(self, pixels: Pixels) -> list[Line]:
        self.sizes.append(pixels.shape[:2])
        return []


@pytest.mark.parametrize(
    ("zone", "sizes"),
    [((10, 10, 890, 30), []), ((10, 10, 90, 30), [(160, 640)]), ((100, 50, 500, 250), [(480, 960)])],
    ids=["wide strip", "low", "usual"],
)
def test_a_part_seen_from_close_by_has_a_largest_size(
    page: Page, zone: tuple[float, float, float, float], sizes: list[tuple[int, int]]
) -> None:
    engine = _Measure()
    text = PassText(name="A", lines=())
    assert reread_zone(engine, page, text, zone) == text
    assert engine.sizes == sizes
