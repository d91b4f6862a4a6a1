"""AD-009: promises of returns."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Verdict
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="AD-009", severity=Severity.HIGH, needs=("listing.title",), version="3")
def investment_promise(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing promises returns on an investment without its risk."""
    yield from judge_words(exhibit, "AD-009")
