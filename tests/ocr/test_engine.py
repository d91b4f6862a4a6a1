"""Which engine is picked, and what the engines say of themselves."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from config.errors import ConfigError
from demo.fonts import load_serif
from ocr.engine import ENGINES, OcrEngine, pick_engine
from ocr.lines import Image as Pixels
from ocr.read import make_reader_version


def _draw_words(text: str) -> Pixels:
    page = Image.new("RGB", (900, 200), "white")
    ImageDraw.Draw(page).text((60, 60), text, font=load_serif(60), fill="black")
    return np.asarray(page)


def test_an_unknown_engine_is_refused_with_the_names_of_the_known() -> None:
    with pytest.raises(ConfigError, match="'abbyy'; choose one of null, rapidocr, tesseract"):
        pick_engine("abbyy")


def test_the_best_engine_is_picked_where_none_is_named() -> None:
    assert pick_engine().name == "rapidocr"


def test_the_reader_version_names_engine_model_and_rules(engine: OcrEngine) -> None:
    version = make_reader_version(engine)
    form = r"rapidocr \(rapidocr [\d.]+, onnxruntime [\d.]+\); model [0-9a-f]{12}; rules \w+"
    assert re.fullmatch(form, version)


def test_the_engine_reads_a_line_and_says_where_it_is(engine: OcrEngine) -> None:
    (line,) = engine.read_lines(_draw_words("青川市安和电器有限公司"))
    assert line.text == "青川市安和电器有限公司"
    assert 0.9 < min(line.scores) <= line.confidence
    assert len(line.scores) == len(line.text)
    xs, ys = zip(*line.polygon, strict=True)
    assert 40 < min(xs) < 70
    assert 50 < min(ys) < 90


def test_a_blank_picture_has_no_lines(engine: OcrEngine) -> None:
    assert engine.read_lines(np.full((300, 300, 3), 255, dtype=np.uint8)) == []


def test_the_null_engine_sees_nothing() -> None:
    assert ENGINES["null"]().read_lines(_draw_words("营业执照")) == []


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="no tesseract on PATH")
def test_tesseract_reads_a_line() -> None:
    lines = pick_engine("tesseract").read_lines(_draw_words("青川市安和电器有限公司"))
    assert [line.text for line in lines] == ["青川市安和电器有限公司"]


def test_a_missing_tesseract_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "env").symlink_to(shutil.which("env") or "/usr/bin/env")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError, match="apt-get install tesseract-ocr"):
        pick_engine("tesseract")
