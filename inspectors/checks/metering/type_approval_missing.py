"""METR-001: measuring instruments without a type approval, or with one that is not theirs."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority, Match
from inspectors.authority.validity import find_lapse, get_capture_day
from inspectors.checks.certificates.certificates import list_makers
from inspectors.checks.metering.type_approvals import covers, find_approved, iter_approvals
from inspectors.goods.categories import Goods, find_categories, is_from_abroad
from inspectors.matching.firms import Sameness, compare_firms
from inspectors.pages.absence import find_blind_spots, show_all_searched
from inspectors.pages.check_terms import find_words, get_terms
from inspectors.pages.shown import Shown, judge_shown
from inspectors.registry import inspector

_KIND = "type_approval"


@inspector(code="METR-001", severity=Severity.HIGH, needs=("listing.title",), version="1")
def type_approval_missing(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing sells instruments that need a type approval and shows none, or one not granted for them."""
    categories = find_categories(exhibit, authority, "permit")
    if categories is None:
        yield Verdict(status=Status.SKIP, missing=("register.catalogues",))
        return
    goods = next((found for found in categories if _KIND in found.permit_kinds), None)
    title = exhibit.listing.title or "" if exhibit.listing else ""
    if goods is None or find_words(title, get_terms("scales", "private")):
        return
    shown = list(iter_approvals(exhibit, authority))
    if not shown:
        yield _judge_absence(exhibit, authority, goods)
    for number, match in shown:
        yield _judge_number(exhibit, authority, number, match)


def _judge_absence(exhibit: Exhibit, authority: Authority, goods: Goods) -> Verdict:
    spots = find_blind_spots(exhibit, with_shop=exhibit.shop is not None)
    match = find_approved(exhibit, authority)
    if match is not None and match.state is RegisterState.UNAVAILABLE:
        spots += ("register.type_approvals",)
    if spots:
        return Verdict(status=Status.SKIP, missing=spots)
    if match is not None and match.state is not RegisterState.NOT_FOUND:
        return Verdict(status=Status.PASS, fact=match.key)
    abroad = is_from_abroad(exhibit)
    certain = goods.certain and not abroad and match is not None
    held = (
        f"登记簿中亦无该企业该型号的批准（截至 {match.as_of}）"
        if match
        else "页面未写明可供查询的型号和生产者"
    )
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=f"{_KIND}:{goods.category}",
        summary=f"疑似：“{goods.keyword}”属“{goods.category}”，页面未见型式批准编号，{held}"
        + ("" if certain else "，是否属需批准的器具请人工核对"),
        claimed="未见型式批准编号",
        authority=match.quote(None) if match else None,
        locators=show_all_searched(exhibit),
        severity=Severity.MEDIUM,
        confidence=0.7 if certain else 0.4,
    )


def _judge_number(exhibit: Exhibit, authority: Authority, number: Shown, match: Match) -> Verdict:
    if match.state is RegisterState.UNAVAILABLE:
        return Verdict(status=Status.SKIP, missing=("register.type_approvals",))
    if match.record is None:
        return _accuse(number, match, "不在型式批准登记中", certain=number.well_formed, held=None)
    lapse = find_lapse(match, get_capture_day(exhibit))
    if lapse is not None:
        return _accuse(number, match, f"登记状态为{lapse.words}", certain=lapse.certain, held=lapse.state)
    holder = str(match.record.get("holder", ""))
    firms = list_makers(exhibit.listing) if exhibit.listing else []
    strange = [firm for firm in firms if compare_firms(firm, [holder], authority) is Sameness.OTHER]
    if firms and len(strange) == len(firms):
        # A brand may be made by the holder of the approval: only another model too is more than a doubt.
        certain = not covers(exhibit, match.record)
        return _accuse(number, match, f"属于“{holder}”，页面为“{strange[0]}”", certain=certain, held=holder)
    if not covers(exhibit, match.record):
        held = str(match.record.get("models"))
        return _accuse(number, match, "登记的型号不含页面型号", certain=False, held=held)
    return Verdict(status=Status.PASS, fact=number.value)


def _accuse(number: Shown, match: Match, why: str, *, certain: bool, held: str | None) -> Verdict:
    summary = f"型式批准编号 {number.value} {why}（截至 {match.as_of}）"
    severity = Severity.HIGH if match.record is not None else Severity.MEDIUM
    verdict = judge_shown(number, summary, match.quote(held), certain=certain)
    return verdict.model_copy(update={"severity": severity})
