"""The batch and the day of making that a page states for what it sells."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from config.errors import ItemError
from evidence.clock import parse_date
from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit
from evidence.finding import Locator
from inspectors.pages.page_numbers import find_fact
from inspectors.pages.showing import show_reading, show_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One batch or day as a page states it; `day` is None when the text is no date."""

    value: str
    raw: str
    day: date | None
    locators: tuple[Locator, ...]
    rests_on: tuple[Reading, ...] = ()


def find_batches(exhibit: Exhibit) -> tuple[Batch, ...]:
    """What the attributes and the product labels (read with certainty) say."""
    return tuple(_iter_batches(exhibit))


def fold_batch(text: str) -> str:
    """A batch as it is compared: letters and digits alone."""
    return re.sub(r"[\W_]|批号?|年|月|日", "", unicodedata.normalize("NFKC", text)).upper()


def _iter_batches(exhibit: Exhibit) -> Iterator[Batch]:
    for fact in ("batch", "produced_on"):
        raw = find_fact(exhibit.listing, fact) if exhibit.listing else None
        if raw and any(sign.isdigit() for sign in raw):
            yield Batch(value=fold_batch(raw), raw=raw, day=_find_day(raw), locators=show_words(exhibit, raw))
        for sighted in exhibit.find_documents("product_label"):
            reading = sighted.document.fields.get(fact, Reading())
            if reading.status is ReadingStatus.READ and reading.value:
                text = str(reading.value)
                yield Batch(
                    value=fold_batch(text),
                    raw=reading.raw or text,
                    day=_find_day(text),
                    locators=(show_reading(sighted, reading),),
                    rests_on=(reading,),
                )


def _find_day(text: str) -> date | None:
    try:
        return parse_date(text.strip())
    except ItemError:
        return None
