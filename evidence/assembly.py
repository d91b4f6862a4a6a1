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

    A shop's first page stands for it; its further pages and its licence and information pages captured by
    the same run are around it.
    """
    shops: dict[tuple[str, str], list[Snapshot]] = defaultdict(list)
    for snapshot in snapshots:
        if snapshot.kind in {PageKind.SHOP, PageKind.OTHER} and snapshot.shop_key is not None:
            shops[snapshot.run_id, snapshot.shop_key].append(snapshot)
        elif snapshot.kind is PageKind.LISTING and snapshot.outcome is Outcome.FOUND:
            yield _make_exhibit(records, snapshot, ())
    for pages in shops.values():
        main = next((page for page in pages if page.kind is PageKind.SHOP), None)
        if main is not None:
            yield _make_exhibit(records, main, tuple(page for page in pages if page is not main))


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
