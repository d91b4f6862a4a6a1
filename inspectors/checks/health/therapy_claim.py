"""HLTH-004: disinfectants, cosmetics and daily goods said to heal."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Verdict
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="HLTH-004", severity=Severity.HIGH, needs=("listing.title",), version="3")
def therapy_claim(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing says of goods that are no medicine that they treat diseases."""
    yield from judge_words(exhibit, "HLTH-004")
