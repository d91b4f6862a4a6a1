"""Compares the product with plain RapidOCR and Tesseract on the same pictures.

Half of the pictures are no documents. The rivals get the labels that the product knows, and the simplest use
of them: what stands behind a label in its line, else in the next line to the right. `in text` is kinder
still: it asks only whether the value stands in one line anywhere in what was read.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw

from bench.read_drawn import encode
from bench.read_folder import plain
from bench.reading.compare import is_right
from bench.reading.degrade import DEGRADATIONS
from bench.reading.drawn import Drawn, Truth
from bench.reading.grammar import load_kinds, make_spec
from bench.reading.pages import SLOGANS
from bench.reading.pillow_sheet import draw_sheet, load_font
from demo.chance import make_chance
from evidence.document import ReadingStatus
from ocr.dates import find_dates
from ocr.engine import pick_engine
from ocr.lines import Image as Pixels
from ocr.lines import Line, make_polygon
from ocr.pieces import fold_text
from ocr.read import read_picture
from ocr.readers import load_readers
from ocr.tesseract import TesseractEngine

Case = tuple[bytes, tuple[Truth, ...]]
_SURE = 0.9  # mean score of a line from which a rival's value counts as confident
_ON_ROW = 0.6


def main() -> int:
    """Prints one row for each of the three: right, wrong though confident, processor time, peak memory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, nargs=2, default=(1, 3), metavar=("FIRST", "LAST"))
    parser.add_argument("--held-out", action="store_true", help="only branches and states kept for reporting")
    args = parser.parse_args()
    print(
        "| | fields right | in text | wrong though confident | documents among the rest"
        " | s of processor time, documents | s, others | s, all | peak memory, GB |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name in RIVALS:
        ask, tell = multiprocessing.get_context("spawn").Pipe(duplex=False)
        # A process each, so that the peak of its memory is its own.
        process = multiprocessing.get_context("spawn").Process(
            target=_run, args=(name, args.seeds[0], args.seeds[1], args.held_out, tell)
        )
        process.start()
        said = json.loads(ask.recv())
        process.join()
        print(_show(name, said), flush=True)
    return 0


def _run(name: str, first: int, last: int, held_out: bool, tell: Any) -> None:  # noqa: FBT001 - a process's
    cv2.setNumThreads(1)
    read = RIVALS[name]()
    read(encode(Image.new("RGB", (200, 200), "white"), quality=90), None)  # loads the models
    counts: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for data, truths in _iter_cases(first, last, held_out=held_out):
        begun = _measure_cpu()
        values, text = read(data, truths[0].kind if truths else None)
        seconds["documents" if truths else "others"] += _measure_cpu() - begun
        counts["pictures"] += 1
        if not truths:
            counts["rest"] += 1
            counts["false"] += bool(values)
            continue
        for field, expected in truths[0].fields.items():
            value, is_sure = values.get(field, (None, False))
            right = value is not None and is_right(field, value, expected)
            counts["fields"] += 1
            counts["right"] += right
            counts["sure"] += is_sure
            counts["wrong"] += is_sure and not right
            counts["in text"] += _is_in(expected, text)
    peak_kb = max(
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    tell.send(
        json.dumps({**counts, **{f"{k} s": v for k, v in seconds.items()}, "gb": peak_kb / 1024 / 1024})
    )


def _show(name: str, said: Mapping[str, float]) -> str:
    documents = said["pictures"] - said["rest"]
    n = f"{said['right'] / said['fields']:.3f} of {said['fields']:.0f}"
    wrong = f"{said.get('wrong', 0):.0f} of {said.get('sure', 0):.0f}"
    times = (
        said["documents s"] / documents,
        said["others s"] / said["rest"],
        (said["documents s"] + said["others s"]) / said["pictures"],
    )
    shown = " | ".join(f"{one:.2f}" for one in times)
    false = f"{said.get('false', 0):.0f} of {said['rest']:.0f}"
    text = f"{said['in text'] / said['fields']:.3f}"
    return f"| {name} | {n} | {text} | {wrong} | {false} | {shown} | {said['gb']:.2f} |"


def _iter_cases(first: int, last: int, *, held_out: bool) -> Iterator[Case]:
    """A document of each kind and seed in the next state, and after each a picture that is none."""
    kinds = [kind for kind in load_kinds() if kind != "parameter_panel"]
    changes = list(DEGRADATIONS)
    for seed in range(first, last + 1):
        for place, kind in enumerate(kinds):
            drawn: Drawn = draw_sheet(make_spec(kind, seed, held_out=held_out), seed)
            change = changes[(place + seed) % len(changes)]
            picture = DEGRADATIONS[change](drawn.picture, Random(f"{kind} {seed}"))  # noqa: S311 - drawn sheets
            yield encode(picture, quality=90), drawn.documents
            yield encode(_draw_goods(make_chance("goods", f"{kind} {seed}")), quality=90), ()


def _draw_goods(chance: Random) -> Image.Image:
    """A picture of goods with a slogan, a price and shapes."""
    page = Image.new("RGB", (chance.randint(700, 1300), chance.randint(700, 1600)), "white")
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 0, *page.size), fill=tuple(chance.randint(100, 250) for _ in "rgb"))
    for _ in range(chance.randint(6, 30)):
        x, y = chance.randint(0, page.width), chance.randint(0, page.height)
        shape = (x, y, x + chance.randint(40, 400), y + chance.randint(40, 400))
        (pen.ellipse if chance.random() < 0.6 else pen.rectangle)(
            shape, fill=tuple(chance.randint(30, 255) for _ in "rgb")
        )
    for _ in range(chance.randint(1, 5)):
        font = load_font(chance.choice(("hei", "song", "zenhei")), chance.randint(30, 80))
        text = chance.choice((*SLOGANS, f"¥{chance.randint(9, 999)}.00", "官方旗舰店", "7天无理由退换"))
        pen.text(
            (chance.randint(20, 200), chance.randint(20, page.height - 120)), text, font=font, fill="white"
        )
    return page


