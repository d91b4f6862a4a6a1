"""Purging: the bytes of snapshots go for good, their records stay, and a tombstone says by which rule.

A WARC file may hold bytes to which later captures only refer, so a file never just goes: a remainder with
what stays (and the tombstone) is written first, then records and ledger change in one transaction, and only
then the old file is removed. Killed before the transaction, nothing has happened; killed after it,
`finish_purges` removes the file. Remainders of a purge that is refused go at once, those of one that was
killed before the transaction with the next `finish_purges`. One process purges at a time.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from config.errors import VerificationError
from config.settings import get_code_version
from evidence import tables as t
from evidence.run_lock import hold_job
from evidence.snapshot import Snapshot
from evidence.stray import find_leftovers
from evidence.tombstone import Buried, Gone, Tombstone
from evidence.warc import Placed, make_remainder
from evidence.workspace import Workspace, guard_disk

_AT_ONCE = 200  # snapshots in one transaction
_TRIES = 3  # each without what came to be needed meanwhile
_LOCK = "purge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Who purges, why and when."""

    by: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """What a purge did: snapshots without their bytes now, objects and bytes gone, what stayed and why."""

    snapshots: int
    objects: int
    freed_bytes: int
    refused: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grave:
    """One object that is to go, and what takes its place."""

    buried: Buried
    placed: tuple[Placed, ...]
    freed_bytes: int


def purge_snapshots(
    workspace: Workspace,
    rules: Mapping[str, str],
    order: Order,
    still_due: Callable[[Iterable[str]], set[str]],
) -> Purged:
    """Purge the bytes of some snapshots but for those that other snapshots hold, too.

    Args:
        workspace: whose.
        rules: by snapshot, the rule by which it goes.
        order: who purges, why and when.
        still_due: of some snapshots, those that may go now; it is asked again while nobody else can write.

    Raises:
        RunAbortedError: the disk is full, or another process purges; what was purged before stays purged.
    """
    with hold_job(workspace.root, _LOCK, now=order.at):
        finish_purges(workspace)
        return _purge(workspace, rules, order, still_due)


def _purge(
    workspace: Workspace,
    rules: Mapping[str, str],
    order: Order,
    still_due: Callable[[Iterable[str]], set[str]],
) -> Purged:
    snapshots = objects = freed = 0
    refused: list[tuple[str, str]] = []
    every = list(rules)
    for start in range(0, len(every), _AT_ONCE):
        some, unread = _find_readable(workspace, every[start : start + _AT_ONCE])
        refused += unread
        graves, kept = _bury(workspace, {one: rules[one] for one in some}, order, still_due)
        refused += [(one, "it came to be needed meanwhile; run the same command again") for one in kept]
        for grave in graves:
            workspace.store.delete(grave.buried.tombstone.object_sha256)
        snapshots += sum(len(grave.buried.tombstone.snapshots) for grave in graves)
        objects += len(graves)
        freed += sum(grave.freed_bytes for grave in graves)
    return Purged(snapshots=snapshots, objects=objects, freed_bytes=freed, refused=tuple(refused))


def _bury(
    workspace: Workspace,
    rules: Mapping[str, str],
    order: Order,
    still_due: Callable[[Iterable[str]], set[str]],
) -> tuple[list[_Grave], list[str]]:
    """Bury what is due when nobody else can write; also which snapshots are not, or did not keep still."""
    due: Mapping[str, str] = rules
    kept: list[str] = []
    for _ in range(_TRIES):
        graves = _dig(workspace, due, order)
        with workspace.records.write(order.at) as writer:
            needed = due.keys() - still_due(due)
            if not needed and _is_unchanged(workspace, writer.connection, graves):
                for grave in graves:
                    writer.bury(grave.buried, grave.placed)
                return graves, kept
        for grave in graves:
            workspace.store.delete(grave.buried.remainder)
        kept += [one for one in due if one in needed]
        due = {one: rule for one, rule in due.items() if one not in needed}
    return [], [*kept, *due]


def find_unfinished(workspace: Workspace) -> list[str]:
    """The objects that a killed process left: those purged by the records, and those that none names."""
    purged = [digest for digest in workspace.records.load_tombstones() if workspace.store.has(digest)]
    return [*purged, *find_leftovers(workspace)]


