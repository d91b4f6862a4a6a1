"""A paper as a list of parts, before it is a DOCX or PDF file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; its first line is indented unless it is `plain`, and `right` sets it to the right."""

    text: str
    plain: bool = False
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below a head; `widths` are shares of the page's width, one for each column."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


Part = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A paper: who issues it, its title and number, its parts, and the line at its foot."""

    issuer: str
    title: str
    number: str
    parts: tuple[Part, ...]
    foot: str
