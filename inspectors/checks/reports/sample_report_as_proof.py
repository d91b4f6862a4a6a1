"""LAB-005: a report on a sample, or an old one, as proof for all goods."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache

from config.catalogue import load_catalogue
from evidence.clock import make_shanghai_day, parse_date
from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit, SightedDocument
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.pages.check_terms import find_claimed, find_words, get_terms, iter_clauses
from inspectors.pages.page_numbers import iter_words
from inspectors.pages.showing import show_reading, show_words
from inspectors.registry import inspector

_FRESH = timedelta(days=731)  # 24 months


@inspector(code="LAB-005", severity=Severity.MEDIUM, needs=("document.test_report",), version="1")
def sample_report_as_proof(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A page claims that all goods were tested, but its report vouches for one sample only or is old."""
    claim = _find_claim(exhibit)
    for report in exhibit.find_documents("test_report"):
        sample = _find_sample(report)
        if claim is not None and sample is not None:
            yield _judge_sample(exhibit, report, claim, sample)
        issued = report.document.fields.get("issued_on", Reading())
        day = make_shanghai_day(exhibit.snapshot.captured_at)
        if issued.status is ReadingStatus.READ and day - parse_date(str(issued.value)) > _FRESH:
            yield _doubt_age(report, issued)


def _find_claim(exhibit: Exhibit) -> str | None:
    """The first clause that claims so; none when the page itself says that the report is on a sample."""
    words = [clause for text in iter_words(exhibit) for clause in iter_clauses(text)]
    if any(find_words(clause, get_terms("report_claims", "disclosures")) for clause in words):
        return None
    for clause in words:
        match = _pattern().search(clause)
        if match is not None and find_claimed(clause, (match[0],)):
            return clause.strip()
    return None


def _find_sample(report: SightedDocument) -> Reading | None:
    """What the report itself says of its reach, read with certainty if possible."""
    readings = [report.document.fields.get(field, Reading()) for field in ("statements", "test_type")]
    found = [one for one in readings if find_words(str(one.value), get_terms("sample_words"))]
    return next((one for one in found if one.status is ReadingStatus.READ), found[0] if found else None)


def _judge_sample(exhibit: Exhibit, report: SightedDocument, claim: str, sample: Reading) -> Verdict:
    certain = sample.status is ReadingStatus.READ
    number = report.document.fields.get("report_no", Reading())
    whole = sample.raw or str(sample.value)
    said = [clause for clause in iter_clauses(whole) if find_words(clause, get_terms("sample_words"))]
    summary = f"页面称“{claim}”，所附报告写“{(said or [whole])[0].strip()}”，只对样品负责"
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=f"sample {number.value or report.document.sha256[:16]}",
        summary=f"疑似：{summary}" if certain else f"{summary}，请人工核对",
        claimed=claim,
        locators=(*show_words(exhibit, claim), show_reading(report, sample)),
        rests_on=(sample,),
        confidence=0.75 if certain else 0.4,
    )


def _doubt_age(report: SightedDocument, issued: Reading) -> Verdict:
    return Verdict(
        status=Status.UNSURE,
        fact=f"age {issued.value}",
        summary=f"所附检测报告签发于 {issued.value}，距采集已超过 24 个月，是否仍能说明在售商品请人工判断",
        claimed=str(issued.value),
        locators=(show_reading(report, issued),),
        rests_on=(issued,),
        severity=Severity.LOW,
        confidence=0.4,
    )


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(load_catalogue("check_terms")["report_claims"]["patterns"]))
