"""WARC files that no record names: what a killed command left, or one that is at work has not kept yet."""

import json
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from config.errors import NetpatrolError
from evidence import tables as t
from evidence.records import Records
from evidence.warc import WarcRecord, iter_records
from evidence.workspace import Workspace

_GZIP = b"\x1f\x8b"


def find_strays(workspace: Workspace) -> list[str]:
    """The WARC files that no record names, in order.

    Raises:
        ServiceError: the object store does not answer.
    """
    named = _load_named(workspace.records)
    store = workspace.store
    unnamed = (one for one in store.list_digests() if one not in named)
    return [one for one in unnamed if store.read_range(one, 0, len(_GZIP)) == _GZIP]


def find_leftovers(workspace: Workspace) -> list[str]:
    """The strays with nothing in them that the records do not hold elsewhere, or know to be purged.

    So are the remainders of a purge that never was, and what a capture wrote that had to be sealed once
    more. The WARC file of a capture which the records do not know is none: it may be sealed right now.
    """
    gone = {
        one.sha256 for held in workspace.records.load_tombstones().values() for one in held.tombstone.gone
    }
    return [one for one in find_strays(workspace) if _is_leftover(workspace, one, gone)]


def _load_named(records: Records) -> set[str]:
    """The objects that hold captures by the records, and those that were purged."""
    with records.read() as connection:
        warc_files = list(_iter_warc_files(connection))
        places = connection.scalars(select(t.locations.c.object_sha256).distinct())
        named = {*warc_files, *places}
    buried = records.load_tombstones()
    return named | buried.keys() | {held.remainder for held in buried.values()}


def _iter_warc_files(connection: Connection) -> Iterator[str]:
    body = t.snapshots.c.body
    if connection.dialect.name == "sqlite":
        yield from connection.scalars(select(func.json_extract(body, "$.warc_sha256")))
        return
    # PostgreSQL reads no JSON in which a page's text has a NUL.
    for text in connection.scalars(select(body), execution_options={"stream_results": True}):
        yield json.loads(text)["warc_sha256"]


def _is_leftover(workspace: Workspace, digest: str, gone: set[str]) -> bool:
    try:
        found = list(iter_records(workspace.store.read(digest)))
        for record in found:
            if record.kind in {"response", "resource"} and record.payload_sha256 not in gone:
                workspace.read_artefact(record.payload_sha256)
        known = [_is_known(workspace.records, one) for one in found if one.sealed is not None]
    except (NetpatrolError, ValueError, KeyError, TypeError):
        return False  # what cannot be read, here or elsewhere, may be all that there is
    return bool(known) and all(known)


def _is_known(records: Records, record: WarcRecord) -> bool:
    return records.get_snapshot(json.loads(record.sealed or b"")["snapshot"]["snapshot_id"]) is not None
