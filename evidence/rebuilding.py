"""Making the record database again from the evidence alone, when it is lost and there is no backup.

Each WARC carries what the records said of its capture, and prices follow from that. What people said, what
checks found and what was imported is in no WARC: `inspect` finds again, registers and prices from elsewhere
are imported again, reviews are only in backups. The new ledger begins with an entry that says so.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.exc import DatabaseError

from config.errors import ConfigError, VerificationError
from evidence import prices
from evidence.claim import hold_records
from evidence.clock import Run
from evidence.database import Database, open_database
from evidence.head import HEAD_FILE, HeadFile
from evidence.ledger import Act
from evidence.noun import make_digest
from evidence.snapshot import Snapshot
from evidence.store import ObjectStore, open_store
from evidence.tombstone import Buried, Tombstone, make_purged_lines, read_tombstone
from evidence.warc import Placed, WarcRecord, iter_records
from evidence.workspace import make_workspace, refuse_foreign
from evidence.writer import Target, Writer

_GZIP = b"\x1f\x8b"
_ASIDE = (HEAD_FILE, prices.FOLDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What came again, `purged` snapshots without bytes; `unknown` WARC files say nothing of themselves."""

    runs: int
    snapshots: int
    damaged: int
    unknown: int
    aside: str
    purged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    run: Run
    snapshot: Snapshot
    target: str | None
    placed: tuple[Placed, ...]
    lies_in: str
    tombstones: tuple[Tombstone, ...] = ()


def rebuild_records(root: Path, *, now: datetime, tell: Callable[[str], None]) -> Rebuilt:
    """Put the damaged database aside and make a new one from the objects of a workspace.

    Raises:
        ConfigError: there are no objects, the folder cannot be written, or the records on the server are
            another workspace's.
        ServiceError: the database's server does not answer.
    """
    store = open_store(root)
    digests = store.list_digests()
    if not digests:
        raise ConfigError(f"{str(root)!r} holds no captures to make records from; restore a backup")
    database, head = open_database(root), HeadFile(root)
    if database.exists():
        try:
            refuse_foreign(root, database, head)
            hold_records(root, database)
        except DatabaseError as exc:
            raise database.explain(exc, writes=True) from exc
    aside = _put_aside(root, database, now)
    workspace = make_workspace(root, now)
    found: list[_Sealed] = []
    damaged = unknown = 0
    for digest in digests:
        try:
            sealed = _read(store, digest)
        except VerificationError as exc:
            damaged += 1
            tell(f"object {digest!r} is damaged: {exc}")
            continue
        unknown += sealed is None and store.read(digest).startswith(_GZIP)
        if sealed is not None:
            found.append(sealed)
    found = _drop_superseded(found, set(digests))
    found.sort(key=lambda one: (one.snapshot.captured_at, one.snapshot.snapshot_id))
    with workspace.records.write(now) as writer:
        writer.note(Act.ADOPT, "database", aside, make_digest("".join(digests)))
    runs = {one.run.run_id: one.run for one in found}
    for run in runs.values():
        its = [one for one in found if one.run.run_id == run.run_id]
        with workspace.records.write(now) as writer:
            _add_run(writer, run, its)
        prices.keep_run_prices(workspace, run.run_id, [one.snapshot for one in its], now)
    for line in make_purged_lines(workspace.records.load_tombstones().values()):
        tell(line)
    purged = sum(bool(one.tombstones) for one in found)
    return Rebuilt(
        runs=len(runs), snapshots=len(found), damaged=damaged, unknown=unknown, aside=aside, purged=purged
    )


def _drop_superseded(found: list[_Sealed], digests: set[str]) -> list[_Sealed]:
    """Each snapshot once: from its whole WARC file where that is there, else from its last remainder.

    A purge that was killed leaves a remainder beside the file that it was to take the place of.
    """
    best: dict[str, _Sealed] = {}
    for one in found:
        if any(stone.object_sha256 in digests for stone in one.tombstones):
            continue
        held = best.get(one.snapshot.snapshot_id)
        if held is None or _rank(one) > _rank(held):
            best[one.snapshot.snapshot_id] = one
    return list(best.values())


def _rank(one: _Sealed) -> tuple[int, str, int]:
    """Of two files alike in this, the one that only refers to bytes was sealed before these were purged."""
    last = one.tombstones[-1].purged_at.isoformat() if one.tombstones else ""
    return len(one.tombstones), last, len(one.placed)


def _put_aside(root: Path, database: Database, now: datetime) -> str:
    folder = root / f"damaged-{now:%Y%m%dT%H%M%S}"
    try:
        folder.mkdir(exist_ok=True)
        database.put_aside(folder)
        for name in _ASIDE:
            if (root / name).exists():
                (root / name).rename(folder / name)
    except OSError as exc:
        raise ConfigError(f"{str(folder)!r} cannot be made: {exc.strerror}; check the workspace") from exc
    return folder.name


def _read(store: ObjectStore, digest: str) -> _Sealed | None:
    """What a WARC says of its capture; None for any other object, and for WARCs that say nothing."""
    data = store.read(digest)
    if not data.startswith(_GZIP):
        return None
    records = list(iter_records(data))
    said = next((record.sealed for record in records if record.sealed is not None), None)
    if said is None:
        return None
    try:
        loaded = json.loads(said)
        snapshot = Snapshot.model_validate(loaded["snapshot"])
        run = Run.model_validate(loaded["run"])
        target = loaded["target"]
    except (ValueError, KeyError, TypeError, ValidationError) as exc:
        raise VerificationError(f"what it says of itself cannot be read: {exc}") from exc
    stones = tuple(
        stone
        for record in records
        if record.tombstone and (stone := read_tombstone(record.tombstone)) is not None
    )
    was = stones[0].object_sha256 if stones else digest
    snapshot = snapshot.model_copy(update={"warc_sha256": was})
    placed = tuple(_iter_placed(records))
    return _Sealed(
        run=run, snapshot=snapshot, target=target, placed=placed, lies_in=digest, tombstones=stones
    )


def _iter_placed(records: list[WarcRecord]) -> Iterator[Placed]:
    for record in records:
        if record.kind in {"response", "resource"}:
            yield Placed(
                sha256=record.payload_sha256,
                offset=record.offset,
                length=record.length,
                url=record.url,
                date=record.date,
            )


def _add_run(writer: Writer, run: Run, found: list[_Sealed]) -> None:
    writer.start_run(run, "rebuilt", f"rebuilt-{run.run_id}")
    targets = {one.target: one for one in found if one.target is not None}
    writer.add_targets(run.run_id, [Target(url=url, purpose="any") for url in targets])
    for one in found:
        media_types = {artefact.sha256: artefact.media_type for artefact in one.snapshot.artefacts}
        writer.add_locations(one.lies_in, one.placed, media_types, run.run_id)
        writer.add_snapshot(one.snapshot)
        for stone, after in zip_longest(one.tombstones, one.tombstones[1:]):
            remainder = after.object_sha256 if after is not None else one.lies_in
            writer.bury(Buried(tombstone=stone, remainder=remainder), ())
    for url, one in targets.items():
        snapshot = one.snapshot
        writer.settle_target(run.run_id, url, snapshot.outcome, snapshot.reason, snapshot.snapshot_id)
    writer.finish_run(run.run_id, {"rebuilt": True, "snapshots": len(found)})
