"""Who a case is about, from the pages in its evidence list and the licences that their shop shows."""

from collections import Counter
from collections.abc import Iterable, Iterator

from cases.model import Operator
from evidence.document import Document, ReadingStatus
from evidence.records import Records
from evidence.snapshot import Snapshot

_LICENCE = "business_licence"


def find_operator(records: Records, snapshot_ids: Iterable[str]) -> Operator:
    """The shop of most of the pages, with the name and USCC that most of its licences say.

    Only values that were read for certain count; what is not known stays empty.
    """
    pages = [page for page in map(records.get_snapshot, snapshot_ids) if page is not None]
    shops = Counter(key for page in pages if (key := page.shop_key) is not None)
    if not shops:
        return Operator()
    (shop_key, _), *_ = shops.most_common(1)
    licences = [one for one in _iter_documents(records, shop_key) if one.kind == _LICENCE]
    return Operator(
        name=_take(licences, "name"), uscc=_take(licences, "uscc"), shop=_get_shop_name(pages, shop_key)
    )


def _iter_documents(records: Records, shop_key: str) -> Iterator[Document]:
    for page in records.load_snapshots(shop_key=shop_key):
        for artefact in page.artefacts:
            reading = records.get_reading(artefact.sha256)
            if reading is not None:
                yield from reading.documents


def _take(licences: list[Document], name: str) -> str | None:
    fields = (licence.fields.get(name) for licence in licences)
    read = [str(one.value) for one in fields if one is not None and one.status is ReadingStatus.READ]
    return Counter(read).most_common(1)[0][0] if read else None


def _get_shop_name(pages: list[Snapshot], shop_key: str) -> str | None:
    shops = (page.listing.shop for page in pages if page.shop_key == shop_key and page.listing is not None)
    return next((shop.name or shop.id for shop in shops if shop is not None), None)
