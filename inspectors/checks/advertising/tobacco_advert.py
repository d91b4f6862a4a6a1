"""AD-011: tobacco and electronic cigarettes offered online."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Verdict
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="AD-011", severity=Severity.HIGH, needs=("listing.title",), version="2")
def tobacco_advert(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing offers tobacco or electronic cigarettes to the public."""
    yield from judge_words(exhibit, "AD-011")
