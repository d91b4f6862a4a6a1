"""AD-012: claims that no advertisement of alcohol may make."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Verdict
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="AD-012", severity=Severity.MEDIUM, needs=("listing.title",), version="2")
def alcohol_claim(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing says of alcohol that it relaxes, strengthens, or goes with driving."""
    yield from judge_words(exhibit, "AD-012")
