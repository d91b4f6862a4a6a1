"""HLTH-002: effects that only registered special cosmetics may claim."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Verdict
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="HLTH-002", severity=Severity.HIGH, needs=("listing.title",), version="3")
def special_cosmetic(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing claims what only a registered special cosmetic may, and shows no such number."""
    yield from judge_words(exhibit, "HLTH-002")
