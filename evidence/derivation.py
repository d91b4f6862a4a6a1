"""Whether the tables hold what the ledger says, and nothing else: each derived from the other, both ways."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, create_engine, select

from evidence import lead_table, rows
from evidence import tables as t
from evidence.ledger import Act, Entry
from evidence.noun import make_digest
from evidence.snapshot import Snapshot
from evidence.verification import Problem
from evidence.writer import DONE, FINISHED, OPEN, PENDING

_FACTS = (
    "register",
    "history",
    "settings",
    "key",
    "trusted",
    "stamp",
    "comparison",
    "failed_survey",
    "tombstone",
    "succession",
    "revocation",
)


@dataclass(slots=True)
class Ledger:
    """What the ledger says of each matter, by noun and subject: the newest word rules."""

    kept: dict[tuple[str, str], str] = field(default_factory=dict)
    begun: dict[str, str] = field(default_factory=dict)
    finished: dict[str, str] = field(default_factory=dict)
    added: dict[int, str] = field(default_factory=dict)
    settled: dict[tuple[str | None, str], str] = field(default_factory=dict)
    placed: dict[str, str] = field(default_factory=dict)
    counted: dict[str, str] = field(default_factory=dict)
    prices: dict[str, str] = field(default_factory=dict)

    def hear(self, entry: Entry) -> None:
        """Take in one entry."""
        match entry.action, entry.noun:
            case (Act.KEEP, _) | (Act.PURGE, "tombstone"):
                self.kept.setdefault((entry.noun, entry.subject), entry.digest)
            case ((Act.START | Act.ADOPT), "run"):
                self.begun[entry.subject] = entry.digest
            case Act.FINISH, "run":
                self.finished[entry.subject] = entry.digest
            case ((Act.ADD | Act.ADOPT), "targets"):
                self.added[entry.seq] = entry.digest
            case Act.SETTLE, "target":
                self.settled[entry.run_id, entry.subject] = entry.digest
            case ((Act.PLACE | Act.ADOPT), "locations"):
                self.placed[entry.subject] = entry.digest
            case ((Act.COUNT | Act.ADOPT), "tallies"):
                self.counted[entry.subject] = entry.digest
            case Act.DERIVE, "prices":
                self.prices[entry.subject] = entry.digest
            case _:
                return


def find_derivation_problems(connection: Connection, ledger: Ledger) -> Iterator[Problem]:
    """Every row that no entry covers, every entry whose rows are gone, and everything that was changed."""
    for noun in rows.BODIES:
        yield from _check_bodies(connection, ledger, noun)
    yield from _check_facts(connection, ledger)
    yield from _check_runs(connection, ledger)
    yield from _check_targets(connection, ledger)
    yield from _check_groups(connection, t.locations, "object_sha256", rows.LOCATION_COLUMNS, ledger.placed)
    yield from _check_groups(connection, t.tallies, "run_id", rows.TALLY_COLUMNS, ledger.counted)
    yield from _check_leads(connection)


def _check_bodies(connection: Connection, ledger: Ledger, noun: str) -> Iterator[Problem]:
    """Bodies against their entries, and the other columns against what follows from the bodies."""
    table, model, make_row = rows.BODIES[noun]
    missing = {subject: digest for (kind, subject), digest in ledger.kept.items() if kind == noun}
    sightings: set[tuple[str, str, str]] = set()
    for row in connection.execute(select(table)).mappings():
        subject = rows.make_subject(noun, row)
        digest = missing.pop(subject, None)
        if digest is None:
            yield Problem(path=subject, problem=f"no ledger entry covers this {noun}")
        elif make_digest(row["body"]) != digest:
            yield Problem(path=subject, problem=f"the {noun} is not what the ledger entry covers")
        try:
            record = model.model_validate_json(row["body"])
        except ValidationError:
            yield Problem(path=subject, problem=f"the {noun} has not the shape of one")
            continue
        if make_row(record) != dict(row):
            yield Problem(path=subject, problem=f"the columns of this {noun} are not what its body says")
        if isinstance(record, Snapshot):
            sightings |= {
                (one["sha256"], one["snapshot_id"], one["run_id"]) for one in rows.make_sighting_rows(record)
            }
    for subject in missing:
        yield Problem(path=subject, problem=f"the ledger names this {noun}, but the records do not hold it")
    if noun == "snapshot":
        yield from _check_sightings(connection, sightings)


def _check_sightings(connection: Connection, derived: set[tuple[str, str, str]]) -> Iterator[Problem]:
    held = {(row.sha256, row.snapshot_id, row.run_id) for row in connection.execute(select(t.sightings))}
    for sha256, snapshot_id, _ in sorted(held ^ derived):
        yield Problem(path=snapshot_id, problem=f"the list of its artefacts was changed at {sha256!r}")


def _check_facts(connection: Connection, ledger: Ledger) -> Iterator[Problem]:
    missing = {key: digest for key, digest in ledger.kept.items() if key[0] in _FACTS}
    for row in connection.execute(select(t.facts)):
        digest = missing.pop((row.noun, row.subject), None)
        if digest is None:
            yield Problem(path=row.subject, problem=f"no ledger entry covers this {row.noun}")
        elif make_digest(row.body) != digest:
            yield Problem(path=row.subject, problem=f"the {row.noun} is not what the ledger entry covers")
    for noun, subject in missing:
        yield Problem(path=subject, problem=f"the ledger names this {noun}, but the records do not hold it")


def _check_runs(connection: Connection, ledger: Ledger) -> Iterator[Problem]:
    missing = set(ledger.begun)
    for row in connection.execute(select(t.runs)).mappings():
        run_id = row["run_id"]
        missing.discard(run_id)
        if ledger.begun.get(run_id) != rows.digest_rows([dict(row)], rows.RUN_COLUMNS):
            yield Problem(path=run_id, problem="the run is not what the ledger says of its start")
        summary = ledger.finished.get(run_id)
        state = (OPEN, None) if summary is None else (FINISHED, summary)
        held = None if row["summary"] is None else make_digest(row["summary"])
        if state != (row["state"], held):
            yield Problem(path=run_id, problem="the run is not what the ledger says of its end")
    for run_id in sorted(missing):
        yield Problem(path=run_id, problem="the ledger names this run, but the records do not hold it")


def _check_targets(connection: Connection, ledger: Ledger) -> Iterator[Problem]:
    """Targets as they were added, batch by batch, and as they were settled."""
    query = select(t.targets).order_by(t.targets.c.entry, t.targets.c.position, t.targets.c.url)
    batches: dict[int, list[rows.Row]] = defaultdict(list)
    missing = set(ledger.settled)
    for row in map(dict, connection.execute(query).mappings()):
        key = row["run_id"], row["url"]
        settled = ledger.settled.get(key)
        missing.discard(key)
        if settled is not None:
            if row["state"] != DONE or rows.digest_rows([row], rows.SETTLED_COLUMNS) != settled:
                yield Problem(path=row["url"], problem="how this target ended is not what the ledger says")
            row = {**row, "state": PENDING, "outcome": None, "reason": None}  # noqa: PLW2901 -- as it was added
        elif row["snapshot_id"] is not None:
            yield Problem(path=row["url"], problem="how this target ended is not what the ledger says")
        batches[row["entry"]].append(row)
    for entry in sorted(batches.keys() | ledger.added.keys()):
        batch = batches.get(entry, [])
        if {row["run_id"] for row in batch} and ledger.added.get(entry) == rows.digest_rows(
            batch, rows.TARGET_COLUMNS
        ):
            continue
        path = str(batch[0]["run_id"]) if batch else f"ledger entry {entry}"
        yield Problem(path=path, problem=f"the targets that ledger entry {entry} added were changed")
    for run_id, url in sorted(missing, key=str):
        yield Problem(path=url, problem=f"run {run_id!r} settled this target, but the records do not hold it")


def _check_groups(
    connection: Connection, table: Any, group: str, columns: tuple[str, ...], digests: dict[str, str]
) -> Iterator[Problem]:
    """Rows that one entry covers together."""
    held: dict[str, list[rows.Row]] = defaultdict(list)
    for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings():
        held[row[group]].append(dict(row))
    for key in sorted(held.keys() | digests.keys()):
        if digests.get(key) != rows.digest_rows(held.get(key, []), columns):
            yield Problem(path=key, problem=f"its {table.name} are not what the ledger entry covers")


def _check_leads(connection: Connection) -> Iterator[Problem]:
    """The work list, derived again from what it is made of."""
    engine = create_engine("sqlite://")
    t.metadata.create_all(engine, [t.leads])
    try:
        with engine.begin() as other:
            lead_table.derive(connection, other)
            derived = _load_leads(other)
    except ValidationError:
        return  # a body that is none was named before
    held = _load_leads(connection)
    for lead_id in sorted(held.keys() | derived.keys()):
        if held.get(lead_id) != derived.get(lead_id):
            yield Problem(path=lead_id, problem="the work list does not follow from findings and reviews")


def _load_leads(connection: Connection) -> dict[str, rows.Row]:
    return {row["lead_id"]: dict(row) for row in connection.execute(select(t.leads)).mappings()}


def read_ledger(entries: Iterable[Entry]) -> Ledger:
    """What a whole ledger says."""
    ledger = Ledger()
    for entry in entries:
        ledger.hear(entry)
    return ledger
