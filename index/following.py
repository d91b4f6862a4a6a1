"""Which documents an entry of the custody ledger asks for, and how each is made from the evidence."""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from cases.model import Case, ItemNoun
from cases.world import World, fold
from config.errors import VerificationError
from evidence.document import PictureReading
from evidence.event import Event
from evidence.finding import Finding
from evidence.ledger import Entry
from evidence.records import Records
from evidence.snapshot import Role, Snapshot
from index.backend import Kept
from index.projection import SEARCHED, Indexed, project_finding, project_snapshot
from index.tables import (
    get_snapshot_id,
    is_tabled,
    make_listing_id,
    tabulate_case,
    tabulate_lead,
    tabulate_listing,
    tabulate_run,
)

_LEAD_SOURCES = {"finding", "pick", "review", "assignment"}
_RUN_SOURCES = {"run", "tallies"}
_CASE_DEEDS = {"open", "add", "remove", "close", "act", "answered"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A document to be written, and the ledger entry that asks for it."""

    id: str
    noun: Indexed
    seq: int


def find_rows(records: Records, entry: Entry, nouns: Collection[Indexed]) -> Iterator[Row]:
    """The documents of some nouns that an entry asks for by itself."""
    if entry.noun in SEARCHED and entry.noun in nouns:
        yield Row(id=entry.subject, noun=Indexed(entry.noun), seq=entry.seq)
    if entry.noun in _RUN_SOURCES and Indexed.RUN in nouns:
        yield Row(id=entry.subject, noun=Indexed.RUN, seq=entry.seq)
    tables = entry.noun == "snapshot" and Indexed.LISTING in nouns
    if tables and is_tabled(load_snapshot(records, entry.subject)):
        yield Row(id=make_listing_id(entry.subject), noun=Indexed.LISTING, seq=entry.seq)
    if entry.noun in _LEAD_SOURCES and Indexed.LEAD in nouns:
        lead_id = json.loads(records.get_body(entry.noun, entry.subject))["lead_id"]
        yield Row(id=lead_id, noun=Indexed.LEAD, seq=entry.seq)
    if entry.noun == "event" and Indexed.CASE in nouns:
        event = Event.model_validate_json(records.get_body("event", entry.subject))
        if event.noun == "case" and event.did in _CASE_DEEDS:
            yield Row(id=event.subject, noun=Indexed.CASE, seq=entry.seq)


def iter_rows(records: Records, nouns: Collection[Indexed]) -> Iterator[Row]:
    """Every document of some nouns once, in the order in which the ledger first asks for it."""
    seen = set[str]()
    for entry in records.iter_entries():
        for row in find_rows(records, entry, nouns):
            if row.id not in seen:
                seen.add(row.id)
                yield row


class Documents:
    """Makes documents from the evidence of a workspace, and from the cases as somebody loads them."""

    def __init__(self, records: Records, load_world: Callable[[], World] | None = None) -> None:
        """Documents of a workspace.

        Args:
            records: the evidence.
            load_world: the present cases, where they are kept on a server; else those of the ledger.
        """
        self._records = records
        self.load_world = load_world or self._fold_own
        self._world = World()

    def load(self, row: Row) -> Kept:
        """The document of a row, made from the evidence as it is now.

        Raises:
            VerificationError: the ledger names something that the tables do not hold.
        """
        records = self._records
        match row.noun:
            case Indexed.FINDING:
                finding = Finding.model_validate_json(records.get_body("finding", row.id))
                return project_finding(finding, records.get_snapshot(finding.snapshot_id), row.seq)
            case Indexed.SNAPSHOT:
                snapshot = load_snapshot(records, row.id)
                return project_snapshot(snapshot, _load_readings(records, snapshot), row.seq)
            case Indexed.LISTING:
                return tabulate_listing(load_snapshot(records, get_snapshot_id(row.id)), row.seq)
            case Indexed.LEAD:
                return _load_lead(records, row)
            case Indexed.RUN:
                return _load_run(records, row)
            case Indexed.CASE:
                return self._load_case(row)

    def _load_case(self, row: Row) -> Kept:
        world = self.load_world()
        case = world.cases.get(row.id)
        if case is None:
            raise _make_missing(row)
        whole = case.model_copy(update={"history": world.histories.get(row.id, ())})
        return tabulate_case(whole, list(_iter_held(self._records, case)), row.seq)

    def _fold_own(self) -> World:
        self._world = fold(self._world, self._records.load_events(self._world.place))
        return self._world


def load_snapshot(records: Records, snapshot_id: str) -> Snapshot:
    """A snapshot that the ledger names."""
    return Snapshot.model_validate_json(records.get_body("snapshot", snapshot_id))


def find_pictures(snapshot: Snapshot) -> list[str]:
    """The digests of a snapshot's pictures, each once, in their order."""
    found = (artefact.sha256 for artefact in snapshot.artefacts if artefact.role is Role.IMAGE)
    return list(dict.fromkeys(found))


def _load_readings(records: Records, snapshot: Snapshot) -> list[PictureReading]:
    found = (records.get_reading(sha256) for sha256 in find_pictures(snapshot))
    return [reading for reading in found if reading is not None]


def _load_lead(records: Records, row: Row) -> Kept:
    lead = records.get_lead(row.id)
    if lead is None:
        raise _make_missing(row)
    seen = records.get_finding(lead.latest_id) or records.get_pick(lead.latest_id)
    snapshot = records.get_snapshot(seen.snapshot_id) if seen else None
    return tabulate_lead(lead, snapshot, row.seq)


def _load_run(records: Records, row: Row) -> Kept:
    record = records.load_run(row.id)
    if record is None:
        raise _make_missing(row)
    return tabulate_run(record, records.load_targets(row.id), records.load_tallies(row.id), row.seq)


def _iter_held(records: Records, case: Case) -> Iterator[Finding]:
    """The findings of its own office that a case holds, and the newest one of each such lead.

    What another office shared is left out: it may be withdrawn, and a document would keep it.
    """
    for item in case.held_items:
        if item.owner not in {None, case.office_id}:
            continue
        lead = records.get_lead(item.id) if item.noun is ItemNoun.LEAD else None
        finding_id = lead.latest_id if lead else item.id
        finding = records.get_finding(finding_id) if lead or item.noun is ItemNoun.FINDING else None
        if finding is not None:
            yield finding


def _make_missing(row: Row) -> VerificationError:
    noun, subject = str(row.noun), row.id
    return VerificationError(
        f"{noun} {subject!r} is in the ledger but not in the records; restore from a backup"
    )
