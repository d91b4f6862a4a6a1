"""HLTH-001: devices said to do more than they may."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Verdict
from inspectors.authority.lookup import Authority
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="HLTH-001", severity=Severity.HIGH, needs=("listing.title",), version="3")
def device_claim(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing says of a medical device that it cures, or does what no device of its kind may say."""
    yield from judge_words(exhibit, "HLTH-001")
