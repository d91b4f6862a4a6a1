"""Reads a picture or PDF: text blocks, codes, and the fields of the documents in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from config.errors import ItemError
from evidence.document import Code, Document, Engine, PictureReading, Quality, Reading, TextBlock
from evidence.noun import make_digest
from ocr.codes import read_codes
from ocr.engine import OcrEngine
from ocr.european import read_registration
from ocr.fuse import Fused
from ocr.gs1 import compare_with_gs1
from ocr.kind import UNREADABLE, has_slanted_text
from ocr.page import Page, iter_pages
from ocr.pairs import PAIRS
from ocr.parts import Part, read_parts
from ocr.pdf import SIGNED, BrokenPage, is_pdf
from ocr.settle import PageText
from ocr.witness import compare_with_codes

RULES_VERSION = "15"
"""Raised whenever passes, layout rules, readers or thresholds change what is read."""


def make_reader_version(engine: OcrEngine) -> str:
    """What read a picture, so exactly that it can be read again the same way."""
    model = (engine.model_sha256 or "none")[:12]
    return f"{engine.name} ({engine.version}); model {model}; rules {RULES_VERSION}"


def read_picture(data: bytes, *, engine: OcrEngine, file: str | None = None) -> PictureReading:
    """Everything that can be read in a picture or PDF, the largest document first.

    Bytes that cannot be decoded give a reading without documents, whose `error` says why.
    """
    sha256, version = make_digest(data), make_reader_version(engine)
    try:
        read = list(_iter_read(data, engine, sha256, file))
    except ItemError as exc:
        return PictureReading(sha256=sha256, reader_version=version, error=str(exc))
    if not any(_measure_area(document) for document, _ in read):
        return PictureReading(sha256=sha256, reader_version=version, error=read[0][0].quality.notes[0])
    documents = sorted((document for document, _ in read), key=lambda document: -_measure_area(document))
    blocks = tuple(block for _, blocks in read for block in blocks)
    return PictureReading(sha256=sha256, reader_version=version, documents=tuple(documents), blocks=blocks)


def _iter_read(
    data: bytes, engine: OcrEngine, sha256: str, file: str | None
) -> Iterator[tuple[Document, list[TextBlock]]]:
    signatures: tuple[str, ...] = ()
    if is_pdf(data) and SIGNED in data:
        from ocr.pdf_signature import describe_signatures  # noqa: PLC0415 -- slow to load, and few are signed

        signatures = describe_signatures(data)
    for page in iter_pages(data):
        if isinstance(page, BrokenPage):
            yield _make_broken(page, engine, sha256, file), []
            continue
        codes = read_codes(page.stored, (page.width_px, page.height_px))
        sight = read_parts(page, engine)
        blocks = list(sight.blocks)
        for part in sight.parts:
            own = tuple(code for code in codes if len(sight.parts) == 1 or _is_on(code, part.page))
            document = Document(
                file=file,
                page=page.number,
                sha256=sha256,
                document_box=part.page.box,
                kind=part.kind,
                kind_confidence=part.confidence,
                fields=_make_fields(part, own),
                codes=own,
                quality=_make_quality(page, part, signatures),
                engine=_make_engine(engine, part.text),
            )
            yield document, blocks
            blocks = []


def _make_fields(part: Part, codes: Sequence[Code]) -> dict[str, Reading]:
    """The fields of a document; what only its code says stands beside what was printed."""
    if part.kind == UNREADABLE:
        return {}
    fields = {name: _make_reading(name, field, part.page) for name, field in part.text.fields.items()}
    registered = read_registration(codes) if part.kind == "energy_label" else None
    if registered is not None and fields["filing_no"].value is None:
        fields["filing_no"] = registered
    if part.kind == "product_label":
        fields = compare_with_gs1(fields, codes)
    return compare_with_codes(fields, codes)


def _is_on(code: Code, page: Page) -> bool:
    """Whether the middle of a code is on the part of the picture that a document takes."""
    x, y = code.box[0] + code.box[2] / 2, code.box[1] + code.box[3] / 2
    left, top, width, height = page.box
    return left <= x <= left + width and top <= y <= top + height


def _make_broken(page: BrokenPage, engine: OcrEngine, sha256: str, file: str | None) -> Document:
    return Document(
        file=file,
        page=page.number,
        sha256=sha256,
        document_box=(0, 0, 0, 0),
        kind=UNREADABLE,
        kind_confidence=1.0,
        quality=Quality(width_px=0, height_px=0, readable=False, notes=(page.why,)),
        engine=Engine(name=engine.name, version=make_reader_version(engine)),
    )


def _make_reading(name: str, field: Fused, page: Page) -> Reading:
    best = field.best
    if best is None:
        return Reading()
    value: Any = best.value
    if best.listed is not None and value is not None:
        value = dict(best.listed) if name == PAIRS else list(best.listed)
    return Reading(
        value=value,
        raw=best.raw,
        status=field.status,
        confidence=field.confidence,
        box=page.make_stored_box(best.points),
    )


def _make_quality(page: Page, part: Part, signatures: tuple[str, ...]) -> Quality:
    is_marked = has_slanted_text(part.text.passes[0].lines)
    return Quality(
        width_px=page.width_px,
        height_px=page.height_px,
        readable=part.kind != UNREADABLE,
        notes=(*(("slanted text such as a watermark",) if is_marked else ()), *signatures),
    )


def _make_engine(engine: OcrEngine, text: PageText) -> Engine:
    return Engine(
        name=engine.name,
        version=make_reader_version(engine),
        model_sha256=engine.model_sha256,
        passes=tuple(read.name for read in text.passes),
    )


def _measure_area(document: Document) -> int:
    return document.document_box[2] * document.document_box[3]
