"""LAB-004: the CMA or CNAS number of a report, against the register of testing bodies."""

from collections.abc import Iterator

from config.numbers import is_format, normalise_number
from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit, SightedDocument
from evidence.finding import RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority, Match
from inspectors.matching.names import fold_name
from inspectors.pages.showing import show_reading
from inspectors.registry import inspector

_RAN_OUT = frozenset({"过期", "expired"})
_MARKS = {"cma_no": ("CMA", "cma_certificate"), "cnas_no": ("CNAS", "cnas_number")}


@inspector(code="LAB-004", severity=Severity.HIGH, needs=("document.test_report",), version="1")
def body_accredited(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A test report bears a CMA or CNAS number that cannot be, is not registered, or had expired."""
    for report in exhibit.find_documents("test_report"):
        for field in _MARKS:
            number = report.document.fields.get(field, Reading())
            if number.status in {ReadingStatus.READ, ReadingStatus.INVALID}:
                yield _judge(report, field, number, authority)
            elif number.status is ReadingStatus.UNSURE:
                yield Verdict(status=Status.SKIP, missing=(f"document.test_report.{field}",))


def _judge(report: SightedDocument, field: str, number: Reading, authority: Authority) -> Verdict:
    mark, form = _MARKS[field]
    value = normalise_number(str(number.value or number.raw))
    read = number.status is ReadingStatus.READ
    if not read or not is_format(form, value):
        summary = f"报告上的 {mark} 编号 {value} 不合编号规则，请先核对原图"
        status = Status.FAIL if read else Status.UNSURE
        return _make_verdict(report, number, status, summary, severity=Severity.LOW)
    match = authority.find("testing_bodies", value)
    if match.state is RegisterState.UNAVAILABLE:
        return Verdict(status=Status.SKIP, missing=("register.testing_bodies",))
    if match.record is None:
        absent = match.state is RegisterState.NOT_FOUND
        status = Status.FAIL if absent else Status.UNSURE
        how = "未见于检验检测机构登记" if absent else f"在检验检测机构登记中有 {match.matches} 条记录"
        summary = f"{mark} 编号 {value} {how}（截至 {match.as_of}）"
        return _make_verdict(report, number, status, summary, match=match, severity=Severity.MEDIUM)
    return _judge_found(report, number, match)


def _judge_found(report: SightedDocument, number: Reading, match: Match) -> Verdict:
    record = match.record or {}
    issued = report.document.fields.get("issued_on", Reading())
    valid_to = str(record.get("valid_to") or "9999")
    body = f"{number.value}（{record.get('name', '')}）"
    if issued.status is ReadingStatus.READ and str(issued.value) > valid_to:
        summary = f"{body}有效期至 {valid_to}，报告却于 {issued.value} 签发"
        verdict = _make_verdict(report, number, Status.FAIL, summary, match=match)
        places = (*verdict.locators, show_reading(report, issued))
        return verdict.model_copy(update={"rests_on": (number, issued), "locators": places})
    has_run_out = record.get("status") in _RAN_OUT and bool(record.get("valid_to"))
    if has_run_out and issued.value is not None and str(issued.value) <= valid_to:
        return _make_harmless(issued, number)
    if match.state is RegisterState.INACTIVE:
        summary = f"{body}登记状态为“{record.get('status')}”，签发报告时是否有效不详，请人工核对"
        return _make_verdict(report, number, Status.UNSURE, summary, match=match)
    lab = report.document.fields.get("lab", Reading())
    if lab.status is ReadingStatus.READ and not _is_same(str(lab.value), str(record.get("name", ""))):
        summary = f"{body}与报告所写机构“{lab.raw}”不同，可能曾用名，请人工核对"
        return _make_verdict(report, number, Status.UNSURE, summary, match=match)
    return Verdict(status=Status.PASS, fact=str(number.value))


def _make_harmless(issued: Reading, number: Reading) -> Verdict:
    """An accreditation that has run out since says nothing against a report issued before."""
    if issued.status is ReadingStatus.READ:
        return Verdict(status=Status.PASS, fact=str(number.value))
    return Verdict(status=Status.SKIP, missing=("document.test_report.issued_on",))


def _is_same(left: str, right: str) -> bool:
    first, second = fold_name(left), fold_name(right)
    return first in second or second in first


def _make_verdict(
    report: SightedDocument,
    number: Reading,
    status: Status,
    summary: str,
    *,
    match: Match | None = None,
    severity: Severity | None = None,
) -> Verdict:
    held = (match.record or {}).get("name") if match else None
    return Verdict(
        status=status,
        fact=str(number.value or number.raw),
        summary=f"疑似：{summary}" if status is Status.FAIL else summary,
        claimed=number.raw,
        authority=match.quote(held) if match else None,
        locators=(show_reading(report, number),),
        rests_on=(number,),
        severity=severity,
        confidence=0.7 if status is Status.FAIL else 0.4,
    )
