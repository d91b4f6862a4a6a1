"""HLTH-003: numbers that the register of permits does not hold, or that were not in force."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.checks.certificates.held_numbers import judge_numbers
from inspectors.registry import inspector

_KINDS = ("cosmetic_filing", "cosmetic_special")


@inspector(code="HLTH-003", severity=Severity.MEDIUM, needs=("listing.title",), version="1")
def cosmetic_filed(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing shows a cosmetic's number that the register does not hold, or not in force."""
    verdicts = list(
        judge_numbers(exhibit, authority, _KINDS, named="化妆品注册（备案）编号", compare_holder=False)
    )
    yield from verdicts or [Verdict(status=Status.SKIP, missing=("listing.registration_no",))]
