"""The tables of the record database; the same definitions serve SQLite and PostgreSQL."""

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Text

SCHEMA_VERSION = 6

metadata = MetaData()

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

ledger = Table(
    "ledger",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("action", String, nullable=False),
    Column("noun", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("run_id", String),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("run_id", String, primary_key=True),
    Column("command", String, nullable=False),
    Column("job_key", String, nullable=False, index=True),
    Column("code_version", String, nullable=False),
    Column("settings_digest", String, nullable=False),
    Column("started_at", String, nullable=False),
    Column("state", String, nullable=False),
    Column("summary", Text),
)

targets = Table(
    "targets",
    metadata,
    Column("run_id", String, primary_key=True),
    Column("url", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("purpose", String, nullable=False),
    Column("depth", Integer, nullable=False),
    Column("found_on", String),
    Column("state", String, nullable=False),
    Column("outcome", String),
    Column("reason", String),
    Column("snapshot_id", String),
    Column("entry", Integer, nullable=False),
)

facts = Table(
    "facts",
    metadata,
    Column("noun", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("body", Text, nullable=False),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("snapshot_id", String, primary_key=True),
    Column("run_id", String, nullable=False, index=True),
    Column("platform", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("listing_key", String, nullable=False, index=True),
    Column("shop_key", String, index=True),
    Column("outcome", String, nullable=False),
    Column("captured_at", String, nullable=False),
    Column("body", Text, nullable=False),
)

sightings = Table(
    "sightings",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("snapshot_id", String, primary_key=True),
    Column("run_id", String, nullable=False),
)

locations = Table(
    "locations",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("object_sha256", String, nullable=False),
    Column("offset", Integer, nullable=False),
    Column("length", Integer, nullable=False),
    Column("url", Text, nullable=False),
    Column("date", String, nullable=False),
    Column("media_type", String, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("reader_version", String, primary_key=True),
    Column("body", Text, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    Column("finding_id", String, primary_key=True),
    Column("lead_id", String, nullable=False, index=True),
    Column("snapshot_id", String, nullable=False, index=True),
    Column("run_id", String, nullable=False),
    Column("code", String, nullable=False),
    Column("check_name", String, nullable=False, index=True),
    Column("status", String, nullable=False),
    Column("found_at", String, nullable=False),
    Column("body", Text, nullable=False),
)

tallies = Table(
    "tallies",
    metadata,
    Column("run_id", String, primary_key=True),
    Column("check_name", String, primary_key=True),
    Column("status", String, primary_key=True),
    Column("detail", String, primary_key=True),
    Column("number", Integer, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("review_id", String, primary_key=True),
    Column("lead_id", String, nullable=False, index=True),
    Column("check_name", String, nullable=False, index=True),
    Column("verdict", String, nullable=False),
    Column("reviewed_at", String, nullable=False),
    Column("body", Text, nullable=False),
)

picks = Table(
    "picks",
    metadata,
    Column("pick_id", String, primary_key=True),
    Column("lead_id", String, nullable=False, index=True),
    Column("run_id", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("check_name", String, nullable=False),
    Column("found_at", String, nullable=False),
    Column("body", Text, nullable=False),
)

assignments = Table(
    "assignments",
    metadata,
    Column("assignment_id", String, primary_key=True),
    Column("lead_id", String, nullable=False, index=True),
    Column("assigned_at", String, nullable=False),
    Column("body", Text, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("event_id", String, primary_key=True),
    Column("noun", String, nullable=False),
    Column("subject", String, nullable=False, index=True),
    Column("did", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
    Column("body", Text, nullable=False),
)

leads = Table(
    "leads",
    metadata,
    Column("lead_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("code", String, nullable=False),
    Column("status", String, nullable=False),
    Column("severity", String),
    Column("rank", Integer, nullable=False),
    Column("check_name", String, nullable=False),
    Column("platform", String, nullable=False),
    Column("listing_id", String),
    Column("shop", String),
    Column("title", Text),
    Column("url", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("latest_id", String, nullable=False),
    Column("first_seen", String, nullable=False),
    Column("last_seen", String, nullable=False),
    Column("sightings", Integer, nullable=False),
    Column("verdict", String),
    Column("assignee", String),
)

Index("leads_by_rank", leads.c.kind, leads.c.rank, leads.c.last_seen)
Index("targets_by_state", targets.c.run_id, targets.c.state, targets.c.position)
Index("ledger_by_noun", ledger.c.noun, ledger.c.seq)
