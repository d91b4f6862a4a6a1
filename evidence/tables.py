"""The tables of the record database; the same definitions serve SQLite and PostgreSQL."""

from sqlalchemy import DDL, BigInteger, Column, Index, Integer, MetaData, String, Table, Text, event

SCHEMA_VERSION = 6

# Ordered by bytes, whatever the language of a server.
STRING = String().with_variant(String(collation="C"), "postgresql")
TEXT = Text().with_variant(Text(collation="C"), "postgresql")
_SIZE = Integer().with_variant(BigInteger(), "postgresql")

metadata = MetaData()

meta = Table("meta", metadata, Column("key", STRING, primary_key=True), Column("value", TEXT, nullable=False))

ledger = Table(
    "ledger",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", STRING, nullable=False),
    Column("action", STRING, nullable=False),
    Column("noun", STRING, nullable=False),
    Column("subject", STRING, nullable=False),
    Column("digest", STRING, nullable=False),
    Column("run_id", STRING),
    Column("previous", STRING, nullable=False),
    Column("hash", STRING, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("run_id", STRING, primary_key=True),
    Column("command", STRING, nullable=False),
    Column("job_key", STRING, nullable=False, index=True),
    Column("code_version", STRING, nullable=False),
    Column("settings_digest", STRING, nullable=False),
    Column("started_at", STRING, nullable=False),
    Column("state", STRING, nullable=False),
    Column("summary", TEXT),
)

targets = Table(
    "targets",
    metadata,
    Column("run_id", STRING, primary_key=True),
    Column("url", STRING, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("purpose", STRING, nullable=False),
    Column("depth", Integer, nullable=False),
    Column("found_on", STRING),
    Column("state", STRING, nullable=False),
    Column("outcome", STRING),
    Column("reason", STRING),
    Column("snapshot_id", STRING),
    Column("entry", Integer, nullable=False),
)

# The addresses of targets may be longer than what a B-tree of PostgreSQL takes.
for _statement in (
    "ALTER TABLE targets DROP CONSTRAINT targets_pkey",
    "CREATE UNIQUE INDEX targets_once ON targets (run_id, md5(url))",
    "CREATE INDEX targets_by_url ON targets USING hash (url)",
):
    event.listen(targets, "after_create", DDL(_statement).execute_if(dialect="postgresql"))  # type: ignore[no-untyped-call]

facts = Table(
    "facts",
    metadata,
    Column("noun", STRING, primary_key=True),
    Column("subject", STRING, primary_key=True),
    Column("body", TEXT, nullable=False),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("snapshot_id", STRING, primary_key=True),
    Column("run_id", STRING, nullable=False, index=True),
    Column("platform", STRING, nullable=False),
    Column("kind", STRING, nullable=False),
    Column("listing_key", STRING, nullable=False, index=True),
    Column("shop_key", STRING, index=True),
    Column("outcome", STRING, nullable=False),
    Column("captured_at", STRING, nullable=False),
    Column("body", TEXT, nullable=False),
)

sightings = Table(
    "sightings",
    metadata,
    Column("sha256", STRING, primary_key=True),
    Column("snapshot_id", STRING, primary_key=True),
    Column("run_id", STRING, nullable=False),
)

locations = Table(
    "locations",
    metadata,
    Column("sha256", STRING, primary_key=True),
    Column("object_sha256", STRING, nullable=False),
    Column("offset", _SIZE, nullable=False),
    Column("length", _SIZE, nullable=False),
    Column("url", TEXT, nullable=False),
    Column("date", STRING, nullable=False),
    Column("media_type", STRING, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    Column("sha256", STRING, primary_key=True),
    Column("reader_version", STRING, primary_key=True),
    Column("body", TEXT, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    Column("finding_id", STRING, primary_key=True),
    Column("lead_id", STRING, nullable=False, index=True),
    Column("snapshot_id", STRING, nullable=False, index=True),
    Column("run_id", STRING, nullable=False),
    Column("code", STRING, nullable=False),
    Column("check_name", STRING, nullable=False, index=True),
    Column("status", STRING, nullable=False),
    Column("found_at", STRING, nullable=False),
    Column("body", TEXT, nullable=False),
)

tallies = Table(
    "tallies",
    metadata,
    Column("run_id", STRING, primary_key=True),
    Column("check_name", STRING, primary_key=True),
    Column("status", STRING, primary_key=True),
    Column("detail", STRING, primary_key=True),
    Column("number", Integer, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("review_id", STRING, primary_key=True),
    Column("lead_id", STRING, nullable=False, index=True),
    Column("check_name", STRING, nullable=False, index=True),
    Column("verdict", STRING, nullable=False),
    Column("reviewed_at", STRING, nullable=False),
    Column("body", TEXT, nullable=False),
)

picks = Table(
    "picks",
    metadata,
    Column("pick_id", STRING, primary_key=True),
    Column("lead_id", STRING, nullable=False, index=True),
    Column("run_id", STRING, nullable=False, index=True),
    Column("kind", STRING, nullable=False),
    Column("check_name", STRING, nullable=False),
    Column("found_at", STRING, nullable=False),
    Column("body", TEXT, nullable=False),
)

assignments = Table(
    "assignments",
    metadata,
    Column("assignment_id", STRING, primary_key=True),
    Column("lead_id", STRING, nullable=False, index=True),
    Column("assigned_at", STRING, nullable=False),
    Column("body", TEXT, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("event_id", STRING, primary_key=True),
    Column("noun", STRING, nullable=False),
    Column("subject", STRING, nullable=False, index=True),
    Column("did", STRING, nullable=False),
    Column("by", STRING, nullable=False),
    Column("at", STRING, nullable=False),
    Column("body", TEXT, nullable=False),
)

leads = Table(
    "leads",
    metadata,
    Column("lead_id", STRING, primary_key=True),
    Column("kind", STRING, nullable=False),
    Column("code", STRING, nullable=False),
    Column("status", STRING, nullable=False),
    Column("severity", STRING),
    Column("rank", Integer, nullable=False),
    Column("check_name", STRING, nullable=False),
    Column("platform", STRING, nullable=False),
    Column("listing_id", STRING),
    Column("shop", STRING),
    Column("title", TEXT),
    Column("url", TEXT, nullable=False),
    Column("summary", TEXT, nullable=False),
    Column("latest_id", STRING, nullable=False),
    Column("first_seen", STRING, nullable=False),
    Column("last_seen", STRING, nullable=False),
    Column("sightings", Integer, nullable=False),
    Column("verdict", STRING),
    Column("assignee", STRING),
)

Index("leads_by_rank", leads.c.kind, leads.c.rank, leads.c.last_seen)
Index("targets_by_state", targets.c.run_id, targets.c.state, targets.c.position)
Index("ledger_by_noun", ledger.c.noun, ledger.c.seq)
