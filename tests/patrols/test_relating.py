"""What ties other leads to a case: shop, licence, licence picture or phone, and nothing that many show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cases.book import open_book
from cases.casework import open_case
from cases.scoped_records import open_scope
from config.settings import SearchSettings, Settings
from evidence.capture import Capture
from evidence.document import Document, Engine, PictureReading, Quality, Reading, ReadingStatus
from evidence.finding import Finding, make_finding_id, make_lead_id
from evidence.listing import Shop
from evidence.snapshot import Role, Snapshot
from evidence.workspace import open_workspace
from index.searcher import open_index
from patrols.relating import RelatedLead, TieKind, find_related
from tests.cases.town import CHECK, LATER, NOW, Town, capture_for, make_capture, make_town

USCC = "91330106MA27W0K12Y"
OTHER_USCC = "91440101MA59P0TX3K"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return make_town(open_book(open_workspace(tmp_path / "ws", create=True), Settings(office="gd")))


def add_shop(
    town: Town, number: int, *, phone: str | None = None, office: str = "gd"
) -> tuple[Snapshot, str]:
    """Another shop of the office with a lead; its snapshot and the lead's id."""

    def make() -> Capture:
        plain = make_capture(office, number)
        assert plain.listing is not None
        shop = Shop(id=f"shop-{number}", name=f"{number}号店")
        listing = plain.listing.model_copy(
            update={
                "title": f"{number}号茶杯",
                "shop": shop,
                "description": None,
                "attributes": {"电话": phone} if phone else {},
            }
        )
        page, own, same = plain.exchanges
        body = f"licence of {number}".encode()
        return replace(plain, listing=listing, exchanges=(page, replace(own, body=body), same))

    snapshot, _ = capture_for(town.book, office, number, make=make)
    lead_id = make_lead_id(CHECK.name, snapshot.listing_key, "fact")
    finding: Finding = town.findings["gd"].model_copy(
        update={
            "finding_id": make_finding_id(lead_id, snapshot.snapshot_id, (), CHECK),
            "lead_id": lead_id,
            "snapshot_id": snapshot.snapshot_id,
            "run_id": snapshot.run_id,
            "listing": town.findings["gd"].listing.model_copy(update={"title": f"{number}号茶杯"}),
        }
    )
    with town.book.workspace.records.write(NOW) as writer:
        writer.add_finding(finding)
    return snapshot, lead_id


def read_licence(
    town: Town, snapshot: Snapshot, uscc: str, status: ReadingStatus = ReadingStatus.READ
) -> str:
    """Have the shop's first picture be a licence; the picture's digest."""
    picture = next(one for one in snapshot.artefacts if one.role is Role.IMAGE)
    document = Document(
        sha256=picture.sha256,
        document_box=(0, 0, 9, 9),
        kind="business_licence",
        kind_confidence=1.0,
        fields={"uscc": Reading(value=uscc, raw=uscc, status=status, confidence=1.0)},
        quality=Quality(width_px=9, height_px=9, readable=True),
        engine=Engine(name="test", version="r1"),
    )
    with town.book.workspace.records.write(NOW) as writer:
        writer.add_reading(
            PictureReading(sha256=picture.sha256, reader_version="r1", documents=(document,)), snapshot.run_id
        )
    return picture.sha256


def relate(town: Town, lead_id: str, login: str | None = None) -> dict[str, RelatedLead]:
    book = town.book
    case = open_case(book, "案", [lead_id], by="gd-lead", at=LATER)
    index = open_index(book.workspace, SearchSettings())
    index.update()
    world = book.load_world()
    seen = open_scope(book, world.users[login], world, LATER) if login else book.workspace
    return {one.lead_id: one for one in find_related(seen, index, case)}


def test_the_same_licence_and_the_same_phone_tie(town: Town) -> None:
    first, lead = add_shop(town, 10, phone="0571-87654321")
    second, by_number = add_shop(town, 11)
    _, by_phone = add_shop(town, 12, phone="0571 87654321")
    third, apart = add_shop(town, 13, phone="0571-11112222")
    read_licence(town, first, USCC)
    read_licence(town, second, USCC)
    read_licence(town, third, OTHER_USCC)
    found = relate(town, lead, "gd-officer")
    assert {one: [tie.kind for tie in found[one].ties] for one in found} == {
        by_number: [TieKind.USCC],
        by_phone: [TieKind.PHONE],
    }
    assert apart not in found
    assert found[by_number].ties[0].value == USCC
    assert found[by_number].ties[0].shops == 2


def test_a_number_that_was_not_read_for_certain_ties_nobody(town: Town) -> None:
    first, lead = add_shop(town, 10)
    second, _ = add_shop(town, 11)
    read_licence(town, first, USCC)
    read_licence(town, second, USCC, ReadingStatus.UNSURE)
    assert relate(town, lead, "gd-officer") == {}


def test_a_phone_of_many_shops_is_the_platforms(town: Town) -> None:
    leads = [add_shop(town, number, phone="400-820-8820")[1] for number in range(10, 32)]
    assert relate(town, leads[0], "gd-officer") == {}


def test_nobody_is_told_of_what_another_office_holds(town: Town) -> None:
    first, lead = add_shop(town, 10, phone="0571-87654321")
    _, foreign = add_shop(town, 11, phone="0571-87654321", office="zj")
    assert relate(town, lead, "gd-officer") == {}
    assert foreign in relate(town, lead)
    assert first.shop_key
