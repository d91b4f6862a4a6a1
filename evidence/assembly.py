"""Putting exhibits together from the records: a page, the shop's pages around it, what their pictures say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from evidence.exhibit import Exhibit, SightedDocument, SightedText
from evidence.listing import PageKind
from evidence.past_prices import find_past
from evidence.prices import PriceHistory
from evidence.records import Records
from evidence.snapshot import Artefact, Outcome, Role, Snapshot, make_listing_key

NO_DOCUMENT_PATH = ("image/svg+xml",)
"""Media types that no reader takes; a drawing that scripts made is seen in the screenshot instead."""


def iter_exhibits(
    records: Records, snapshots: Iterable[Snapshot], history: PriceHistory | None = None
) -> Iterator[Exhibit]:
    """One exhibit for every shop and listing among some snapshots of which a page came, shops first.

    A shop's first page stands for it; its further pages and its licence and information pages captured by
    the same run are around it. A listing has its shop's exhibit, when the same run captured the shop.
    """
    pages: dict[tuple[str, str], list[Snapshot]] = defaultdict(list)
    listings: list[Snapshot] = []
    for snapshot in snapshots:
        if snapshot.kind in {PageKind.SHOP, PageKind.OTHER} and snapshot.shop_key is not None:
            pages[snapshot.run_id, snapshot.shop_key].append(snapshot)
        elif snapshot.kind is PageKind.LISTING and snapshot.outcome is Outcome.FOUND:
            listings.append(snapshot)
    shops: dict[tuple[str, str | None], Exhibit] = {}
    for key, members in pages.items():
        main = next((page for page in members if page.kind is PageKind.SHOP), None)
        if main is not None:
            shops[key] = _make_exhibit(records, main, tuple(page for page in members if page is not main))
            yield shops[key]
    past = find_past(records, listings, history) if history is not None else {}
    for snapshot in listings:
        exhibit = _make_exhibit(records, snapshot, ())
        around = {
            "shop": shops.get((snapshot.run_id, snapshot.shop_key)),
            "past": past.get(snapshot.snapshot_id, ()),
        }
        yield exhibit.model_copy(update=around)


def load_surroundings(records: Records, snapshot: Snapshot) -> list[Snapshot]:
    """A snapshot with the pages of its shop that the same run captured, but no other listing."""
    if snapshot.shop_key is None:
        return [snapshot]
    same_shop = records.load_snapshots(run_id=snapshot.run_id, shop_key=snapshot.shop_key)
    around = (one for one in same_shop if one.kind in {PageKind.SHOP, PageKind.OTHER})
    return [snapshot, *(one for one in around if one.snapshot_id != snapshot.snapshot_id)]


def find_later_screenshot(records: Records, snapshot: Snapshot) -> Snapshot | None:
    """The first picture that was taken of the same page in the browser after it was captured."""
    same_page = make_listing_key(snapshot.platform, None, snapshot.url)
    for later in records.load_snapshots(listing_key=same_page):
        has_picture = any(artefact.role is Role.SCREENSHOT for artefact in later.artefacts)
        if has_picture and later.listing is None and later.captured_at >= snapshot.captured_at:
            return later
    return None


def find_pictures(snapshot: Snapshot) -> tuple[Artefact, ...]:
    """The pictures and PDFs of a page that a reader should look at."""
    found = (artefact for artefact in snapshot.artefacts if artefact.role is Role.IMAGE)
    return tuple(artefact for artefact in found if artefact.media_type not in NO_DOCUMENT_PATH)


def _make_exhibit(records: Records, snapshot: Snapshot, around: tuple[Snapshot, ...]) -> Exhibit:
    documents: list[SightedDocument] = []
    texts: list[SightedText] = []
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
            texts.extend(SightedText(block=block, artefact=artefact) for block in reading.blocks)
    return Exhibit(
        snapshot=snapshot,
        around=around,
        documents=tuple(documents),
        texts=tuple(texts),
        unread=tuple(unread),
    )
