"""The workspace: one folder with settings, evidence, registers and index; and the sealing of captures."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, insert, inspect, select
from sqlalchemy.exc import DatabaseError

from config.errors import ConfigError, PurgedError, RunAbortedError, VerificationError
from config.settings import get_code_version, get_machine_time, read_environment
from evidence import tables as t
from evidence.capture import Capture, Exchange, Generated
from evidence.claim import hold_records
from evidence.clock import Run, make_run
from evidence.database import (
    DATABASE,
    MOVED,
    Database,
    PostgresDatabase,
    SqliteDatabase,
    make_tables,
    open_database,
)
from evidence.head import HeadFile
from evidence.noun import make_canonical_json, make_digest
from evidence.office_key import load_key, make_new_key
from evidence.records import Records
from evidence.snapshot import Artefact, Grade, Snapshot, make_listing_key, make_snapshot_id
from evidence.store import ObjectStore, open_store
from evidence.upgrade import upgrade
from evidence.warc import BuiltWarc, SealedBody, make_warc, read_sealed
from evidence.writer import Writer

RESUMED_WITHIN = timedelta(hours=24)
"""A run that was left unfinished for longer is not gone on with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """An open workspace."""

    root: Path
    store: ObjectStore
    records: Records

    def read_artefact(self, sha256: str) -> bytes:
        """The bytes of an artefact, checked against their digest.

        Raises:
            VerificationError: they are missing or were changed.
        """
        return self.read_sealed(sha256).payload

    def read_sealed(self, sha256: str) -> SealedBody:
        """An artefact as sealed: its bytes, checked, and the type that the server gave them.

        Raises:
            PurgedError: they were purged.
            VerificationError: they are missing or were changed.
        """
        location = self.records.get_location(sha256)
        if location is None:
            tombstone = self.records.find_purge(sha256)
            if tombstone is not None:
                raise PurgedError(f"artefact {sha256!r} was {tombstone.line}")
            raise VerificationError(f"artefact {sha256!r} is not in this workspace; check the id")
        packed = self.store.read_range(location.object_sha256, location.offset, location.length)
        return read_sealed(packed, sha256)

    def read_warc(self, snapshot: Snapshot) -> bytes:
        """The WARC file of a snapshot, checked against its digest.

        Raises:
            PurgedError: it was purged.
            VerificationError: it is missing or was changed.
        """
        tombstone = self.records.get_purge(snapshot)
        if tombstone is not None:
            raise PurgedError(f"snapshot {snapshot.snapshot_id!r} was {tombstone.line}")
        return self.store.read(snapshot.warc_sha256)

    def begin_run(
        self,
        command: str,
        job_key: str,
        settings_digest: str,
        now: datetime,
        *,
        settings: str | None = None,
        fresh: bool = False,
    ) -> Run:
        """The run of a job: the one that was left unfinished lately, or else a new one that starts now.

        An older one is closed as abandoned: its pages say nothing of today.

        Args:
            command: what the run is for, such as `crawl`.
            job_key: what identifies the job; two calls with the same key are one job.
            settings_digest: stamped on a new run.
            now: the present moment.
            settings: the text that has this digest; kept beside the run.
            fresh: begin anew, however young the run is that was left.
        """
        held = self.records.load_open_run(job_key)
        if held is not None and not fresh and now - held.run.started_at <= RESUMED_WITHIN:
            return held.run
        if held is not None:
            with self.records.write(now) as writer:
                writer.finish_run(held.run.run_id, {"abandoned": now.isoformat()})
        run = make_run(get_code_version(), settings_digest, now)
        while self.records.load_run(run.run_id) is not None:  # another job began in this very moment
            run = make_run(get_code_version(), settings_digest, run.started_at + timedelta(microseconds=1))
        with self.records.write(now) as writer:
            writer.start_run(run, command, job_key)
            if settings is not None:
                writer.add_fact("settings", settings_digest, settings, run.run_id)
        return run

    def seal(self, run: Run, capture: Capture, *, target_url: str | None = None) -> Snapshot:
        """Keep a capture for good: WARC on disk first, then snapshot, places, ledger and target at once.

        Killed before the end, nothing of it counts and the target is visited again; killed after, it is
        there once. `target_url` names the run's target that this capture settles.

        Raises:
            RunAbortedError: the disk is full or the database cannot be written.
        """
        draft = _make_snapshot(run, capture)
        sealed = make_canonical_json(
            {
                "run": run.model_dump(mode="json"),
                "snapshot": draft.model_dump(mode="json"),
                "target": target_url,
            }
        )
        software = f"netpatrol {run.code_version}"
        while True:
            warc = make_warc(capture, self.records.get_location, software, run.run_id, sealed)
            with guard_disk():
                object_sha256 = self.store.write(warc.data)
            snapshot = draft.model_copy(update={"warc_sha256": object_sha256})
            try:
                with self.records.write(capture.captured_at) as writer:
                    _keep(writer, snapshot, warc, target_url)
            except _PurgedMeanwhileError:
                self.store.folder.delete(object_sha256)  # it refers to what is gone; no record names it
                continue
            return snapshot


