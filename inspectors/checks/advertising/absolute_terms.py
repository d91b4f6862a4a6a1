"""AD-001: absolute terms of the goods, with the guideline's exemptions."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Verdict
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="AD-001", severity=Severity.MEDIUM, needs=("listing.title",), version="6")
def absolute_terms(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing advertises with absolute terms such as 国家级 or 最佳."""
    yield from judge_words(exhibit, "AD-001")
