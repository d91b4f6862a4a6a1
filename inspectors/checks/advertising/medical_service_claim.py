"""AD-014: cures that medical services guarantee."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Verdict
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="AD-014", severity=Severity.HIGH, needs=("listing.title",), version="3")
def medical_service_claim(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing guarantees what a medical or cosmetic treatment does."""
    yield from judge_words(exhibit, "AD-014")