def open_workspace(root: Path, *, create: bool = False, now: datetime | None = None) -> Workspace:
    """The workspace in `root`, upgraded when it is older than this code.

    Args:
        root: the folder.
        create: make it when it is not there.
        now: stands in the ledger when it is made or upgraded, and names the copy that an upgrade makes.

    Raises:
        ConfigError: there is none, it is newer than this code, it is a copy of the one that holds the
            records, or it cannot be written.
        VerificationError: its record database is damaged, or empty or missing while captures are there.
    """
    database, head = open_database(root), HeadFile(root)
    if not database.exists():
        _refuse_lost(root, database, head)
        if not create:
            raise ConfigError(
                f"no workspace in {str(root)!r}; run a command that captures first, or name one with -w DIR"
            )
    try:
        (root / "objects").mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise ConfigError(
            f"workspace {str(root)!r} cannot be made: {exc.strerror}; name another with -w DIR"
        ) from exc
    moment = now or get_machine_time(read_environment())
    try:
        version = read_version(database.engine)
        if version is None:
            _refuse_lost(root, database, head)
            version = _make(root, database, head, moment)
        if version < t.SCHEMA_VERSION:
            upgrade(root, database, version, moment)
        refuse_foreign(root, database, head)
        hold_records(root, database)
    except DatabaseError as exc:
        raise database.explain(exc, writes=False) from exc
    if version > t.SCHEMA_VERSION:
        raise ConfigError(
            f"workspace {str(root)!r} has schema {version}, newer than {t.SCHEMA_VERSION}; update netpatrol"
        )
    return Workspace(root=root, store=open_store(root), records=Records(database, head))


def make_workspace(root: Path, now: datetime) -> Workspace:
    """An empty workspace over whatever objects are there; its key stays."""
    database, head = open_database(root), HeadFile(root)
    _make(root, database, head, now)
    return Workspace(root=root, store=open_store(root), records=Records(database, head))


def _refuse_lost(root: Path, database: Database, head: HeadFile) -> None:
    """Never begin an empty ledger where captures lie, or where the records lie elsewhere."""
    left = SqliteDatabase(root / DATABASE)
    if left.exists() and left.name != database.name:
        raise ConfigError(
            f"{database.name} is empty, and the records are in {left.name!r}; run `netpatrol records move`, "
            "or take records.url out of netpatrol.toml"
        )
    if any(root.glob(f"{MOVED}-*/{DATABASE}")):
        raise ConfigError(
            f"the records of {str(root)!r} were moved to a server; write its records.url into netpatrol.toml "
            "again"
        )
    if head.path.exists() or (root.exists() and open_store(root).list_digests()):
        raise VerificationError(
            f"{database.name!r} is missing or empty, but captures are there; restore a backup, or run "
            "`netpatrol records rebuild`"
        )


