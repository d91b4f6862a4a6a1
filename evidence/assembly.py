"""Putting exhibits together from the records: a page, the shop's pages around it, what their pictures say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from evidence.exhibit import Exhibit, SightedDocument
from evidence.listing import PageKind
from evidence.records import Records
from evidence.snapshot import Artefact, Outcome, Role, Snapshot

NO_DOCUMENT_PATH = ("image/svg+xml",)
"""Media types that no reader takes; a drawing that scripts made is seen in the screenshot instead."""


def iter_exhibits(records: Records, snapshots: Iterable[Snapshot]) -> Iterator[Exhibit]:
    """One exhibit for every listing and shop among some snapshots of which a page came.

    The pages around a shop are its licence and information pages captured by the same run.
    """
    kept = list(snapshots)
    around: dict[tuple[str, str], list[Snapshot]] = defaultdict(list)
    for snapshot in kept:
        if snapshot.kind is PageKind.OTHER and snapshot.shop_key is not None:
            around[snapshot.run_id, snapshot.shop_key].append(snapshot)
    for snapshot in kept:
        if snapshot.kind is PageKind.SHOP:
            others = around[snapshot.run_id, snapshot.shop_key or ""]
            yield _make_exhibit(records, snapshot, tuple(others))
        elif snapshot.kind is PageKind.LISTING and snapshot.outcome is Outcome.FOUND:
            yield _make_exhibit(records, snapshot, ())


def find_pictures(snapshot: Snapshot) -> tuple[Artefact, ...]:
    """The pictures and PDFs of a page that a reader should look at."""
    found = (artefact for artefact in snapshot.artefacts if artefact.role is Role.IMAGE)
    return tuple(artefact for artefact in found if artefact.media_type not in NO_DOCUMENT_PATH)


def _make_exhibit(records: Records, snapshot: Snapshot, around: tuple[Snapshot, ...]) -> Exhibit:
    documents: list[SightedDocument] = []
    unread: list[Artefact] = []
    for page in (snapshot, *around):
        for artefact in find_pictures(page):
            reading = records.get_reading(artefact.sha256)
            if reading is None or reading.error is not None:
                unread.append(artefact)
                continue
            documents.extend(
                SightedDocument(
                    document=document, artefact=artefact, snapshot_id=page.snapshot_id, page_url=page.url
                )
                for document in reading.documents
            )
    return Exhibit(snapshot=snapshot, around=around, documents=tuple(documents), unread=tuple(unread))
