"""Putting exhibits together from the records: a page, the shop's pages around it, what their pictures say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from evidence.exhibit import STANDS_FOR_SHOP, Exhibit, SightedDocument, SightedText
from evidence.listing import PageKind
from evidence.past_prices import find_past
from evidence.prices import PriceHistory
from evidence.records import Records
from evidence.sighted_cards import collect_cards, find_cards, shows_listing
from evidence.snapshot import Artefact, Outcome, Role, Snapshot, make_listing_key

NO_DOCUMENT_PATH = ("image/svg+xml",)
"""Media types that no reader takes; a drawing that scripts made is seen in the screenshot instead."""

_OF_SHOPS = frozenset({PageKind.SHOP, PageKind.LICENCE, PageKind.OTHER})


def iter_exhibits(
    records: Records, snapshots: Iterable[Snapshot], history: PriceHistory | None = None
) -> Iterator[Exhibit]:
    """One exhibit for every shop and listing among some snapshots of which a page came, shops first.

    A shop's first page stands for it, or a page with its licence where none of its own was captured; its
    further pages and its licence and information pages captured by the same run are around it. A page with a
    licence that names no shop stands for itself: whose it is, a shop's or the whole site's, it does not say.
    A listing has its shop's exhibit, when the same run captured the shop.
    """
    pages: dict[tuple[str, str], list[Snapshot]] = defaultdict(list)
    listings: list[Snapshot] = []
    every = list(snapshots)
    for snapshot in every:
        if snapshot.kind in _OF_SHOPS and snapshot.shop_key is not None:
            pages[snapshot.run_id, snapshot.shop_key].append(snapshot)
        elif snapshot.kind is PageKind.LICENCE and snapshot.outcome is Outcome.FOUND:
            yield _make_exhibit(records, snapshot, ())
        elif snapshot.kind is PageKind.LISTING and snapshot.outcome is Outcome.FOUND:
            listings.append(snapshot)
    shops: dict[tuple[str, str | None], Exhibit] = {}
    for key, members in pages.items():
        standing = (page for kind in STANDS_FOR_SHOP for page in members if page.kind is kind)
        main = next(standing, None)
        if main is not None:
            exhibit = _make_exhibit(records, main, tuple(page for page in members if page is not main))
            if main.kind is PageKind.SHOP:  # else nobody can say what its pages do not show
                shops[key] = exhibit
            yield exhibit
    past = find_past(records, listings, history) if history is not None else {}
    cards = collect_cards(every)
    for snapshot in listings:
        exhibit = _make_exhibit(records, snapshot, ())
        around = {
            "shop": shops.get((snapshot.run_id, snapshot.shop_key)),
            "past": past.get(snapshot.snapshot_id, ()),
            "cards": find_cards(cards, snapshot),
        }
        yield exhibit.model_copy(update=around)


def load_surroundings(records: Records, snapshot: Snapshot) -> list[Snapshot]:
    """A snapshot with its run's pages of its shop and the lists that show it, but no other listing."""
    around: list[Snapshot] = []
    if snapshot.shop_key is not None:
        same_shop = records.load_snapshots(run_id=snapshot.run_id, shop_key=snapshot.shop_key)
        around += [one for one in same_shop if one.kind in _OF_SHOPS]
    if snapshot.kind is PageKind.LISTING:
        lists = (one for one in records.load_snapshots(run_id=snapshot.run_id) if one.shop_key is None)
        around += [one for one in lists if one.kind is not PageKind.LISTING and shows_listing(one, snapshot)]
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