def refuse_foreign(root: Path, database: Database, head: HeadFile) -> None:
    """Never read or move the records that another workspace keeps on a server.

    Raises:
        ConfigError: the key of the workspace is none of those that the records name.
    """
    if not isinstance(database, PostgresDatabase):
        return
    signed = head.read()
    try:
        key_id = signed.key_id if signed is not None else load_key(root).key_id
    except ConfigError:
        key_id = ""  # a folder without head and key holds no workspace yet
    key = (t.facts.c.noun == "key", t.facts.c.subject == key_id)
    with database.engine.connect() as connection:
        if connection.scalar(select(t.facts.c.subject).where(*key)) is None:
            raise ConfigError(
                f"{database.name} holds the records of another workspace; name its own in records.url"
            )


def read_version(engine: Engine) -> int | None:
    """The schema of a record database; None where there is none yet."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("meta"):
            return None
        value = connection.scalar(select(t.meta.c.value).where(t.meta.c.key == "schema_version"))
    return int(value) if value is not None and value.isdecimal() else 0


def _make(root: Path, database: Database, head: HeadFile, now: datetime) -> int:
    key = make_new_key(root)
    with database.engine.execution_options(writes=True).begin() as connection:
        if inspect(connection).has_table("meta"):  # another process made it meanwhile
            return t.SCHEMA_VERSION
        make_tables(connection)
        connection.execute(insert(t.meta).values(key="schema_version", value=str(t.SCHEMA_VERSION)))
        writer = Writer(connection, now)
        writer.add_fact("key", key.key_id, key.public_pem.decode())
    head.write(writer.tail.seq, writer.tail.hash, writer.tail.at)
    return t.SCHEMA_VERSION


@contextlib.contextmanager
def guard_disk() -> Iterator[None]:
    """Turn a failing disk into one line with the next step."""
    try:
        yield
    except OSError as exc:
        raise RunAbortedError(
            f"cannot write to the workspace: {exc.strerror or exc}; free disk space and run the same command "
            "again: nothing sealed before is lost"
        ) from exc


class _PurgedMeanwhileError(Exception):
    """Bytes to which a new WARC file only refers were purged before it was kept."""


def _keep(writer: Writer, snapshot: Snapshot, warc: BuiltWarc, target_url: str | None) -> None:
    media_types = {artefact.sha256: artefact.media_type for artefact in snapshot.artefacts}
    writer.add_locations(snapshot.warc_sha256, warc.placed, media_types, snapshot.run_id)
    held_before = media_types.keys() - {one.sha256 for one in warc.placed}
    if held_before and writer.find_unplaced(held_before):
        raise _PurgedMeanwhileError
    writer.add_snapshot(snapshot)
    if target_url is not None:
        settled = (snapshot.outcome, snapshot.reason, snapshot.snapshot_id)
        writer.settle_target(snapshot.run_id, target_url, *settled)


def _make_snapshot(run: Run, capture: Capture) -> Snapshot:
    """The snapshot of a capture, but for the digest of the WARC that will hold it."""
    listing_key = make_listing_key(capture.platform, capture.listing_id, capture.url)
    parts: tuple[Exchange | Generated, ...] = (*capture.exchanges, *capture.generated)
    artefacts = tuple(
        Artefact(
            sha256=make_digest(part.body),
            role=part.role,
            url=part.url,
            media_type=part.media_type,
            size_bytes=len(part.body),
        )
        for part in parts
    )
    problem = next((one.tls_problem for one in capture.exchanges if one.tls_problem is not None), None)
    return Snapshot(
        snapshot_id=make_snapshot_id(listing_key, capture.captured_at, run.run_id),
        run_id=run.run_id,
        platform=capture.platform,
        kind=capture.kind,
        listing_id=capture.listing_id,
        url=capture.url,
        final_url=capture.final_url,
        captured_at=capture.captured_at,
        outcome=capture.outcome,
        reason=capture.reason,
        partial=capture.partial,
        method=capture.method,
        listing=capture.listing,
        artefacts=artefacts,
        warc_sha256="",
        grade=Grade.C if problem is None else Grade.D,
        tls_problem=problem,
    )