def finish_purges(workspace: Workspace) -> int:
    """Remove what a killed process left; returns how many objects."""
    left = find_unfinished(workspace)
    for digest in left:
        workspace.store.delete(digest)
    return len(left)


def _find_readable(workspace: Workspace, ids: list[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """The snapshots whose WARC file is whole; a damaged one is evidence of damage and stays."""
    whole, refused = [], []
    for one in ids:
        snapshot = workspace.records.get_snapshot(one)
        try:
            if snapshot is not None:
                workspace.read_warc(snapshot)
                whole.append(one)
        except VerificationError as exc:
            refused.append((one, str(exc)))
    return whole, refused


def _dig(workspace: Workspace, rules: Mapping[str, str], order: Order) -> list[_Grave]:
    """The graves of all objects that hold bytes which nobody needs once some snapshots are purged."""
    records = workspace.records
    buried = records.load_tombstones()
    going = {one: snapshot for one in rules if (snapshot := records.get_snapshot(one)) is not None}
    purged = {name for held in buried.values() for name in held.tombstone.snapshots} | going.keys()
    by_object: dict[str, list[Snapshot]] = {}
    for snapshot in going.values():
        by_object.setdefault(snapshot.warc_sha256, []).append(snapshot)
    sizes = {artefact.sha256: artefact.size_bytes for one in going.values() for artefact in one.artefacts}
    with records.read() as connection:
        held = {digest: place for digest in sizes if (place := _find_place(connection, digest)) is not None}
        objects = dict.fromkeys([*by_object, *(place for place in held.values())])
        contents = {digest: _load_contents(connection, digest, purged) for digest in objects}
    graves = []
    for digest, (stay, gone) in contents.items():
        if digest not in by_object and not gone:
            continue
        its = by_object.get(digest, [])
        rule = rules[its[0].snapshot_id] if its else next(iter(rules.values()))
        known = sizes | _load_sizes(workspace, gone - sizes.keys())
        data = workspace.store.read(digest)
        tombstone = Tombstone(
            object_sha256=digest,
            size_bytes=len(data),
            snapshots=tuple(one.snapshot_id for one in its),
            gone=tuple(Gone(sha256=one, size_bytes=known.get(one, 0)) for one in sorted(gone)),
            rule=rule,
            by=order.by,
            why=order.why,
            purged_at=order.at,
        )
        software = f"netpatrol {get_code_version()}"
        warc = make_remainder(data, stay, tombstone.as_json(), software, order.at)
        with guard_disk():
            remainder = workspace.store.write(warc.data)
        graves.append(
            _Grave(
                buried=Buried(tombstone=tombstone, remainder=remainder),
                placed=warc.placed,
                freed_bytes=len(data) - len(warc.data),
            )
        )
    return graves


def _is_unchanged(workspace: Workspace, connection: Connection, graves: Iterable[_Grave]) -> bool:
    """Whether nothing came to refer to what is to go since the graves were dug."""
    graves = list(graves)
    buried = [*workspace.records.load_tombstones().values(), *(grave.buried for grave in graves)]
    purged = {name for held in buried for name in held.tombstone.snapshots}
    return all(
        _load_contents(connection, grave.buried.tombstone.object_sha256, purged)
        == ({one.sha256 for one in grave.placed}, {one.sha256 for one in grave.buried.tombstone.gone})
        for grave in graves
    )


def _find_place(connection: Connection, digest: str) -> str | None:
    found: Any = connection.scalar(select(t.locations.c.object_sha256).where(t.locations.c.sha256 == digest))
    return None if found is None else str(found)


def _load_contents(connection: Connection, digest: str, purged: set[str]) -> tuple[set[str], set[str]]:
    """The artefacts that an object holds: those that a snapshot which stays shows, and the others."""
    query = select(t.locations.c.sha256).where(t.locations.c.object_sha256 == digest)
    every = set(connection.scalars(query))
    stay = set()
    for one in every:
        shown = connection.scalars(select(t.sightings.c.snapshot_id).where(t.sightings.c.sha256 == one))
        if not set(shown) <= purged:
            stay.add(one)
    return stay, every - stay


def _load_sizes(workspace: Workspace, digests: Iterable[str]) -> dict[str, int]:
    return {digest: len(workspace.read_artefact(digest)) for digest in digests}
