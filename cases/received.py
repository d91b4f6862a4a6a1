"""What the parcels that were taken in hold: records of other offices, as they sent them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cases.book import CaseBook
from cases.parcel import Parcel, open_data
from cases.world import World
from config.errors import VerificationError
from evidence.finding import Finding
from evidence.key_change import load_known
from evidence.snapshot import Snapshot
from evidence.verification import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedRecords:
    """Snapshots and findings by id, and the office of each."""

    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    offices: dict[str, str] = field(default_factory=dict)


def load_received(book: CaseBook, world: World) -> ReceivedRecords:
    """The records of the newest parcel of each share that was not withdrawn.

    Raises:
        VerificationError: a parcel is missing or was changed.
    """
    held = ReceivedRecords()
    for parcel in _iter_parcels(book, world):
        held.snapshots.update({one.snapshot_id: one for one in parcel.snapshots})
        held.findings.update({one.finding_id: one for one in parcel.findings})
        ids = [*(one.snapshot_id for one in parcel.snapshots), *(one.finding_id for one in parcel.findings)]
        held.offices.update(dict.fromkeys(ids, parcel.share.from_office))
    return held


def find_parcel_problems(book: CaseBook) -> list[Problem]:
    """Parcels of the history that are missing or were changed."""
    problems = []
    for came in book.load_world().received.values():
        try:
            _open(book, came.digest)
        except VerificationError as exc:
            problems.append(Problem(path=f"objects/{came.digest}", problem=str(exc)))
    return problems


def _iter_parcels(book: CaseBook, world: World) -> Iterator[Parcel]:
    for came in world.received.values():
        if world.shares[came.share_id].withdrawn_at is None:
            if came.digest not in book.parcels:
                book.parcels[came.digest] = _leave_known(book, _open(book, came.digest))
            yield book.parcels[came.digest]


def _leave_known(book: CaseBook, parcel: Parcel) -> Parcel:
    """The parcel without what was captured or found here: that is the own office's."""
    records = book.workspace.records
    return parcel.model_copy(
        update={
            "snapshots": tuple(
                one for one in parcel.snapshots if records.get_snapshot(one.snapshot_id) is None
            ),
            "findings": tuple(one for one in parcel.findings if records.get_finding(one.finding_id) is None),
        }
    )


def _open(book: CaseBook, digest: str) -> Parcel:
    data = book.workspace.store.read(digest)
    return open_data(digest, data, load_known(book.workspace.records)).parcel
