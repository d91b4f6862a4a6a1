"""Compares the documents that were found on a picture with those drawn on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from bench.read_folder import plain
from bench.reading.drawn import Box, Truth
from evidence.document import Document, ReadingStatus

LONG = ("scope", "address", "holder_address", "premises", "producer_address", "items", "conclusion")
NUMBERS = ("uscc", "permit_no", "certificate_no", "report_no", "approval_no", "grade", "filing_no")
_ON_SHEET = 0.6
_MOST = 0.8  # of the pairs of a panel that must be there
_NEAR = 0.03  # character error rate at which a long text counts as read


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one field: `right` tells of the value, `status` of how far it may be relied on."""

    field: str
    status: str
    right: bool
    expected: Any
    seen: Any
    confidence: float


def match_documents(
    truths: Sequence[Truth], found: Sequence[Document]
) -> list[tuple[Truth, Document | None]]:
    """Each truth with the found document whose box lies on it, by three fifths at least; the largest first.

    A sheet may be blank in part, so that the box of its print is much smaller than the sheet.
    """
    free = list(found)
    pairs: list[tuple[Truth, Document | None]] = []
    for truth in truths:
        best = max(free, key=lambda document: measure_overlap(truth.box, document.document_box), default=None)
        if best is not None and measure_overlap(truth.box, best.document_box) >= _ON_SHEET:
            free.remove(best)
            pairs.append((truth, best))
        else:
            pairs.append((truth, None))
    return pairs


def measure_overlap(one: Box, other: Box) -> float:
    """The share of `other` that lies in `one`."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    common = width * height
    return common / max(1, other[2] * other[3])


def compare(truth: Truth, document: Document | None) -> Iterator[Outcome]:
    """Each field of the truth with what became of it."""
    is_kind = document is not None and document.kind == truth.kind
    for field, expected in truth.fields.items():
        reading = document.fields.get(field) if document is not None and is_kind else None
        value = reading.value if reading is not None else None
        status = str(reading.status) if reading is not None else str(ReadingStatus.MISSING)
        yield Outcome(
            field=field,
            status=status,
            right=value is not None and is_right(field, value, expected),
            expected=expected,
            seen=value,
            confidence=reading.confidence if reading is not None else 0.0,
        )


def is_right(field: str, value: Any, expected: Any) -> bool:
    """Whether a value is what is printed; a long text may have a few wrong signs."""
    if isinstance(expected, list):
        seen = value if isinstance(value, list | tuple) else [value]
        return sorted(plain(str(part)) for part in seen) == sorted(plain(part) for part in expected)
    if isinstance(expected, dict):
        wanted = {plain(label): plain(text) for label, text in expected.items()}
        if not isinstance(value, dict) or len(value) < _MOST * len(wanted):
            return False
        return all(wanted.get(plain(label)) == plain(str(text)) for label, text in value.items())
    if field in LONG:
        return measure_errors(plain(str(value)), plain(expected)) <= _NEAR
    return plain(str(value)) == plain(expected)


def measure_errors(seen: str, expected: str) -> float:
    """The share of signs that are wrong, missing or too many."""
    same = sum(
        block.size for block in SequenceMatcher(None, seen, expected, autojunk=False).get_matching_blocks()
    )
    return (max(len(seen), len(expected)) - same) / max(1, len(expected))
