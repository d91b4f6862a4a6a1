"""The workspace: one folder with settings, evidence, registers and index; and the sealing of captures."""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, inspect, select, update

from config.errors import ConfigError, RunAbortedError, VerificationError
from config.settings import get_code_version
from evidence import lead_table
from evidence import tables as t
from evidence.capture import Capture, Exchange, Generated
from evidence.clock import Run, make_run
from evidence.noun import make_digest
from evidence.records import Records, make_engine
from evidence.snapshot import Artefact, Snapshot, make_listing_key, make_snapshot_id
from evidence.store import ObjectStore
from evidence.warc import Location, make_warc, read_payload

UPGRADES: dict[int, tuple[str, ...]] = {
    1: (
        """CREATE TABLE picks (pick_id VARCHAR NOT NULL PRIMARY KEY, lead_id VARCHAR NOT NULL,
        run_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, check_name VARCHAR NOT NULL,
        found_at VARCHAR NOT NULL, body TEXT NOT NULL)""",
        "CREATE INDEX ix_picks_lead_id ON picks (lead_id)",
        "CREATE INDEX ix_picks_run_id ON picks (run_id)",
    ),
    2: (
        """CREATE TABLE assignments (assignment_id VARCHAR NOT NULL PRIMARY KEY, lead_id VARCHAR NOT NULL,
        assigned_at VARCHAR NOT NULL, body TEXT NOT NULL)""",
        "CREATE INDEX ix_assignments_lead_id ON assignments (lead_id)",
        """CREATE TABLE leads (lead_id VARCHAR NOT NULL PRIMARY KEY, kind VARCHAR NOT NULL,
        code VARCHAR NOT NULL, status VARCHAR NOT NULL, severity VARCHAR, rank INTEGER NOT NULL,
        check_name VARCHAR NOT NULL, platform VARCHAR NOT NULL, listing_id VARCHAR, shop VARCHAR, title TEXT,
        url TEXT NOT NULL, summary TEXT NOT NULL, latest_id VARCHAR NOT NULL, first_seen VARCHAR NOT NULL,
        last_seen VARCHAR NOT NULL, sightings INTEGER NOT NULL, verdict VARCHAR, assignee VARCHAR)""",
        "CREATE INDEX leads_by_rank ON leads (kind, rank, last_seen)",
    ),
}
"""SQL that brings a record database of version N to N + 1."""


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
        location = self.records.get_location(sha256)
        if location is None:
            raise VerificationError(f"artefact {sha256!r} is not in this workspace; check the id")
        packed = self.store.read_range(location.object_sha256, location.offset, location.length)
        return read_payload(packed, sha256)

    def begin_run(self, command: str, job_key: str, settings_digest: str, now: datetime) -> Run:
        """The run of a job: the one that was left unfinished, or else a new one that starts now.

        Args:
            command: what the run is for, such as `crawl`.
            job_key: what identifies the job; two calls with the same key are one job.
            settings_digest: stamped on a new run.
            now: the present moment.
        """
        held = self.records.load_open_run(job_key)
        if held is not None:
            return held.run
        run = make_run(get_code_version(), settings_digest, now)
        while self.records.load_run(run.run_id) is not None:  # another job began in this very moment
            run = make_run(get_code_version(), settings_digest, run.started_at + timedelta(microseconds=1))
        with self.records.write(now) as writer:
            writer.start_run(run, command, job_key)
        return run

    def seal(self, run: Run, capture: Capture, *, target_url: str | None = None) -> Snapshot:
        """Keep a capture for good: WARC on disk first, then snapshot, places, ledger and target at once.

        Killed before the end, nothing of it counts and the target is visited again; killed after, it is
        there once. `target_url` names the run's target that this capture settles.

        Raises:
            RunAbortedError: the disk is full or the database cannot be written.
        """
        warc = make_warc(capture, self.records.get_location, f"netpatrol {run.code_version}", run.run_id)
        with guard_disk():
            object_sha256 = self.store.write(warc.data)
        snapshot = _make_snapshot(run, capture, object_sha256)
        media_types = {artefact.sha256: artefact.media_type for artefact in snapshot.artefacts}
        with self.records.write(capture.captured_at) as writer:
            for placed in warc.placed:
                location = Location(
                    object_sha256=object_sha256,
                    offset=placed.offset,
                    length=placed.length,
                    url=placed.url,
                    date=placed.date,
                )
                writer.add_location(
                    placed.sha256, location, media_types.get(placed.sha256, "application/warc-fields")
                )
            writer.add_snapshot(snapshot)
            if target_url is not None:
                writer.settle_target(
                    run.run_id, target_url, snapshot.outcome, snapshot.reason, snapshot.snapshot_id
                )
        return snapshot


def open_workspace(root: Path, *, create: bool = False, now: datetime | None = None) -> Workspace:
    """The workspace in `root`, upgraded when it is older than this code.

    Args:
        root: the folder.
        create: make it when it is not there.
        now: names the backup copy that an upgrade makes.

    Raises:
        ConfigError: there is none, it is newer than this code, or it cannot be written.
    """
    database = root / "records.db"
    if not database.exists() and not create:
        raise ConfigError(
            f"no workspace in {str(root)!r}; run a command that captures first, or name one with -w DIR"
        )
    try:
        (root / "objects").mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise ConfigError(
            f"workspace {str(root)!r} cannot be made: {exc.strerror}; name another with -w DIR"
        ) from exc
    engine = make_engine(database)
    with engine.execution_options(writes=True).begin() as connection:
        if not inspect(connection).has_table("meta"):
            t.metadata.create_all(connection)
            connection.execute(insert(t.meta).values(key="schema_version", value=str(t.SCHEMA_VERSION)))
        version = int(connection.scalar(select(t.meta.c.value).where(t.meta.c.key == "schema_version")) or 0)
    if version > t.SCHEMA_VERSION:
        raise ConfigError(
            f"workspace {str(root)!r} has schema {version}, newer than {t.SCHEMA_VERSION}; update netpatrol"
        )
    if version < t.SCHEMA_VERSION:
        _upgrade(database, version, now)
    return Workspace(root=root, store=ObjectStore(root=root / "objects"), records=Records(engine))


def _upgrade(database: Path, version: int, now: datetime | None) -> None:
    stamp = f"{now:%Y%m%dT%H%M%S}" if now else "before"
    shutil.copy2(database, database.with_name(f"records.v{version}.{stamp}.db"))
    engine = make_engine(database)
    with engine.execution_options(writes=True).begin() as connection:
        for step in range(version, t.SCHEMA_VERSION):
            for statement in UPGRADES[step]:
                connection.exec_driver_sql(statement)
        lead_table.rebuild(connection)
        connection.execute(
            update(t.meta).where(t.meta.c.key == "schema_version").values(value=str(t.SCHEMA_VERSION))
        )


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


def _make_snapshot(run: Run, capture: Capture, warc_sha256: str) -> Snapshot:
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
        warc_sha256=warc_sha256,
    )
