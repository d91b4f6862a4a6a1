"""CERT-002: product certificates that the register does not hold, or holds for other firms."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority, Match
from inspectors.checks.certificates.certificates import (
    PRODUCT_KINDS,
    find_ownership,
    iter_certificates,
    list_owners,
)
from inspectors.matching.firms import Sameness
from inspectors.pages.shown import Shown, judge_shown
from inspectors.registry import inspector

_KINDS = (*PRODUCT_KINDS, "management_certificate")


@inspector(code="CERT-002", severity=Severity.HIGH, needs=("listing.title",), version="1")
def certificate_registered(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing shows a certificate number that the register does not hold, or holds for another producer."""
    for shown, match in iter_certificates(exhibit, authority, _KINDS):
        if match.state is RegisterState.UNAVAILABLE:
            yield Verdict(status=Status.SKIP, missing=("register.certificates",))
        elif match.state is RegisterState.NOT_FOUND:
            yield _judge_absent(shown, match)
        elif match.record is None:
            summary = f"登记中证书编号 {shown.value} 有 {match.matches} 条记录，请人工核对"
            yield judge_shown(shown, summary, match.quote(None), certain=False)
        elif shown.kind != "management_certificate":
            yield _judge_owner(exhibit, shown, match, authority)


def _judge_absent(shown: Shown, match: Match) -> Verdict:
    reason = "" if shown.well_formed else "，且不符合编号格式，可能是笔误或其他编号"
    summary = f"证书编号 {shown.value} 未见于认证登记（截至 {match.as_of}）{reason}"
    return judge_shown(shown, summary, match.quote(None), certain=shown.well_formed)


def _judge_owner(exhibit: Exhibit, shown: Shown, match: Match, authority: Authority) -> Verdict:
    ownership = find_ownership(exhibit, shown, match, authority)
    if ownership is None or ownership.sameness is Sameness.SAME:
        return Verdict(status=Status.PASS, fact=shown.value)
    owners = "、".join(dict.fromkeys(list_owners(match.record or {})))
    summary = (
        f"证书 {shown.value} 登记在“{owners}”名下（截至 {match.as_of}），页面生产者为“{ownership.named}”"
    )
    is_other = ownership.sameness is Sameness.OTHER
    verdict = judge_shown(shown, summary, match.quote(owners), certain=is_other)
    return verdict.model_copy(
        update={
            "claimed": f"{ownership.named} {shown.value}",
            "locators": (*shown.locators, *ownership.locators),
            "rests_on": (*shown.rests_on, *ownership.rests_on),
        }
    )
