"""Whether two pictures that look alike say the same: the numbers and days that were read in both."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.document import PictureReading, ReadingStatus

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"(?=.*\d)[0-9A-Z][0-9A-Z\-/.()]{4,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A number or day that was read with certainty in both pictures, as a field of one kind of document."""

    kind: str
    field: str
    first: str
    second: str


def compare_numbers(first: PictureReading | None, second: PictureReading | None) -> tuple[Told, ...]:
    """The numbers that both pictures hold in the same field; none where nothing can be compared.

    Days tell only that two are not the same: many documents are of one day.

    Args:
        first: what was read in the one picture, as far as it was read.
        second: in the other.
    """
    theirs = dict(_iter_numbers(second))
    return tuple(
        Told(kind=kind, field=name, first=value, second=theirs[kind, name])
        for (kind, name), value in _iter_numbers(first)
        if (kind, name) in theirs and not (_DAY.fullmatch(value) and value == theirs[kind, name])
    )


def _iter_numbers(reading: PictureReading | None) -> Iterator[tuple[tuple[str, str], str]]:
    documents = reading.documents if reading is not None else ()
    kinds = [document.kind for document in documents]
    for document in documents:
        if kinds.count(document.kind) > 1:
            continue  # which of them is which in the other picture nobody can tell
        for name, held in document.fields.items():
            value = str(held.value)
            if held.status is ReadingStatus.READ and _NUMBER.fullmatch(value):
                yield (document.kind, name), value.upper()
