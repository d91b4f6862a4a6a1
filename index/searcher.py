"""The search index of a workspace: kept up to date, rebuilt, checked and searched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from cases.world import World
from config.errors import RunAbortedError, ServiceError
from config.settings import SearchSettings
from evidence.workspace import Workspace
from index.backend import SearchBackend, WriteReport
from index.embedded import EmbeddedBackend
from index.following import Documents, Row, iter_rows
from index.outbox import Outbox
from index.projection import SEARCHED, Indexed
from index.query import Page, Query
from index.sharing import iter_shared

if TYPE_CHECKING:
    from index.elastic_sharing import SharedIndices

_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an update or a rebuild did.

    Attributes:
        backend: where it was done.
        written: documents stored.
        same: documents that were there already.
        conflicts: ids that are there with other content although they never change; rebuild.
        refused: (id, type of error) of documents that the backend will never take.
        documents: how many there are now.
    """

    backend: str
    written: int
    same: int
    conflicts: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A document that the index lacks (missing), has without evidence (extra), or has otherwise (stale)."""

    id: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """How index and evidence compare; `extra` and `stale` are null where only the outbox was asked.

    `differences` names the ids behind the numbers where the documents themselves were compared.
    """

    backend: str
    documents: int
    missing: int
    extra: int | None
    stale: int | None
    differences: tuple[Difference, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the index says what the evidence says, as far as was looked."""
        return not (self.missing or self.extra or self.stale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """Where the redacted copies of shares go, and what tells the present moment: a share may have ended."""

    indices: SharedIndices
    now: Callable[[], datetime]


class SearchIndex:
    """A backend that follows the evidence of a workspace."""

    def __init__(
        self,
        workspace: Workspace,
        backend: SearchBackend,
        *,
        region: str,
        load_world: Callable[[], World] | None = None,
        sharing: Sharing | None = None,
    ) -> None:
        self._records = workspace.records
        self._documents = Documents(workspace.records, load_world)
        self._sharing = sharing
        self._backend = backend
        self._region = region
        self._outbox = Outbox(workspace.root, backend.target)

    def update(self) -> Report:
        """Bring the index up to the evidence; the same call again completes an interrupted one.

        Raises:
            ServiceError: the server cannot be reached or takes nothing; the outbox keeps the work.
            ConfigError: the index was made by another version, or the server refuses the key.
        """
        with self._outbox.hold():
            self._backend.ensure()
            if self._outbox.get_place() and not self._backend.count():
                self._outbox.forget()  # the index was deleted: everything has to be written again
            self._share()  # first: what was withdrawn goes, whatever else is wrong
            self._outbox.follow(self._records, self._backend.nouns)
            tally = _Tally()
            while rows := self._outbox.load_rows(_BATCH):
                tally.add(self._deliver(rows))
            self._backend.refresh()
        return self._make_report(tally)

    def _share(self) -> None:
        """Show the other regions what is shared with them now, and nothing else."""
        if self._sharing is None:
            return
        world, at = self._documents.load_world(), self._sharing.now()
        for receiver in self._sharing.indices.find_receivers():
            documents = iter_shared(world, self._records, region=self._region, receiver=receiver, at=at)
            self._sharing.indices.put(receiver, documents)

    def _deliver(self, rows: Sequence[Row]) -> WriteReport:
        report = self._backend.write([self._documents.load(row) for row in rows])
        settled = {*report.written, *report.same}
        self._outbox.settle([row for row in rows if row.id in settled])
        troubles = dict(report.refused) | dict.fromkeys(report.conflicts, "conflict")
        self._outbox.set_aside(troubles)
        unaccounted = {row.id for row in rows} - settled - set(troubles)
        if unaccounted:
            raise ServiceError(
                f"the search server did not take {len(unaccounted)} documents "
                f"({report.problem or 'no answer'}); they are kept, run the same command again"
            )
        return report

    def rebuild(self) -> Report:
        """Make the index again from the evidence, beside the live one, and switch in one step.

        Raises:
            ServiceError: the server cannot be reached; the live index stays as it was.
        """
        with self._outbox.hold():
            self._outbox.follow(self._records, self._backend.nouns)
            head = self._outbox.get_place()
            generation = self._backend.make_generation()
            tally, refused = _Tally(), dict[str, tuple[Indexed, str]]()
            rows = takewhile(lambda row: row.seq <= head, iter_rows(self._records, self._backend.nouns))
            while batch := list(islice(rows, _BATCH)):
                report = self._fill(generation, batch)
                tally.add(report)
                nouns = {row.id: row.noun for row in batch}
                refused |= {subject: (nouns[subject], why) for subject, why in report.refused}
            self._check_count(generation, tally.written + tally.same)
            self._backend.switch(generation)
            self._outbox.restart(head, refused)
        return self._make_report(tally)

    def _fill(self, generation: str, rows: Sequence[Row]) -> WriteReport:
        report = self._backend.write([self._documents.load(row) for row in rows], generation)
        if report.unsettled:
            raise ServiceError(
                f"the search server did not take {len(report.unsettled)} documents ({report.problem}); "
                "the index in use is as before, run `netpatrol index rebuild` again"
            )
        return report

    def _check_count(self, generation: str, expected: int) -> None:
        there = self._backend.count(generation)
        if there != expected:
            raise RunAbortedError(
                f"the new index holds {there} documents, the evidence {expected}; "
                "the index in use is as before, run `netpatrol index rebuild` again"
            )

    def check(self) -> IndexState:
        """Compare every document with the evidence it was made from."""
        there = dict(self._backend.iter_ids())
        found: dict[str, list[str]] = {"missing": [], "extra": [], "stale": []}
        for row in iter_rows(self._records, self._backend.nouns):
            digest = there.pop(row.id, None)
            if digest is None:
                found["missing"].append(row.id)
            elif digest != self._documents.load(row).hash:
                found["stale"].append(row.id)
        found["extra"] = sorted(there)
        return IndexState(
            backend=self._backend.name,
            documents=self._backend.count(),
            missing=len(found["missing"]),
            extra=len(found["extra"]),
            stale=len(found["stale"]),
            differences=tuple(
                Difference(id=subject, state=state) for state, ids in found.items() for subject in ids
            ),
        )

    def status(self) -> IndexState:
        """How many documents there are, and how many of the evidence are still to be written."""
        self._backend.ensure()
        waiting = self._outbox.count_waiting() + len(self._outbox.load_troubles())
        new = sum(entry.noun in SEARCHED for entry in self._records.iter_entries(self._outbox.get_place()))
        documents = self._backend.count()
        return IndexState(
            backend=self._backend.name, documents=documents, missing=waiting + new, extra=None, stale=None
        )

    def load_troubles(self) -> dict[str, str]:
        """The ids that the backend refused, and the type of the error."""
        return self._outbox.load_troubles()

    def search(self, query: Query) -> Page:
        """The hits of a query, newest first. The office's own region code stands for all it holds."""
        return self._backend.search(self.widen(query))

    def count_facets(self, query: Query) -> dict[str, dict[str, int]]:
        """How many hits of a query have which value, by each of `FACETS`."""
        return self._backend.count_facets(self.widen(query))

    def widen(self, query: Query) -> Query:
        """The query as what the office itself holds is asked."""
        own = query.region is not None and query.region == self._region
        if not own:
            return query
        place, wide = query.position, replace(query, region=None, after=None)
        return wide if place is None else replace(wide, after=wide.make_cursor(*place))

    def _make_report(self, tally: _Tally) -> Report:
        return Report(
            backend=self._backend.name,
            written=tally.written,
            same=tally.same,
            conflicts=tuple(tally.conflicts),
            refused=tuple(tally.refused),
            documents=self._backend.count(),
        )


@dataclass(slots=True, kw_only=True)
class _Tally:
    written: int = 0
    same: int = 0
    conflicts: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def add(self, report: WriteReport) -> None:
        self.written += len(report.written)
        self.same += len(report.same)
        self.conflicts += report.conflicts
        self.refused += report.refused


def open_index(
    workspace: Workspace,
    settings: SearchSettings,
    load_world: Callable[[], World] | None = None,
    now: Callable[[], datetime] | None = None,
) -> SearchIndex:
    """The search index of a workspace, on the backend that the settings name.

    Args:
        workspace: whose evidence it follows.
        settings: which backend.
        load_world: the present cases, where they are kept on a server; else those of the workspace's ledger.
        now: what tells the present moment; without it nothing is shared by the server.

    Raises:
        ConfigError: the settings do not suffice, or the key file can be read by others.
    """
    if settings.backend == "embedded":
        backend = EmbeddedBackend(workspace.root)
        return SearchIndex(workspace, backend, region=settings.region, load_world=load_world)
    # Loading the client takes a third of the start of a command, so only where there is a server.
    from index.elastic import open_elastic  # noqa: PLC0415
    from index.elastic_sharing import open_shared  # noqa: PLC0415

    shared = open_shared(settings) if now is not None else None
    sharing = Sharing(indices=shared, now=now) if shared is not None and now is not None else None
    server = open_elastic(settings)
    return SearchIndex(workspace, server, region=settings.region, load_world=load_world, sharing=sharing)
