"""FOOD-002: a food production permit number that cannot be, is not registered, or is another producer's."""

import re
from collections.abc import Iterator

from config.numbers import make_mod11_10_digit
from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.checks.certificates.held_numbers import judge_numbers
from inspectors.pages.shown import Shown, find_shown, judge_shown
from inspectors.registry import inspector

_DIGITS = re.compile(r"SC(\d{13})(\d)")


@inspector(code="FOOD-002", severity=Severity.HIGH, needs=("listing.title",), version="1")
def producer_permit(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing shows a food production permit number that cannot be, or is not its producer's."""
    shown = find_shown(exhibit, "food_production")
    if not shown:
        yield Verdict(status=Status.SKIP, missing=("listing.permit_no",))
        return
    broken = [one for one in shown if _has_wrong_digit(one)]
    for one in broken:
        summary = f"食品生产许可证编号 {one.value} 的校验位不符，请先核对原图"
        verdict = judge_shown(one, summary, None)
        yield verdict.model_copy(update={"severity": Severity.MEDIUM})
    if not broken:
        yield from judge_numbers(exhibit, authority, ("food_production",), named="食品生产许可证编号")


def _has_wrong_digit(shown: Shown) -> bool:
    found = _DIGITS.fullmatch(shown.value)
    return found is not None and make_mod11_10_digit(found[1]) != found[2]
