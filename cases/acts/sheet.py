"""A paper as a list of parts, before it is a DOCX or PDF file."""

import unicodedata
from dataclasses import dataclass, replace

_LEFT_OUT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


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


def clean_text(text: str) -> str:
    """A text as a paper may bear it: without signs that turn writing round or that files forbid."""
    spaced = (" " if char in "\t\r\n" else char for char in text)
    return "".join(char for char in spaced if unicodedata.category(char) not in _LEFT_OUT)


def clean_part(part: Part) -> Part:
    """A part with its texts cleaned."""
    if isinstance(part, Table):
        rows = tuple(tuple(clean_text(cell) for cell in row) for row in part.rows)
        return replace(part, head=tuple(map(clean_text, part.head)), rows=rows)
    return replace(part, text=clean_text(part.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A paper: who issues it, its title and number, its parts, and the line at its foot."""

    issuer: str
    title: str
    number: str
    parts: tuple[Part, ...]
    foot: str
