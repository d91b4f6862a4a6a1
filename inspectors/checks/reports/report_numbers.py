"""The numbers of test reports: on the reports in a page's pictures, and in its attributes and words."""

import re
from dataclasses import dataclass

from config.numbers import normalise_number
from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit, SightedDocument
from evidence.finding import Locator
from inspectors.pages.page_numbers import find_numbers
from inspectors.pages.showing import show_reading

_PREFIX = re.compile(r"^(?:NO[.:：]?|№|编号[:：]?)")
# Letters, digits and the usual signs, at least four digits, also 第…号 and a bracketed year: but no date.
_SHAPE = re.compile(
    r"(?=(?:.*\d){4})(?:[(（]\d{4}[)）])?[A-Z0-9\u4e00-\u9fff]{0,8}[A-Z0-9][A-Z0-9\-/.()_]{4,29}号?"
)
_DATE = re.compile(r"(?:19|20)\d{2}[-/.年](?:\d{1,2}(?:[-/.月](?:\d{1,2}日?)?)?)?")
_STANDARD = re.compile(r"(?:GB|QB|HG|SB|NY|YY|DB|JJG|ISO|IEC|EN)(?:/?[TZ])?\d")


_OF_ANOTHER = re.compile(r"(?!第)[\u4e00-\u9fff]+(?P<bare>.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportNumber:
    """A report's number as a page states it, with the report when it was read there."""

    value: str
    raw: str
    certain: bool
    locators: tuple[Locator, ...]
    rests_on: tuple[Reading, ...] = ()
    report: SightedDocument | None = None

    @property
    def bare(self) -> str | None:
        """The number without Chinese signs before it, maybe print beside it; None where it has none."""
        found = _OF_ANOTHER.fullmatch(self.value)
        return found["bare"] if found is not None else None


def find_report_numbers(exhibit: Exhibit) -> tuple[ReportNumber, ...]:
    """Each number once; those read on reports first. Values that have no number's shape are left out."""
    found: dict[str, ReportNumber] = {}
    for report in exhibit.find_documents("test_report"):
        reading = report.document.fields.get("report_no", Reading())
        if reading.status is ReadingStatus.READ and reading.value:
            number = _make_read(report, reading)
            found.setdefault(number.value, number)
    for stated in find_numbers(exhibit, "test_report"):
        value = fold_report_number(stated.raw)
        if looks_like_number(value):
            number = ReportNumber(
                value=value, raw=stated.raw, certain=stated.certain, locators=stated.locators
            )
            found.setdefault(value, number)
    return tuple(found.values())


def fold_report_number(text: str) -> str:
    """A report's number as registers write it, without No. before it."""
    return _PREFIX.sub("", normalise_number(text))


def looks_like_number(value: str) -> bool:
    """Whether a text may be a report's number: neither a date nor a standard nor a sentence."""
    return (
        _SHAPE.fullmatch(value) is not None
        and _DATE.fullmatch(value) is None
        and _STANDARD.match(value) is None
    )


def _make_read(report: SightedDocument, reading: Reading) -> ReportNumber:
    return ReportNumber(
        value=fold_report_number(str(reading.value)),
        raw=reading.raw or str(reading.value),
        certain=True,
        locators=(show_reading(report, reading),),
        rests_on=(reading,),
        report=report,
    )
