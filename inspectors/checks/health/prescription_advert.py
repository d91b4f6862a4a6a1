"""HLTH-005: prescription drugs advertised to the public."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Verdict
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="HLTH-005", severity=Severity.CRITICAL, needs=("listing.title",), version="3")
def prescription_advert(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing advertises a prescription drug to the public."""
    yield from judge_words(exhibit, "HLTH-005")
