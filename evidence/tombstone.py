"""Tombstones: what stays of an object whose bytes were purged, so that it is known to be purged and not lost.

A tombstone is kept twice: as a fact of the records with an entry in the ledger, and in the WARC file that
took the object's place (its remainder), from which the records can be made again.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from pydantic import ValidationError

from evidence.clock import make_shanghai_day
from evidence.noun import Noun

NOUN = "tombstone"


class Gone(Noun):
    """An artefact whose bytes are gone: its SHA-256 and how many bytes it had."""

    sha256: str
    size_bytes: int


class Tombstone(Noun):
    """What was purged of one object, when, by whom, why and by which rule.

    Attributes:
        object_sha256: the WARC file that was, of `size_bytes` bytes.
        snapshots: the ids of the snapshots that it was the WARC file of; none where it was a remainder.
        gone: the artefacts that nothing holds any more.
        rule: the rule of retention in words, such as `routine, 180 days`.
        by: the login, or the name, of who did it.
    """

    object_sha256: str
    size_bytes: int
    snapshots: tuple[str, ...]
    gone: tuple[Gone, ...]
    rule: str
    by: str
    why: str
    purged_at: datetime

    @property
    def line(self) -> str:
        """When and by which rule, in one line."""
        return f"purged on {make_shanghai_day(self.purged_at)} by rule {self.rule!r}"


class Buried(Noun):
    """A tombstone as the records keep it: with the SHA-256 of the remainder that took the object's place."""

    tombstone: Tombstone
    remainder: str


def read_tombstone(data: bytes) -> Tombstone | None:
    """The tombstone in the record of a WARC file; None where it is none."""
    try:
        return Tombstone.model_validate_json(data)
    except ValidationError:
        return None


def make_purged_lines(every: Iterable[Buried]) -> tuple[str, ...]:
    """What was purged, one line for each day and rule."""
    numbers: Counter[str] = Counter()
    for held in every:
        numbers[held.tombstone.line] += len(held.tombstone.snapshots)
    return tuple(f"the bytes of {number} snapshots were {line}" for line, number in numbers.items() if number)
