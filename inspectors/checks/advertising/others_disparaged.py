"""AD-004: other traders run down, findings without a source."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Verdict
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="AD-004", severity=Severity.LOW, needs=("listing.title",), version="3")
def others_disparaged(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing runs down other traders, or quotes findings without their source."""
    yield from judge_words(exhibit, "AD-004")
