"""AD-002: effects that words promise and no goods have."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Verdict
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="AD-002", severity=Severity.HIGH, needs=("listing.title",), version="3")
def false_effect(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing promises an effect that nothing of its kind has, such as losing weight in figures."""
    yield from judge_words(exhibit, "AD-002")
