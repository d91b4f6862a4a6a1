"""What is checked of a bundle once its parts are whole: bytes, records, ledger, and how they fit."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urldefrag

from config.errors import VerificationError
from evidence import comparison
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


@dataclass(frozen=True, slots=True)
class Archives:
    """What the WARC files of a bundle hold.

    Attributes:
        names: their paths.
        payloads: SHA-256 of every payload.
        served: (path, address of a page) of each answer for which the address of its server is kept.
        problems: what does not hold in them.
    """

    names: set[str] = field(default_factory=set)
    payloads: set[str] = field(default_factory=set)
    served: set[tuple[str, str]] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def has_server(self, snapshot: Snapshot) -> bool:
        """Whether the address of the server that sent a snapshot's page is kept."""
        return (_name_warc(snapshot), urldefrag(snapshot.final_url).url) in self.served


def read_archives(warcs: Iterable[tuple[str, str, bytes]]) -> Archives:
    """The WARC files of a bundle, each with its path and its digest, looked through record by record."""
    archives = Archives()
    for path, digest, data in warcs:
        archives.names.add(path)
        if path != f"archive/{digest}.warc.gz":
            archives.problems.append(Problem(path=path, problem="its name is not the digest of its bytes"))
        _read_warc(path, data, archives)
    return archives


def find_content_problems(
    records: BundleRecords, extract: Extract, placed: list[Placed], archives: Archives
) -> Iterator[Problem]:
    """Everything that does not hold.

    Args:
        records: of the bundle.
        extract: what the whole ledger was.
        placed: the entries that the bundle carries.
        archives: its WARC files.
    """
    yield from archives.problems
    for text in find_extract_problems(extract, placed):
        yield Problem(path=_LEDGER, problem=text)
    yield from _check_entries(records, placed)
    for (_, name), record in records.held.items():
        yield from (Problem(path=name, problem=text) for text in find_record_problems(name, record))
    for name, snapshot in records.of("snapshot"):
        yield from _check_snapshot(name, snapshot, records, archives)
    for name, finding in records.of("finding"):
        yield from _check_finding(name, finding, records, archives.payloads)
    for name, held in records.of(comparison.NOUN):
        first, second = (records.held.get(("snapshot", one)) for one in (held.first, held.second))
        problem = comparison.find_comparison_problem(
            held,
            first if isinstance(first, Snapshot) else None,
            second if isinstance(second, Snapshot) else None,
        )
        if problem is not None:
            yield Problem(path=name, problem=problem)


def _read_warc(path: str, data: bytes, archives: Archives) -> None:
    try:
        for record in iter_records(data):
            if not record.holds:
                text = f"the record of {record.url!r} holds other bytes than it says"
                archives.problems.append(Problem(path=path, problem=text))
            if record.kind in {"response", "resource"}:
                archives.payloads.add(record.payload_sha256)
            if record.kind in {"response", "revisit"} and record.server is not None:
                archives.served.add((path, urldefrag(record.url).url))
    except VerificationError as exc:
        archives.problems.append(Problem(path=path, problem=str(exc)))


def _name_warc(snapshot: Snapshot) -> str:
    return f"archive/{snapshot.warc_sha256}.warc.gz"


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
        case comparison.Comparison():
            return [] if record.comparison_id == name else [_OTHER_ID]
    its = _find_own_name(record)
    return [] if its in {None, name} else ["its id is not the one it is filed under"]


def _find_own_name(record: Noun) -> str | None:
    """The name that a record gives itself; None where it gives none."""
    match record:
        case Finding():
            return record.finding_id
        case RunLine():
            return record.run_id
        case Buried():
            return record.tombstone.object_sha256
    return None


def _check_snapshot(
    name: str, snapshot: Snapshot, records: BundleRecords, archives: Archives
) -> Iterator[Problem]:
    gone = _find_gone(records)
    tombstone = records.held.get(("tombstone", snapshot.warc_sha256))
    is_purged = isinstance(tombstone, Buried) and name in tombstone.tombstone.snapshots
    if not is_purged and _name_warc(snapshot) not in archives.names:
        yield Problem(path=name, problem="its WARC file is missing")
    if ("run", snapshot.run_id) not in records.held:
        yield Problem(path=name, problem="the record of its run is missing")
    for artefact in snapshot.artefacts:
        if artefact.sha256 not in archives.payloads and not (is_purged and artefact.sha256 in gone):
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
