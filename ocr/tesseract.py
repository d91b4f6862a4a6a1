"""Tesseract: the stand-in where onnxruntime cannot be loaded."""

import subprocess
from itertools import groupby, pairwise

import cv2

from config.errors import ConfigError, ItemError
from ocr.lines import Image, Line, make_rectangle

# Two threads took ten times the CPU of one on a busy machine.
_PROGRAM = ("env", "OMP_THREAD_LIMIT=1", "tesseract")
_MODEL = "chi_sim"
_RED = 2
_WORD_LEVEL = "5"


class TesseractEngine:
    """Debian's chi_sim model, whole page as one block, red channel only.

    The red channel hides red seals (the only trick that helped: 54 to 72 % of fields under a seal);
    thresholding made every variant worse.
    """

    name = "tesseract"
    model_sha256: str | None = None

    def __init__(self) -> None:
        """Ask the program for its version and languages."""
        self.version = _ask("--version").split("\n", 1)[0]
        if _MODEL not in _ask("--list-langs").split():
            raise ConfigError("tesseract has no chi_sim model; apt-get install tesseract-ocr-chi-sim")

    def read_lines(self, image_bgr: Image) -> list[Line]:
        """The lines of text in an upright picture."""
        _, png = cv2.imencode(".png", image_bgr[:, :, _RED])
        command = [*_PROGRAM, "stdin", "stdout", "-l", _MODEL, "--psm", "6", "tsv"]
        run = subprocess.run(command, input=png.tobytes(), capture_output=True, check=False)
        if run.returncode != 0:
            raise ItemError(f"tesseract gave up on the picture: {run.stderr.decode().strip()[-200:]!r}")
        rows = (row.split("\t") for row in run.stdout.decode().splitlines())
        words = [_make_word(row) for row in rows if row[0] == _WORD_LEVEL and row[-1].strip()]
        return [
            _join_words([word for _, word in group])
            for _, line in groupby(words, key=lambda pair: pair[0])
            for group in _split_at_gaps(list(line))
        ]


_Word = tuple[tuple[str, str, str], Line]


def _ask(question: str) -> str:
    """What the program answers to one of its options."""
    try:
        return subprocess.run([*_PROGRAM, question], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as exc:
        raise ConfigError(
            "tesseract is not installed; apt-get install tesseract-ocr tesseract-ocr-chi-sim"
        ) from exc


def _make_word(row: list[str]) -> _Word:
    """A word from a row of the TSV: level, page, block, paragraph, line, word, box, confidence, text."""
    left, top, width, height = (int(figure) for figure in row[6:10])
    confidence = max(0.0, float(row[10])) / 100
    text = "".join(row[11].split())
    outline = make_rectangle(left, top, left + width, top + height)
    line = Line(text=text, polygon=outline, confidence=confidence, scores=(confidence,) * len(text))
    return (row[2], row[3], row[4]), line


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
