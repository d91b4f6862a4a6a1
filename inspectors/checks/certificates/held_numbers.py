"""Numbers of permits that a page shows, against the register that holds them: absent, lapsed, another's."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import RegisterState, Status, Verdict
from inspectors.authority.lookup import Authority, Match
from inspectors.authority.validity import find_lapse, get_capture_day
from inspectors.checks.certificates.certificates import list_makers
from inspectors.matching.firms import Sameness, compare_firms
from inspectors.pages.shown import Shown, find_shown, judge_shown


def judge_numbers(
    exhibit: Exhibit, authority: Authority, kinds: tuple[str, ...], *, named: str, compare_holder: bool = True
) -> Iterator[Verdict]:
    """One verdict for each number of these kinds: what the register `permits` says of it.

    Args:
        exhibit: a listing.
        authority: the registers.
        kinds: kinds of page_numbers.yaml.
        named: what such a number is called, for the summary.
        compare_holder: whether the page's maker must be the holder.
    """
    for shown in find_shown(exhibit, *kinds):
        yield _judge(exhibit, authority, shown, named=named, compare_holder=compare_holder)


def _judge(
    exhibit: Exhibit, authority: Authority, shown: Shown, *, named: str, compare_holder: bool
) -> Verdict:
    match = authority.find("permits", shown.value)
    if match.state is RegisterState.UNAVAILABLE:
        return Verdict(status=Status.SKIP, missing=("register.permits",))
    if match.record is None:
        absent = match.state is RegisterState.NOT_FOUND
        how = "未见于许可登记" if absent else f"在许可登记中有 {match.matches} 条记录"
        summary = f"{named} {shown.value} {how}（截至 {match.as_of}）"
        return judge_shown(shown, summary, match.quote(None), certain=absent and shown.well_formed)
    lapse = find_lapse(match, get_capture_day(exhibit))
    if lapse is not None:
        summary = f"{named} {shown.value} 登记状态为{lapse.words}"
        return judge_shown(shown, summary, match.quote(lapse.state), certain=lapse.certain)
    return _compare(exhibit, authority, shown, match, named) if compare_holder else _pass(shown)


def _compare(exhibit: Exhibit, authority: Authority, shown: Shown, match: Match, named: str) -> Verdict:
    holder = str((match.record or {}).get("holder") or "")
    firms = list_makers(exhibit.listing) if exhibit.listing else []
    likeness = [compare_firms(firm, [holder], authority) for firm in firms] if holder else []
    if not likeness or Sameness.SAME in likeness:
        return _pass(shown)
    certain = all(one is Sameness.OTHER for one in likeness)
    summary = f"{named} {shown.value} 登记在“{holder}”名下（截至 {match.as_of}），页面为“{firms[0]}”"
    verdict = judge_shown(shown, summary, match.quote(holder), certain=certain)
    return verdict.model_copy(update={"claimed": f"{firms[0]} {shown.value}"})


def _pass(shown: Shown) -> Verdict:
    return Verdict(status=Status.PASS, fact=shown.value)
