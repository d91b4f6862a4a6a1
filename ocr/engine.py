"""What an OCR engine must offer, and which one this machine can run."""

from typing import Protocol

from config.errors import ConfigError
from ocr.lines import Image, Line


class OcrEngine(Protocol):
    """Something that finds and reads lines of text in a picture."""

    @property
    def name(self) -> str:
        """The engine's name, as `pick_engine` takes it."""

    @property
    def version(self) -> str:
        """The version of the engine's code."""

    @property
    def model_sha256(self) -> str | None:
        """The digest of the model files, or None when there are none."""

    def read_lines(self, image_bgr: Image) -> list[Line]:
        """The lines of text in an upright picture, outlines in its own pixels."""


def pick_engine(name: str | None = None) -> OcrEngine:
    """The engine called `name`; without a name the best one that this machine can load.

    Raises:
        ConfigError: the name is unknown, or the engine cannot be loaded.
    """
    if name is not None and name not in ENGINES:
        raise ConfigError(f"no OCR engine {name!r}; choose one of {', '.join(sorted(ENGINES))}")
    if name is not None:
        return ENGINES[name]()
    try:
        return _load_rapid()
    except ConfigError:
        # Tesseract reads far fewer fields (docs/accuracy.md), so it only stands in for a missing runtime.
        return _load_tesseract()


def _load_rapid() -> OcrEngine:
    from ocr.rapid import RapidEngine  # noqa: PLC0415 - the model runtime is heavy and may be missing

    return RapidEngine()


def _load_tesseract() -> OcrEngine:
    from ocr.tesseract import TesseractEngine  # noqa: PLC0415 - only where it is wanted

    return TesseractEngine()


def _load_null() -> OcrEngine:
    from ocr.null import NullEngine  # noqa: PLC0415 - only where it is wanted

    return NullEngine()


ENGINES = {"rapidocr": _load_rapid, "tesseract": _load_tesseract, "null": _load_null}
