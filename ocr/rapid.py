"""PP-OCRv6 small through rapidocr and onnxruntime: deterministic, offline, weights in the wheel."""

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cv2

from config.errors import ConfigError
from ocr.lines import Image, Line, make_polygon

_MODELS = (
    "PP-OCRv6_det_small.onnx",
    "PP-OCRv6_rec_small.onnx",
    "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
)
_DETECTED_PX = 960


class RapidEngine:
    """PP-OCRv6 small on the CPU, single precision, one thread."""

    name = "rapidocr"

    def __init__(self) -> None:
        """Load the runtime; the models follow on the first picture."""
        try:
            import onnxruntime as _  # noqa: F401, PLC0415 - its absence is an answer
            from rapidocr import RapidOCR  # noqa: PLC0415 - same

            self.model_sha256: str | None = make_models_digest()
        except (ImportError, OSError) as exc:
            raise ConfigError(f"onnxruntime or rapidocr cannot be loaded ({exc}); reinstall them") from exc
        cv2.setNumThreads(1)
        self._reader: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                # The recogniser's own cut at 0.5 would drop weak lines silently; we keep and mark them.
                "Global.text_score": 0.0,
                # Lines are found in a smaller copy and read from the pixels given (docs/accuracy.md).
                "Det.limit_type": "max",
                "Det.limit_side_len": _DETECTED_PX,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        self.version = f"rapidocr {version('rapidocr')}, onnxruntime {version('onnxruntime')}"

    def read_lines(self, image_bgr: Image) -> list[Line]:
        """The lines of text in an upright picture; only pixels reach rapidocr, which would fetch a URL."""
        result = self._reader(image_bgr, return_word_box=True, return_single_char_box=True)
        if result.boxes is None or result.txts is None:
            return []
        rows = zip(result.boxes, result.txts, result.scores, result.word_results, strict=True)
        return [
            Line(
                text=text,
                polygon=make_polygon(box),
                confidence=round(float(score), 4),
                scores=_make_scores(text, signs, float(score)),
            )
            for box, text, score, signs in rows
        ]


def _make_scores(text: str, signs: Sequence[tuple[str, float, Any]], mean: float) -> tuple[float, ...]:
    """One score for each sign of `text` but white space; the mean where rapidocr grouped them."""
    plain = "".join(text.split())
    scores = tuple(round(float(score), 4) for sign, score, _ in signs if sign.strip())
    return scores if len(scores) == len(plain) else (round(mean, 4),) * len(plain)


@cache
def make_models_digest() -> str:
    """The SHA-256 over the model files in the order detector, recogniser, line classifier."""
    import rapidocr  # noqa: PLC0415 - see RapidEngine

    folder = Path(rapidocr.__file__).parent / "models"
    digest = hashlib.sha256()
    for name in _MODELS:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()
