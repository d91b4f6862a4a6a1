"""From evidence to search documents: pure functions, so the index can be dropped and made again."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import regex

from evidence.document import PictureReading
from evidence.finding import Finding
from evidence.listing import Listing
from evidence.noun import make_canonical_json, make_digest
from evidence.snapshot import Snapshot
from index.words import fold_number

LAYOUT = 1
"""Version of what is indexed and how words are cut; another one needs `netpatrol index rebuild`."""

WORD_FIELDS = ("title", "summary", "shop", "claimed", "quotes", "text")
_LONGEST_TEXT = 100_000  # characters of one field; a longer text is cut, and `cut` says so
_MOST_NUMBERS = 500
_LONGEST_NUMBER = 64
_EPOCH_MS = 946_684_800_000  # 2000-01-01: leaves room in 63 bits until 2069
_TIE_BITS = 22
_NUMBER = regex.compile(r"[0-9A-Z](?:[0-9A-Z./()\-]*[0-9A-Z])?")


class Indexed(StrEnum):
    """What is kept in an index: what can be searched, and the tables that Kibana draws from."""

    FINDING = "finding"
    SNAPSHOT = "snapshot"
    LEAD = "lead"
    LISTING = "listing"
    RUN = "run"
    CASE = "case"


SEARCHED = (Indexed.FINDING, Indexed.SNAPSHOT)
"""What can be searched by words, on every backend; the rest are tables on a server."""

FOUND = (*SEARCHED, Indexed.CASE)
"""What a search may find. Cases are searched as somebody may see them, beside the backend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a search can be narrowed by."""

    captured_at: str
    platform: str
    run_id: str
    regions: tuple[str, ...] = ()
    found_at: str | None = None
    code: str | None = None
    status: str | None = None
    severity: str | None = None
    lead_id: str | None = None
    check: str | None = None
    kind: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """One finding or snapshot as it is searched.

    `order` sorts by the moment of capture and is the same on every backend. `revision` is the ledger
    position up to which the document is current; it does not change what the document says. `source` is the
    noun itself, as `search --json` prints it.
    """

    id: str
    noun: Indexed
    order: int
    revision: int
    filters: Filters
    words: dict[str, tuple[str, ...]]
    numbers: tuple[str, ...]
    ids: tuple[str, ...]
    source: dict[str, Any]
    digests: tuple[str, ...] = ()
    cut: bool = False
    hash: str = field(init=False)

    def __post_init__(self) -> None:
        """Derive the content hash."""
        said = {key: value for key, value in _as_dict(self).items() if key not in {"hash", "revision"}}
        object.__setattr__(self, "hash", make_digest(make_canonical_json(said)))


def _as_dict(document: SearchDocument) -> dict[str, Any]:
    names = (name for name in SearchDocument.__dataclass_fields__ if name != "hash")
    return {name: getattr(document, name) for name in names} | {"filters": asdict(document.filters)}


def make_order(moment: datetime, subject: str) -> int:
    """A number that sorts by moment (to the millisecond), then by the id's digest."""
    tie = int(make_digest(subject)[:6], 16) >> (24 - _TIE_BITS)
    return make_order_floor(moment) | tie


def make_order_floor(moment: datetime) -> int:
    """The smallest order number of a moment."""
    utc = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (int(utc.timestamp() * 1000) - _EPOCH_MS) << _TIE_BITS


def project_finding(finding: Finding, snapshot: Snapshot | None, revision: int) -> SearchDocument:
    """A finding as it is searched.

    Args:
        finding: the finding.
        snapshot: the snapshot it rests on, for the region that the page states.
        revision: the ledger position up to which the evidence was read.
    """
    authority, shop = finding.authority, finding.listing.shop
    words, cut = _make_words(
        title=[finding.listing.title],
        summary=[finding.summary],
        shop=[shop.name if shop else None],
        claimed=[finding.claimed],
        quotes=[locator.quote for locator in finding.locators],
        text=[authority.value if authority else None],
    )
    known = [finding.listing.listing_id, shop.id if shop else None, authority.key if authority else None]
    numbers, cut_numbers = _make_numbers(known, words)
    listing = snapshot.listing if snapshot else None
    return SearchDocument(
        id=finding.finding_id,
        noun=Indexed.FINDING,
        order=make_order(finding.captured_at, finding.finding_id),
        revision=revision,
        filters=Filters(
            captured_at=write_moment(finding.captured_at),
            found_at=write_moment(finding.found_at),
            platform=finding.listing.platform,
            run_id=finding.run_id,
            regions=make_regions(listing),
            code=finding.code,
            status=finding.status,
            severity=finding.severity,
            lead_id=finding.lead_id,
            check=finding.check.name,
        ),
        words=words,
        numbers=numbers,
        ids=tuple(map(fold_number, (finding.finding_id, finding.lead_id, finding.snapshot_id))),
        source=finding.model_dump(mode="json"),
        digests=tuple(dict.fromkeys(locator.sha256 for locator in finding.locators)),
        cut=cut or cut_numbers,
    )


