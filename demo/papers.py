"""Documents that sellers show, and the pictures that pages show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Value = str | tuple[str, ...] | tuple[tuple[str, str, str], ...]


class Kind(StrEnum):
    """What a document is, by the names that a reader gives."""

    BUSINESS_LICENCE = "business_licence"
    FOOD_PERMIT = "food_permit"
    CCC_CERTIFICATE = "ccc_certificate"
    ENERGY_LABEL = "energy_label"
    TEST_REPORT = "test_report"
    MANAGEMENT_CERTIFICATE = "management_certificate"
    ORGANIC_CERTIFICATE = "organic_certificate"
    TYPE_APPROVAL = "type_approval"


class Take(StrEnum):
    """How a document came to be a picture."""

    SCAN = "scan"
    PHOTO = "photo"
    STAMPED = "stamped"
    WATERMARK = "watermark"
    SMALL = "small"
    TURNED_90 = "turned_90"
    TURNED_180 = "turned_180"
    TOO_POOR = "too_poor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document: its kind, what it says field by field, and how it was taken."""

    key: str
    kind: Kind
    fields: tuple[tuple[str, Value], ...]
    take: Take
    layout: int = 0
    code: str | None = None  # what its QR code says

    @property
    def values(self) -> dict[str, Value]:
        """The fields by name."""
        return dict(self.fields)

    @property
    def is_legible(self) -> bool:
        """Whether a person could read it."""
        return self.take is not Take.TOO_POOR

    def text(self, name: str) -> str:
        """A field that is one text; empty when the document lacks it."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else "、".join(str(part) for part in value)


class PictureKind(StrEnum):
    """What a picture shows."""

    PRODUCT = "product"
    PARAMETERS = "parameters"
    POSTER = "poster"
    DOCUMENT = "document"
    TRUNCATED = "truncated"
    GIANT = "giant"
    BROKEN_PDF = "broken_pdf"


FLAWS = (PictureKind.TRUNCATED, PictureKind.GIANT, PictureKind.BROKEN_PDF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture by its key: the same key gives the same bytes on every page and platform."""

    key: str
    kind: PictureKind
    shape: str = "box"
    hue: int = 0
    heading: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    document: Document | None = None

    @property
    def file_name(self) -> str:
        """Its name on every platform."""
        return f"{self.key}.pdf" if self.kind is PictureKind.BROKEN_PDF else f"{self.key}.jpg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document that a shop puts on its licence page: label, printed number, picture."""

    label: str
    number: str | None
    picture: Picture | None
