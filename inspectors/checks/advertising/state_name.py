"""AD-003: names of state organs and the army used to sell."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Verdict
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="AD-003", severity=Severity.HIGH, needs=("listing.title",), version="3")
def state_name(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing sells with the name of a state organ or the army, such as 特供 or 国宴专用."""
    yield from judge_words(exhibit, "AD-003")
