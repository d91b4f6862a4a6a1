"""AD-013: guarantees of farm inputs."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Verdict
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="AD-013", severity=Severity.MEDIUM, needs=("listing.title",), version="2")
def farm_input_claim(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing guarantees what seeds, fertilisers, pesticides or animal drugs do."""
    yield from judge_words(exhibit, "AD-013")
