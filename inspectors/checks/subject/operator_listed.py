"""SUBJ-005: operators on the lists of abnormal or seriously untrustworthy firms."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority, Match
from inspectors.authority.validity import get_capture_day
from inspectors.checks.subject.operators import Operator, find_operators
from inspectors.registry import Scope, inspector

_LISTS = {"abnormal": "经营异常名录", "serious": "严重违法失信名单"}


@inspector(code="SUBJ-005", severity=Severity.INFO, scope=Scope.SHOP, version="1")
def operator_listed(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A shop's operator stood on a list of abnormal or seriously untrustworthy firms at the capture."""
    operators = find_operators(exhibit)
    if not operators:
        yield Verdict(status=Status.SKIP, missing=("shop.uscc",))
    for operator in operators:
        rows = authority.find_all("credit", uscc=operator.uscc)
        if rows[0].state is RegisterState.UNAVAILABLE:
            yield Verdict(status=Status.SKIP, missing=("register.credit",))
            continue
        standing = [row for row in rows if _stands(row, get_capture_day(exhibit).isoformat())]
        yield from (_tell(operator, row) for row in standing)
        if not standing:
            yield Verdict(status=Status.PASS, fact=operator.uscc)


def _stands(row: Match, day: str) -> bool:
    """Whether a firm was on a list on a day: put there before, and not removed by then."""
    record = row.record or {}
    removed = record.get("removed_on")
    return (
        record.get("list") in _LISTS
        and (record.get("decided_on") or day) <= day
        and (not removed or removed > day)
    )


def _tell(operator: Operator, row: Match) -> Verdict:
    record = row.record or {}
    name = _LISTS[record["list"]]
    since = f"自 {record['decided_on']} 起" if record.get("decided_on") else ""
    reason = f"，原因：{record['reason']}" if record.get("reason") else ""
    return Verdict(
        status=Status.FAIL,
        fact=f"{operator.uscc} {record['list']}",
        summary=f"提示：经营者 {record.get('name') or operator.uscc} {since}列入{name}，未见移出"
        f"（截至 {row.as_of}）{reason}",
        claimed=operator.uscc,
        authority=row.quote(name),
        locators=operator.locators,
        rests_on=operator.rests_on,
        severity=Severity.INFO,
        confidence=0.9,
    )
