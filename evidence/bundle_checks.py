"""What is checked of a bundle once its parts are whole: bytes, records, ledger, and how they fit."""

from collections.abc import Iterable, Iterator

from config.errors import VerificationError
from evidence.bundle_ledger import Extract, Placed, find_extract_problems
from evidence.bundle_records import BundleRecords, Fact
from evidence.finding import Finding, RegisterState, Review, make_review_id
from evidence.ledger import Act
from evidence.noun import Noun, make_digest
from evidence.pick import Pick, make_pick_id
from evidence.register_rows import RegisterRows
from evidence.register_version import make_subject
from evidence.run_line import RunLine
from evidence.snapshot import Snapshot, make_snapshot_id
from evidence.tombstone import Buried
from evidence.verification import Problem
from evidence.warc import iter_records

_LEDGER = "netpatrol/ledger.jsonl"
_NO_ENTRY = "no ledger entry covers it"
_OTHER = "it is not what the ledger entry covers"
_OTHER_ID = "its id does not follow from its content"


def find_content_problems(
    records: BundleRecords, extract: Extract, placed: list[Placed], warcs: Iterable[tuple[str, bytes]]
) -> Iterator[Problem]:
    """Everything that does not hold.

    Args:
        records: of the bundle.
        extract: what the whole ledger was.
        placed: the entries that the bundle carries.
        warcs: path and bytes of each WARC file.
    """
    payloads: set[str] = set()
    names: set[str] = set()
    for path, data in warcs:
        names.add(path)
        if path != f"archive/{make_digest(data)}.warc.gz":
            yield Problem(path=path, problem="its name is not the digest of its bytes")
        yield from _check_warc(path, data, payloads)
    for text in find_extract_problems(extract, placed):
        yield Problem(path=_LEDGER, problem=text)
    yield from _check_entries(records, placed)
    for (_, name), record in records.held.items():
        yield from (Problem(path=name, problem=text) for text in find_record_problems(name, record))
    for name, snapshot in records.of("snapshot"):
        yield from _check_snapshot(name, snapshot, records, payloads, names)
    for name, finding in records.of("finding"):
        yield from _check_finding(name, finding, records, payloads)


def _check_warc(path: str, data: bytes, payloads: set[str]) -> Iterator[Problem]:
    try:
        for record in iter_records(data):
            if not record.holds:
                text = f"the record of {record.url!r} holds other bytes than it says"
                yield Problem(path=path, problem=text)
            if record.kind in {"response", "resource"}:
                payloads.add(record.payload_sha256)
    except VerificationError as exc:
        yield Problem(path=path, problem=str(exc))


def _check_entries(records: BundleRecords, placed: list[Placed]) -> Iterator[Problem]:
    """Each record is what its entry in the ledger covers."""
    entries = [one.entry for one in placed]
    acts = {Act.KEEP, Act.PURGE}
    kept = {(entry.noun, entry.subject): entry.digest for entry in entries if entry.action in acts}
    begun = {one.subject: one.digest for one in entries if one.noun == "run" and one.action != Act.FINISH}
    ended = {one.subject: one.digest for one in entries if one.noun == "run" and one.action == Act.FINISH}
    for (noun, name), record in records.held.items():
        if isinstance(record, RegisterRows):
            yield from _check_rows(name, record, records)
        elif isinstance(record, RunLine):
            if begun.get(name) != record.start_digest or ended.get(name) != record.end_digest:
                yield Problem(path=name, problem=_OTHER if name in begun else _NO_ENTRY)
        else:
            digest = make_digest(record.body if isinstance(record, Fact) else record.as_json())
            held = kept.get((noun, name))
            if held != digest:
                yield Problem(path=name, problem=_NO_ENTRY if held is None else _OTHER)


def _check_rows(name: str, rows: RegisterRows, records: BundleRecords) -> Iterator[Problem]:
    fact = records.held.get(("register", rows.register_version))
    if not isinstance(fact, Fact):
        yield Problem(path=name, problem="the version of the register that it is from is missing")
    elif not _stand(rows, fact):
        yield Problem(path=name, problem="these rows do not stand in the register that was imported")


def _stand(rows: RegisterRows, fact: Fact) -> bool:
    try:
        return rows.stand_in(fact.plain)
    except ValueError:
        return False


def find_record_problems(name: str, record: Noun) -> list[str]:
    """Where a record's id does not follow from what it holds."""
    match record:
        case Snapshot():
            derived = make_snapshot_id(record.listing_key, record.captured_at, record.run_id)
            return [] if derived == record.snapshot_id == name else [_OTHER_ID]
        case Review():
            derived = make_review_id(record.lead_id, record.verdict, record.by, record.reviewed_at)
            return [] if derived == record.review_id == name else [_OTHER_ID]
        case Pick():
            derived = make_pick_id(record.lead_id, record.snapshot_id, record.check)
            return [] if derived == record.pick_id == name else [_OTHER_ID]
        case Finding():
            return [] if record.finding_id == name else ["its id is not the one it is filed under"]
        case Buried() | RunLine():
            its = record.run_id if isinstance(record, RunLine) else record.tombstone.object_sha256
            return [] if its == name else ["its id is not the one it is filed under"]
    return []


def _check_snapshot(
    name: str, snapshot: Snapshot, records: BundleRecords, payloads: set[str], names: set[str]
) -> Iterator[Problem]:
    gone = _find_gone(records)
    tombstone = records.held.get(("tombstone", snapshot.warc_sha256))
    is_purged = isinstance(tombstone, Buried) and name in tombstone.tombstone.snapshots
    if not is_purged and f"archive/{snapshot.warc_sha256}.warc.gz" not in names:
        yield Problem(path=name, problem="its WARC file is missing")
    if ("run", snapshot.run_id) not in records.held:
        yield Problem(path=name, problem="the record of its run is missing")
    for artefact in snapshot.artefacts:
        if artefact.sha256 not in payloads and not (is_purged and artefact.sha256 in gone):
            text = f"the bytes of {artefact.role} {artefact.url!r} are in no WARC file"
            yield Problem(path=name, problem=text)


def _find_gone(records: BundleRecords) -> set[str]:
    """The artefacts that tombstones say were purged; that the ledger covers these is checked apart."""
    return {one.sha256 for _, held in records.of("tombstone") for one in held.tombstone.gone}


def _check_finding(
    name: str, finding: Finding, records: BundleRecords, payloads: set[str]
) -> Iterator[Problem]:
    """What a finding rests on is in the bundle, and says what the finding says of it."""
    if ("snapshot", finding.snapshot_id) not in records.held:
        yield Problem(path=name, problem="the snapshot that it is about is missing")
    for locator in finding.locators:
        if locator.sha256 not in payloads and locator.sha256 not in _find_gone(records):
            yield Problem(path=name, problem=f"the bytes that it points at ({locator.sha256}) are missing")
    asked = finding.authority
    if asked is None or asked.version is None:
        return
    subject = make_subject(asked.register, asked.version)
    rows = records.held.get(("register_rows", f"{subject};{asked.key}"))
    if ("register", subject) not in records.held or not isinstance(rows, RegisterRows):
        yield Problem(path=name, problem="the register rows that it rests on are missing")
        return
    needs = asked.state in {RegisterState.FOUND, RegisterState.INACTIVE}
    if needs and not rows.rows:
        yield Problem(path=name, problem="the register has no such row")
    elif asked.state is RegisterState.NOT_FOUND and rows.rows:
        yield Problem(path=name, problem="the register has the row that it says is not there")
