"""What was read in a picture: text blocks, codes and typed documents (docs/contracts/readings.md)."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from evidence.noun import Noun, derive_id

Box = tuple[int, int, int, int]
"""x, y, width, height in pixels of the source image as stored (EXIF not applied)."""


class ReadingStatus(StrEnum):
    """How far a value may be relied on; only `read` may support a finding."""

    READ = "read"
    UNSURE = "unsure"
    INVALID = "invalid"
    MISSING = "missing"


class Reading(Noun):
    """One field of a document: the normalised value and what is printed."""

    value: Any = None
    raw: str | None = None
    status: ReadingStatus = ReadingStatus.MISSING
    confidence: float = 0.0
    box: Box | None = None


class TextBlock(Noun):
    """One line of recognised text."""

    text: str
    box: Box
    confidence: float


class Code(Noun):
    """A machine-readable symbol and its payload."""

    symbology: str
    text: str
    box: Box


class Quality(Noun):
    """How good the picture is for reading."""

    width_px: int
    height_px: int
    readable: bool
    notes: tuple[str, ...] = ()


class Engine(Noun):
    """What read it, in enough detail to do it again."""

    name: str
    version: str
    model_sha256: str | None = None
    passes: tuple[str, ...] = ()


class Document(Noun):
    """A document seen in a picture or on a PDF page."""

    file: str | None = None
    page: int = 1
    sha256: str
    document_box: Box
    kind: str
    kind_confidence: float
    fields: dict[str, Reading] = Field(default_factory=dict)
    codes: tuple[Code, ...] = ()
    quality: Quality
    engine: Engine

    @property
    def document_id(self) -> str:
        """The id: digest of the picture, place in it, reader version."""
        return derive_id("doc", self.sha256, str(self.page), str(self.document_box), self.engine.version)


class PictureReading(Noun):
    """Everything one reader version saw in one picture or PDF: kept once however many pages show it.

    `documents` is never empty for a picture that decodes; `error` is set, and it is empty, when the
    bytes could not be decoded at all. `given_up` says that the picture itself may be readable: the process
    ran out of processor time or memory, or died. Such a reading is not kept, so the picture is read again.
    """

    sha256: str
    reader_version: str
    documents: tuple[Document, ...] = ()
    blocks: tuple[TextBlock, ...] = ()
    error: str | None = None
    given_up: bool = False
