"""A paper as a DOCX file, with python-docx: A4, the fonts of official papers (仿宋, 黑体) by name."""

import io
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from cases.acts.sheet import Heading, Paragraph, Sheet, Table

_TEXT, _HEAD = "仿宋", "黑体"
_MARGIN_CM, _WIDTH_CM = 2.6, 21.0 - 2 * 2.6


def make_docx(sheet: Sheet, at: datetime) -> bytes:
    """The bytes of a DOCX file; the same sheet and moment give the same text and properties."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(_MARGIN_CM)
    page.top_margin = page.bottom_margin = Cm(2.5)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = sheet.title, sheet.issuer, ""
    properties.created = properties.modified = at.replace(tzinfo=None, microsecond=0)
    _add(document, sheet.issuer, size=16, font=_HEAD, align=WD_ALIGN_PARAGRAPH.CENTER)
    _add(document, sheet.title, size=22, font=_HEAD, align=WD_ALIGN_PARAGRAPH.CENTER)
    _add(document, sheet.number, size=12, align=WD_ALIGN_PARAGRAPH.CENTER)
    for part in sheet.parts:
        if isinstance(part, Heading):
            added = _add(document, part.text, size=14, font=_HEAD)
            added.paragraph_format.keep_with_next = True
        elif isinstance(part, Paragraph):
            align = WD_ALIGN_PARAGRAPH.RIGHT if part.right else None
            _add(document, part.text, size=12, align=align, indent=not (part.plain or part.right))
        else:
            _add_table(document, part)
    _write_foot(page.footer.paragraphs[0], sheet.foot)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add(
    document: Any, text: str, *, size: float, font: str = _TEXT, align: Any = None, indent: bool = False
) -> Any:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.paragraph_format.line_spacing = 1.4
    if align is not None:
        paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    _set_font(paragraph.add_run(text), font, size)
    return paragraph


def _add_table(document: Any, table: Table) -> None:
    grid = document.add_table(rows=1, cols=len(table.head))
    grid.style = "Table Grid"
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    for cell, text in zip(grid.rows[0].cells, table.head, strict=True):
        _fill(cell, text, _HEAD)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(repeat)  # noqa: SLF001 -- python-docx has no word for it
    for row in table.rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            _fill(cell, text, _TEXT)
    for row in grid.rows:
        for cell, share in zip(row.cells, table.widths, strict=True):
            cell.width = Cm(_WIDTH_CM * share)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _fill(cell: Any, text: str, font: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    _set_font(paragraph.add_run(text), font, 9)


def _set_font(run: Any, font: str, size: float) -> None:
    run.font.name, run.font.size = font, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001 -- same


def _write_foot(paragraph: Any, text: str) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _set_font(paragraph.add_run(f"{text}　第 "), _TEXT, 8)
    for kind, code in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        _set_font(run, _TEXT, 8)
        if code is None:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = code
        run._element.append(mark)  # noqa: SLF001 -- same
    _set_font(paragraph.add_run(" 页"), _TEXT, 8)
