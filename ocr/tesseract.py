"""Tesseract: the stand-in where onnxruntime cannot be loaded."""

import os
from itertools import groupby, pairwise
from typing import Any

import pytesseract

from config.errors import ConfigError
from ocr.lines import Image, Line, make_rectangle

_RED = 2


class TesseractEngine:
    """Debian's chi_sim model, whole page as one block, red channel only.

    The red channel hides red seals (the only trick that helped: 54 to 72 % of fields under a seal);
    thresholding made every variant worse.
    """

    name = "tesseract"
    model_sha256: str | None = None

    def __init__(self) -> None:
        """Ask the program for its version and languages."""
        # Two threads took ten times the CPU of one on a busy machine.
        os.environ["OMP_THREAD_LIMIT"] = "1"
        try:
            self.version = f"tesseract {pytesseract.get_tesseract_version()}"
            languages = pytesseract.get_languages()
        except (pytesseract.TesseractNotFoundError, OSError) as exc:
            raise ConfigError("tesseract is not installed; apt-get install tesseract-ocr") from exc
        if "chi_sim" not in languages:
            raise ConfigError("tesseract has no chi_sim model; apt-get install tesseract-ocr-chi-sim")

    def read_lines(self, image_bgr: Image) -> list[Line]:
        """The lines of text in an upright picture."""
        data = pytesseract.image_to_data(
            image_bgr[:, :, _RED],
            lang="chi_sim",
            config="--psm 6",
            output_type=pytesseract.Output.DICT,
        )
        words = [_make_word(data, i) for i in range(len(data["text"])) if data["text"][i].strip()]
        return [
            _join_words([word for _, word in group])
            for _, line in groupby(words, key=lambda pair: pair[0])
            for group in _split_at_gaps(list(line))
        ]


_Word = tuple[tuple[int, int, int], Line]


def _make_word(data: dict[str, list[Any]], i: int) -> _Word:
    left, top = data["left"][i], data["top"][i]
    outline = make_rectangle(left, top, left + data["width"][i], top + data["height"][i])
    confidence = max(0.0, float(data["conf"][i])) / 100
    text = "".join(data["text"][i].split())
    line = Line(text=text, polygon=outline, confidence=confidence, scores=(confidence,) * len(text))
    return (data["block_num"][i], data["par_num"][i], data["line_num"][i]), line


def _split_at_gaps(words: list[_Word]) -> list[list[_Word]]:
    """The words of one row, cut where the gap is wider than two characters: another column begins there."""
    groups = [[words[0]]]
    for before, word in pairwise(words):
        gap = word[1].polygon[0][0] - before[1].polygon[1][0]
        height = word[1].polygon[2][1] - word[1].polygon[0][1]
        if gap > 2 * height:
            groups.append([])
        groups[-1].append(word)
    return groups


def _join_words(words: list[Line]) -> Line:
    corners = [point for word in words for point in word.polygon]
    xs, ys = zip(*corners, strict=True)
    return Line(
        text="".join(word.text for word in words),
        polygon=make_rectangle(min(xs), min(ys), max(xs), max(ys)),
        confidence=round(min(word.confidence for word in words), 4),
        scores=tuple(score for word in words for score in word.scores),
    )
