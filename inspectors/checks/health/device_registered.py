"""HLTH-001: numbers that the register of permits does not hold, or that were not in force."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.checks.certificates.held_numbers import judge_numbers
from inspectors.registry import inspector

_KINDS = ("device",)


@inspector(code="HLTH-001", severity=Severity.HIGH, needs=("listing.title",), version="1")
def device_registered(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing shows a number of a medical device that the register does not hold, or not in force."""
    verdicts = list(
        judge_numbers(exhibit, authority, _KINDS, named="医疗器械注册证（备案）编号", compare_holder=True)
    )
    yield from verdicts or [Verdict(status=Status.SKIP, missing=("listing.registration_no",))]
