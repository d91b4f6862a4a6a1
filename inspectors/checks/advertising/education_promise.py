"""AD-008: promises of examinations passed."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Verdict
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="AD-008", severity=Severity.HIGH, needs=("listing.title",), version="3")
def education_promise(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing promises that an examination is passed, or lets examiners teach."""
    yield from judge_words(exhibit, "AD-008")
