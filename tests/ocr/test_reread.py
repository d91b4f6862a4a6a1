"""Values that stand in one line with their label and are doubted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from demo.fonts import load_serif
from ocr.engine import OcrEngine
from ocr.layout import read_form
from ocr.lines import Line
from ocr.page import Page, PassText
from ocr.reread import reread_glued
from tests.ocr.forms import make_line

NAME = "青川市安和电器有限公司"
WORDS = {"name": ("名称",)}
DOUBTED = (1.0, 1.0, 0.6, *(1.0,) * (len(NAME) - 1))


@pytest.fixture(scope="module")
def page() -> Page:
    sheet = Image.new("RGB", (900, 300), "white")
    ImageDraw.Draw(sheet).text((100, 118), f"名称{NAME}", font=load_serif(36), fill="black", anchor="lm")
    pixels = np.asarray(sheet)
    return Page(number=1, stored=pixels, width_px=900, height_px=300, upright=pixels, back=np.eye(3))


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
