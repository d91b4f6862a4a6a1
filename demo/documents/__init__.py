"""Drawings of the documents that sellers show, one kind a file."""

from __future__ import annotations

from demo.papers import Document
from demo.product_picture import draw_rows


def draw_document(document: Document) -> bytes:
    """The posted picture of a document as JPEG bytes; the same document always gives the same bytes."""
    rows = tuple((name, document.text(name)) for name, _ in document.fields)
    return draw_rows(40, rows[:6])
