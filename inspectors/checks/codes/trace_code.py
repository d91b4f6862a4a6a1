"""CODE-002: trace and anti-counterfeit codes that the register lacks, or holds for other goods."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority, Match
from inspectors.matching.names import share_name
from inspectors.pages.page_numbers import find_fact
from inspectors.pages.shown import Shown, find_shown, judge_shown
from inspectors.registry import inspector


@inspector(code="CODE-002", severity=Severity.MEDIUM, needs=("listing.title",), version="1")
def trace_code(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing shows a trace code that the register does not hold, or holds for another brand."""
    shown = find_shown(exhibit, "trace_code")
    if not shown:
        yield Verdict(status=Status.SKIP, missing=("listing.trace_code",))
    for one in shown:
        yield _judge(exhibit, one, authority.find("codes", one.value))


def _judge(exhibit: Exhibit, shown: Shown, match: Match) -> Verdict:
    if match.state is RegisterState.UNAVAILABLE:
        return Verdict(status=Status.SKIP, missing=("register.codes",))
    if match.record is None:
        summary = f"追溯（防伪）码 {shown.value} 未见于登记（截至 {match.as_of}），可能未收录"
        return judge_shown(shown, summary, match.quote(None), certain=False)
    if match.state is RegisterState.INACTIVE:
        summary = f"追溯（防伪）码 {shown.value} 登记状态为“{match.record.get('status')}”"
        return judge_shown(shown, summary, match.quote(str(match.record.get("status"))))
    held, brand = str(match.record.get("brand") or ""), _find_brand(exhibit)
    if held and brand and not share_name(held, brand):
        summary = (
            f"追溯（防伪）码 {shown.value} 登记的品牌为“{held}”（截至 {match.as_of}），页面品牌为“{brand}”"
        )
        return judge_shown(shown, summary, match.quote(held))
    return Verdict(status=Status.PASS, fact=shown.value)


def _find_brand(exhibit: Exhibit) -> str | None:
    listing = exhibit.listing
    return (listing.brand or find_fact(listing, "brand")) if listing else None
