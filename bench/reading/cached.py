"""An engine that keeps what it read on disk, so that rules can be measured again without reading again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

from ocr.engine import OcrEngine, pick_engine
from ocr.lines import Image, Line, make_polygon


class CachedEngine:
    """What another engine reads, by the digest of the pixels."""

    def __init__(self, folder: Path, name: str | None = None) -> None:
        """Keep lines in `folder`; the engine is loaded when a picture is new."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._engine_name = folder, name
        self._engine: OcrEngine | None = None
        self.name, self.version, self.model_sha256 = name or "rapidocr", "cached", None

    def read_lines(self, image_bgr: Image) -> list[Line]:
        """The lines, from disk where the same pixels were read before."""
        pixels = np.ascontiguousarray(image_bgr)
        key = hashlib.sha256(pixels.tobytes() + str(pixels.shape).encode()).hexdigest()
        path = self._folder / f"{key}.json"
        if path.exists():
            return [_load(row) for row in json.loads(path.read_text(encoding="utf-8"))]
        if self._engine is None:
            self._engine = pick_engine(self._engine_name)
        lines = self._engine.read_lines(image_bgr)
        rows = [[line.text, line.polygon, line.confidence, line.scores] for line in lines]
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        return lines


def _load(row: list[object]) -> Line:
    text, polygon, confidence, scores = row
    return Line(
        text=str(text), polygon=make_polygon(polygon), confidence=float(confidence), scores=tuple(scores)
    )  # type: ignore[arg-type,call-overload]