def project_snapshot(snapshot: Snapshot, readings: Iterable[PictureReading], revision: int) -> SearchDocument:
    """A snapshot as it is searched, with the text read in its pictures.

    Args:
        snapshot: the snapshot.
        readings: what was read in its pictures, in the order of the pictures.
        revision: the ledger position up to which the evidence was read.
    """
    listing, read = snapshot.listing, list(readings)
    shop = listing.shop if listing else None
    words, cut = _make_words(
        title=[listing.title if listing else None],
        summary=[snapshot.reason],
        shop=[shop.name if shop else None],
        claimed=list(_iter_claims(listing)),
        quotes=[block.text for reading in read for block in reading.blocks],
        text=list(_iter_texts(listing)),
    )
    numbers, cut_numbers = _make_numbers([*_iter_known(snapshot), *_iter_read_numbers(read)], words)
    return SearchDocument(
        id=snapshot.snapshot_id,
        noun=Indexed.SNAPSHOT,
        order=make_order(snapshot.captured_at, snapshot.snapshot_id),
        revision=revision,
        filters=Filters(
            captured_at=write_moment(snapshot.captured_at),
            platform=snapshot.platform,
            run_id=snapshot.run_id,
            regions=make_regions(listing),
            kind=snapshot.kind,
            outcome=snapshot.outcome,
        ),
        words=words,
        numbers=numbers,
        ids=(fold_number(snapshot.snapshot_id),),
        source=snapshot.model_dump(mode="json"),
        digests=tuple(dict.fromkeys(artefact.sha256 for artefact in snapshot.artefacts)),
        cut=cut or cut_numbers,
    )


def _make_words(**values: list[str | None]) -> tuple[dict[str, tuple[str, ...]], bool]:
    words, cut = {}, False
    for name, texts in values.items():
        room, kept = _LONGEST_TEXT, []
        for text in texts:
            if text:
                cut = cut or len(text) > room
                kept.append(text[:room])
                room = max(0, room - len(text))
        words[name] = tuple(text for text in kept if text)
    return words, cut


def _make_numbers(
    known: Iterable[str | None], words: dict[str, tuple[str, ...]]
) -> tuple[tuple[str, ...], bool]:
    """Known numbers first, then what looks like a number in the words."""
    found = [fold_number(text) for text in known if text]
    for texts in words.values():
        found.extend(number for text in texts for number in _find_numbers(text))
    distinct = [number for number in dict.fromkeys(found) if 0 < len(number) <= _LONGEST_NUMBER]
    return tuple(distinct[:_MOST_NUMBERS]), len(distinct) > _MOST_NUMBERS


def _find_numbers(text: str) -> Iterator[str]:
    for match in _NUMBER.finditer(regex.sub(r"\p{Cf}", "", text).upper()):
        number = fold_number(match.group())
        if len(number) >= 4 and any(character.isdigit() for character in number):
            yield number


def _iter_claims(listing: Listing | None) -> Iterator[str]:
    if listing is not None:
        yield from (f"{name} {value}" for name, value in listing.claims.items())
        yield from (f"{name} {value}" for name, value in listing.attributes.items())


def _iter_texts(listing: Listing | None) -> Iterator[str | None]:
    if listing is not None:
        yield from (listing.brand, listing.model, listing.category, listing.wording)
        yield from (offer.name for offer in listing.offers)


def _iter_known(snapshot: Snapshot) -> Iterator[str | None]:
    yield snapshot.listing_id
    if snapshot.listing is not None:
        listing = snapshot.listing
        yield from (listing.model, listing.sku, listing.gtin, listing.shop.id if listing.shop else None)
        yield from listing.claims.values()
        yield from listing.attributes.values()


def _iter_read_numbers(readings: list[PictureReading]) -> Iterator[str]:
    for reading in readings:
        for document in reading.documents:
            yield from (one.value for one in document.fields.values() if isinstance(one.value, str))
            yield from (code.text for code in document.codes)


def make_regions(listing: Listing | None) -> tuple[str, ...]:
    """The region that the page states, whole and in its parts (浙江 杭州 is found by 杭州)."""
    if listing is None or not listing.region:
        return ()
    return tuple(dict.fromkeys((listing.region.strip(), *listing.region.split())))


def write_moment(moment: datetime) -> str:
    """A moment as documents carry it: UTC, to the millisecond."""
    utc = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return utc.isoformat(timespec="milliseconds")
