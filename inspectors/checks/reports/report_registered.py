"""LAB-001: the number of a test report that the national register does not hold."""

from collections.abc import Iterator

from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit
from evidence.finding import RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority, Match
from inspectors.checks.reports.report_numbers import ReportNumber, find_report_numbers
from inspectors.matching.names import fold_name
from inspectors.registry import inspector

_FIRST_YEAR = "2016"  # the national query covers reports since then (dossier 5.4)


@inspector(code="LAB-001", severity=Severity.MEDIUM, needs=("listing.title",), version="1")
def report_registered(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing shows a test report whose number the register does not hold, or holds for another lab."""
    numbers = find_report_numbers(exhibit)
    if not numbers:
        yield Verdict(status=Status.SKIP, missing=("document.test_report.report_no",))
    for number in numbers:
        yield _judge(number, authority.find("test_reports", number.value))


def _judge(number: ReportNumber, match: Match) -> Verdict:
    if match.state is RegisterState.UNAVAILABLE or _get_read(number, "issued_on", "9999") < _FIRST_YEAR:
        return Verdict(status=Status.SKIP, missing=("register.test_reports",))
    if match.state is RegisterState.NOT_FOUND:
        return _accuse(number, match)
    labs = {str(row["lab"]) for row in match.records if row.get("lab")}
    printed = _get_read(number, "lab", "")
    if not labs or not printed or any(_is_same_lab(lab, printed) for lab in labs):
        return Verdict(status=Status.PASS, fact=number.value)
    return Verdict(
        status=Status.UNSURE,
        fact=number.value,
        summary=f"报告编号 {number.value} 由“{'、'.join(sorted(labs))}”出具（截至 {match.as_of}），"
        f"图片写“{printed}”，可能曾用名，请人工核对",
        claimed=f"{printed} {number.raw}",
        authority=match.quote("、".join(sorted(labs))),
        locators=number.locators,
        rests_on=number.rests_on,
        confidence=0.5,
    )


def _accuse(number: ReportNumber, match: Match) -> Verdict:
    tail = "" if number.certain else "；图片文字可能识别有误，请人工核对"
    return Verdict(
        status=Status.FAIL if number.certain else Status.UNSURE,
        fact=number.value,
        summary=f"疑似：检测报告编号 {number.value} 未见于报告编号登记（截至 {match.as_of}）{tail}",
        claimed=number.raw,
        authority=match.quote(None),
        locators=number.locators,
        rests_on=number.rests_on,
        severity=Severity.MEDIUM,
        confidence=0.6 if number.certain else 0.3,  # one negative look-up: the register may be behind
    )


def _get_read(number: ReportNumber, field: str, default: str) -> str:
    reading = number.report.document.fields.get(field, Reading()) if number.report else Reading()
    return str(reading.value) if reading.status is ReadingStatus.READ else default


def _is_same_lab(left: str, right: str) -> bool:
    first, second = fold_name(left), fold_name(right)
    return first in second or second in first
