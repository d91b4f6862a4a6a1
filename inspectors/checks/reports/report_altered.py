"""LAB-003: test reports whose own dates, or whose code, contradict what is printed on them."""

import re
from collections.abc import Iterator

from config.numbers import normalise_number
from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit, SightedDocument
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.pages.showing import show_reading
from inspectors.registry import inspector

_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9\-]{7,}")


@inspector(code="LAB-003", severity=Severity.MEDIUM, needs=("document.test_report",), version="1")
def report_altered(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A test report was issued before its sample came, or its code names another report."""
    for report in exhibit.find_documents("test_report"):
        yield from _judge_dates(report)
        yield from _judge_code(report)


def _judge_dates(report: SightedDocument) -> Iterator[Verdict]:
    received, issued = _read(report, "received_on"), _read(report, "issued_on")
    if received is not None and issued is not None and str(issued.value) < str(received.value):
        summary = f"检测报告收样于 {received.value}，签发却在 {issued.value}，是否改动请人工核对"
        yield _doubt(report, (received, issued), f"dates {received.value} {issued.value}", summary)


def _judge_code(report: SightedDocument) -> Iterator[Verdict]:
    """A code that carries a number as long as the printed one, of the same beginning, but another."""
    number = _read(report, "report_no")
    if number is None:
        return
    printed = normalise_number(str(number.value))
    for code in report.document.codes:
        carried = _NUMBER.findall(normalise_number(code.text))
        alike = [one for one in carried if len(one) == len(printed) and one[:4] == printed[:4]]
        if alike and printed not in carried:
            summary = f"检测报告印有编号 {printed}，其二维码内容为 {alike[0]}，是否改动请人工核对"
            yield _doubt(report, (number,), f"code {printed} {alike[0]}", summary)


def _read(report: SightedDocument, field: str) -> Reading | None:
    reading = report.document.fields.get(field, Reading())
    return reading if reading.status is ReadingStatus.READ and reading.value else None


def _doubt(report: SightedDocument, readings: tuple[Reading, ...], fact: str, summary: str) -> Verdict:
    return Verdict(
        status=Status.UNSURE,  # a picture alone proves no alteration
        fact=fact,
        summary=summary,
        claimed=readings[0].raw,
        locators=tuple(show_reading(report, reading) for reading in readings),
        rests_on=readings,
        confidence=0.4,
    )
