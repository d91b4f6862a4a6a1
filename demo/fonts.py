"""Chinese fonts of this machine, for drawing pictures."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import ImageFont

_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
# File names with the face to take inside the collection (2 = simplified Chinese in Noto CJK).
_SERIF = (("NotoSerifCJK-Regular.ttc", 2), ("NotoSerifCJKsc-Regular.otf", 0))
_SERIF_BOLD = (("NotoSerifCJK-Bold.ttc", 2), ("NotoSerifCJKsc-Bold.otf", 0))
_SANS = (("NotoSansCJK-Regular.ttc", 2), ("NotoSansCJKsc-Regular.otf", 0))
_LAST_RESORT = (("NotoSansCJK-Regular.ttc", 2), ("wqy-zenhei.ttc", 0), ("wqy-microhei.ttc", 0))


class FontMissingError(RuntimeError):
    """No font of this machine can draw Chinese."""


def load_serif(size_px: int) -> ImageFont.FreeTypeFont:
    """A Song-like face, as licences are printed in."""
    return _load(_SERIF, size_px)


def load_serif_bold(size_px: int) -> ImageFont.FreeTypeFont:
    """A heavy Song-like face for titles."""
    return _load(_SERIF_BOLD, size_px)


def load_sans(size_px: int) -> ImageFont.FreeTypeFont:
    """A plain face for product pictures."""
    return _load(_SANS, size_px)


@cache
def _load(faces: tuple[tuple[str, int], ...], size_px: int) -> ImageFont.FreeTypeFont:
    for name, index in (*faces, *_LAST_RESORT):
        path = _find(name)
        if path is not None:
            return ImageFont.truetype(str(path), size_px, index=index)
    wanted = ", ".join(name for name, _ in (*faces, *_LAST_RESORT))
    raise FontMissingError(
        f"no Chinese font found, looked for {wanted}: install fonts-noto-cjk or fonts-wqy-zenhei"
    )


@cache
def _find(name: str) -> Path | None:
    return next((path for folder in _FOLDERS for path in sorted(folder.rglob(name))), None)
