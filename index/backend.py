"""What a search backend must do; one suite of tests holds both to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Protocol

from index.projection import Indexed, SearchDocument
from index.query import Page, Query
from index.tables import TableDocument

Kept = SearchDocument | TableDocument
"""A document that a backend may be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteReport:
    """What became of every document that was handed over.

    Attributes:
        written: ids stored now.
        same: ids that were there already, with the same content or a newer one.
        conflicts: ids that are there with other content although they never change.
        refused: (id, type of error) of documents that the backend will never take.
        unsettled: ids whose fate is unknown; they must be written again.
        problem: why some are unsettled.
    """

    written: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    unsettled: tuple[str, ...] = ()
    problem: str | None = None

    def __add__(self, other: "WriteReport") -> "WriteReport":
        """Both reports in one."""
        names = [each.name for each in fields(self) if each.name != "problem"]
        joined = {name: getattr(self, name) + getattr(other, name) for name in names}
        return WriteReport(**joined, problem=self.problem or other.problem)


class SearchBackend(Protocol):
    """A place where documents are kept.

    A generation is one complete set of documents. Writing and searching go to the live one; a rebuild fills a
    new one beside it and makes it live in one step.
    """

    @property
    def name(self) -> str:
        """`embedded` or `elasticsearch`."""

    @property
    def target(self) -> str:
        """What this backend writes to: the outbox keeps its place in the ledger by it."""

    @property
    def nouns(self) -> tuple[Indexed, ...]:
        """What it keeps: what can be searched, and perhaps tables beside it."""

    def ensure(self) -> None:
        """Make the index if there is none.

        Raises:
            ConfigError: it was made by another version of this code.
        """

    def write(self, documents: Sequence[Kept], generation: str | None = None) -> WriteReport:
        """Store documents in the live generation or in a new one, and account for every id."""

    def refresh(self) -> None:
        """Let searches see what was written."""

    def search(self, query: Query) -> Page:
        """The hits of a query, newest first."""

    def count_facets(self, query: Query) -> dict[str, dict[str, int]]:
        """For each of `FACETS` how many hits of a query have which value; pages and limits are left aside."""

    def count(self, generation: str | None = None) -> int:
        """How many documents can be searched; of a new generation, how many documents it holds."""

    def iter_ids(self) -> Iterator[tuple[str, str]]:
        """(id, content hash) of every live document."""

    def make_generation(self) -> str:
        """An empty generation; one that an interrupted rebuild left is dropped."""

    def switch(self, generation: str) -> None:
        """Make a generation the live one, in one step, and drop the one before."""
