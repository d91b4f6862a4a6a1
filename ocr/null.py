"""An engine that sees nothing, for pictures whose codes alone are wanted."""

from ocr.lines import Image, Line


class NullEngine:
    """Reads no text at all."""

    name = "null"
    version = "1"
    model_sha256: str | None = None

    def read_lines(self, image_bgr: Image) -> list[Line]:
        """No lines, whatever the picture."""
        del image_bgr
        return []
