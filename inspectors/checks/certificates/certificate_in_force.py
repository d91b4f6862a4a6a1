"""CERT-003: certificates that were suspended, withdrawn, cancelled or expired when the page showed them."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority, Match
from inspectors.authority.validity import Lapse, find_lapse, get_capture_day
from inspectors.checks.certificates.certificates import PRODUCT_KINDS, is_borrowed, iter_certificates
from inspectors.pages.shown import Shown
from inspectors.registry import inspector

_KINDS = (*PRODUCT_KINDS, "management_certificate")


@inspector(code="CERT-003", severity=Severity.HIGH, needs=("listing.title",), version="2")
def certificate_in_force(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing shows a certificate that the register had suspended, withdrawn or expired at the capture."""
    for shown, match in iter_certificates(exhibit, authority, _KINDS):
        lapse = find_lapse(match, get_capture_day(exhibit))
        if match.state is RegisterState.UNAVAILABLE:
            yield Verdict(status=Status.SKIP, missing=("register.certificates",))
        elif match.record is None:  # CERT-002 speaks of what is not registered
            yield Verdict(status=Status.SKIP, missing=("register.certificates.row",))
        elif lapse is None or is_borrowed(exhibit, shown, match, authority):
            yield Verdict(status=Status.PASS, fact=shown.value)
        else:
            yield _judge(shown, match, lapse)


def _judge(shown: Shown, match: Match, lapse: Lapse) -> Verdict:
    certain = shown.certain and lapse.certain
    summary = f"证书 {shown.value} 登记状态为{lapse.words}（截至 {match.as_of}），页面采集时仍展示"
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=f"{shown.value} {lapse.state}",
        summary=f"疑似：{summary}" if certain else f"{summary}，采集当日是否有效请人工核对",
        claimed=shown.value,
        authority=match.quote(lapse.state),
        locators=shown.locators,
        rests_on=shown.rests_on,
        confidence=0.9 if certain else 0.4,
    )
