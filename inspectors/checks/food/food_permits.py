"""Numbers of food permits and filings that a shop shows, against the register and its operator."""

from config.numbers import make_mod11_10_digit
from evidence.exhibit import Exhibit
from evidence.finding import RegisterState, Status, Verdict
from inspectors.authority.lookup import Authority, Match
from inspectors.authority.validity import find_lapse, get_capture_day
from inspectors.checks.subject.operators import find_declared_operator, find_operators
from inspectors.checks.subject.permits import FOOD_SELLER_KINDS, find_held
from inspectors.matching.firms import Sameness, compare_firms
from inspectors.pages.shown import Shown, judge_shown


def judge_permit_number(exhibit: Exhibit, shown: Shown, authority: Authority) -> Verdict:
    """Whether a permit number holds, is registered, in force, and the shop operator's."""
    if not shown.well_formed or make_mod11_10_digit(shown.value[2:15]) != shown.value[15]:
        return _judge_malformed(exhibit, shown, authority)
    match = authority.find("permits", shown.value)
    if match.state is RegisterState.UNAVAILABLE:
        return Verdict(status=Status.SKIP, missing=("register.permits",))
    if match.state is RegisterState.NOT_FOUND:
        summary = f"许可（备案）编号 {shown.value} 未见于登记簿（截至 {match.as_of}）"
        return judge_shown(shown, summary, match.quote(None))
    if match.record is None:
        summary = f"许可（备案）编号 {shown.value} 在登记簿中有 {match.matches} 条记录"
        return judge_shown(shown, summary, match.quote(None), certain=False)
    lapse = find_lapse(match, get_capture_day(exhibit))
    if lapse is not None:
        summary = f"许可（备案）{shown.value} 登记状态为{lapse.words}（截至 {match.as_of}）"
        return judge_shown(shown, summary, match.quote(lapse.state), certain=lapse.certain)
    return _judge_holder(exhibit, shown, match, authority)


def _judge_malformed(exhibit: Exhibit, shown: Shown, authority: Authority) -> Verdict:
    """A number that cannot be one: a slip where the operator holds a permit, else a lead."""
    match = authority.find("permits", shown.value)
    held = find_held(exhibit, authority, FOOD_SELLER_KINDS)
    summary = f"许可（备案）编号 {shown.value} 格式或校验位不符"
    if match.state is not RegisterState.NOT_FOUND or not held:
        return judge_shown(shown, f"{summary}，可能是识别错误或笔误", None, certain=False)
    if held[0].state is RegisterState.FOUND:
        summary = f"{summary}，登记簿中该经营者持有 {held[0].key}（截至 {held[0].as_of}），可能是笔误"
        return judge_shown(shown, summary, held[0].quote(held[0].key), certain=False)
    summary = f"{summary}，登记簿中既无该编号，亦无该经营者的许可或备案（截至 {match.as_of}）"
    return judge_shown(shown, summary, match.quote(None))


def _judge_holder(exhibit: Exhibit, shown: Shown, match: Match, authority: Authority) -> Verdict:
    record = match.record or {}
    operators = find_operators(exhibit.shop) if exhibit.shop else ()
    declared = find_declared_operator(exhibit.shop) if exhibit.shop else None
    names = [name for name in (declared, *(one.name for one in operators)) if name]
    numbers = {one.uscc for one in operators}
    same = [compare_firms(name, [record.get("holder") or ""], authority) for name in names]
    if not (numbers or names) or record.get("holder_uscc") in numbers or Sameness.SAME in same:
        return Verdict(status=Status.PASS, fact=shown.value)
    seller = "、".join(dict.fromkeys((*names, *sorted(numbers))))
    holder = f"“{record.get('holder')}”（截至 {match.as_of}）"
    summary = f"许可（备案）{shown.value} 的持有人为{holder}，店铺经营者为“{seller}”"
    other = bool(numbers and record.get("holder_uscc")) or (bool(same) and Sameness.DOUBTFUL not in same)
    verdict = judge_shown(shown, summary, match.quote(record.get("holder")), certain=other)
    rests = tuple(reading for one in operators for reading in one.rests_on)
    places = tuple(locator for one in operators for locator in one.locators)
    return verdict.model_copy(
        update={"rests_on": (*verdict.rests_on, *rests), "locators": (*verdict.locators, *places)}
    )
