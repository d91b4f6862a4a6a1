"""Other leads that may be of the operator of a case: what ties them to it, for an officer to weigh.

A tie is no finding. Numbers and pictures are looked for among what the viewer may see in full; values count
only where they were read for certain; what many shops show (a phone, a licence in every footer) is the
platform's own and ties nobody.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from cases.model import Case, ItemNoun
from config.catalogue import load_catalogue
from config.numbers import normalise_number
from evidence.document import Document, ReadingStatus
from evidence.finding import ReviewVerdict
from evidence.lead import Lead
from evidence.noun import Noun
from evidence.records import Records
from evidence.snapshot import Role, Snapshot
from evidence.workspace import Workspace
from index.projection import Indexed
from index.query import make_query
from index.searcher import SearchIndex
from patrols.searching import search_for

_LICENCE = "business_licence"
_MOST_ALIKE = 20
"""Shops that may show one phone, number or picture before it is taken for the platform's."""
_MOST_HITS = 200
_MOST_SHOPS = 100
_MOST_LEADS = 200


class TieKind(StrEnum):
    """What two shops have in common."""

    SHOP = "shop"
    USCC = "uscc"
    PHONE = "phone"
    PICTURE = "licence_picture"


class Tie(Noun):
    """One thing that a lead's shop has in common with the case; `shops` counts who shows it."""

    kind: TieKind
    value: str
    shops: int


class RelatedLead(Noun):
    """A lead outside a case that may be of the same operator, and why."""

    lead_id: str
    code: str
    title: str | None
    shop: str | None
    platform: str
    ties: tuple[Tie, ...]


@dataclass(slots=True, kw_only=True)
class _Web:
    """Which shops show which thing: (kind, value) → keys of shops."""

    shops: dict[tuple[TieKind, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def get_ties(self, shop_key: str) -> tuple[Tie, ...]:
        return tuple(
            Tie(kind=kind, value=value, shops=len(keys))
            for (kind, value), keys in sorted(self.shops.items())
            if shop_key in keys and len(keys) <= _MOST_ALIKE
        )

    def list_shops(self) -> list[str]:
        found = {key for keys in self.shops.values() for key in keys if self.get_ties(key)}
        return sorted(found)[:_MOST_SHOPS]


def find_related(workspace: Workspace, index: SearchIndex, case: Case) -> tuple[RelatedLead, ...]:
    """The leads outside a case whose shop has something of its operator, most ties first.

    Args:
        workspace: as the viewer may see it.
        index: of the whole workspace.
        case: as the viewer may see it.
    """
    records = workspace.records
    pages = [page for page in map(records.get_snapshot, _list_ids(case, ItemNoun.SNAPSHOT)) if page]
    own = {page.shop_key for page in pages if page.shop_key is not None}
    web = _Web()
    for shop_key in sorted(own):
        web.shops[TieKind.SHOP, shop_key].add(shop_key)
        for kind, value in _iter_things(records, records.load_snapshots(shop_key=shop_key)):
            web.shops[kind, value].add(shop_key)
    if case.operator.uscc:
        web.shops[TieKind.USCC, normalise_number(case.operator.uscc)] |= own
    for (kind, value), keys in web.shops.items():
        if kind is not TieKind.SHOP:
            keys |= set(_iter_shops(workspace, index, kind, value))
    return _find_leads(records, web, case)


def _find_leads(records: Records, web: _Web, case: Case) -> tuple[RelatedLead, ...]:
    held = {*_list_ids(case, ItemNoun.LEAD)}
    held |= {
        found.lead_id for one in _list_ids(case, ItemNoun.FINDING) if (found := records.get_finding(one))
    }
    related: dict[str, RelatedLead] = {}
    for shop_key in web.list_shops():
        ties = web.get_ties(shop_key)
        for page in records.load_snapshots(shop_key=shop_key):
            for finding in records.load_findings(snapshot_id=page.snapshot_id):
                lead = records.get_lead(finding.lead_id)
                is_new = finding.lead_id not in held and len(related) < _MOST_LEADS
                if lead is not None and is_new and lead.verdict is not ReviewVerdict.REJECTED:
                    related[lead.lead_id] = _make_related(lead, ties)
    return tuple(sorted(related.values(), key=lambda lead: (-len(lead.ties), lead.lead_id)))


def _make_related(lead: Lead, ties: tuple[Tie, ...]) -> RelatedLead:
    return RelatedLead(
        lead_id=lead.lead_id,
        code=lead.code,
        title=lead.title,
        shop=lead.shop,
        platform=lead.platform,
        ties=ties,
    )


def _list_ids(case: Case, noun: ItemNoun) -> list[str]:
    return [item.id for item in case.held_items if item.noun is noun]


def _iter_shops(workspace: Workspace, index: SearchIndex, kind: TieKind, value: str) -> Iterator[str]:
    """The shops that show a thing, as far as they may be seen."""
    records = workspace.records
    if kind is TieKind.PICTURE:
        found: Iterable[str] = records.find_sightings(value)[:_MOST_HITS]
    else:
        query = make_query(f'"{value}"', noun=Indexed.SNAPSHOT, limit=_MOST_HITS)
        found = (hit.id for hit in search_for(workspace, index, query).hits)
    for snapshot_id in found:
        page = records.get_snapshot(snapshot_id)
        if page is None or page.shop_key is None:
            continue
        # The words of a page may hold the number of another: what ties is what is stated as its own.
        if kind is TieKind.PICTURE or (kind, value) in set(_iter_things(records, [page])):
            yield page.shop_key


def _iter_things(records: Records, pages: Iterable[Snapshot]) -> Iterator[tuple[TieKind, str]]:
    """Licences, their pictures, and phones that some pages show."""
    for page in pages:
        for artefact in page.artefacts:
            reading = records.get_reading(artefact.sha256) if artefact.role is Role.IMAGE else None
            licences = [one for one in reading.documents if one.kind == _LICENCE] if reading else []
            if licences:
                yield TieKind.PICTURE, artefact.sha256
            yield from ((TieKind.USCC, uscc) for one in licences if (uscc := _get_uscc(one)))
        for text in _iter_texts(page):
            for phone in _find_phones(text):
                yield TieKind.PHONE, phone


def _get_uscc(licence: Document) -> str | None:
    read = licence.fields.get("uscc")
    sure = read is not None and read.status is ReadingStatus.READ and read.value
    return normalise_number(str(read.value)) if sure and read is not None else None


def _iter_texts(page: Snapshot) -> Iterator[str]:
    listing = page.listing
    if listing is not None:
        yield from filter(None, (listing.title, listing.wording))
        yield from (f"{name} {value}" for name, value in listing.attributes.items())


def _find_phones(text: str) -> Iterator[str]:
    masks = load_catalogue("redaction")["masks"]
    for name in ("phone", "landline"):
        for match in re.finditer(masks[name], text):
            digits = re.sub(r"\D", "", match[0])
            yield digits.removeprefix("86") if len(digits) == 13 else digits
