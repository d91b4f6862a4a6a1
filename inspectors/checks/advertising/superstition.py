"""AD-010: superstition."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Verdict
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="AD-010", severity=Severity.MEDIUM, needs=("listing.title",), version="3")
def superstition(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing promises luck, or tells fortunes."""
    yield from judge_words(exhibit, "AD-010")