Values = Mapping[str, tuple[Any, bool]]
Read = Callable[[bytes, str | None], tuple[Values, str]]


def _make_product() -> Read:
    engine = pick_engine("rapidocr")

    def read(data: bytes, kind: str | None) -> tuple[Values, str]:
        reading = read_picture(data, engine=engine)
        found = next((one for one in reading.documents if kind is None or one.kind == kind), None)
        text = plain("\n".join(block.text for block in reading.blocks))
        if found is None or found.kind in ("other", "unreadable"):
            return {}, text
        values = {
            name: (one.value, one.status is ReadingStatus.READ)
            for name, one in found.fields.items()
            if one.value is not None
        }
        return values, text

    return read


def _make_rapid() -> Read:
    from rapidocr import RapidOCR  # noqa: PLC0415 - only this process loads it

    reader = RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )

    def read_lines(pixels: Pixels) -> list[Line]:
        result = reader(pixels)
        if result.boxes is None or result.txts is None:
            return []
        rows = zip(result.boxes, result.txts, result.scores, strict=True)
        return [
            Line(text=text, polygon=make_polygon(box), confidence=float(score), scores=())
            for box, text, score in rows
        ]

    return _make_plain(read_lines)


def _make_tesseract() -> Read:
    return _make_plain(TesseractEngine().read_lines)


def _make_plain(read_lines: Callable[[Pixels], list[Line]]) -> Read:
    words = {reader.kind: reader.words for reader in load_readers()}
    titles = {reader.kind: reader.titles.words for reader in load_readers()}

    def read(data: bytes, kind: str | None) -> tuple[Values, str]:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        lines = read_lines(np.asarray(pixels, dtype=np.uint8))
        text = plain("\n".join(line.text for line in lines))
        if kind is None:
            said = fold_text(text)
            kinds = [one for one, names in titles.items() if any(name in said for name in names)]
            return dict.fromkeys(kinds, (None, True)), text
        return _find_values(lines, words[kind]), text

    return read


def _find_values(lines: Sequence[Line], words: Mapping[str, Sequence[str]]) -> dict[str, tuple[Any, bool]]:
    found: dict[str, tuple[Any, bool]] = {}
    for field, forms in words.items():
        for word in sorted(forms, key=len, reverse=True):
            line = next((line for line in lines if fold_text(line.text).startswith(word)), None)
            if line is None or field in found:
                continue
            rest = fold_text(line.text)[len(word) :].lstrip(":")
            score = line.confidence
            if not rest:
                beside = _find_right(line, lines)
                rest, score = (fold_text(beside.text).lstrip(":"), beside.confidence) if beside else ("", 0.0)
            if rest:
                found[field] = (_normalise(field, rest), score >= _SURE)
    return found


def _find_right(label: Line, lines: Sequence[Line]) -> Line | None:
    height = label.polygon[3][1] - label.polygon[0][1]
    beside = [
        line
        for line in lines
        if line.polygon[0][0] >= label.polygon[1][0] - height
        and abs(line.polygon[0][1] - label.polygon[0][1]) < _ON_ROW * height
        and line is not label
    ]
    return min(beside, key=lambda line: line.polygon[0][0], default=None)


def _normalise(field: str, text: str) -> Any:
    if field.endswith("_on") or field == "valid_to":
        dates = find_dates(text)
        return dates[0].iso if dates else text
    if field in ("models", "standards"):
        return [part for part in text.replace(";", "、").split("、") if part]
    return text


def _is_in(expected: Any, text: str) -> bool:
    if isinstance(expected, dict):
        return all(plain(str(value)) in text for value in expected.values())
    if isinstance(expected, list):
        return all(plain(str(value)) in text for value in expected)
    dates = {printed.iso for printed in find_dates(text)}
    return plain(str(expected)) in text or str(expected) in dates


def _measure_cpu() -> float:
    """Of this process and of those it ran: Tesseract is one for each picture."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


RIVALS: dict[str, Callable[[], Read]] = {
    "product": _make_product,
    "plain RapidOCR": _make_rapid,
    "Tesseract, chi_sim": _make_tesseract,
}


if __name__ == "__main__":
    sys.exit(main())
