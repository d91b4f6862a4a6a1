"""What a region shares, as documents for the readers of each region that receives it: redacted copies only.

Rights on the free licence end at an index, and an index is a whole region's. So a share is written for a
region only when every office there, as far as it is known, received and accepted it; else it is seen at the
desk alone. A share in full is written as its redacted copy as well.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cases.model import Item, ItemNoun, Office, Share
from cases.redaction import is_open_number, redact_case, redact_finding, redact_snapshot
from cases.rights import Matter, Sight, get_items, get_shared_sight, is_live
from cases.world import World
from evidence.records import Records
from index.projection import write_moment
from index.tables import TableDocument

SHARE = "share"


def iter_shared(
    world: World, records: Records, *, region: str, receiver: str, at: datetime
) -> Iterator[TableDocument]:
    """The documents that a region shows to the readers of another one at a moment.

    Args:
        world: the present cases and shares.
        records: the evidence, as its owner sees it.
        region: code of the region that shares.
        receiver: code of the one that receives.
        at: the moment; what ended before is left out.
    """
    there = [office for office in world.offices.values() if _lies_in(office, receiver)]
    for share in world.shares.values():
        giver = world.offices.get(share.from_office)
        if share.share_id in world.received or giver is None or not _lies_in(giver, region):
            continue
        if there and all(is_live(world, share, office.office_id, at) for office in there):
            yield from _make_documents(world, records, share, [office.office_id for office in there], at)


def _lies_in(office: Office, region: str) -> bool:
    return office.region.startswith(region)


def _make_documents(
    world: World, records: Records, share: Share, receivers: list[str], at: datetime
) -> Iterator[TableDocument]:
    case = world.cases[share.case_id]

    def see(noun: str, one: str) -> Sight:
        """What the office there that may see least may see: another share may be narrower than this one."""
        matter = Matter(noun=noun, id=one, office_id=share.from_office)
        return min(get_shared_sight(world, office_id, matter, at) for office_id in receivers)

    knows_case = see("case", case.case_id) >= Sight.REDACTED
    uscc = redact_case(case, ()).operator.uscc if knows_case else None
    common: dict[str, Any] = {
        "page": f"cases/{case.case_id}",
        "share_id": share.share_id,
        "case_id": case.case_id,
        "from_office": share.from_office,
        "to_offices": sorted(receivers),
        "fields": share.fields,
        "state": "accepted",
        "until": None if share.until is None else write_moment(share.until),
    }
    if share.number is not None:
        yield _make_document(world, share, share.share_id, common | {"number": share.number})
        return
    for item in get_items(case, share):
        sight, said = see(item.noun, item.id), _describe(records, item)
        if sight < Sight.REDACTED:
            said = {"number": said["number"]} if sight is Sight.NUMBER and said.get("number") else {}
        elif said:
            said["uscc"] = uscc
        if said:
            yield _make_document(world, share, f"{share.share_id}.{item.item_id}", common | said)


def _describe(records: Records, item: Item) -> dict[str, Any]:
    """What a redacted copy of an item says; nothing of a lead: its findings are items as well."""
    if item.noun is ItemNoun.FINDING and (finding := records.get_finding(item.id)) is not None:
        copy = redact_finding(finding)
        return {
            "code": copy.code,
            "platform": copy.listing.platform,
            "listing_id": copy.listing.listing_id,
            "shop": copy.listing.shop.name if copy.listing.shop else None,
            "title": copy.listing.title,
            "number": copy.claimed if copy.claimed and is_open_number(copy.claimed) else None,
            "captured_at": write_moment(copy.captured_at),
        }
    if item.noun is ItemNoun.SNAPSHOT and (snapshot := records.get_snapshot(item.id)) is not None:
        page = redact_snapshot(snapshot)
        listing = page.listing
        return {
            "platform": page.platform,
            "listing_id": page.listing_id,
            "shop": listing.shop.name if listing and listing.shop else None,
            "title": listing.title if listing else None,
            "captured_at": write_moment(page.captured_at),
        }
    return {}


def _make_document(world: World, share: Share, subject: str, said: dict[str, Any]) -> TableDocument:
    return TableDocument(
        id=subject,
        noun=SHARE,
        at=write_moment(share.offered_at),
        revision=world.place,
        envelope={},
        fields=said,
    )
