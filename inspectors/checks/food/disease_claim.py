"""FOOD-003: food said to prevent or treat diseases."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Verdict
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="FOOD-003", severity=Severity.HIGH, needs=("listing.title",), version="5")
def disease_claim(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing says of food that it prevents or treats diseases."""
    yield from judge_words(exhibit, "FOOD-003")
