"""LAB-001: the number of a test report that the national register does not hold."""

from collections.abc import Iterable, Iterator

from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit
from evidence.finding import RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority, Match
from inspectors.checks.reports.report_numbers import ReportNumber, find_report_numbers
from inspectors.matching.names import fold_name
from inspectors.registry import inspector

_FIRST_YEAR = "2016"  # the national query covers reports since then (dossier 5.4)


@inspector(code="LAB-001", severity=Severity.MEDIUM, needs=("listing.title",), version="2")
def report_registered(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing shows a test report whose number the register does not hold, or holds for another lab."""
    numbers = find_report_numbers(exhibit)
    if not numbers:
        yield Verdict(status=Status.SKIP, missing=("document.test_report.report_no",))
    for number in numbers:
        yield _judge(number, authority)


def _judge(number: ReportNumber, authority: Authority) -> Verdict:
    match = authority.find("test_reports", number.value)
    if match.state is RegisterState.UNAVAILABLE or _get_read(number, "issued_on", "9999") < _FIRST_YEAR:
        return Verdict(status=Status.SKIP, missing=("register.test_reports",))
    if match.state is not RegisterState.NOT_FOUND:
        return _judge_lab(number, match)
    bare = authority.find("test_reports", number.bare) if number.bare else match
    return _accuse(number, match) if bare.state is RegisterState.NOT_FOUND else _judge_bare(number, bare)


def _judge_lab(number: ReportNumber, match: Match) -> Verdict:
    labs, printed = _list_labs(match), _get_read(number, "lab", "")
    if not labs or not printed or _is_any_lab(labs, printed):
        return Verdict(status=Status.PASS, fact=number.value)
    return _doubt(
        number,
        match,
        f"报告编号 {number.value} 由“{'、'.join(labs)}”出具（截至 {match.as_of}），"
        f"图片写“{printed}”，可能曾用名，请人工核对",
    )


def _judge_bare(number: ReportNumber, match: Match) -> Verdict:
    """Of a number that is held without the Chinese signs before it: its lab must bear that out."""
    labs = _list_labs(match)
    if _is_any_lab(labs, _get_read(number, "lab", "")):
        return Verdict(status=Status.PASS, fact=number.value)
    return _doubt(
        number,
        match,
        f"报告编号 {number.value} 未见于报告编号登记（截至 {match.as_of}），登记有 {number.bare}"
        f"（{'、'.join(labs) or '未写机构'}），编号前的汉字可能不属于编号，请人工核对",
    )


def _doubt(number: ReportNumber, match: Match, summary: str) -> Verdict:
    return Verdict(
        status=Status.UNSURE,
        fact=number.value,
        summary=summary,
        claimed=f"{_get_read(number, 'lab', '')} {number.raw}".strip(),
        authority=match.quote("、".join(_list_labs(match)) or None),
        locators=number.locators,
        rests_on=number.rests_on,
        confidence=0.5,
    )


def _accuse(number: ReportNumber, match: Match) -> Verdict:
    """Of a number that is not held; Chinese signs before it may not be a part of it."""
    is_certain = number.certain and number.bare is None
    doubt = "编号前的汉字可能不属于编号" if number.certain else "图片文字可能识别有误"
    return Verdict(
        status=Status.FAIL if is_certain else Status.UNSURE,
        fact=number.value,
        summary=f"疑似：检测报告编号 {number.value} 未见于报告编号登记（截至 {match.as_of}）"
        + ("" if is_certain else f"；{doubt}，请人工核对"),
        claimed=number.raw,
        authority=match.quote(None),
        locators=number.locators,
        rests_on=number.rests_on,
        severity=Severity.MEDIUM,
        confidence=0.6 if is_certain else 0.3,  # one negative look-up: the register may be behind
    )


def _get_read(number: ReportNumber, field: str, default: str) -> str:
    reading = number.report.document.fields.get(field, Reading()) if number.report else Reading()
    return str(reading.value) if reading.status is ReadingStatus.READ else default


def _list_labs(match: Match) -> list[str]:
    return sorted({str(row["lab"]) for row in match.records if row.get("lab")})


def _is_any_lab(labs: Iterable[str], printed: str) -> bool:
    name = fold_name(printed)
    return bool(name) and any(name in fold_name(lab) or fold_name(lab) in name for lab in labs)
