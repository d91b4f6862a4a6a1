"""AD-007: rewards for praise, sales and reviews for sale."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Verdict
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="AD-007", severity=Severity.HIGH, needs=("listing.title",), version="2")
def reviews_bought(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing pays for praise, or sells orders and reviews that nobody made."""
    yield from judge_words(exhibit, "AD-007")
